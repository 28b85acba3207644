"""Pace against a target's milestones.

Source: 浙建管发〔2024〕80号, 杭房局〔2024〕43号; shares and dates are data, never constants here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from itertools import accumulate
from math import ceil, floor

from apps.lib import formats
from apps.lib.formats import per_cents

WEEKS_OF_SPEED = 4


@dataclass(frozen=True, slots=True)
class Point:
    """A milestone: ``share`` of the target in per cent by the end of ``due_on``."""

    name: str
    due_on: date
    share: Decimal
    measure: str = "completed"
    source: str = ""
    is_assumption: bool = False
    target: int | None = None
    """The target of its day, where that is not the present one: a milestone once judged stays (R32)."""

    @property
    def share_text(self) -> str:
        """The share as it is set: 60 %."""
        return per_cents(self.share)


class Daily:
    """A count over the days of a year, from what each day changed."""

    def __init__(self, changes: Mapping[date, int], initial: Mapping[date, int] | None = None) -> None:
        """Take households by day; days without a change may be left out.

        ``initial``: 期初数 by the day on which they entered, which stand in the count and are no speed.
        """
        own, known = changes, initial or {}
        self.days = sorted({*own, *known})
        self.sums = list(accumulate(own.get(day, 0) + known.get(day, 0) for day in self.days))
        self.initial = dict(known)

    def own_at(self, day: date) -> int:
        """Return the count at the end of a day without 期初数: the households that have a case."""
        return self.at(day) - sum(count for known, count in self.initial.items() if known <= day)

    def at(self, day: date) -> int:
        """Return the count at the end of a day."""
        return next(
            (
                total
                for known, total in zip(reversed(self.days), reversed(self.sums), strict=True)
                if known <= day
            ),
            0,
        )

    def first_with(self, households: int, *, after: date) -> date | None:
        """Return the first day after another on which the count was at least so many."""
        found = zip(self.days, self.sums, strict=True)
        return next((day for day, total in found if day > after and total >= households), None)


class State(StrEnum):
    """How a milestone stands: its day decides, and what comes later is said as later (R32)."""

    AHEAD = "ahead"
    PENDING = "pending"
    """Its day is over and the count of that day is not taken yet."""
    ON_TIME = "on_time"
    LATE = "late"
    """Missed on its day, reached on a later one."""
    MISSED = "missed"


@dataclass(frozen=True, slots=True)
class Outlook:
    """One milestone against the count of its day, or ahead of it what the recent speed promises."""

    point: Point
    needed: int
    as_of: date
    """Last day that is counted."""
    now: int
    """Households at the end of that day."""
    state: State
    on_day: int | None = None
    """Households at the end of its day, once counted."""
    reached_on: date | None = None
    forecast: int = 0
    ongoing: int = 0
    """Households under works, for what would be if all of them were completed in time."""

    @property
    def judged(self) -> bool:
        """Whether the count of its day is known."""
        return self.on_day is not None

    @property
    def met(self) -> bool:
        """Whether it is reached now, on its day or later."""
        return self.now >= self.needed

    @property
    def missing(self) -> int:
        """Households short: now if it was missed, by forecast if it lies ahead."""
        if self.state in (State.ON_TIME, State.LATE):
            return 0
        return max(0, self.needed - (self.forecast if self.state is State.AHEAD else self.now))

    @property
    def label(self) -> str:
        """Its state in words, for a pill."""
        if self.state is State.ON_TIME:
            return "按期达到"
        if self.state is State.LATE and self.reached_on:
            return f"{formats.month_day(self.reached_on)}才达到"
        if self.state is State.MISSED:
            return f"没达到，差 {self.missing} 户"
        if self.state is State.PENDING:
            return "待封存后认定"
        if self.met:
            return "已提前达到"
        return f"预计差 {self.missing} 户" if self.missing else "预计可达"

    @property
    def tone(self) -> str:
        """ok reached in time or on course; warn late, or likely to be missed; bad missed."""
        if self.state is State.MISSED:
            return "bad"
        if self.state in (State.LATE, State.PENDING):
            return "warn"
        return "warn" if self.state is State.AHEAD and self.missing and not self.met else "ok"


def needed(target: int, share: Decimal) -> int:
    """Households a milestone asks for: a part of a household is a whole one."""
    # Fractions: a float a hair above a whole number would ask for one household more.
    return ceil(Fraction(target) * Fraction(share) / 100)


def speed(daily: Daily, *, as_of: date, since: date, weeks: int = WEEKS_OF_SPEED) -> Fraction:
    """Households per week over the last ``weeks`` weeks up to ``as_of``, never negative.

    Where counting began later (``since``), over the whole weeks since then; without one, 0.
    """
    whole = min(weeks, (as_of - since).days // 7)
    if whole < 1:
        return Fraction(0)
    # 核减 can let the count fall; a forecast below what is reached would be of no use.
    return max(
        Fraction(0), Fraction(daily.own_at(as_of) - daily.own_at(as_of - timedelta(weeks=whole)), whole)
    )


def forecast(reached: int, per_week: Fraction, *, as_of: date, due_on: date) -> int:
    """Expected count on a day at an even speed from the cut-off on; not rounded up, not below ``reached``."""
    days = max(0, (due_on - as_of).days)
    return reached + floor(per_week * days / 7)


@dataclass(frozen=True, slots=True)
class Course:
    """What is known of one measure: its count by day, up to the last cut-off and since when."""

    daily: Daily = field(default_factory=lambda: Daily({}))
    ongoing: int = 0
    worked: Daily | None = None
    """The count whose growth is its speed, where that is another: what a merger brought was no work."""


def outlook(
    points: Sequence[Point],
    *,
    target: int,
    courses: Mapping[str, Course],
    as_of: date,
    since: date,
    today: date,
) -> list[Outlook]:
    """Hold every milestone against the count of its own measure on its own day.

    ``as_of`` is the last day that is counted (the cut-off), ``since`` the day from which on days are counted.
    """
    return [
        _one(point, target, courses.get(point.measure, Course()), as_of=as_of, since=since, today=today)
        for point in sorted(points, key=lambda each: each.due_on)
    ]


def _one(point: Point, target: int, course: Course, *, as_of: date, since: date, today: date) -> Outlook:
    wanted, daily = needed(point.target or target, point.share), course.daily
    now = daily.at(as_of)
    if point.due_on > as_of:
        per_week = speed(course.worked or daily, as_of=as_of, since=since)
        return Outlook(
            point=point,
            needed=wanted,
            as_of=as_of,
            now=now,
            state=State.PENDING if today > point.due_on else State.AHEAD,
            forecast=forecast(now, per_week, as_of=as_of, due_on=point.due_on),
            ongoing=course.ongoing,
        )
    on_day = daily.at(point.due_on)
    reached_on = None
    if on_day >= wanted:
        state = State.ON_TIME
    else:
        reached_on = daily.first_with(wanted, after=point.due_on)
        state = State.LATE if reached_on and reached_on <= as_of else State.MISSED
    return Outlook(
        point=point,
        needed=wanted,
        as_of=as_of,
        now=now,
        state=state,
        on_day=on_day,
        reached_on=reached_on if state is State.LATE else None,
    )
