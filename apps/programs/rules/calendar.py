"""Announced years as packages know them, and where two of them, or a page's entries, disagree (R7, R10).

Pure: no database. The notice of 国务院办公厅 is the source; a package is somebody's copy of it, so no
single one is taken at its word.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from importlib.util import find_spec
from itertools import pairwise

import chinese_calendar

LONGEST_REST = 15
"""Days off in a row that can be meant; the longest announced were ten (2020)."""
NAMES = {
    "New Year's Day": "元旦",
    "Spring Festival": "春节",
    "Tomb-sweeping Day": "清明节",
    "Labour Day": "劳动节",
    "Dragon Boat Festival": "端午节",
    "Mid-autumn Festival": "中秋节",
    "National Day": "国庆节",
    "Anti-Fascist 70th Day": "抗战胜利纪念日",
}


@dataclass(frozen=True, slots=True, order=True)
class Entry:
    """A day unlike the plain week: a rest from work, or a weekend day that is worked (调休上班)."""

    day: date
    worked: bool
    name: str


@dataclass(frozen=True, slots=True)
class Span:
    """Days alike in a row, as a notice says them: 国庆节，10月1日至7日放假."""

    name: str
    worked: bool
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Source:
    """One package's year: its days off on which one would work, and the weekends worked.

    ``announced`` is False where it knows only the days fixed by 《全国年节及纪念日放假办法》 and not yet
    what the year's notice moves.
    """

    name: str
    announced: bool
    entries: tuple[Entry, ...]

    def works(self, day: date) -> bool:
        """Say whether offices work on this day."""
        return next((each.worked for each in self.entries if each.day == day), day.weekday() < 5)


@dataclass(frozen=True, slots=True)
class Difference:
    """A day that one says is worked and the other not."""

    day: date
    ours: bool
    """Worked as entered."""
    theirs: bool
    """Worked as the source has it."""
    source: str


def chinesecalendar_year(year: int) -> Source | None:
    """Return the year as the package chinesecalendar has it; None where it has not been announced to it."""
    try:
        days = chinese_calendar.get_dates(date(year, 1, 1), date(year, 12, 31))
        details = [(day, *chinese_calendar.get_holiday_detail(day)) for day in days]
    # What chinesecalendar raises for a year that it does not know.
    except NotImplementedError:
        return None
    return Source(
        "chinesecalendar",
        True,
        tuple(
            Entry(
                day,
                not resting,
                NAMES.get(str(name), str(name or ""))[:40],
            )
            for day, resting, name in details
            # Plain weekends have no name: only days unlike the plain week are kept.
            if name and (resting or day.weekday() >= 5)
        ),
    )


def holidays_year(year: int) -> Source | None:
    """Return the year as the package holidays has it: announced only where it knows what was moved.

    None where the package is not installed: then the page says that nothing was compared.
    """
    if find_spec("holidays") is None:
        return None
    # Not above: loading it takes a fifth of a second, and only this comparison asks for it.
    import holidays

    china = holidays.country_holidays("CN", years=year, language="zh_CN")
    worked = {day for day in getattr(china, "weekend_workdays", ()) if day.year == year}
    rests = [Entry(day, False, str(name)[:40]) for day, name in china.items() if day.year == year]
    makeup = [Entry(day, True, "调休上班") for day in worked]
    return Source("holidays", year in china.special_public_holidays, tuple(sorted([*rests, *makeup])))


def differences(entries: Sequence[Entry], year: int, source: Source) -> tuple[Difference, ...]:
    """Return, day by day, where a year as entered and a source disagree on whether offices work.

    Of a source that knows the year's notice not yet only its days off count: they are fixed by law.
    """
    ours = Source("", True, tuple(entries))
    by_law = {each.day for each in source.entries if not each.worked}
    day, found = date(year, 1, 1), []
    while day.year == year:
        mine, theirs = ours.works(day), source.works(day)
        if mine != theirs and (source.announced or day in by_law):
            found.append(Difference(day, mine, theirs, source.name))
        day += timedelta(days=1)
    return tuple(found)


def spans_of(entries: Iterable[Entry]) -> tuple[Span, ...]:
    """Return days as a notice says them: those in a row alike together."""
    found: list[Span] = []
    for each in sorted(entries):
        last = found[-1] if found else None
        follows = last is not None and each.day - last.last == timedelta(days=1)
        if last is not None and follows and (last.worked, last.name) == (each.worked, each.name):
            found[-1] = Span(last.name, last.worked, last.first, each.day)
        else:
            found.append(Span(each.name, each.worked, each.day, each.day))
    return tuple(found)


def entries_of(spans: Iterable[Span]) -> tuple[Entry, ...]:
    """Return every day of some spans in order."""
    return tuple(
        sorted(
            Entry(span.first + timedelta(days=offset), span.worked, span.name)
            for span in spans
            for offset in range((span.last - span.first).days + 1)
        )
    )


def faults_of(spans: Sequence[Span], year: int) -> dict[int, str]:
    """Return what cannot be meant, in Chinese, by the number of the span it stands at."""
    found: dict[int, str] = {}
    for number, span in enumerate(spans):
        if span.last < span.first:
            found[number] = "结束日早于开始日。"
        elif span.first.year != year or span.last.year != year:
            found[number] = f"日期不在 {year} 年内；跨年的假期分别填在两年里。"
        elif (span.last - span.first).days >= LONGEST_REST:
            found[number] = f"连续 {(span.last - span.first).days + 1} 天，请核对起止日期。"
        elif span.worked and any(each.day.weekday() < 5 for each in entries_of([span])):
            found[number] = "调休上班日应在周六或周日；其中有平日，请核对。"
    placed = sorted(
        (span.first, span.last, number) for number, span in enumerate(spans) if number not in found
    )
    for (_, last, _), (first, _, number) in pairwise(placed):
        if first <= last:
            found[number] = "与另一行的日期重叠，同一天只能填一次。"
    return found
