"""Photos of concealed work, space by space (R26)."""

from __future__ import annotations

from apps.cases.models import Case
from apps.inspections.enums import PhotoOf, ReportKind
from apps.inspections.models import Photo, WorksReport
from apps.plans.enums import Method
from apps.plans.queries import confirmed_plan, content_of

WHOLE = "全部"
"""The one space of works without a plan."""


def spaces_of(case: Case) -> tuple[str, ...]:
    """Return the spaces of the confirmed plan."""
    plan = confirmed_plan(case)
    return tuple(space.name for space in plan.spaces.all()) if plan else (WHOLE,)


def spaces_not_shown(case: Case) -> tuple[str, ...]:
    """Return the renovated spaces of which the present enterprise has shown no concealed work.

    A space whose surfaces are all kept closes nothing over. What a replaced enterprise covered says
    nothing about these works.
    """
    reports = WorksReport.objects.of_works(case).filter(kind=ReportKind.CONCEALED)
    with_photos = Photo.objects.filter(case=case, subject=PhotoOf.REPORT).values("subject_id")
    shown = set(reports.filter(pk__in=with_photos).values_list("space", flat=True))
    plan = confirmed_plan(case)
    if plan is None:
        return () if shown else (WHOLE,)
    return tuple(
        space.name
        for space in content_of(plan).spaces
        if space.name not in shown and any(part.method is not Method.KEPT for part in space.parts)
    )
