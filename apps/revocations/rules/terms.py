"""When a decision may be made. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, timedelta


def heard_until(served: Mapping[str, date], days: int | None) -> date | None:
    """Return the last day of the term for statements: so many days after the later service.

    None where the body has set no term: then the decision waits for nothing but the service.
    """
    return max(served.values()) + timedelta(days=days) if served and days is not None else None


def may_decide_on(
    today: date, *, served: Mapping[str, date], stated: Collection[str], days: int | None
) -> date | None:
    """Return the day from which it may be decided, None for today already.

    Once every party that was served has spoken, nobody waits for the term.
    """
    until = heard_until(served, days)
    if until is None or set(served) <= set(stated) or today > until:
        return None
    return until + timedelta(days=1)
