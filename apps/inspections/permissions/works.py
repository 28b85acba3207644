"""Who may start, report, stop and put right works."""

from __future__ import annotations

from apps.cases.enums import ENDED, STARTED, Status
from apps.cases.models import Case
from apps.cases.permissions import can_move
from apps.inspections.enums import PauseStatus
from apps.inspections.models import AcceptanceAttempt, StopWork
from apps.inspections.permissions.common import in_status, speaks_for_works
from apps.lib.actors import Actor
from apps.lib.decisions import Allowed, Decision, Denied
from apps.orgs.enums import DISTRICT_ROLES, ENTERPRISE_ROLES, Role
from apps.plans.permissions import CORRECTORS


def may_start(actor: Actor, case: Case) -> Decision:
    """开工 by the enterprise or the counter, unless a hold stands against it."""
    return can_move(actor, case, "start_works")


def may_report(actor: Actor, case: Case) -> Decision:
    """The enterprise reports its works; the counter does where it has no account (R3)."""
    return speaks_for_works(actor, case) and in_status(case, Status.BUILDING, doing="填报施工情况")


def may_correct_days(actor: Actor, case: Case) -> Decision:
    """更正 of 开工 or 完工日期 is the district's, whose weekly table tells it, until 办结 (R24)."""
    if actor.role not in CORRECTORS:
        return Denied("施工日期的更正由区、县（市）住建局经办办理。", code="post")
    if case.status in ENDED:
        return Denied("案件已办结，不能再更正。", code="status")
    if case.status not in STARTED:
        return Denied("还没有开工，没有可以更正的日期。", code="none")
    return _not_judged(case, "更正施工日期")


def _may_pause(actor: Actor, case: Case) -> Decision:
    """停工 is a fact that enterprise, street or district take down; nobody is given the power to order it."""
    if actor.role == Role.PROPERTY_PATROL:
        return Denied("物业服务企业负责劝阻和报告，停工由街道或区县住建部门登记。", code="post")
    if actor.role not in ENTERPRISE_ROLES | DISTRICT_ROLES | {Role.STREET_CLERK}:
        return Denied("停工和复工由装修企业、街道或区县登记。", code="post")
    return in_status(case, Status.BUILDING, doing="登记停工或复工")


def _is_stopped(case: Case) -> bool:
    return case.stops.filter(last_on__isnull=True, enterprise_id=case.enterprise_id or 0).exists()


def may_stop(actor: Actor, case: Case) -> Decision:
    """停工 once at a time."""
    decision = _may_pause(actor, case)
    if decision and _is_stopped(case):
        return Denied("这一户已登记停工，尚未复工。", code="open")
    return decision


def may_resume(actor: Actor, case: Case) -> Decision:
    """复工 ends a recorded 停工."""
    decision = _may_pause(actor, case)
    if decision and not _is_stopped(case):
        return Denied("没有登记停工，不需要复工。", code="none")
    return decision


def may_settle_pause(actor: Actor, case: Case, stop: StopWork) -> Decision:
    """核实停工 by street or district, and not by who entered it or its end (P1)."""
    if actor.role not in DISTRICT_ROLES | {Role.STREET_CLERK}:
        return Denied("停工由街道或区县住建部门确认。", code="post")
    decision = in_status(case, Status.BUILDING, Status.COMPLETED, Status.RECTIFYING, doing="确认停工")
    if decision and stop.status != PauseStatus.PENDING:
        return Denied(f"这次停工现在是“{stop.status_label}”。", code="none")
    if decision and (actor.speaks_for(stop.stopped_holder) or actor.speaks_for(stop.resumed_holder)):
        return Denied("这次停工或复工是您登记的，由他人确认。", code="own_entry")
    return decision and _not_judged(case, "核实停工")


def _not_judged(case: Case, doing: str) -> Decision:
    """Days that a verdict rests on are put right before it, or after it was taken back."""
    attempt = AcceptanceAttempt.objects.open_of(case)
    if attempt is not None and attempt.verdict:
        return Denied(
            f"{attempt}已出具意见，意见中的施工天数按现在的记录核验。请先由出具人撤回意见，再{doing}。",
            code="judged",
        )
    return Allowed()
