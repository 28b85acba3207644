"""Who may report and confirm the ends of works and of rectification (P1)."""

from __future__ import annotations

from apps.cases.enums import Status
from apps.cases.models import Case
from apps.cases.permissions import can_move
from apps.inspections.enums import AttemptResult, FinishConfirmer, ReportKind
from apps.inspections.models import Rectification, WorksReport
from apps.inspections.permissions.common import (
    in_status,
    is_patrol,
    parallel,
    patrol_body,
    speaks_for_works,
)
from apps.inspections.permissions.works import may_report
from apps.lib.actors import Actor
from apps.lib.decisions import Allowed, Decision, Denied
from apps.orgs.enums import ENTERPRISE_ROLES, Role
from apps.orgs.permissions import HOUSEHOLD


def finish_is_reported(case: Case) -> bool:
    """Whether the enterprise reported 完工 and nobody has confirmed or rejected it yet."""
    return WorksReport.objects.open_of(case, ReportKind.FINISH) is not None


def may_report_finish(actor: Actor, case: Case) -> Decision:
    """完工 is reported once and then waits for the household or the patrol."""
    decision = may_report(actor, case)
    if decision and finish_is_reported(case):
        return Denied("完工已经报过，正等户主或巡查确认。", code="pending")
    return decision


def may_confirm_finish(actor: Actor, case: Case) -> Decision:
    """确认完工 by the household's signature or by the patrol; never without a report (P1)."""
    decision = can_move(actor, case, "finish_works", open_holds=parallel(case))
    return decision and _not_own_report(actor, case, ReportKind.FINISH)


def may_reject_finish(actor: Actor, case: Case) -> Decision:
    """未完工: who may confirm may also send the enterprise's report back."""
    return may_confirm_finish(actor, case)


def _not_own_report(actor: Actor, case: Case, kind: ReportKind) -> Decision:
    """An end is confirmed by others than who reported it, in whatever role (P1).

    Only the counter that carried the enterprise's signed paper may take in the household's signature too.
    """
    report = WorksReport.objects.open_of(case, kind)
    if report is None:
        return Denied(f"装修企业还没有报告{kind.label}。", code="none")
    carried = report.reported_role not in ENTERPRISE_ROLES and actor.role == Role.STREET_CLERK
    if actor.speaks_for(report.reported_holder) and not carried:
        return Denied(f"{kind.label}是您报告的，由他人确认。", code="own_entry")
    return Allowed()


def may_confirm_as(actor: Actor, case: Case, report: WorksReport, confirmer: FinishConfirmer) -> Decision:
    """The street takes the household's signature; the household's patrol body confirms by its visit."""
    if confirmer is FinishConfirmer.HOUSEHOLD:
        if actor.role in (Role.STREET_CLERK, HOUSEHOLD):
            return Allowed()
        return Denied("物业巡查以“巡查确认”登记；户主的签字由街道收下并登记。", code="post")
    if not is_patrol(actor, case):
        return Denied(f"这一户由{patrol_body(case)}巡查，巡查确认由其登记。", code="post")
    if actor.speaks_for(report.reported_holder):
        return Denied("这次报告是您代填的，巡查确认由他人办理。", code="own_entry")
    return Allowed()


def may_rectify(actor: Actor, case: Case) -> Decision:
    """The enterprise reports what a failed acceptance asked for, never who judged it (R26)."""
    decision = _speaks_for_repair(actor, case) and in_status(case, Status.RECTIFYING, doing="报告整改")
    return decision and _not_own_verdict(actor, case, "整改由他人报告")


def _speaks_for_repair(actor: Actor, case: Case) -> Decision:
    """Where an enterprise with an account answers no more the district takes in a paper; others confirm (P1).

    While works go on the household changes such an enterprise; once they are finished it cannot.
    """
    if actor.role == Role.DISTRICT_CLERK:
        return Allowed()
    decision = speaks_for_works(actor, case)
    if isinstance(decision, Denied) and actor.role == Role.STREET_CLERK:
        return Denied("装修企业有账号，整改由企业报告；企业失联的，由区县经办凭书面材料代填。", code="post")
    return decision


def may_rectify_item(actor: Actor, case: Case, item: Rectification) -> Decision:
    """One item of a concluded attempt, once."""
    decision = may_rectify(actor, case)
    if decision and item.attempt.result != AttemptResult.RECTIFY:
        return Denied("没有这一整改事项，请刷新页面。", code="none")
    if decision and item.done_on is not None:
        return Denied(f"这一事项已由{item.done_by}报告整改完成。", code="done")
    return decision


def _not_own_verdict(actor: Actor, case: Case, who: str) -> Decision:
    """Nobody reports or certifies the repair of his own decision, in whatever role (R26)."""
    latest = case.attempts.order_by("-number").first()
    if latest is not None and actor.speaks_for(latest.verdict_by_holder):
        return Denied(f"验收意见是您出具的，{who}。", code="own_verdict")
    return Allowed()


def rectification_is_reported(case: Case) -> bool:
    """Whether the enterprise reported 整改完成 and nobody has confirmed or rejected it yet."""
    return WorksReport.objects.open_of(case, ReportKind.RECTIFIED) is not None


def may_report_rectified(actor: Actor, case: Case) -> Decision:
    """报告整改完成 once every item is done; then it waits for the household or the patrol (P1)."""
    decision = may_rectify(actor, case)
    if not decision:
        return decision
    latest = case.attempts.order_by("-number").first()
    left = latest.rectifications.filter(done_on__isnull=True).count() if latest else 0
    if left:
        return Denied(f"还有 {left} 项整改没有完成", code="hold")
    if rectification_is_reported(case):
        return Denied("整改完成已经报过，正等户主或巡查确认。", code="pending")
    return decision


def may_confirm_rectified(actor: Actor, case: Case) -> Decision:
    """确认整改完成 by household or patrol; nobody certifies the repair of his own decision (R26)."""
    decision = can_move(actor, case, "finish_rectification", open_holds=parallel(case))
    decision = decision and _not_own_report(actor, case, ReportKind.RECTIFIED)
    return decision and _not_own_verdict(actor, case, "整改完成由他人确认")


def may_reject_rectified(actor: Actor, case: Case) -> Decision:
    """未整改到位: who may confirm may also send the enterprise's report back."""
    return may_confirm_rectified(actor, case)
