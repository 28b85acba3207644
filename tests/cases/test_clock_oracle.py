"""2,000 made-up histories: our clocks against a counter that walks day by day and was written apart.

The counter below knows dates, nothing else of the house: neither its calendars nor its intervals. It keeps
where the application lies and what is used up, one day after the other, as a clerk would on a wall calendar.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random

import pytest

from apps.cases.enums import Status
from apps.cases.models import Case, ReturnNotice
from apps.cases.queries.days import return_span, rules_for
from apps.cases.rules.clocks import ClockKind, Facts, count_clocks, works_taken
from apps.lib.calendars import Pause, WorkDays, civil_month_end
from apps.lib.filing_limit import ReturnEffect, ReturnSpan
from apps.lib.formats import day_and_weekday
from apps.programs.enums import ParameterCode
from apps.programs.models import Parameter
from apps.programs.queries import LimitBook, RuleValues

HISTORIES, SEED = 2_000, 43
DAY = timedelta(days=1)
BUREAU = 7


@dataclass
class Wall:
    """A calendar as it hangs on the wall: days off, weekend days worked."""

    off: set[date]
    worked: set[date]

    def open(self, day: date) -> bool:
        if day in self.worked:
            return True
        return day not in self.off and day.weekday() not in (5, 6)


def in_shanghai(moment: datetime) -> date:
    """The day on the wall in Shanghai: eight hours ahead, no summer time."""
    return (moment.astimezone(UTC) + timedelta(hours=8)).date()


def filing_day(
    received: date, limit: int, returns: Sequence[tuple[date, date | None]], effect: str, wall: Wall
) -> date | None:
    """The last day for 备案, None while the application lies with the household."""
    waiting = list(returns) if effect else []
    used, away, day = 0, False, received
    for _ in range(4000):
        if day > received and not away and wall.open(day):
            used += 1
        # On one day it may come back and be returned again: the day itself is counted at most once.
        while waiting and day == waiting[0][away]:
            if away:
                waiting.pop(0)
                used = 0 if effect == "restart" else used
            elif waiting[0][1] is None:
                return None
            elif used >= limit and effect == "suspend":
                waiting.pop(0)  # its last day is used up: what comes back later gives none back
                continue
            away = not away
        if not away and used >= limit:
            return day
        day += DAY
    raise AssertionError("no end")


def works_day(
    start: date, budget: int, first_counts: bool, pauses: Sequence[tuple[date, date | None]]
) -> tuple[date | None, int]:
    """The last day of works, and on how many days they stood still until then."""
    day, used, stood = start, 0, 0
    while True:
        still = False
        for begins, ends in pauses:
            if ends is None and day >= begins:
                return None, stood
            still = still or (ends is not None and begins <= day <= ends)
        if day > start or first_counts:
            used += not still
            stood += still
        if used == budget:
            return day, stood
        day += DAY


def on_site(
    start: date, until: date, first_counts: bool, pauses: Sequence[tuple[date, date | None]]
) -> tuple[int, int]:
    """Days on site up to a day, and those on which somebody worked."""
    gross = net = 0
    day = start
    while day <= until:
        if day > start or first_counts:
            gross += 1
            net += not any(begins <= day and (ends is None or day <= ends) for begins, ends in pauses)
        day += DAY
    return gross, net


def month_day(
    since: date, months: int, wall: Wall, pauses: Sequence[tuple[date, date | None]] = ()
) -> date | None:
    """The last day of so many months: walk from month to month, then off a day on which nobody works."""
    day, crossed = since, 0
    while not (crossed == months and (day.day == since.day or (day + DAY).day == 1)):
        day += DAY
        crossed += day.day == 1
    left, day = (day - since).days, since
    while left:
        day += DAY
        covering = [ends for begins, ends in pauses if begins <= day and (ends is None or day <= ends)]
        if None in covering:
            return None
        left -= not covering
    while not wall.open(day):
        day += DAY
    return day


# --- the histories ---


@dataclass(frozen=True)
class History:
    """What happened to one case, with the calendars as they were announced one after the other."""

    number: int
    calendars: tuple[tuple[frozenset[date], frozenset[date]], ...]
    applied: date
    limits: tuple[tuple[date, str], ...]
    """备案时限 of the bureau, in versions by the day from which each holds; "" takes it back."""
    own_limit: int | None
    received: date
    returns: tuple[tuple[datetime, datetime | None], ...]
    effect: ReturnEffect
    start: date
    budget: int
    first_counts: bool
    pauses: tuple[tuple[date, date | None, bool], ...]
    """First and last day of each stop, and whether it was confirmed."""
    completed: date | None
    rectifying: date | None
    rectified: date | None
    months: int
    mending: int


def edge(rng: Random, day: date) -> datetime:
    """A moment of a Shanghai day, often its first or last second, as the database keeps it: in UTC."""
    at = rng.choice([time(0), time(0, 0, 1), time(7, 59, 59), time(8), time(15, 30), time(23, 59, 59)])
    return datetime.combine(day, at, UTC) - timedelta(hours=8)


def made_up(rng: Random, number: int) -> History:
    received = date(2025, 11, 1) + DAY * rng.randrange(500)
    applied = received - DAY * rng.randrange(15)
    returns: list[tuple[datetime, datetime | None]] = []
    last = received
    for _ in range(rng.choice([0, 0, 1, 2, 3])):
        returned = last + DAY * rng.choice([0, 0, 1, 2, 5, 9])
        back = returned + DAY * rng.choice([0, 0, 1, 3, 8])
        if rng.random() < 0.15:
            returns.append((edge(rng, returned), None))
            break
        at, came = edge(rng, returned), edge(rng, back)
        returns.append((min(at, came), max(at, came)))
        last = back
    start = received + DAY * rng.randrange(10, 40)
    pauses = []
    for _ in range(rng.choice([0, 0, 1, 2, 3, 4])):
        begins = start + DAY * rng.randrange(-3, 22)
        ends = None if rng.random() < 0.1 else begins + DAY * rng.choice([0, 0, 1, 2, 4, 9])
        pauses.append((begins, ends, rng.random() < 0.7))
    completed = start + DAY * rng.randrange(0, 45) if rng.random() < 0.7 else None
    rectifying = completed + DAY * rng.randrange(1, 30) if completed and rng.random() < 0.5 else None
    rectified = rectifying + DAY * rng.randrange(0, 20) if rectifying and rng.random() < 0.5 else None
    return History(
        number=number,
        calendars=tuple(_calendars(rng)),
        applied=applied,
        limits=tuple(
            (applied + DAY * rng.randrange(-60, 20), rng.choice(["", "1", "3", "5", "10", "20"]))
            for _ in range(rng.randrange(4))
        ),
        own_limit=rng.choice([None, 2, 7]),
        received=received,
        returns=tuple(returns),
        effect=rng.choice(list(ReturnEffect)),
        start=start,
        budget=rng.choice([1, 2, 7, 15, 15, 15]),
        first_counts=rng.random() < 0.7,
        pauses=tuple(pauses),
        completed=completed,
        rectifying=rectifying,
        rectified=rectified,
        months=rng.choice([1, 1, 1, 2, 3]),
        mending=rng.choice([1, 5, 10]),
    )


def _calendars(rng: Random) -> Iterator[tuple[frozenset[date], frozenset[date]]]:
    """Holidays with their 调休, announced and announced anew."""
    off: set[date] = set()
    worked: set[date] = set()
    for _ in range(rng.choice([1, 2, 3])):
        for _ in range(rng.randrange(1, 6)):
            first = date(2025, 10, 20) + DAY * rng.randrange(620)
            holiday = {first + DAY * n for n in range(rng.choice([1, 3, 7, 8]))}
            off |= holiday
            worked -= holiday
            made = first - DAY * rng.randrange(1, 9)
            if made.weekday() > 4 and made not in off:
                worked.add(made)
        if rng.random() < 0.3 and off:
            off.discard(rng.choice(sorted(off)))  # announced differently
        yield frozenset(off), frozenset(worked)


def histories() -> Iterator[History]:
    rng = Random(SEED)
    for number in range(HISTORIES):
        yield made_up(rng, number)


# --- ours ---


def our_limits(history: History) -> RuleValues:
    """The limits as the house finds them: the rule set's, and the bureau's of the day of the application."""
    rules = RuleValues(
        version="试",
        formula_id="",
        max_works_days=history.budget,
        first_day_counts=history.first_counts,
        acceptance_months=history.months,
        rectification_days=history.mending,
        filing_workdays=history.own_limit,
        return_effect=history.effect,
    )
    rows = [
        Parameter(code=ParameterCode.FILING_WORKDAYS, value=value, valid_from=since)
        for since, value in sorted(history.limits, key=lambda each: each[0])
    ]
    case = Case(status=Status.RECEIVED, bureau_id=BUREAU, applied_on=history.applied)
    return rules_for(case, rules, LimitBook([], {BUREAU: rows}))


def our_facts(history: History) -> Facts:
    return Facts(
        filing=True,
        received_on=history.received,
        returns=tuple(
            return_span(ReturnNotice(returned_at=made, resubmitted_at=back)) for made, back in history.returns
        ),
        started_on=history.start,
        completed_on=history.completed,
        pauses=tuple(Pause(begins, ends) for begins, ends, counts in history.pauses if counts),
        unconfirmed=tuple(Pause(begins, ends) for begins, ends, counts in history.pauses if not counts),
        rectifying=history.rectifying is not None and history.rectified is None,
        rectifying_from=history.rectifying,
        rectified_on=history.rectified,
    )


def wall_limit(history: History) -> int | None:
    """The bureau's 备案时限 on the day of the application: the last set by then, else the rule set's."""
    standing, since = "", None
    for begins, value in history.limits:
        # Of two of one day the one set later.
        if begins <= history.applied and (since is None or begins >= since):
            standing, since = value, begins
    return int(standing) if standing else history.own_limit


def differences(history: History) -> list[str]:
    """What our clocks say otherwise than the wall, for every calendar that hung there."""
    found = []
    facts, limits = our_facts(history), our_limits(history)
    confirmed = [(begins, ends) for begins, ends, counts in history.pauses if counts]
    returns = [(in_shanghai(made), in_shanghai(back) if back else None) for made, back in history.returns]

    def differs(what: str, ours: object, walls: object) -> None:
        if ours != walls:
            found.append(f"{history.number} {what}: {ours} / {walls}")

    for off, worked in history.calendars:
        wall = Wall(set(off), set(worked))
        days = WorkDays(off, worked, frozenset(), "试")
        clocks = count_clocks(facts, limits, lambda days=days: days)
        limit = wall_limit(history)
        filed = clocks.get(ClockKind.FILING)
        differs("limit", filed is not None, limit is not None)
        if filed is not None and limit is not None:
            on_wall = filing_day(history.received, limit, returns, history.effect.value, wall)
            differs("filing", filed.due_on, on_wall)
            differs("filing said", _says(filed.deadline.explanation, on_wall), True)
        due, stood = works_day(history.start, history.budget, history.first_counts, confirmed)
        works = clocks[ClockKind.WORKS]
        differs("works", works.deadline.due_on, due)
        differs("works stored", works.due_on, None if history.completed else due)
        told = [line for line in works.deadline.explanation if line.startswith("期间暂停")]
        differs("works paused", told, [f"期间暂停 {stood} 天不计入，到期日顺延。"] if due and stood else [])
        until = max(history.completed or history.start + DAY * 20, history.start)
        span = works_taken(facts, limits, until)
        walked = on_site(history.start, until, history.first_counts, confirmed)
        differs("days", (span.gross, span.net) if span else None, walked)
        mending = clocks.get(ClockKind.RECTIFICATION)
        accepting = clocks.get(ClockKind.ACCEPTANCE)
        if facts.rectifying and history.rectifying:
            last, _ = works_day(history.rectifying, history.mending, history.first_counts, ())
            differs("mending", mending.due_on if mending else None, last)
            differs("accepting meanwhile", accepting, None)
        elif history.completed:
            since = history.rectified or history.completed
            last_month = month_day(since, history.months, wall)
            differs("accepting", accepting.due_on if accepting else None, last_month)
            differs("said", accepting is not None and _says(accepting.deadline.explanation, last_month), True)
            stopped = civil_month_end(since, history.months, days, [Pause(*each) for each in confirmed])
            differs("month", stopped.due_on, month_day(since, history.months, wall, confirmed))
        else:
            differs("no acceptance", accepting, None)
    return found


def _says(lines: Sequence[str], day: date | None) -> bool:
    """Whether the words lead to the day."""
    return bool(lines) and (day is None or any(day_and_weekday(day) in line for line in lines))


def test_our_clocks_agree_with_the_wall_calendar() -> None:
    found = [each for history in histories() for each in differences(history)]
    assert found[:10] == []


def test_the_histories_reach_every_corner() -> None:
    made = list(histories())
    assert {history.effect for history in made} == set(ReturnEffect)
    assert any(not history.first_counts and history.rectified for history in made)
    assert any(back is None for history in made for _, back in history.returns)
    assert any(len(history.returns) > 2 for history in made)
    assert any(at.date() != in_shanghai(at) for history in made for at, _ in history.returns)
    stops = [stop for history in made for stop in history.pauses]
    assert any(ends is None for _, ends, _ in stops)
    assert any(begins == ends for begins, ends, _ in stops)
    assert any(
        one is not other and other[1] and one[0] <= other[0] and (one[1] is None or other[0] <= one[1])
        for history in made
        for one in history.pauses
        for other in history.pauses
    )
    assert any(wall_limit(history) is None for history in made)
    assert any(
        differences_between(one, other, history)
        for history in made[:200]
        for one, other in zip(history.calendars, history.calendars[1:], strict=False)
    )


def differences_between(
    one: tuple[frozenset[date], frozenset[date]],
    other: tuple[frozenset[date], frozenset[date]],
    history: History,
) -> bool:
    """Whether a calendar announced anew moves the month of a history."""
    days = [WorkDays(off, worked, frozenset(), "") for off, worked in (one, other)]
    first, second = (civil_month_end(history.start, history.months, each).due_on for each in days)
    return first != second


@pytest.mark.parametrize("lost", ["pause", "return", "edge", "calendar"])
def test_a_wrong_count_is_found(lost: str, monkeypatch: pytest.MonkeyPatch) -> None:
    # The comparison can fail: each time one thing is counted as a careless hand would.
    def last_day_runs(stop: Pause, day: date) -> bool:
        return stop.start <= day and (stop.end is None or day < stop.end)

    def day_of_return_stands(span: ReturnSpan, day: date) -> bool:
        return span.returned_on <= day and (span.resubmitted_on is None or day <= span.resubmitted_on)

    if lost == "pause":
        monkeypatch.setattr(Pause, "covers", last_day_runs)
    elif lost == "return":
        monkeypatch.setattr(ReturnSpan, "holds", day_of_return_stands)
    elif lost == "edge":
        monkeypatch.setattr("apps.cases.queries.days.clock.local", lambda moment: moment)
    else:
        monkeypatch.setattr(WorkDays, "is_workday", lambda self, day: day.weekday() < 5)
    rng = Random(SEED)
    assert any(differences(made_up(rng, number)) for number in range(300))
