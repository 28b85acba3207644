"""One way to write amounts, areas and shares."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.lib.formats import area, money, percent


@pytest.mark.parametrize(
    ("amount", "written"),
    [
        (Decimal("3.4"), "3.40"),
        (Decimal("1234.125"), "1,234.125"),
        (Decimal("1234.1200"), "1,234.12"),
        (Decimal("-0.4"), "−0.40"),
        (Decimal("0"), "0.00"),
        (Decimal("1E+3"), "1,000.00"),
        (0, "0.00"),
        (None, "—"),
    ],
)
def test_an_amount_has_two_decimals_and_more_only_where_it_needs_them(amount: object, written: str) -> None:
    assert money(amount) == written  # type: ignore[arg-type]


@given(st.decimals(min_value=-(10**8), max_value=10**8, places=6))
def test_a_written_amount_is_the_amount(amount: Decimal) -> None:
    assert Decimal(money(amount).replace(",", "").replace("−", "-")) == amount


def test_what_was_not_given_stays_blank_on_a_form() -> None:
    assert (money(None, nothing=""), area(None, nothing=""), percent(None, nothing="")) == ("", "", "")


@pytest.mark.parametrize(
    ("share", "written"),
    [
        (Fraction(7, 10), "70 %"),
        (Decimal("0.69999"), "69.99 %"),
        (Decimal("0.70001"), "70.00 %"),
        (Fraction(1, 3), "33.33 %"),
        (Decimal("0.825"), "82.50 %"),
        (1, "100 %"),
    ],
)
def test_a_share_is_cut_after_two_decimals(share: Decimal | Fraction, written: str) -> None:
    assert percent(share) == written


@given(st.fractions(min_value=0, max_value=1))
def test_a_share_never_reads_more_than_it_is(share: Fraction) -> None:
    assert Fraction(percent(share, sign="")) <= share * 100
