"""Who may report, visit, rectify, accept and mediate, and why not."""

from __future__ import annotations

from apps.cases.enums import ENDED, STARTED, Status
from apps.cases.models import Case, Hold
from apps.cases.permissions import can_move
from apps.inspections.enums import (
    AttemptResult,
    DefectStatus,
    FinishConfirmer,
    MediationCause,
    PauseStatus,
    ReportKind,
    Verdict,
    VisitKind,
)
from apps.inspections.models import AcceptanceAttempt, Defect, Rectification, StopWork, WorksReport
from apps.lib import formats
from apps.lib.actors import Actor
from apps.lib.decisions import Allowed, Decision, Denied
from apps.orgs.enums import DISTRICT_ROLES, ENTERPRISE_ROLES, Role
from apps.plans.permissions import CORRECTORS

COUNTER = frozenset({Role.STREET_CLERK, Role.DISTRICT_CLERK})
PATROLLED = frozenset({Status.BUILDING, Status.COMPLETED, Status.RECTIFYING})


def _status(case: Case, *wanted: Status, doing: str) -> Decision:
    if case.status in wanted:
        return Allowed()
    return Denied(f"案件现在是“{Status(case.status).label}”，不能{doing}。", code="status")


def _parallel(case: Case) -> list[Hold]:
    """Open holds that are no needs: the page itself answers the needs."""
    return list(case.holds.filter(closed_at__isnull=True, is_need=False))


def may_start(actor: Actor, case: Case) -> Decision:
    """开工 by the enterprise or the counter, unless a hold stands against it."""
    return can_move(actor, case, "start_works")


def may_report(actor: Actor, case: Case) -> Decision:
    """The enterprise reports its works; the counter does where it has no account (R3)."""
    return _speaks_for_works(actor, case) and _status(case, Status.BUILDING, doing="填报施工情况")


def _speaks_for_works(actor: Actor, case: Case) -> Decision:
    if actor.role in COUNTER:
        if case.enterprise is not None and case.enterprise.organisation_id is not None:
            return Denied("装修企业有账号，施工情况由企业填报。", code="post")
    elif actor.role not in ENTERPRISE_ROLES:
        return Denied("施工情况由装修企业填报；企业没有账号的，由街道或区县经办代填。", code="post")
    return Allowed()


def may_correct_days(actor: Actor, case: Case) -> Decision:
    """更正 of 开工 or 完工日期 is the district's, whose weekly table tells it, until 办结 (R24)."""
    if actor.role not in CORRECTORS:
        return Denied("施工日期的更正由区、县（市）住建局经办办理。", code="post")
    if case.status in ENDED:
        return Denied("案件已办结，不能再更正。", code="status")
    if case.status not in STARTED:
        return Denied("还没有开工，没有可以更正的日期。", code="none")
    return Allowed()


def finish_is_reported(case: Case) -> bool:
    """Whether the enterprise reported 完工 and nobody has confirmed or rejected it yet."""
    return WorksReport.objects.open_of(case, ReportKind.FINISH) is not None


def may_report_finish(actor: Actor, case: Case) -> Decision:
    """完工 is reported once and then waits for the household or the patrol."""
    decision = may_report(actor, case)
    if decision and finish_is_reported(case):
        return Denied("完工已经报过，正等户主或巡查确认。", code="pending")
    return decision


def _may_pause(actor: Actor, case: Case) -> Decision:
    """停工 is a fact that enterprise, street or district take down; nobody is given the power to order it."""
    if actor.role == Role.PROPERTY_PATROL:
        return Denied("物业服务企业负责劝阻和报告，停工由街道或区县住建部门登记。", code="post")
    if actor.role not in ENTERPRISE_ROLES | DISTRICT_ROLES | {Role.STREET_CLERK}:
        return Denied("停工和复工由装修企业、街道或区县登记。", code="post")
    return _status(case, Status.BUILDING, doing="登记停工或复工")


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
    """核实停工 by street or district, and not by who entered it (P1)."""
    if actor.role not in DISTRICT_ROLES | {Role.STREET_CLERK}:
        return Denied("停工由街道或区县住建部门确认。", code="post")
    decision = _status(case, Status.BUILDING, Status.COMPLETED, doing="确认停工")
    if decision and stop.status != PauseStatus.PENDING:
        return Denied(f"这次停工现在是“{stop.status_label}”。", code="none")
    if decision and actor.made(stop.stopped_holder):
        return Denied("这次停工是您登记的，由他人确认。", code="own_entry")
    return decision


def patrol_body(case: Case) -> str:
    """Name of the body that patrols this household: its property company, else the street (R6)."""
    return case.patrol_organisation.name if case.patrol_organisation else case.street_office.name


def may_visit(actor: Actor, case: Case, kind: VisitKind = VisitKind.PATROL) -> Decision:
    """巡查 by the household's patrol body, 抽查 by the district."""
    if kind is VisitKind.ACCEPTANCE:
        return Denied("现场验收在“验收”页办理。", code="kind")
    if kind is VisitKind.SPOT_CHECK:
        if actor.role not in (Role.DISTRICT_INSPECTOR, Role.DISTRICT_CLERK, Role.DISTRICT_REVIEWER):
            return Denied("抽查由区、县（市）住建局办理。", code="post")
    elif not _is_patrol(actor, case):
        return Denied(f"这一户由{patrol_body(case)}巡查。", code="post")
    return _status(case, *PATROLLED, doing="登记巡查")


def _is_patrol(actor: Actor, case: Case) -> bool:
    # Either or: where a property company patrols, the street does not.
    body = case.patrol_organisation_id or case.street_office_id
    return actor.role in (Role.PROPERTY_PATROL, Role.STREET_CLERK) and actor.organisation_id == body


