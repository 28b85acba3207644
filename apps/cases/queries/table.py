"""The workflow table as other apps may read it: words, desks, needs."""

from __future__ import annotations

from apps.cases.enums import ENDED, HoldKind, Status
from apps.cases.workflow import CLOSED_AT, MOVES, TABLE


def move_label(name: str) -> str:
    """Return a move in words; '' for a name that stands in no row."""
    return TABLE[name].label if name in TABLE else ""


def told(post: str) -> list[Status]:
    """States whose entry lands on the desk of a post."""
    return [
        status
        for status in Status
        if status not in ENDED and any(move.target == status and post in move.tells for move in MOVES)
    ]


def needs_of(status: str) -> frozenset[HoldKind]:
    """Needs that belong to a state."""
    return frozenset(kind for move in MOVES if move.target == status for kind in move.opens)


def closable() -> list[HoldKind]:
    """Kinds of hold for which a page is named where they are closed."""
    return list(CLOSED_AT)
