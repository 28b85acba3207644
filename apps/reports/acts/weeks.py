"""填报、报送、撤回、接收、退回、答复、重开、更正: all inside the week's page."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from apps.acts.acts import Act
from apps.acts.forms import ActForm
from apps.lib.actors import Actor
from apps.lib.decisions import Decision
from apps.reports import permissions, services
from apps.reports.acts.grounds import WEEK, Reported
from apps.reports.forms import (
    AdjustForm,
    AnswerForm,
    AskReopeningForm,
    DeclineReopeningForm,
    DraftForm,
    ReopenForm,
    ReturnForm,
    TakeBackForm,
    UrgeForm,
)
from apps.reports.models import Adjustment, ReportVersion
from apps.reports.queries.answers import items_to_answer
from apps.reports.queries.declared import strange_in
from apps.reports.queries.urged import urgeable


def _fill(actor: Actor, week: Reported) -> Decision:
    return permissions.may_fill(actor, week.snapshot, week.newest)


def _decide(actor: Actor, week: Reported) -> Decision:
    return permissions.may_decide(actor, week.snapshot, week.newest)


def _filled_in(actor: Actor, week: Reported) -> dict[str, Any]:
    return DraftForm.values_of(week.newest, actor.name)


def week_list(week: Reported) -> str:
    """Return the list with the very week in it."""
    # Back to the very week: the list without parameters shows the newest.
    return f"{reverse('reports:index')}?year={week.snapshot.program.year}&week={week.snapshot.number}"


def _saved(version: ReportVersion) -> str:
    silent = sum(1 for each in strange_in(version.report.snapshot, version) if not each.told)
    return f"已保存，尚未报送。{f'有 {silent} 处与上期对不上，请写明原因。' if silent else ''}"


def _submitted(version: ReportVersion) -> str:
    late = "（已过截止时间，记为迟报）" if version.late else ""
    return f"第 {version.report.snapshot.number} 期已报送{late}，内容已定稿。"


def _taken_back(version: ReportVersion) -> str:
    return f"第 {version.report.snapshot.number} 期已撤回，更正后请重新报送。"


def _accepted(version: ReportVersion) -> str:
    snapshot = version.report.snapshot
    return f"已接收{snapshot.bureau.name}第 {snapshot.number} 期。"


def _returned(version: ReportVersion) -> str:
    snapshot = version.report.snapshot
    return f"已退回{snapshot.bureau.name}第 {snapshot.number} 期，等区县逐项答复后重新报送。"


def _reopened(version: ReportVersion) -> str:
    snapshot = version.report.snapshot
    return f"已重开{snapshot.bureau.name}第 {snapshot.number} 期，等区县更正后重新报送。"


def _adjusted(adjustment: Adjustment) -> str:
    later = f"将在当期计入，注明更正第 {adjustment.snapshot.number} 期。"
    return f"更正已登记，{'已计入本期。' if adjustment.entered_id else later}"


SAVE = Act(
    name="weeks.save",
    label="补充填报",
    ground=WEEK,
    may=_fill,
    form=DraftForm,
    service=services.save_draft,
    button="保存",
    success=_saved,
    describe="保存周报草稿中由区县填写的内容；整份替换上一次保存的。",
    records={"report.drafted": "生成草稿", "report.saved": "保存草稿"},
    path="<int:pk>/save/",
    page="reports:save",
    slot="save",
    initial=_filled_in,
    api="draft",
    body="WeekDraft",
)

SUBMIT = Act(
    name="weeks.submit",
    label="报送",
    ground=WEEK,
    may=_fill,
    form=ActForm,
    service=services.submit_report,
    button="核对无误，报送",
    success=_submitted,
    describe="报送：核对全部通过后定稿；过了截止时间的记为迟报。",
    records={"report.submitted": "报送"},
    path="<int:pk>/submit/",
    page="reports:submit",
    slot="submit",
    api="submit",
)

TAKE_BACK = Act(
    name="weeks.take_back",
    label="撤回报送",
    ground=WEEK,
    may=lambda actor, week: permissions.may_take_back(actor, week.snapshot, week.newest),
    form=TakeBackForm,
    service=services.take_back_report,
    button="撤回",
    explain="上级接收以前可以撤回。撤回的一版照原样保留，不再计入；是否迟报仍按第一次报送的时间认定。",
    success=_taken_back,
    describe="撤回上级还没有接收的报送，写明原因；另出一版草稿，撤回的一版照原样保留。",
    danger=True,
    records={"report.withdrawn": "撤回报送"},
    path="<int:pk>/take-back/",
    page="reports:take-back",
    slot="take_back",
    api="take-back",
    body="WeekTakeBack",
)

ACCEPT = Act(
    name="weeks.accept",
    label="接收",
    ground=WEEK,
    may=_decide,
    form=ActForm,
    service=services.accept_report,
    success=_accepted,
    describe="接收已报送的一版；由报送的上级主管部门办理。",
    records={"report.accepted": "接收"},
    path="<int:pk>/accept/",
    page="reports:accept",
    slot="accept",
    listed=week_list,
    api="accept",
)

RETURN = Act(
    name="weeks.return",
    label="退回更正",
    ground=WEEK,
    may=_decide,
    form=ReturnForm,
    service=services.return_report,
    button="退回",
    success=_returned,
    explain="写明统计表的哪一栏、哪一户办件要核对什么。区县逐项答复“改”或“维持”并说明，才能重新报送。",
    describe=(
        "退回已报送的一版，逐项写明统计表的栏目或办件和要求（至少一项）；区县另出一版，逐项答复后才能报送。"
        "办件须在本期名单或变动中。"
    ),
    danger=True,
    records={"report.returned": "退回"},
    path="<int:pk>/return/",
    page="reports:return",
    slot="return",
    api="return",
    body="WeekReturn",
)

ANSWER = Act(
    name="weeks.answer",
    label="逐项答复退回",
    ground=WEEK,
    may=lambda actor, week: permissions.may_answer(actor, week.snapshot, week.newest),
    form=AnswerForm,
    service=services.answer_return,
    button="保存答复",
    success="答复已保存，尚未报送。",
    describe=(
        "逐项答复退回：改（装配化各数和办件凭逐户更正，其余凭改后的值）或维持（写明理由）。"
        "可以分几次答复；还有一项没有答复就不能报送。"
    ),
    records={"report.answered": "逐项答复退回"},
    path="<int:pk>/answer/",
    page="reports:answer",
    slot="answer",
    options=lambda _actor, week: {"items": items_to_answer(week.newest)},
    api="answer",
    body="WeekAnswers",
)

ASK_REOPENING = Act(
    name="weeks.ask_reopening",
    label="申请重开",
    ground=WEEK,
    may=lambda actor, week: permissions.may_ask_reopening(actor, week.snapshot, week.newest),
    form=AskReopeningForm,
    service=services.ask_reopening,
    button="申请",
    explain="本期已接收。数据有误的，可在下一期数据截止前申请上级重开；已接收的一版照原样保留。",
    success="已申请重开，等上级答复。",
    describe="申请上级重开已接收的一期，写明原因；下一期数据截止以前可以申请。",
    records={"report.reopening_asked": "申请重开"},
    path="<int:pk>/ask-reopening/",
    page="reports:ask-reopening",
    slot="ask_reopening",
    api="ask-reopening",
    body="WeekAskReopening",
)

REOPEN = Act(
    name="weeks.reopen",
    label="重开本期",
    ground=WEEK,
    may=lambda actor, week: permissions.may_reopen(actor, week.snapshot, week.newest),
    form=ReopenForm,
    service=services.reopen_report,
    button="重开",
    explain="区县另出一版更正后重新报送；新的一版接收以前，汇总仍取现在这一版，标明已重开。",
    success=_reopened,
    describe="同意区县的申请，重开已接收的一期；新的一版接收以前，汇总仍取已接收的一版。",
    records={"report.reopened": "重开"},
    path="<int:pk>/reopen/",
    page="reports:reopen",
    slot="reopen",
    api="reopen",
    body="WeekReopen",
)

DECLINE_REOPENING = Act(
    name="weeks.decline_reopening",
    label="不同意重开",
    ground=WEEK,
    may=lambda actor, week: permissions.may_decide_reopening(actor, week.snapshot, week.newest),
    form=DeclineReopeningForm,
    service=services.decline_reopening,
    success="已答复不同意重开。",
    describe="不同意区县的重开申请，写明原因。",
    danger=True,
    records={"report.reopening_declined": "不同意重开", "report.reopening_lapsed": "重开申请过期"},
    path="<int:pk>/decline-reopening/",
    page="reports:decline-reopening",
    slot="decline_reopening",
    api="decline-reopening",
    body="WeekDeclineReopening",
)

ADJUST = Act(
    name="weeks.adjust",
    label="更正",
    ground=WEEK,
    may=lambda actor, week: permissions.may_correct(actor, week.snapshot, week.newest),
    form=AdjustForm,
    service=services.adjust,
    success=_adjusted,
    describe="更正一个案件：先在案件中办理，再登记计入本期；本期已定稿的计入当期并注明。",
    records={"report.adjusted": "更正", "report.adjustment_moot": "更正不再需要"},
    path="<int:pk>/adjust/",
    page="reports:adjust",
    slot="adjust",
    api="adjust",
    body="WeekAdjustment",
    creates=True,
)

URGE = Act(
    name="weeks.urge",
    label="催报",
    ground=WEEK,
    may=lambda actor, week: permissions.may_urge(actor, week.snapshot),
    form=UrgeForm,
    service=services.urge_reports,
    button="发出催报",
    explain="选中的区县经办、审核和分管领导各收到一条消息；谁在什么时候催的，记在这一期的记录里。",
    success="催报已发出，选中的区县都收到消息。",
    describe="催报：给没有报送这一期的区县各发一条消息；一天催第二次须写明说明。",
    records={"report.urged": "催报"},
    path="<int:pk>/urge/",
    page="reports:urge",
    template="reports/urge.html",
    options=lambda _actor, week: {"owing": urgeable(week.snapshot)},
    context=lambda _actor, week: {"snapshot": week.snapshot},
    after=lambda week, _urge: week_list(week),
    api="urge",
    body="WeekUrge",
)
