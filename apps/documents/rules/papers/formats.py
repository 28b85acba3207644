"""How papers write numbers, dates and choices."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

HOLLOW, FILLED = "○", "●"


@dataclass(frozen=True, slots=True)
class Option:
    """One choice of a form, drawn hollow or filled."""

    label: str
    chosen: bool

    @property
    def mark(self) -> str:
        """○ or ●."""
        return FILLED if self.chosen else HOLLOW


def options(labels: tuple[str, ...], chosen: str) -> tuple[Option, ...]:
    """Return the choices of a form in its order; ``chosen`` must be one of them or ''."""
    if chosen and chosen not in labels:
        raise ValueError(f"{chosen} is not a choice of {labels}")
    return tuple(Option(label, label == chosen) for label in labels)


def area(value: Decimal | None) -> str:
    """Return an area in m² with two places; '' for None."""
    return "" if value is None else f"{value:.2f}"


def money(value: Decimal | None) -> str:
    """Return an amount in 万元 with at least two places; '' for None."""
    if value is None:
        return ""
    places = max(2, -int(value.normalize().as_tuple().exponent))
    return f"{value:,.{places}f}"


def chinese_date(day: date | None) -> str:
    """Return 2026年7月1日, or the form's blanks for None."""
    return f"{day.year}年{day.month}月{day.day}日" if day else "　　年　　月　　日"


def percent(ratio: Decimal | Fraction | None) -> str:
    """Return a share (1 = all) in percent, two places, cut and never rounded up over a line."""
    if ratio is None:
        return "—"
    exact = Fraction(ratio) * 10_000
    cut = Decimal(exact.numerator // exact.denominator).scaleb(-2)
    text = f"{cut:.2f}"
    return f"{text.rstrip('0').rstrip('.')}%"
