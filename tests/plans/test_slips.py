"""A figure too many or too few: when a contract amount is asked about."""

from __future__ import annotations

from decimal import Decimal

import pytest

from apps.plans.rules import slip_words, slipped

BUDGET = Decimal("106600")


@pytest.mark.parametrize("amount", ["1066000", "533000", "21320", "10660", "980000", "106600000"])
def test_an_amount_five_times_or_a_fifth_of_the_budget_is_asked_about(amount: str) -> None:
    assert slipped(Decimal(amount), BUDGET)


@pytest.mark.parametrize("amount", ["106600", "532999.99", "21320.01", "150000", "70000"])
def test_an_amount_that_differs_by_less_is_not(amount: str) -> None:
    assert not slipped(Decimal(amount), BUDGET)


def test_without_a_budget_there_is_nothing_to_hold_it_against() -> None:
    assert not slipped(Decimal("106600"), Decimal(0))


@pytest.mark.parametrize(
    ("amount", "how"),
    [("1066000", "约是它的 10 倍"), ("10660", "约是它的 10 分之一"), ("980000", "约是它的 9 倍")],
)
def test_the_question_says_both_amounts_and_how_far_apart_they_are(amount: str, how: str) -> None:
    words = slip_words(Decimal(amount), BUDGET)
    assert "预算 10.66 万元" in words
    assert how in words
