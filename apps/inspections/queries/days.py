"""Calendar days on site, with and without recorded pauses."""

from __future__ import annotations

from datetime import date

from apps.cases.models import Case
from apps.cases.queries.days import works_days
from apps.inspections.rules import WorksDays


def enterprise_of(case: Case) -> int:
    """Return the key of the enterprise that works now; 0, which is nobody's, before the choice."""
    return case.enterprise_id or 0


def days_on_site(case: Case, until: date | None = None) -> WorksDays | None:
    """Return the days from start to completion (or ``until``); None before the start."""
    end = until or case.completed_on
    span = works_days(case, end) if end else None
    if span is None or case.started_on is None or end is None:
        return None
    return WorksDays(case.started_on, end, span)
