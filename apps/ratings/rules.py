"""What an enterprise may be shown of the ratings of its works."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from apps.ratings.enums import Level

BATCH = 5
"""Ours: ratings are shown to an enterprise five at a time, so that none can be told to be one household's."""


@dataclass(frozen=True, slots=True)
class Given:
    """One rating: its level, and the words that the household lets the enterprise read."""

    level: Level
    words: str
    lot: str
    """By what words are put in an order that says nothing of whose they are."""


@dataclass(frozen=True, slots=True)
class Sight:
    """Numbers and words without a name."""

    counts: tuple[tuple[Level, int], ...]
    total: int
    words: tuple[str, ...]


def sight_of(given: Sequence[Given]) -> Sight:
    """Return what an enterprise is shown of ratings in the order in which they were given.

    Only whole batches: from one rating more it could be read which household gave which.
    """
    shown = given[: len(given) // BATCH * BATCH]
    counted = Counter(each.level for each in shown)
    said = sorted((each for each in shown if each.words), key=lambda each: each.lot)
    return Sight(
        counts=tuple((level, counted[level]) for level in Level) if shown else (),
        total=len(shown),
        words=tuple(each.words for each in said),
    )
