"""The work calendar as stored."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from datetime import date
from hashlib import sha256

from apps.lib.calendars import WorkDays
from apps.programs.enums import DayKind
from apps.programs.models import CalendarDay, CalendarVersion, CalendarYear
from apps.programs.rules import Entry


def workdays() -> WorkDays:
    """Return the work calendar as stored; its ``version`` changes exactly when its days do."""
    provisional = frozenset(
        CalendarYear.objects.filter(provisional=True).order_by().values_list("year", flat=True)
    )
    holidays: set[date] = set()
    makeup: set[date] = set()
    for day, kind in CalendarDay.objects.values_list("day", "kind"):
        (holidays if kind == DayKind.HOLIDAY else makeup).add(day)
    return _versioned(holidays, makeup, provisional)


def workdays_with(days: WorkDays, year: int, entries: Iterable[Entry]) -> WorkDays:
    """Return a calendar in which one year is announced as ``entries``; nothing is stored."""
    entries = tuple(entries)
    return _versioned(
        {day for day in days.holidays if day.year != year}
        | {each.day for each in entries if not each.worked},
        {day for day in days.makeup if day.year != year} | {each.day for each in entries if each.worked},
        days.provisional_years - {year},
    )


def entries_in(year: int) -> tuple[Entry, ...]:
    """Return the days of a year that differ from the plain week, as stored."""
    rows = CalendarDay.objects.filter(year_id=year).values_list("day", "kind", "name")
    return tuple(Entry(day, kind == DayKind.MAKEUP, name) for day, kind, name in rows)


def workdays_of(version: str) -> WorkDays:
    """Return the calendar as it stood under a version; today's where that one was not kept."""
    kept = CalendarVersion.objects.filter(version=version).first()
    if kept is None:
        return workdays()
    return WorkDays(
        holidays=frozenset(map(date.fromisoformat, kept.holidays)),
        makeup=frozenset(map(date.fromisoformat, kept.makeup)),
        provisional_years=frozenset(kept.provisional_years),
        version=version,
    )


def _versioned(
    holidays: AbstractSet[date], makeup: AbstractSet[date], provisional: AbstractSet[int]
) -> WorkDays:
    # Of the days themselves and not counted up: what is loaded twice alike has one version, so neither the
    # clocks of all cases (calendar_version) nor the cached weeks are worked out anew.
    said = repr((sorted(holidays), sorted(makeup), sorted(provisional)))
    return WorkDays(
        holidays=frozenset(holidays),
        makeup=frozenset(makeup),
        provisional_years=frozenset(provisional),
        version=sha256(said.encode()).hexdigest()[:16],
    )
