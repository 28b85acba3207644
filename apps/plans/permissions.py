"""Who may draft, confirm, change and contract, and why not."""

from __future__ import annotations

import re

from apps.cases.enums import BEFORE_FILING, ENDED, Status
from apps.cases.models import Case, Hold
from apps.cases.permissions import can_move, role_may_move
from apps.lib.actors import Actor
from apps.lib.decisions import Allowed, Decision, Denied
from apps.orgs.enums import DISTRICT_ROLES, Role
from apps.orgs.permissions import HOUSEHOLD, may_read_sensitive_papers
from apps.plans.enums import CheckResult, PlanStatus
from apps.plans.models import OverrunNote, PlanVersion
from apps.plans.queries.differing import budget_gap
from apps.plans.queries.state import contract_in_force, draft_plan, is_overrun, latest_plan, open_change

COUNTER = frozenset({Role.STREET_CLERK, Role.DISTRICT_CLERK})
CORRECTORS = frozenset({Role.DISTRICT_CLERK, Role.DISTRICT_LEADER})
"""Who puts a slip right that the weekly table counts: the desk that answers for it."""
CHANGEABLE = frozenset({Status.CONFIRMED, Status.CONTRACTED, Status.BUILDING})
"""States in which a confirmed plan may be changed: after completion acceptance decides."""


def _in_force(case: Case) -> bool:
    """Whether a confirmed plan binds enterprise and household, also one signed before 备案 (R1)."""
    if case.status in CHANGEABLE:
        return True
    return case.status in BEFORE_FILING and PlanVersion.objects.of_case(case).confirmed().exists()


def _designing(case: Case) -> bool:
    """Whether a first plan is being made: after 备案, or before it by the enterprise chosen already (R1)."""
    if case.status == Status.DESIGNING:
        return True
    return case.status in BEFORE_FILING and case.enterprise_id is not None and not _in_force(case)


# From the contract until the case is archived: a supplement may be signed after completion.
SUPPLEMENTABLE = frozenset(
    {Status.CONTRACTED, Status.BUILDING, Status.COMPLETED, Status.RECTIFYING, Status.PASSED}
)


def may_work_on_plan(actor: Actor, case: Case) -> Decision:
    """A designer writes the plan; the counter enters it where the enterprise has no account (R3)."""
    if actor.role == Role.DESIGNER:
        return Allowed()
    if actor.role in COUNTER:
        if case.enterprise is None:
            return Denied("还没有登记装修人选择的企业。", code="status")
        if case.enterprise.organisation_id is None:
            return Allowed()
        return Denied("装修企业有账号，方案由企业设计师填写。", code="post")
    return Denied("方案由装修企业设计师填写；企业没有账号的，由街道或区县经办代为录入。", code="post")


def may_edit_plan(actor: Actor, case: Case) -> Decision:
    """Whether a draft may be written now: while designing, or while a 方案变更 is open."""
    decision = may_work_on_plan(actor, case)
    # The role is asked first: its denial lasts, and then the act is not offered at all (acts.LASTING).
    if not decision or _designing(case):
        return decision
    if not _in_force(case):
        return Denied(f"案件现在是“{Status(case.status).label}”，不能编写方案。", code="status")
    if open_change(case) is None:
        return Denied("方案已经户主确认，不能直接修改；如需调整，请先提出方案变更。", code="confirmed")
    return Allowed()


def may_open_editor(actor: Actor, case: Case) -> Decision:
    """Whether the editor may be opened: a version that left the desk is first copied into a new one."""
    decision = may_edit_plan(actor, case)
    if not decision or draft_plan(case) is not None:
        return decision
    latest = latest_plan(case)
    if latest is None or latest.enterprise_id != case.enterprise_id or latest.status == PlanStatus.VOID:
        return decision
    return Denied(f"方案第 {latest.number} 版{latest.state.label}；如需修改，请另起一版。", code="open")


def may_propose_change(actor: Actor, case: Case) -> Decision:
    """Whether a 方案变更 may be opened on the confirmed plan (变更方案与预算, R5)."""
    decision = may_work_on_plan(actor, case)
    # The counter too, even where the enterprise has an account: only the writing is the designer's.
    if not decision and actor.role not in COUNTER:
        return decision
    if not _in_force(case):
        return Denied(f"案件现在是“{Status(case.status).label}”，不能变更方案。", code="status")
    if open_change(case) is not None:
        return Denied("已有一份方案变更正在办理。", code="open_change")
    return Allowed()


def may_withdraw_change(actor: Actor, case: Case) -> Decision:
    """Whether an open 方案变更 may be given up, so that the confirmed plan stands."""
    decision = may_work_on_plan(actor, case)
    if not decision and actor.role not in COUNTER:
        return decision
    if not _in_force(case) or open_change(case) is None:
        return Denied("没有正在办理的方案变更。", code="no_change")
    return Allowed()


