"""Calendar days on site, with and without recorded pauses."""

from __future__ import annotations

from datetime import date

from apps.cases.enums import PausedClock
from apps.cases.models import Case
from apps.inspections.rules import WorksDays
from apps.lib.calendars import Pause, works_span
from apps.plans.queries import rules_for


def enterprise_of(case: Case) -> int:
    """Return the key of the enterprise that works now; 0, which is nobody's, before the choice."""
    return case.enterprise_id or 0


def days_on_site(case: Case, until: date | None = None) -> WorksDays | None:
    """Return the days from start to completion (or ``until``); None before the start."""
    end = until or case.completed_on
    if case.started_on is None or end is None or end < case.started_on:
        return None
    pauses = tuple(
        Pause(start=hold.opened_on, end=hold.closed_on)
        for hold in case.holds.filter(pauses=PausedClock.WORKS).order_by("opened_on", "id")
    )
    span = works_span(case.started_on, end, pauses=pauses, count_first_day=rules_for(case).first_day_counts)
    return WorksDays(case.started_on, end, gross=span.gross, net=span.net)
