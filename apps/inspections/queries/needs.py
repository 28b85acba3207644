"""Which needs and holds of a case the tables of this app answer; ``check_holds`` compares."""

from __future__ import annotations

from apps.cases.enums import HoldKind
from apps.cases.models import Case
from apps.inspections.enums import AttemptResult, Satisfaction, Verdict
from apps.inspections.models import AcceptanceAttempt, Defect, Mediation, StopWork, WorksReport
from apps.inspections.queries.days import enterprise_of


def needs_met(case: Case) -> dict[HoldKind, bool]:
    """Recompute from the records which holds are answered; True means none should be open.

    A second acceptance asks anew: an attempt that ended in rectification answers neither need.
    """
    latest = AcceptanceAttempt.objects.filter(case=case).order_by("-number").first()
    standing = latest if latest and latest.result != AttemptResult.RECTIFY else None
    stops = StopWork.objects.filter(case=case, enterprise_id=enterprise_of(case), last_on__isnull=True)
    return {
        HoldKind.FINISH_CONFIRMED: WorksReport.objects.of_works(case).finish().confirmed().exists(),
        HoldKind.VISIT_PASSED: standing is not None and standing.verdict == Verdict.PASS,
        HoldKind.HOUSEHOLD_SATISFIED: standing is not None
        and standing.satisfaction == Satisfaction.SATISFIED,
        HoldKind.RECTIFICATION_DONE: latest is None
        or not latest.rectifications.filter(done_on__isnull=True).exists(),
        HoldKind.DEFECT: not Defect.objects.of_works(case).of_visits().unsettled().exists(),
        HoldKind.STOP_WORK: not stops.exists(),
        HoldKind.MEDIATION: not Mediation.objects.filter(case=case, closed_at__isnull=True).exists(),
    }