def may_take_signature(actor: Actor, case: Case) -> Decision:
    """An official's device and a named witness at the counter, or the household on its own phone (R23).

    Only a submitted version goes to the household; of any other the reason says what it waits for.
    """
    if actor.role not in COUNTER and actor.role != HOUSEHOLD:
        return Denied("户主确认由街道或区县经办现场办理并见证。", code="post")
    if not _designing(case) and not _in_force(case):
        return Denied(f"案件现在是“{Status(case.status).label}”，不能确认方案。", code="status")
    latest = latest_plan(case)
    if latest is None:
        return Denied("设计师还没有提交方案", code="not_submitted")
    if latest.status == PlanStatus.SUBMITTED:
        return Allowed()
    if latest.status == PlanStatus.FAILED:
        return Denied(_why_failed(latest), code="not_submitted")
    if latest.status in (PlanStatus.DRAFT, PlanStatus.REJECTED):
        return Denied("设计师还没有提交新的方案", code="not_submitted")
    return Denied("现在没有等户主确认的方案。", code="none")


_IN_BRACKETS = re.compile(r"（[^）]*）")


def _why_failed(plan: PlanVersion) -> str:
    rows = [row for row in plan.evaluations.all() if row.result == CheckResult.FAILED]
    # A failed line goes on with advice; commas in brackets only say which surface counts, passed or not.
    failed = (line for row in rows for line in row.explanation if "，" in _IN_BRACKETS.sub("", line))
    why = "；".join(failed)
    return f"方案未通过核验（{why}）" if why else "方案未通过核验"


def may_note_overrun(actor: Actor, case: Case) -> Decision:
    """知悉意见 is the district's (R4 c), once for each confirmed version that takes too long."""
    if actor.role not in DISTRICT_ROLES:
        return Denied("超期知悉意见由区、县（市）住建局出具。", code="post")
    if not _in_force(case):
        return Denied(f"案件现在是“{Status(case.status).label}”，不需要知悉意见。", code="status")
    plan = PlanVersion.objects.of_case(case).confirmed().first()
    if plan is None or not is_overrun(case, plan.planned_days):
        return Denied("现行方案的计划工期没有超过上限，不需要知悉意见。", code="no_overrun")
    if OverrunNote.objects.filter(plan=plan).exists():
        return Denied("这一版方案已有知悉意见。", code="noted")
    return Allowed()


def may_record_contract(actor: Actor, case: Case) -> Decision:
    """The enterprise or the counter records the contract; the open need itself is no obstacle.

    Before 备案 it is taken down beside the confirmed plan, and passes with the filing (R1).
    """
    by_role = role_may_move(actor, "sign_contract")
    if not by_role:
        return by_role
    if case.status in BEFORE_FILING and _in_force(case):
        if contract_in_force(case) is not None:
            return Denied("已登记装修合同；如有变化，请登记补充协议。", code="status")
        if open_change(case) is not None:
            return Denied("方案变更正在办理，户主确认新版以后再登记合同。", code="hold")
        return Allowed()
    return can_move(actor, case, "sign_contract", open_holds=_without_need(case))


def may_replace_enterprise(actor: Actor, case: Case) -> Decision:
    """The household may change the enterprise before works are finished, also before 备案 (R5)."""
    by_role = role_may_move(actor, "replace_enterprise")
    if by_role and case.status in BEFORE_FILING and case.enterprise_id is not None:
        return Allowed()
    return can_move(actor, case, "replace_enterprise")


def _without_need(case: Case) -> list[Hold]:
    return list(case.holds.filter(closed_at__isnull=True, is_need=False))


def may_supplement(actor: Actor, case: Case) -> Decision:
    """A 补充协议 is recorded by whoever may record the contract."""
    if actor.role not in COUNTER | {Role.DESIGNER, Role.SITE_MANAGER}:
        return Denied("补充协议由装修企业或街道、区县经办登记。", code="post")
    if case.status not in SUPPLEMENTABLE and not (
        case.status in BEFORE_FILING and contract_in_force(case) is not None
    ):
        return Denied(f"案件现在是“{Status(case.status).label}”，不能登记补充协议。", code="status")
    return Allowed()


def may_explain_difference(actor: Actor, case: Case) -> Decision:
    """Who may record a supplement says why there is none, once for each changed plan."""
    decision = may_supplement(actor, case)
    if not decision:
        return decision
    gap = budget_gap(case)
    if gap is None:
        return Denied("合同金额与现行方案的预算没有需要说明的差额。", code="none")
    if gap.said is not None:
        return Denied("这一版方案与合同的差额已经说明过。", code="noted")
    return Allowed()


def may_correct_contract(actor: Actor, case: Case) -> Decision:
    """更正 of a contract is the district's, whose weekly table counts it, while the case is open (R24)."""
    if actor.role not in CORRECTORS:
        return Denied("合同登记的更正由区、县（市）住建局经办办理。", code="post")
    if case.status in ENDED:
        return Denied("案件已办结，不能再更正。", code="status")
    if contract_in_force(case) is None:
        return Denied("还没有登记装修合同，没有可以更正的内容。", code="none")
    return Allowed()


def may_read_application_form(actor: Actor) -> Decision:
    """申请表 carries 身份证号 and 困难家庭: no enterprise ever receives it (R18)."""
    if may_read_sensitive_papers(actor):
        return Allowed()
    return Denied("申请表含身份证号等信息，您的岗位不能查看。", code="policy")
