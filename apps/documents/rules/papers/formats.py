"""How papers write dates and choices."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

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


def chinese_date(day: date | None) -> str:
    """Return 2026年7月1日, or the form's blanks for None."""
    return f"{day.year}年{day.month}月{day.day}日" if day else "　　年　　月　　日"
