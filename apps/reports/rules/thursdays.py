"""What another work calendar does to the days on which weekly reports are due (R10)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from apps.lib.calendars import REPORT_WEEKDAY, WorkDays

_BEYOND = 31
"""Days of the next year that are looked at: a rest over New Year moves its first Thursdays."""


@dataclass(frozen=True, slots=True)
class DueMove:
    """A Thursday whose report is due on another day, or is made one with the week before."""

    thursday: date
    before: date
    after: date
    joins: bool
    """Due on the very day of the Thursday before: nobody reports twice on one day."""


def _thursdays(year: int, until: date) -> Iterator[date]:
    new_year = date(year, 1, 1)
    thursday = new_year + timedelta(days=(REPORT_WEEKDAY - new_year.weekday()) % 7)
    while thursday <= until:
        yield thursday
        thursday += timedelta(days=7)


def due_moves(year: int, before: WorkDays, after: WorkDays) -> tuple[DueMove, ...]:
    """Return the Thursdays of a year, and the first of the next, whose report moves, in order."""
    found = []
    for thursday in _thursdays(year, date(year, 12, 31) + timedelta(days=_BEYOND)):
        was, now = before.on_or_before(thursday), after.on_or_before(thursday)
        if was != now:
            joins = after.on_or_before(thursday - timedelta(days=7)) == now
            found.append(DueMove(thursday, was, now, joins))
    return tuple(found)


def renumbers(year: int, before: WorkDays, after: WorkDays, today: date) -> bool:
    """Whether a calendar would make one week of two whose days have come, or two of one.

    Weeks are numbered by their due days: every later one would then bear a number that is taken.
    """
    past = [day for day in _thursdays(year, date(year, 12, 31)) if before.on_or_before(day) <= today]
    return any(
        (before.on_or_before(one) == before.on_or_before(two))
        != (after.on_or_before(one) == after.on_or_before(two))
        for one, two in pairwise(past)
    )
