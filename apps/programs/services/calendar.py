"""The work calendar: holidays and make-up workdays of a year."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from apps.audit.services import Subject, record
from apps.lib.actors import Actor
from apps.lib.decisions import Refused, Stale
from apps.programs.enums import DayKind
from apps.programs.models import CalendarDay, CalendarVersion, CalendarYear
from apps.programs.queries import workdays
from apps.programs.rules import Entry, Span, chinesecalendar_year, entries_of, faults_of

NOT_ANNOUNCED = "放假安排尚未公布，暂按周末计算"


@transaction.atomic
def load_calendar(*, by: Actor, year: int) -> CalendarYear:
    """Seed a year of holidays and make-up workdays (调休) from the package that has it.

    A year that is not announced to it is stored as provisional with plain weekends, never guessed. What
    stands as announced is returned as it is: somebody may have entered it from the notice.
    """
    standing = CalendarYear.objects.filter(year=year, provisional=False).first()
    if standing is not None:
        return standing
    known = chinesecalendar_year(year)
    calendar = _write(
        year=year,
        entries=known.entries if known else (),
        source="国务院办公厅节假日安排（chinesecalendar）" if known else NOT_ANNOUNCED,
        provisional=known is None,
    )
    record(
        by=by,
        subject=Subject("calendar", str(year)),
        action="calendar.loaded",
        facts={"days": calendar.days.count(), "provisional": calendar.provisional},
    )
    return calendar


@transaction.atomic
def announce_year(*, by: Actor, year: int, spans: Sequence[Span], source: str, version: int) -> CalendarYear:
    """Put a year's notice in place of what stood: what was provisional is announced from now on.

    ``version`` is the 版次 of the year as it was seen, 0 for a year nobody has put in. Raises Stale where
    it has changed since, Refused for days that cannot be meant. Days that were reckoned with the old
    calendar move only when they are reckoned again.
    """
    standing = CalendarYear.objects.select_for_update().filter(year=year).first()
    if (standing.version if standing else 0) != version:
        raise _stale()
    for reason in faults_of(spans, year).values():
        raise Refused(reason, code="days")
    entries = entries_of(spans)
    if all(each.worked for each in entries):
        raise Refused("至少填一个放假日。", code="days")
    calendar = _write(year=year, entries=entries, source=source, provisional=False, is_new=standing is None)
    record(
        by=by,
        subject=Subject("calendar", str(year)),
        action="calendar.announced",
        facts={"days": len(entries), "source": source, "version": calendar.version},
    )
    return calendar


def _stale() -> Stale:
    return Stale("这一年的日历刚被别人改过，请核对后再提交。", code="stale")


def _write(
    *, year: int, entries: Sequence[Entry], source: str, provisional: bool, is_new: bool = False
) -> CalendarYear:
    # The old one too: clocks were reckoned on it that may end before they are reckoned again.
    _keep_version()
    calendar, made = CalendarYear.objects.get_or_create(
        year=year, defaults={"source": source, "provisional": provisional}
    )
    if is_new and not made:
        # Of two who put in a year that nobody had, the second waits for the row and finds the first one's.
        raise _stale()
    if not made:
        calendar.source, calendar.provisional = source, provisional
        calendar.version += 1
        calendar.save()
    # Replaced as a whole: an announcement may also take a day back.
    calendar.days.all().delete()
    CalendarDay.objects.bulk_create(
        CalendarDay(
            year=calendar,
            day=each.day,
            kind=DayKind.MAKEUP if each.worked else DayKind.HOLIDAY,
            name=each.name,
        )
        for each in entries
    )
    _keep_version()
    return calendar


def _keep_version() -> None:
    days = workdays()
    CalendarVersion.objects.get_or_create(
        version=days.version,
        defaults={
            "holidays": [each.isoformat() for each in sorted(days.holidays)],
            "makeup": [each.isoformat() for each in sorted(days.makeup)],
            "provisional_years": sorted(days.provisional_years),
        },
    )
