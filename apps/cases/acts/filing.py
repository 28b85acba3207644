"""From the counter's desk to the bureau's: submit, receive, file, return, resubmit, decline, withdraw."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from apps.acts.acts import Act
from apps.cases import permissions, services
from apps.cases.acts.grounds import APPLICATION, HOLD, making, weighed
from apps.cases.enums import HoldKind, Status
from apps.cases.forms import (
    DeclineForm,
    FileForm,
    HandInForm,
    JudgeForm,
    PlainForm,
    ReleaseForm,
    ResubmitForm,
    ReturnForm,
    TerminateForm,
    WithdrawForm,
)
from apps.cases.models import Case, Hold, ReturnNotice
from apps.cases.queries import facts_standing, items_waiting
from apps.cases.queries.review import answering_page, beside, judging_page
from apps.lib import clock
from apps.lib.actors import Actor


def _judged(notice: ReturnNotice | None) -> str:
    if notice is not None and notice.judged_at is None:
        return f"已再退回 {notice.items.count()} 项，补正事项已一次性告知。"
    held = _against_filing(notice.case) if notice is not None else []
    if held:
        return f"补正的答复都可以。还不能备案：{'；'.join(held)}"
    return "补正的答复都可以，可以备案了。"


def _against_filing(case: Case) -> list[str]:
    return [hold.text for hold in case.holds.filter(closed_at__isnull=True) if "file" in hold.blocks]


def _judged_where(case: Case, notice: ReturnNotice | None) -> str:
    ready = notice is not None and notice.judged_at is not None and not _against_filing(case)
    page = "cases:file" if ready else "cases:case"
    return reverse(page, kwargs={"pk": case.pk})


def _hold(_actor: Actor, hold: Hold) -> dict[str, Any]:
    return {"about": hold.text}


SUBMIT = Act(
    name="cases.submit",
    label="提交登记",
    ground=APPLICATION,
    **making("submit"),
    form=PlainForm,
    service=services.submit_and_receive,
    explain="提交后编号；所登记的空间（见改造意愿）不能再由同一住宅的另一份申请登记。",
    button="提交",
    success="已提交。",
    describe="提交登记草稿：编号，并占用这处住宅按改造意愿登记的空间；街道窗口的令牌同时受理。",
    path="cases/<uuid:pk>/submit/",
    page="cases:submit",
    api="submit",
    body="SubmitBody",
)

RECEIVE = Act(
    name="cases.receive",
    label="受理申请",
    ground=APPLICATION,
    **making("receive"),
    form=PlainForm,
    service=services.receive_case,
    explain="乡镇（街道）城建房管业务线统一受理，受理后报区、县（市）住建局备案。",
    button="受理",
    success="已受理，已报区县住建局备案。",
    describe="受理：乡镇（街道）统一受理，受理后报区县住建局备案。",
    path="cases/<uuid:pk>/receive/",
    page="cases:receive",
    api="receive",
    body="ReceiveBody",
)

FILE = Act(
    name="cases.file",
    label="备案",
    ground=APPLICATION,
    **making("file"),
    form=FileForm,
    service=services.file_case,
    explain="备案是形式审查，不是审批：填写齐全、属于老旧房屋厨卫换新的，应当备案。",
    success=lambda case: (
        "已备案。接下来由装修人自主选择装修企业。"
        if case.status == Status.FILED
        else f"已备案。备案以前登记的企业、方案、合同随即生效，案件现在是“{Status(case.status).label}”。"
    ),
    describe="备案：形式审查，不是审批。",
    path="cases/<uuid:pk>/file/",
    page="cases:file",
    initial=lambda _actor, _case: {"effective_on": clock.today()},
    api="file",
    body="FileBody",
)

RETURN = Act(
    name="cases.return",
    label="退回补正",
    ground=APPLICATION,
    may=permissions.may_return,
    form=ReturnForm,
    service=services.return_case,
    success="已退回补正，补正事项已一次性告知。",
    describe=(
        "退回补正：一次性告知全部补正事项，只能是材料清单里的材料或申请表的栏目；"
        "以后才发现的旧问题要写明首次未告知的原因。"
    ),
    records={"case.returned": "退回补正", "case.return_lifted": "解除退回补正"},
    menu=True,
    path="cases/<uuid:pk>/return/",
    page="cases:return",
    template="cases/return.html",
    context=beside,
    api="return",
    body="ReturnBody",
)

RESUBMIT = Act(
    name="cases.resubmit",
    label="逐项回答补正",
    ground=APPLICATION,
    may=permissions.may_resubmit,
    form=ResubmitForm,
    service=services.resubmit_case,
    button="重新提交",
    success="补正事项都答复了，已重新提交。",
    describe="逐项回答补正：每一项或更正（changes），或交材料、写明情况（answers），不能空着；前后对照记入办理记录。",
    help="补正的每一项或更正，或交材料，或写明情况，一项也不空着；前后对照记入办理记录。",
    forward=True,
    records={"case.resubmitted": "补正后重新提交"},
    menu=True,
    path="cases/<uuid:pk>/resubmit/",
    page="cases:resubmit",
    template="cases/resubmit.html",
    initial=facts_standing,
    options=lambda _actor, case: {"items": items_waiting(case, HoldKind.RETURNED)},
    context=answering_page,
    api="resubmit",
    body="ResubmitBody",
    answers=frozenset({HoldKind.RETURNED}),
)

JUDGE = Act(
    name="cases.judge",
    label="看补正",
    ground=APPLICATION,
    may=permissions.may_judge,
    form=JudgeForm,
    service=services.judge_answers,
    success=_judged,
    describe="逐项查看补正的答复：每一项写可以（fine）或还不行（wanting），还不行的和另外发现的一并再退回。",
    help="逐项查看补正的答复，还不行的和另外发现的一并再退回。",
    forward=True,
    records={"case.judged": "看补正的答复"},
    menu=True,
    path="cases/<uuid:pk>/judge/",
    page="cases:judge",
    template="cases/judge.html",
    options=lambda _actor, case: {"items": items_waiting(case, HoldKind.ANSWERED)},
    context=judging_page,
    after=_judged_where,
    api="judge",
    body="JudgeBody",
    answers=frozenset({HoldKind.ANSWERED}),
)

HAND_IN = Act(
    name="cases.hand_in",
    label="交材料",
    ground=APPLICATION,
    may=permissions.may_hand_in,
    form=HandInForm,
    service=services.hand_in,
    explain="收材料清单里的材料，写明交来的是什么、几页、有没有与原件核对。证件只看不收。",
    button="收下",
    success="材料已收下。",
    describe="交材料：材料清单里的一项，原件扫描、复印件或电子原生，几页，有没有与原件核对。",
    records={"case.handed_in": "交材料"},
    path="cases/<uuid:pk>/hand-in/",
    page="cases:hand-in",
    api="hand-in",
    api_name="api-case-hand-in",
    body="HandInBody",
)

DECLINE = Act(
    name="cases.decline",
    label="不予备案",
    ground=APPLICATION,
    **making("decline"),
    form=DeclineForm,
    service=services.decline_case,
    explain="只有不属于本项目范围的申请才不予备案，并须写明依据的条款。材料有问题的，请用“退回补正”。",
    success="已不予备案。这处住宅可以重新申请。",
    describe="不予备案：只有不属于本项目范围的申请，须写明依据的条款。",
    danger=True,
    path="cases/<uuid:pk>/decline/",
    page="cases:decline",
    api="decline",
    body="DeclineBody",
)

WITHDRAW = Act(
    name="cases.withdraw",
    label="户主撤回",
    ground=APPLICATION,
    **making("withdraw"),
    form=WithdrawForm,
    service=services.withdraw_case,
    explain="施工开始前，装修人可以随时撤回，不需要说明理由。撤回后这处住宅可以重新申请。",
    button="撤回申请",
    success="已按户主意愿撤回。",
    describe="户主撤回：施工开始前随时可以，不需要说明理由。",
    danger=True,
    context=weighed("withdraw"),
    path="cases/<uuid:pk>/withdraw/",
    page="cases:withdraw",
    api="withdraw",
    body="WithdrawBody",
)

TERMINATE = Act(
    name="cases.terminate",
    label="终止",
    ground=APPLICATION,
    **making("terminate"),
    form=TerminateForm,
    service=services.terminate_case,
    explain="终止后不再办理，各方都会收到消息。先看有没有更合适的办法：装修人还在的可以更换企业、变更装修人或者撤回。",
    button="终止案件",
    success="案件已终止。",
    describe="终止：由区县分管领导办理，原因类别要求依据材料的须一并上传（papers）；"
    "已开工的从周报累计户数中核减，类别写进核减说明。",
    danger=True,
    context=weighed("terminate"),
    path="cases/<uuid:pk>/terminate/",
    page="cases:terminate",
    api="terminate",
    body="TerminateBody",
)

RELEASE = Act(
    name="holds.release",
    label="解除待办事项",
    ground=HOLD,
    may=lambda actor, _hold: permissions.may_release(actor),
    form=ReleaseForm,
    service=services.lift_hold,
    explain="任何案件都不应卡住：区县分管领导可以写明原因解除待办事项，原因记入办理记录。",
    button="解除",
    success="已解除。",
    describe="解除待办：由区县分管领导写明原因后解除，记入办理记录。",
    path="cases/<uuid:pk>/holds/<int:hold>/release/",
    page="cases:release",
    context=_hold,
    api="holds/<int:hold>/release",
    api_name="api-case-release",
    body="ReleaseBody",
    # Nothing else closes such a hold yet, and open_hold() asks for the page where it is answered.
    answers=frozenset({HoldKind.DUPLICATE, HoldKind.CONDITION}),
)
