"""A price as it went: each step with its day and reason, and drawn as a step line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from apps.lib.amounts import Yuan

WIDTH, HEIGHT, EDGE = 300, 72, 8


@dataclass(frozen=True, slots=True)
class PricePoint:
    """From a day on the price is this (元)."""

    on: date
    price: Yuan
    reason: str = ""
    number: int = 0
    """Of the version that brought it."""


@dataclass(frozen=True, slots=True)
class PriceStep:
    """A change: from → to."""

    on: date
    before: Yuan
    after: Yuan
    reason: str

    @property
    def is_raise(self) -> bool:
        """Whether it went up."""
        return self.after > self.before


@dataclass(frozen=True, slots=True)
class PriceLine:
    """A price's way: its steps, and a path for an SVG of ``WIDTH`` × ``HEIGHT``."""

    first: PricePoint
    last: PricePoint
    steps: tuple[PriceStep, ...]
    path: str
    end: tuple[float, float]


def steps_of(points: Sequence[PricePoint]) -> tuple[PriceStep, ...]:
    """Return the changes among prices in the order of their days; a version at the same price is none."""
    return tuple(
        PriceStep(after.on, before.price, after.price, after.reason)
        for before, after in pairwise(points)
        if before.price != after.price
    )


def price_line(points: Sequence[PricePoint], today: date) -> PriceLine:
    """Return the line of at least one price up to today; days lie to scale, the prices fill the height."""
    first, last = points[0], points[-1]
    days = max(1, (today - first.on).days)
    least, most = min(each.price for each in points), max(each.price for each in points)

    def x(on: date) -> float:
        return round(EDGE + (WIDTH - 2 * EDGE) * max(0, (on - first.on).days) / days, 1)

    def y(price: Yuan) -> float:
        share = 0.5 if most == least else float((price - least) / (most - least))
        return round(HEIGHT - EDGE - (HEIGHT - 2 * EDGE) * share, 1)

    drawn = [f"M{x(first.on)} {y(first.price)}"]
    for each in points[1:]:
        drawn.append(f"H{x(each.on)}V{y(each.price)}")
    end = (x(today), y(last.price))
    return PriceLine(first, last, steps_of(points), "".join([*drawn, f"H{end[0]}"]), end)
