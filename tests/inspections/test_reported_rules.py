"""住户反映的问题, without a database: who owes what until when, and the least warranty."""

from __future__ import annotations

from datetime import date

import pytest

from apps.inspections.enums import DefectStatus
from apps.inspections.rules.defects import Stand, Terms, shown_content, stand, warranty_of

TODAY = date(2026, 9, 10)
BEFORE, AFTER = date(2026, 9, 9), date(2026, 9, 11)


def stands(status: DefectStatus = DefectStatus.OPEN, **said: object) -> Stand:
    known = {"answered": False, "answer_due_on": None, "comes_on": None, **said}
    return stand(status, today=TODAY, **known)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("said", "owes", "until", "late"),
    [
        ({}, "enterprise", None, False),
        ({"answer_due_on": TODAY}, "enterprise", TODAY, False),
        ({"answer_due_on": BEFORE}, "enterprise", BEFORE, True),
        ({"answered": True, "comes_on": AFTER, "answer_due_on": BEFORE}, "enterprise", AFTER, False),
        ({"answered": True, "comes_on": BEFORE}, "enterprise", BEFORE, True),
        ({"status": DefectStatus.RECTIFIED, "answer_due_on": BEFORE}, "household", None, False),
        ({"status": DefectStatus.DISPUTED}, "household", None, False),
        ({"status": DefectStatus.VERIFIED, "answer_due_on": BEFORE}, "", None, False),
    ],
)
def test_who_owes_what_until_when(said: dict[str, object], owes: str, until: date | None, late: bool) -> None:
    found = stands(**said)  # type: ignore[arg-type]
    assert (found.owes, found.until, found.is_late) == (owes, until, late)


def test_the_least_warranty_counts_from_the_day_the_works_passed() -> None:
    least = Terms(2, 5, "办法")
    assert warranty_of(None, TODAY, least) is None
    leap = warranty_of(date(2024, 2, 29), TODAY, least)
    assert leap is not None
    assert (leap.until, leap.waterproof_until) == (date(2026, 2, 28), date(2029, 2, 28))
    assert not leap.is_over


def test_words_on_one_report_are_no_words_on_another() -> None:
    assert shown_content("ab", "c") != shown_content("a", "bc")
