"""What ends works and rectification: the report that waits, and the visits that can confirm it (P1)."""

from __future__ import annotations

from django.db.models import QuerySet

from apps.cases.models import Case
from apps.inspections.enums import AttemptResult, VisitKind
from apps.inspections.models import AcceptanceAttempt, Visit, WorksReport


def rectifying_attempt(case: Case) -> AcceptanceAttempt | None:
    """Return the attempt whose items are being mended."""
    return (
        AcceptanceAttempt.objects.filter(case=case, result=AttemptResult.RECTIFY).order_by("-number").first()
    )


def visits_that_confirm(case: Case, report: WorksReport) -> QuerySet[Visit]:
    """Return the patrol's visits on or after the reported day, newest first.

    A 现场检查 is the district's and confirms nothing; nor does a visit of who reported the end or gave the
    verdict (R26).
    """
    rows = Visit.objects.filter(
        case=case, enterprise_id=report.enterprise_id, kind=VisitKind.PATROL, visited_on__gte=report.on
    )
    judge = report.attempt.verdict_by_holder if report.attempt else ""
    # '' is nobody's: it would put out every visit of the time before holders were kept.
    return rows.exclude(inspector_holder__in={report.reported_holder, judge} - {""})
