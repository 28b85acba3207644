"""完工 and 整改完成: reported, confirmed, sent back (P1)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from apps.acts.acts import Act
from apps.cases.enums import HoldKind
from apps.cases.models import Case
from apps.inspections import permissions, services
from apps.inspections.acts.grounds import ACCEPTANCE, WORKS
from apps.inspections.enums import FinishConfirmer, ReportKind
from apps.inspections.forms import (
    ConfirmFinishForm,
    ConfirmRectifiedForm,
    FinishForm,
    RectifiedForm,
    RejectFinishForm,
    RejectRectifiedForm,
)
from apps.inspections.models import WorksReport
from apps.inspections.queries.ends import visits_that_confirm
from apps.lib.actors import Actor

Of = Callable[[Actor, Case], dict[str, Any]]


def _report_of(kind: ReportKind) -> Of:
    def context(_actor: Actor, case: Case) -> dict[str, Any]:
        return {"report": WorksReport.objects.open_of(case, kind)}

    return context


def _who_confirms(kind: ReportKind) -> Of:
    def options(actor: Actor, case: Case) -> dict[str, Any]:
        """Offer the ways of this person, and the visits that were there on the reported day or after."""
        report = WorksReport.objects.open_of(case, kind)
        return {
            "confirmers": [
                each
                for each in FinishConfirmer
                if report and permissions.may_confirm_as(actor, case, report, each)
            ],
            "visits": list(visits_that_confirm(case, report)) if report else [],
        }

    return options


def _as_reported(_actor: Actor, case: Case, kind: ReportKind) -> dict[str, Any]:
    """Expect the day the enterprise reported, and who signs for the household."""
    report = WorksReport.objects.open_of(case, kind)
    return {"finished_on": report.on, "overrun_reason": report.overrun_reason} if report else {}


def _finish_as_reported(actor: Actor, case: Case) -> dict[str, Any]:
    return _as_reported(actor, case, ReportKind.FINISH)


def _end_as_reported(actor: Actor, case: Case) -> dict[str, Any]:
    known = _as_reported(actor, case, ReportKind.RECTIFIED)
    return {name: value for name, value in known.items() if name != "overrun_reason"}


FINISH = Act(
    name="works.finish",
    label="报告完工",
    ground=WORKS,
    may=permissions.may_report_finish,
    form=FinishForm,
    service=services.report_finish,
    explain="完工日期经户主或巡查确认后生效。隐蔽工程照片须先上传。",
    success="已报告完工，等户主或巡查确认。",
    describe="报告完工，等户主或巡查确认。",
    icon="flag",
    records={"works.finish_reported": "报告完工"},
    path="<uuid:pk>/works/finish/",
    page="inspections:finish",
    api="works/finish",
    body="WorksFinish",
    creates=True,
)

CONFIRM_FINISH = Act(
    name="works.confirm_finish",
    label="确认完工",
    ground=WORKS,
    may=permissions.may_confirm_finish,
    form=ConfirmFinishForm,
    service=services.confirm_finish,
    explain="完工由企业报告，由户主本人签字或巡查到场确认。以户主认定的日期为准；只有巡查确认的，以巡查当日为准。这一天是施工期的最后一天，也是验收期的起点。",
    success="完工已确认，验收期开始计算。",
    describe=(
        "确认完工：household 为户主签字（finished_on 为户主认定的日期），"
        "patrol 为巡查确认（visit 为巡查记录）。"
        "没有企业的完工报告不能确认。"
    ),
    icon="flag",
    forward=lambda _actor, case: permissions.finish_is_reported(case),
    path="<uuid:pk>/works/finish/confirm/",
    page="inspections:finish-confirm",
    entry="inspections:works",
    initial=_finish_as_reported,
    options=_who_confirms(ReportKind.FINISH),
    context=_report_of(ReportKind.FINISH),
    template="inspections/confirm_end.html",
    api="works/finish/confirm",
    body="FinishConfirmation",
    creates=True,
    moves=("finish_works",),
    answers=frozenset({HoldKind.FINISH_CONFIRMED}),
)

REJECT_FINISH = Act(
    name="works.reject_finish",
    label="未完工，退回",
    ground=WORKS,
    may=permissions.may_reject_finish,
    form=RejectFinishForm,
    service=services.reject_finish,
    explain="户主或巡查认为尚未完工的，写明情况，由企业继续施工。",
    button="退回",
    success="已退回，施工期继续计算。",
    describe="未完工，退回企业继续施工。",
    records={"works.finish_rejected": "完工未予确认"},
    path="<uuid:pk>/works/finish/reject/",
    page="inspections:finish-reject",
    context=_report_of(ReportKind.FINISH),
    api="works/finish/reject",
    body="FinishRejection",
    creates=True,
)

REPORT_RECTIFIED = Act(
    name="rectification.finish",
    label="报告整改完成",
    ground=ACCEPTANCE,
    may=permissions.may_report_rectified,
    form=RectifiedForm,
    service=services.report_rectified,
    explain="整改事项已全部完成并附照片。整改完成的日期经户主或巡查确认后生效，再安排整改后二次验收。",
    success="已报告整改完成，等户主或巡查确认。",
    describe=(
        "整改事项全部完成后报告整改完成，等户主或巡查确认；"
        "有账号的企业失联的，由区县经办凭户主签字的整改说明代填，text 写明情况。"
    ),
    icon="circle-check",
    offer=lambda actor, case: (
        "企业失联，代填整改完成"
        if permissions.stands_in_for_silent(actor, case)
        else "整改事项已全部完成，报告"
    ),
    # For who stands in it is the way out, not the next step: the enterprise may still answer.
    forward=lambda actor, case: not permissions.stands_in_for_silent(actor, case),
    records={"rectification_reported": "报告整改全部完成"},
    path="<uuid:pk>/acceptance/rectified/",
    page="inspections:acceptance-rectified",
    entry="inspections:acceptance",
    api="acceptance/rectified",
    body="RectificationFinished",
    creates=True,
)

CONFIRM_RECTIFIED = Act(
    name="rectification.confirm",
    label="确认整改完成",
    ground=ACCEPTANCE,
    may=permissions.may_confirm_rectified,
    form=ConfirmRectifiedForm,
    service=services.confirm_rectified,
    explain=(
        "整改完成由企业报告，由户主本人签字或巡查到场确认；出具验收意见的人不确认自己要求的整改。"
        "再次验收的期限从确认的日期起算，与何时录入无关。"
    ),
    success="整改完成已确认，等验收人员安排二次验收。",
    describe=(
        "确认整改完成：household 为户主签字（finished_on 为户主认定的日期），"
        "patrol 为巡查确认（visit 为巡查记录）。"
    ),
    icon="circle-check",
    forward=True,
    path="<uuid:pk>/acceptance/rectified/confirm/",
    page="inspections:rectified-confirm",
    entry="inspections:acceptance",
    initial=_end_as_reported,
    options=_who_confirms(ReportKind.RECTIFIED),
    context=_report_of(ReportKind.RECTIFIED),
    template="inspections/confirm_end.html",
    api="acceptance/rectified/confirm",
    body="RectificationConfirmation",
    creates=True,
    moves=("finish_rectification",),
)

REJECT_RECTIFIED = Act(
    name="rectification.reject",
    label="未整改到位，退回",
    ground=ACCEPTANCE,
    may=permissions.may_reject_rectified,
    form=RejectRectifiedForm,
    service=services.reject_rectified,
    explain="户主或巡查认为没有整改到位的，写明情况，由企业继续整改。",
    button="退回",
    success="已退回，企业继续整改。",
    describe="未整改到位，退回企业继续整改。",
    records={"rectification_rejected": "整改完成未予确认"},
    path="<uuid:pk>/acceptance/rectified/reject/",
    page="inspections:rectified-reject",
    context=_report_of(ReportKind.RECTIFIED),
    api="acceptance/rectified/reject",
    body="RectificationRejection",
    creates=True,
)

ENDS_OF_RECTIFICATION = (REPORT_RECTIFIED, CONFIRM_RECTIFIED, REJECT_RECTIFIED)