def may_rectify_defect(actor: Actor, case: Case, defect: Defect) -> Decision:
    """The enterprise mends what a visit found; the counter enters it where it has no account."""
    # An enterprise with an account answers for itself: the counter must not report a defect mended for it.
    without_account = case.enterprise is None or case.enterprise.organisation_id is None
    if actor.role not in ENTERPRISE_ROLES and not (actor.role in COUNTER and without_account):
        return Denied("整改由装修企业办理。", code="post")
    if defect.status != DefectStatus.OPEN:
        return Denied(f"这一问题现在是“{defect.state.label}”。", code="status")
    return Allowed()


def may_verify_defect(actor: Actor, case: Case, defect: Defect) -> Decision:
    """复查 by the patrol body or the district, never by who had to mend it."""
    if not (_is_patrol(actor, case) or actor.role in DISTRICT_ROLES or actor.role == Role.STREET_CLERK):
        return Denied(f"复查由{patrol_body(case)}或区县住建部门办理。", code="post")
    if defect.status != DefectStatus.RECTIFIED:
        return Denied(f"这一问题现在是“{defect.state.label}”，等企业报告整改后再复查。", code="status")
    return Allowed()


def may_confirm_finish(actor: Actor, case: Case) -> Decision:
    """确认完工 by the household's signature or by the patrol; never without a report (P1)."""
    decision = can_move(actor, case, "finish_works", open_holds=_parallel(case))
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
    if actor.made(report.reported_holder) and not carried:
        return Denied(f"{kind.label}是您报告的，由他人确认。", code="own_entry")
    return Allowed()


def may_confirm_as(actor: Actor, case: Case, report: WorksReport, confirmer: FinishConfirmer) -> Decision:
    """The street takes the household's signature; the household's patrol body confirms by its visit."""
    if confirmer is FinishConfirmer.HOUSEHOLD:
        if actor.role == Role.STREET_CLERK:
            return Allowed()
        return Denied("物业巡查以“巡查确认”登记；户主的签字由街道收下并登记。", code="post")
    if not _is_patrol(actor, case):
        return Denied(f"这一户由{patrol_body(case)}巡查，巡查确认由其登记。", code="post")
    if actor.made(report.reported_holder):
        return Denied("这次报告是您代填的，巡查确认由他人办理。", code="own_entry")
    return Allowed()


def may_accept(actor: Actor, case: Case) -> Decision:
    """现场验收 by the district's inspector on a completed household."""
    if actor.role != Role.DISTRICT_INSPECTOR:
        return Denied("现场验收由区、县（市）住建局验收人员办理。", code="post")
    return _status(case, Status.COMPLETED, doing="办理验收")


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
    """改造家庭确认意见 is taken by an official, on site or at the counter (R23)."""
    if actor.role not in COUNTER | {Role.DISTRICT_INSPECTOR}:
        return Denied("改造家庭意见由验收人员或街道、区县经办记录。", code="post")
    decision = _status(case, Status.COMPLETED, doing="记录改造家庭意见")
    if decision and AcceptanceAttempt.objects.open_of(case) is None:
        return NO_ATTEMPT
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
    return decision


def may_rectify(actor: Actor, case: Case) -> Decision:
    """The enterprise reports what a failed acceptance asked for, never who judged it (R26)."""
    decision = _speaks_for_works(actor, case) and _status(case, Status.RECTIFYING, doing="报告整改")
    return decision and _not_own_verdict(actor, case, "整改由他人报告")


def _not_own_verdict(actor: Actor, case: Case, who: str) -> Decision:
    """Nobody reports or certifies the repair of his own decision, in whatever role (R26)."""
    latest = case.attempts.order_by("-number").first()
    if latest is not None and actor.made(latest.verdict_by_holder):
        return Denied(f"验收意见是您出具的，{who}。", code="own_verdict")
    return Allowed()


def may_rectify_item(actor: Actor, case: Case, item: Rectification) -> Decision:
    """One item of a concluded attempt, once."""
    decision = may_rectify(actor, case)
    if decision and item.attempt.result != AttemptResult.RECTIFY:
        return Denied("没有这一整改事项，请刷新页面。", code="none")
    if decision and item.done_on is not None:
        return Denied(f"这一事项已由{item.done_by}报告整改完成。", code="done")
    return decision


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
    decision = can_move(actor, case, "finish_rectification", open_holds=_parallel(case))
    decision = decision and _not_own_report(actor, case, ReportKind.RECTIFIED)
    return decision and _not_own_verdict(actor, case, "整改完成由他人确认")


def may_reject_rectified(actor: Actor, case: Case) -> Decision:
    """未整改到位: who may confirm may also send the enterprise's report back."""
    return may_confirm_rectified(actor, case)


def _may_mediate(actor: Actor, case: Case) -> Decision:
    """调解 is led by the district or the street."""
    if actor.role not in DISTRICT_ROLES | {Role.STREET_CLERK}:
        return Denied("调解由区县住建部门或街道组织。", code="post")
    return _status(case, Status.COMPLETED, Status.RECTIFYING, doing="登记调解")


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


FIELD_ROLES = frozenset({Role.PROPERTY_PATROL, Role.STREET_CLERK, Role.DISTRICT_INSPECTOR})
"""Roles that go on site with the phone: patrols and the district's inspector."""


def may_work_in_field(actor: Actor) -> Decision:
    """现场 is for who patrols and who accepts."""
    if actor.role in FIELD_ROLES:
        return Allowed()
    return Denied("“现场”供物业或街道巡查、区县验收人员使用。", code="post")
