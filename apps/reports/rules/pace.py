"""Pace against the year's milestones.

Source: 浙建管发〔2024〕80号, 杭房局〔2024〕43号; shares and dates are data, never constants here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor

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

    @property
    def share_text(self) -> str:
        """The share as it is set: 60 %."""
        return per_cents(self.share)


@dataclass(frozen=True, slots=True)
class Outlook:
    """One milestone against what is reached and what the recent speed promises (households)."""

    point: Point
    needed: int
    reached: int
    forecast: int
    past: bool

    @property
    def missing(self) -> int:
        """Households short of the milestone: now if it is past, by forecast if it lies ahead."""
        return max(0, self.needed - (self.reached if self.past else self.forecast))

    @property
    def missing_text(self) -> str:
        """Households short, in words."""
        return f"{self.missing} 户"

    @property
    def met(self) -> bool:
        """Whether the milestone is already reached."""
        return self.reached >= self.needed

    @property
    def tone(self) -> str:
        """ok reached or on course; warn likely to be missed; bad missed."""
        if self.met:
            return "ok"
        if self.past:
            return "bad"
        return "warn" if self.missing else "ok"


def needed(target: int, share: Decimal) -> int:
    """Households a milestone asks for: a part of a household is a whole one."""
    # Fractions: a float a hair above a whole number would ask for one household more.
    return ceil(Fraction(target) * Fraction(share) / 100)


def speed(cumulative: Sequence[int], weeks: int = WEEKS_OF_SPEED) -> Fraction:
    """Households per week over the last ``weeks`` values of a weekly cumulative count, oldest first.

    With fewer weeks than that, over those there are; never negative.
    """
    # One value more than weeks: so many differences lie between them.
    recent = list(cumulative[-(weeks + 1) :])
    if len(recent) < 2:
        return Fraction(0)
    # 核减 can let the count fall; a forecast below what is reached would be of no use.
    return max(Fraction(0), Fraction(recent[-1] - recent[0], len(recent) - 1))


def forecast(reached: int, per_week: Fraction, *, today: date, due_on: date) -> int:
    """Expected count on a day at an even speed; never rounded up, never below what is reached."""
    days = max(0, (due_on - today).days)
    return reached + floor(per_week * days / 7)


def outlook(
    points: Sequence[Point],
    *,
    target: int,
    reached: dict[str, int],
    history: dict[str, Sequence[int]],
    today: date,
) -> list[Outlook]:
    """Hold every milestone against the count of its own measure and that measure's speed.

    ``history`` holds weekly cumulative counts by measure, oldest first.
    """
    return [
        Outlook(
            point=point,
            needed=needed(target, point.share),
            reached=reached.get(point.measure, 0),
            forecast=forecast(
                reached.get(point.measure, 0),
                speed(history.get(point.measure, ())),
                today=today,
                due_on=point.due_on,
            ),
            past=today > point.due_on,
        )
        for point in sorted(points, key=lambda each: each.due_on)
    ]


def median(values: Sequence[int]) -> Fraction | None:
    """Middle value, or None of nothing; exact, for days per stage."""
    ordered = sorted(values)
    if not ordered:
        return None
    half = len(ordered) // 2
    if len(ordered) % 2:
        return Fraction(ordered[half])
    return Fraction(ordered[half - 1] + ordered[half], 2)
