"""When accounts are looked through, and what becomes of one that nobody uses. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

MONTHS = 6
"""Half a year between two reviews of the accounts."""


def half_a_year_after(day: date) -> date:
    """Return the same day six months later, or the last day of that month where it has none."""
    year, month = divmod(day.month - 1 + MONTHS, 12)
    first = date(day.year + year, month + 1, 1)
    following = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return first.replace(day=min(day.day, (following - first).days))


@dataclass(frozen=True, slots=True)
class UnusedDays:
    """久未登录: after how many days without a sign-in an account is warned, locked, archived; None: never."""

    warn: int | None = None
    lock: int | None = None
    archive: int | None = None


@dataclass(frozen=True, slots=True)
class Unused:
    """How long nobody has used an account, and what has been done about it since, in days."""

    days: int
    warned: int | None = None
    locked: int | None = None


WARN, LOCK, ARCHIVE = "warn", "lock", "archive"


def unused_step(found: Unused, limits: UnusedDays) -> str:
    """Return what is due for an account that nobody uses: :data:`WARN`, :data:`LOCK`, :data:`ARCHIVE` or ''.

    One step follows the other and leaves the days between both limits to answer it, at least one: an account
    long unused when the days are set is warned first, and locked only after a warning.
    """
    if found.locked is not None:
        return ARCHIVE if _due(found, limits.archive, limits.lock, found.locked) else ""
    if found.warned is not None:
        return LOCK if _due(found, limits.lock, limits.warn, found.warned) else ""
    return WARN if limits.warn is not None and found.days >= limits.warn else ""


def _due(found: Unused, limit: int | None, before: int | None, since: int) -> bool:
    return (
        limit is not None and before is not None and found.days >= limit and since >= max(1, limit - before)
    )
