"""The work calendar: holidays and make-up workdays of a year."""

from __future__ import annotations

from datetime import date

import chinese_calendar
from django.db import transaction

from apps.audit.services import Subject, record
from apps.lib.actors import Actor
from apps.programs.enums import DayKind
from apps.programs.models import CalendarDay, CalendarYear


@transaction.atomic
def load_calendar(*, by: Actor, year: int) -> CalendarYear:
    """Seed a year of holidays and make-up workdays (调休) from the announced calendar.

    A year the State Council has not announced is stored as provisional with plain weekends, never
    guessed.
    """
    try:
        days = chinese_calendar.get_dates(date(year, 1, 1), date(year, 12, 31))
        details = {day: chinese_calendar.get_holiday_detail(day) for day in days}
        provisional = False
    # What chinesecalendar raises for a year that it does not know.
    except NotImplementedError:
        details, provisional = {}, True
    calendar, _ = CalendarYear.objects.update_or_create(
        year=year,
        defaults={
            "source": "放假安排尚未公布，暂按周末计算"
            if provisional
            else "国务院办公厅节假日安排（chinesecalendar）",
            "provisional": provisional,
        },
    )
    # Replaced as a whole: an announcement may also take a day back.
    calendar.days.all().delete()
    CalendarDay.objects.bulk_create(
        CalendarDay(
            year=calendar,
            day=day,
            kind=DayKind.HOLIDAY if resting else DayKind.MAKEUP,
            name=str(name or "")[:40],
        )
        for day, (resting, name) in details.items()
        # Plain weekends have no name: only days unlike the plain week are kept.
        if name and (resting or day.weekday() >= 5)
    )
    record(
        by=by,
        subject=Subject("calendar", str(year)),
        action="calendar.loaded",
        facts={"days": calendar.days.count(), "provisional": provisional},
    )
    return calendar
