"""Days reckoned from first principles, beside the code that is tested: counted on the fingers, slowly."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

ONE = timedelta(days=1)


def works(day: date, off: Collection[date], makeup: Collection[date]) -> bool:
    """Offices work Monday to Friday but on a day off, and on a weekend that is worked instead."""
    if day in makeup:
        return True
    return day.strftime("%a") not in ("Sat", "Sun") and day not in off


def a_month_later(day: date) -> date:
    """《民法典》第二百零二条: the same-numbered day of the next month, else that month's last day."""
    first = (day.replace(day=1) + timedelta(days=32)).replace(day=1)
    last = (first + timedelta(days=32)).replace(day=1) - ONE
    return first.replace(day=min(day.day, last.day))


def acceptance_ends(since: date, off: Collection[date], makeup: Collection[date]) -> date:
    """第二百零三条: an end on a day of rest moves to the first working day after it."""
    day = a_month_later(since)
    while not works(day, off, makeup):
        day += ONE
    return day


def filing_ends(received: date, workdays: int, off: Collection[date], makeup: Collection[date]) -> date:
    """The so-and-so-many-th working day after the day itself."""
    day, counted = received, 0
    while counted < workdays:
        day += ONE
        counted += works(day, off, makeup)
    return day


def report_due(thursday: date, off: Collection[date], makeup: Collection[date]) -> date:
    """附件3备注3, read with R10: the Thursday itself, or the last working day before."""
    day = thursday
    while not works(day, off, makeup):
        day -= ONE
    return day
