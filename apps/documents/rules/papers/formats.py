"""How papers write dates and choices."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from apps.lib import formats

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


def day_or_blanks(day: date | None) -> str:
    """Return the day in full, or the form's blanks to fill by hand for None."""
    return formats.day(day, nothing="　　年　　月　　日")
