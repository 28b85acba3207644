"""Values that the tables name and nothing reaches yet, with what will reach them.

They stay in the enums because the database and the API already know them; no form or filter of a page
offers them. A value leaves this list in the
change that first reaches it: a test compares both.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TypeVar

from apps.cases.enums import CorrectionKind, PausedClock, Track

Member = TypeVar("Member", bound=Enum)


@dataclass(frozen=True, slots=True)
class Reserved:
    """One value, and the work that will reach it."""

    value: Enum
    by: str


RESERVED: tuple[Reserved, ...] = (
    Reserved(Track.OTHER, "nothing: the other track has rows of its own (decision 0165)"),
    Reserved(PausedClock.ACCEPTANCE, "the household's page: an appointment for 验收 that it puts off"),
    Reserved(CorrectionKind.BACKFILL, "corrections of a case that was entered after the fact"),
    Reserved(CorrectionKind.BODY, "administration: another patrol body recorded as a correction"),
)


def reserved(kind: type[Member]) -> frozenset[Member]:
    """Return the members of an enum that nothing reaches yet.

    Asked by enum: members of different text enums are equal where their codes are.
    """
    return frozenset(row.value for row in RESERVED if isinstance(row.value, kind))
