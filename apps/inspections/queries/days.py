"""Calendar days on site, with and without recorded pauses."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from apps.cases.enums import PausedClock
from apps.cases.models import Case
from apps.cases.queries.days import pauses_of, works_days
from apps.inspections.enums import PauseStatus
from apps.inspections.models import StopWork
from apps.inspections.rules import WorksDays
from apps.lib.calendars import Pause


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


def unconfirmed_days(case: Case, stops: Iterable[StopWork], until: date) -> int:
    """Return the days of pauses that nobody confirmed, those left out that a confirmed one covers too."""
    pending = [
        Pause(start=stop.from_on, end=stop.last_on, reason=stop.reason)
        for stop in stops
        if stop.status == PauseStatus.PENDING
    ]
    counted = pauses_of(case, PausedClock.WORKS) if pending else ()
    kept, without = (works_days(case, until, pauses=(*counted, *more)) for more in ((), pending))
    return kept.net - without.net if kept and without else 0
