"""What an enterprise is shown of ratings: never so little that one household could be told."""

from __future__ import annotations

import pytest

from apps.ratings.enums import Level
from apps.ratings.rules import BATCH, Given, sight_of


def given(count: int, level: Level = Level.GOOD, words: str = "") -> list[Given]:
    return [Given(level, words, lot=f"{9 - n}") for n in range(count)]


@pytest.mark.parametrize(
    ("count", "shown"), [(0, 0), (1, 0), (BATCH - 1, 0), (BATCH, BATCH), (2 * BATCH - 1, BATCH)]
)
def test_only_whole_batches_are_shown(count: int, shown: int) -> None:
    sight = sight_of(given(count))
    assert (sight.total, sum(many for _, many in sight.counts)) == (shown, shown)


def test_one_more_changes_nothing() -> None:
    five = given(BATCH)
    assert sight_of([*five, Given(Level.VERY_BAD, "差", lot="0")]) == sight_of(five)


def test_words_come_in_an_order_that_says_nothing_of_when() -> None:
    said = [Given(Level.GOOD, words, lot) for words, lot in zip("甲乙丙丁戊", "53142", strict=True)]
    assert sight_of(said).words == tuple("丙戊乙丁甲")


def test_words_that_are_not_shared_are_not_shown() -> None:
    assert sight_of(given(BATCH)).words == ()
