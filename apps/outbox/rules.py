"""How long to wait before trying again."""

from __future__ import annotations

from datetime import timedelta

WAITS = (
    timedelta(seconds=5),
    timedelta(seconds=30),
    timedelta(minutes=2),
    timedelta(minutes=10),
    timedelta(minutes=30),
)


def wait_after(attempt: int) -> timedelta:
    """Return the pause after the ``attempt``-th failed attempt (1, 2, ...); half an hour at most."""
    return WAITS[min(max(attempt, 1), len(WAITS)) - 1]
