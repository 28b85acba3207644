"""When works and rectification count as finished, and how late it was typed (P1): pure functions.

The enterprise reports an end; the household's own signature or a patrol's visit on or after that day
confirms it. Neither the enterprise nor the district, whose month it starts, does so alone.
"""

from __future__ import annotations

from datetime import date


def days_late(day: date, recorded_on: date) -> int:
    """Return 迟录: calendar days from the day of a fact to the day it was entered, never below 0."""
    return max(0, (recorded_on - day).days)


def day_that_counts(*, household: date | None = None, visited: date | None = None) -> date:
    """Return the day an end counts from: the household's, else that of the patrol's visit.

    The reported day is kept beside it and decides nothing. Raises ValueError where nobody confirmed.
    """
    day = household or visited
    if day is None:
        raise ValueError("an end that nobody confirmed has no day")
    return day
