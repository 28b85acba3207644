"""Who may accept, conclude and mediate."""

from __future__ import annotations

from apps.cases.enums import ENDED, Status
from apps.cases.models import Case
from apps.cases.permissions import can_move
from apps.inspections.enums import MediationCause, Verdict
from apps.inspections.models import AcceptanceAttempt
from apps.inspections.permissions.common import COUNTER, in_status
from apps.inspections.permissions.defects import standing_reports
from apps.lib import formats
from apps.lib.actors import Actor
from apps.lib.decisions import Allowed, Decision, Denied
from apps.orgs.enums import DISTRICT_ROLES, Role
from apps.orgs.permissions import HOUSEHOLD


def may_accept(actor: Actor, case: Case) -> Decision:
    """现场验收 by the district's inspector on a completed household."""
    if actor.role != Role.DISTRICT_INSPECTOR:
        return Denied("现场验收由区、县（市）住建局验收人员办理。", code="post")
    return in_status(case, Status.COMPLETED, doing="办理验收")


NO_ATTEMPT = Denied("还没有安排现场验收，或本次验收已经办结。", code="none")


def may_open_acceptance(actor: Actor, case: Case) -> Decision:
    """安排现场验收, one at a time."""
    decision = may_accept(actor, case)
    attempt = AcceptanceAttempt.objects.open_of(case) if decision else None
    if attempt is not None:
        return Denied(f"{attempt}刚由{attempt.opened_by}安排，正在办理。", code="open")
    return decision


def may_record_items(actor: Actor, case: Case) -> Decision:
    """逐项核验 until the verdict: what was signed stays."""
    decision = may_accept(actor, case)
    if not decision:
        return decision
    attempt = AcceptanceAttempt.objects.open_of(case)
    if attempt is None:
        return NO_ATTEMPT
    if attempt.verdict and attempt.verdict_at is not None:
        return Denied(
            f"这次验收刚由{attempt.verdict_by}于{formats.month_moment(attempt.verdict_at)}出具意见"
            f"“{attempt.verdict_label}”，核验内容不能再改。",
            code="status",
        )
    return decision


def may_give_verdict(actor: Actor, case: Case) -> Decision:
    """One verdict an attempt, once the inspector has been there."""
    decision = may_record_items(actor, case)
    attempt = AcceptanceAttempt.objects.open_of(case) if decision else None
    if attempt is not None and attempt.visited_at is None:
        return Denied("请先填写现场验收时间和逐项核验。", code="items")
    return decision


def may_withdraw_verdict(actor: Actor, case: Case) -> Decision:
    """撤回意见 before the attempt is concluded: by the very inspector who gave it, or by the leader."""
    # A leader accepts nothing, so may_accept would bar the one who may overrule.
    leads = actor.role == Role.DISTRICT_LEADER
    decision = Allowed() if leads else may_accept(actor, case)
    if not decision:
        return decision
    attempt = AcceptanceAttempt.objects.open_of(case)
    if attempt is None or not attempt.verdict:
        return Denied("没有可以撤回的意见。", code="none")
    if not leads and not actor.made(attempt.verdict_by_holder):
        return Denied("意见由出具人本人或区县分管领导撤回。", code="post")
    return decision


def may_take_opinion(actor: Actor, case: Case) -> Decision:
    """改造家庭确认意见 is taken by an official, or said by the household on its own phone (R23).

    On its own phone once somebody has been there: what it judges is what was looked at.
    """
    own = actor.role == HOUSEHOLD
    if not own and actor.role not in COUNTER | {Role.DISTRICT_INSPECTOR}:
        return Denied("改造家庭意见由验收人员或街道、区县经办记录。", code="post")
    decision = in_status(case, Status.COMPLETED, doing="记录改造家庭意见")
    attempt = AcceptanceAttempt.objects.open_of(case) if decision else None
    if decision and attempt is None:
        return NO_ATTEMPT
    if own and attempt is not None and attempt.visited_at is None:
        return Denied("验收人员还没有上门验收。", code="items")
    return decision


