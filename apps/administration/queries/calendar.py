"""What the pages of the work calendar show: years, two sources compared, and what a notice would move."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from apps.cases.queries.calendar import MovedCase, Moves, moved_cases, moves_under
from apps.lib import clock
from apps.lib.actors import Actor
from apps.orgs.models import Organisation
from apps.outbox.models import Job
from apps.programs.models import CalendarYear
from apps.programs.queries import entries_in, workdays, workdays_with
from apps.programs.rules import (
    Difference,
    Entry,
    Span,
    chinesecalendar_year,
    differences,
    entries_of,
    holidays_year,
    spans_of,
)
from apps.reports.queries.weeks import MovedWeek, moved_weeks

AHEAD = 2
"""Years after this one that may be put in: a notice comes in the autumn before."""
PAGE = 50
RECKON = "cases.refresh_clocks"
"""The job that reckons last days anew."""


def key_of(calendar: CalendarYear) -> str:
    """Return what names the job that follows a year's 版次."""
    return f"{calendar.year}:{calendar.version}"


def year_of(number: int) -> CalendarYear | None:
    """Return a year of the calendar, unsaved with 版次 0 where nobody has put it in; None out of reach."""
    found = CalendarYear.objects.filter(pk=number).first()
    if found is not None:
        return found
    if clock.today().year <= number <= clock.today().year + AHEAD:
        return CalendarYear(year=number, provisional=True, version=0)
    return None


@dataclass(frozen=True, slots=True)
class Compared:
    """One source beside a year: whether it knows the notice, and the days on which they disagree."""

    name: str
    announced: bool
    differences: tuple[Difference, ...]


def compared(year: int, entries: Sequence[Entry]) -> tuple[Compared, ...]:
    """Compare a year as entered with both packages; what is not installed or knows nothing says so."""
    first, second = chinesecalendar_year(year), holidays_year(year)
    found = []
    for name, source in (("chinesecalendar", first), ("holidays", second)):
        days = differences(entries, year, source) if source else ()
        found.append(Compared(name, source is not None and source.announced, days))
    return tuple(found)


def known_spans(year: CalendarYear) -> tuple[tuple[Span, ...], str]:
    """Return the days a form starts with, and where they come from in words."""
    stored = entries_in(year.year)
    if stored and not year.provisional:
        return spans_of(stored), "现行日历"
    source = chinesecalendar_year(year.year)
    if source is not None:
        return spans_of(source.entries), "chinesecalendar，请与通知原文核对"
    second = holidays_year(year.year)
    if second is not None and second.announced:
        return spans_of(second.entries), "holidays，请与通知原文核对"
    return (), ""


@dataclass(frozen=True, slots=True)
class YearLine:
    """A year of the list."""

    year: CalendarYear
    off: int
    makeup: int
    compared: tuple[Compared, ...]
    job: Job | None


def year_lines() -> list[YearLine]:
    """Return the calendar's years, newest first, and those ahead that nobody has put in (three queries)."""
    today = clock.today()
    stored = {each.year: each for each in CalendarYear.objects.prefetch_related("days")}
    jobs = {each.key: each for each in Job.objects.filter(task=RECKON, key__in=map(key_of, stored.values()))}
    lines = []
    for number in sorted({*stored, *range(today.year, today.year + AHEAD)}, reverse=True):
        year = stored.get(number) or CalendarYear(year=number, provisional=True, version=0)
        days = list(year.days.all()) if number in stored else []
        entries = [Entry(each.day, each.kind == "makeup", each.name) for each in days]
        makeup = sum(each.worked for each in entries)
        beside = compared(number, entries) if not year.provisional else ()
        lines.append(YearLine(year, len(entries) - makeup, makeup, beside, jobs.get(key_of(year))))
    return lines


@dataclass(frozen=True, slots=True)
class BureauCount:
    """How many last days of a bureau's cases move, by clock."""

    bureau: Organisation
    counts: tuple[tuple[str, int], ...]
    cases: int


@dataclass(frozen=True, slots=True)
class Effect:
    """What announcing a year would move, before it is done."""

    weeks: tuple[MovedWeek, ...]
    moves: tuple[Moves, ...]
    bureaus: tuple[BureauCount, ...]
    cases: tuple[MovedCase, ...]
    readable: int
    """How many of the cases the actor may see."""
    page: int
    pages: int
    compared: tuple[Compared, ...]
    past: tuple[date, ...]
    """New due days of weeks that have passed already: such a report is late the moment it is moved."""

    @property
    def number(self) -> int:
        """How many cases' last days move."""
        return sum(each.cases for each in self.moves)


def effect_of(actor: Actor, year: int, spans: Sequence[Span], *, page: int = 1) -> Effect:
    """Work out the effect; queries do not grow with the cases, and the list is read a page at a time."""
    entries, before = entries_of(spans), workdays()
    after = workdays_with(before, year, entries)
    moves = moves_under(after)
    cases, readable = moved_cases(actor, moves, start=(page - 1) * PAGE, most=PAGE)
    weeks = tuple(moved_weeks(year, before, after))
    return Effect(
        weeks=weeks,
        moves=moves,
        bureaus=tuple(_by_bureau(moves)),
        cases=tuple(cases),
        readable=readable,
        page=page,
        pages=max(1, -(-readable // PAGE)),
        compared=compared(year, entries),
        past=tuple(each.move.after for each in weeks if not each.kept and each.move.after < clock.today()),
    )


def _by_bureau(moves: Sequence[Moves]) -> list[BureauCount]:
    counts: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for each in moves:
        for bureau, number in each.bureaus.items():
            counts[bureau][each.label] += number
    bodies = Organisation.objects.filter(pk__in=counts).order_by("region_id", "pk")
    return [
        BureauCount(body, tuple(sorted(counts[body.pk].items())), sum(counts[body.pk].values()))
        for body in bodies
    ]
