"""The work calendar as stored."""

from __future__ import annotations

from datetime import date
from hashlib import sha256

from apps.lib.calendars import WorkDays
from apps.programs.enums import DayKind
from apps.programs.models import CalendarDay, CalendarYear


def workdays() -> WorkDays:
    """Return the work calendar as stored; its ``version`` changes exactly when its days do."""
    provisional = frozenset(
        CalendarYear.objects.filter(provisional=True).order_by().values_list("year", flat=True)
    )
    holidays: set[date] = set()
    makeup: set[date] = set()
    for day, kind in CalendarDay.objects.values_list("day", "kind"):
        (holidays if kind == DayKind.HOLIDAY else makeup).add(day)
    # Of the days themselves and not counted up: what is loaded twice alike has one version, so neither the
    # clocks of all cases (calendar_version) nor the cached weeks are worked out anew.
    said = repr((sorted(holidays), sorted(makeup), sorted(provisional)))
    return WorkDays(
        holidays=frozenset(holidays),
        makeup=frozenset(makeup),
        provisional_years=provisional,
        version=sha256(said.encode()).hexdigest()[:16],
    )