def may_conclude(actor: Actor, case: Case) -> Decision:
    """办结 once the verdict is there and, for a pass, the household has spoken (R7)."""
    decision = may_accept(actor, case)
    if not decision:
        return decision
    attempt = AcceptanceAttempt.objects.open_of(case)
    if attempt is None:
        return NO_ATTEMPT
    if not attempt.verdict:
        return Denied("验收人员还没有出具意见。", code="verdict")
    if attempt.verdict == Verdict.PASS and not attempt.satisfaction:
        return Denied("改造家庭还没有确认意见。", code="satisfaction")
    return _reports_were_seen(case, attempt)


def _reports_were_seen(case: Case, attempt: AcceptanceAttempt) -> Decision:
    """What the household reported before the verdict is not passed over: somebody says what became of it."""
    unseen = standing_reports(case).filter(seen_at=None, reported_at__lte=attempt.verdict_at)
    numbers = list(unseen.values_list("number", flat=True)[:9])
    if numbers:
        listed = "、".join(map(str, numbers))
        return Denied(
            f"住户反映的问题（第 {listed} 项）还没有写明现场看到的情况，请先在“验收”页逐项写明。",
            code="reported",
        )
    return Allowed()


def _may_mediate(actor: Actor, case: Case) -> Decision:
    """调解 is led by the district or the street."""
    if actor.role not in DISTRICT_ROLES | {Role.STREET_CLERK}:
        return Denied("调解由区县住建部门或街道组织。", code="post")
    return in_status(case, Status.COMPLETED, Status.RECTIFYING, doing="登记调解")


_SOUGHT = tuple(each for each in Status if each not in ENDED and each not in (Status.DRAFT, Status.PASSED))
"""States in which a household's word may be waited for in vain."""


def may_record_absence(actor: Actor, case: Case) -> Decision:
    """登记上门未遇 by whoever may mediate, while a household's word is waited for."""
    if actor.role not in DISTRICT_ROLES | {Role.STREET_CLERK}:
        return Denied("上门未遇由区县住建部门或街道登记。", code="post")
    return in_status(case, *_SOUGHT, doing="登记上门未遇")


def _is_mediating(case: Case) -> bool:
    return case.mediations.filter(closed_at__isnull=True).exists()


def may_open_mediation(actor: Actor, case: Case) -> Decision:
    """登记调解, one at a time."""
    decision = _may_mediate(actor, case)
    if decision and _is_mediating(case):
        return Denied("这一户正在调解。", code="open")
    return decision


def may_record_mediation(actor: Actor, case: Case) -> Decision:
    """记录调解 ends what was begun."""
    decision = _may_mediate(actor, case)
    if decision and not _is_mediating(case):
        return Denied("没有正在进行的调解。", code="none")
    return decision


def may_convert(actor: Actor, case: Case) -> Decision:
    """转为其他装修 by the district's leader."""
    return can_move(actor, case, "convert")


def may_close_unconfirmed(actor: Actor, case: Case) -> Decision:
    """办结（户主未确认） by the district's leader after documented mediation."""
    decision = can_move(actor, case, "close_unconfirmed")
    if not decision:
        return decision
    mediation = case.mediations.filter(closed_at__isnull=False).order_by("-closed_at").first()
    if mediation is None:
        return Denied("须先有调解记录。", code="mediation")
    if mediation.agreed:
        return Denied("最近一次调解已达成一致，请由户主确认意见后正常办结。", code="agreed")
    latest = AcceptanceAttempt.objects.filter(case=case).order_by("-number").first()
    if latest is None:
        return Denied("还没有安排现场验收。", code="attempt")
    # Closing counts as completed: works that failed must not get there past their rectification.
    if latest.is_open and latest.verdict == Verdict.FAIL:
        return Denied("验收人员意见为需整改，请先要求整改，或转为其他装修。", code="verdict")
    if mediation.cause == MediationCause.DISSATISFIED and latest.verdict != Verdict.PASS:
        return Denied("户主不满意的，须验收人员意见为合格才能办结。", code="verdict")
    return Allowed()
