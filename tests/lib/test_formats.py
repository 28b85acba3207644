"""One way to write amounts, areas, shares, days and times."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.lib import formats
from apps.lib.amounts import from_wan, in_wan, spelled
from apps.lib.formats import area, money, percent, yuan

LATE = datetime(2026, 11, 25, 16, 30, tzinfo=UTC)
"""Half past midnight of the 26th in Hangzhou."""


@pytest.mark.parametrize(
    ("amount", "written"),
    [
        (Decimal("34000"), "3.40"),
        (Decimal("12341250"), "1,234.125"),
        (Decimal("12341200.00"), "1,234.12"),
        (Decimal("106600.01"), "10.660001"),
        (Decimal("106600.10"), "10.66001"),
        (Decimal("-4000"), "−0.40"),
        (Decimal("0"), "0.00"),
        (Decimal("1E+7"), "1,000.00"),
        (0, "0.00"),
        (None, "—"),
    ],
)
def test_an_amount_has_two_decimals_and_more_only_where_it_needs_them(amount: object, written: str) -> None:
    assert money(amount) == written  # type: ignore[arg-type]


AMOUNTS = st.integers(-(10**15), 10**15).map(lambda fen: Decimal(fen) / 100)


@given(AMOUNTS)
def test_a_written_amount_is_the_amount(amount: Decimal) -> None:
    assert Decimal(money(amount).replace(",", "").replace("−", "-")) * 10_000 == amount
    assert Decimal(yuan(amount).replace(",", "").replace("−", "-")) == amount


@given(st.lists(AMOUNTS, max_size=60))
def test_a_written_sum_is_the_sum_of_what_is_written(amounts: list[Decimal]) -> None:
    written = [Decimal(money(each).replace(",", "").replace("−", "-")) for each in amounts]
    assert money(sum(amounts, Decimal(0))) == money(from_wan(sum(written, Decimal(0))))


@pytest.mark.parametrize(
    ("amount", "written"),
    [("76200", "76,200"), ("76200.5", "76,200.50"), ("-80", "−80"), (None, "—")],
)
def test_yuan_have_fen_only_where_there_are_some(amount: str | None, written: str) -> None:
    assert yuan(amount) == written


@given(AMOUNTS)
def test_wan_and_yuan_are_the_same_amount(amount: Decimal) -> None:
    assert from_wan(in_wan(amount)) == amount == from_wan(Decimal(spelled(amount)))


@pytest.mark.parametrize("wan", ["0.0000001", "10.6600001"])
def test_what_is_finer_than_a_fen_is_no_amount(wan: str) -> None:
    with pytest.raises(ValueError, match="分"):
        from_wan(Decimal(wan))


@given(st.integers(0, 10**12))
def test_what_had_four_places_of_wan_is_spelled_as_before(units: int) -> None:
    before = Decimal(units).scaleb(-4)  # a column of 万元 with four places
    assert spelled(from_wan(before)) == str(before.quantize(Decimal("0.0001")))


@pytest.mark.parametrize(
    ("amount", "places", "text"),
    [("106600.01", 4, "10.660001"), ("106600.10", 2, "10.66001"), ("106600", 2, "10.66"), ("0", 4, "0.0000")],
)
def test_the_fen_lengthen_a_spelling(amount: str, places: int, text: str) -> None:
    assert spelled(Decimal(amount), places) == text


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


def test_whole_per_cents_and_counted_decimals_are_cut() -> None:
    assert formats.whole_percent(Fraction(999, 1000)) == "99 %"
    assert formats.number(Fraction(7, 4), places=1) == "1.7"
    assert formats.number(Fraction(-1, 3), places=2) == "−0.33"


@pytest.mark.parametrize(
    ("limit", "written"), [(Decimal("70.00"), "70 %"), ("66.6", "66.6 %"), (100, "100 %"), (0, "0 %")]
)
def test_a_limit_reads_as_it_is_set(limit: formats.Number, written: str) -> None:
    assert formats.per_cents(limit) == written


@given(st.fractions(min_value=0, max_value=10**6), st.integers(min_value=0, max_value=4))
def test_a_number_cut_is_never_more_and_lacks_less_than_its_last_place(value: Fraction, places: int) -> None:
    written = Fraction(formats.number(value, places=places))

    assert written <= value < written + Fraction(1, 10**places)


@pytest.mark.parametrize(
    ("size", "written"),
    [(1, "1 KB"), (1024 * 1024 - 1, "1023 KB"), (20 * 1024 * 1024, "20 MB"), (1_600_000, "1.5 MB")],
)
def test_a_file_s_size_reads_in_kb_or_mb(size: int, written: str) -> None:
    assert formats.file_size(size) == written


def test_a_day_reads_as_official_papers_write_it() -> None:
    assert formats.day(date(2026, 7, 1)) == "2026年7月1日"
    assert formats.day_and_weekday(date(2026, 11, 26)) == "2026年11月26日（周四）"
    assert (formats.day(None), formats.day(None, nothing="待定")) == ("—", "待定")


def test_only_a_day_of_another_year_carries_its_year() -> None:
    written = [formats.near_day(date(year, 1, 2), date(2026, 6, 1)) for year in (2025, 2026, 2027)]

    assert written == ["2025年1月2日", "1月2日", "2027年1月2日"]


def test_a_moment_is_of_the_day_it_is_in_hangzhou() -> None:
    assert formats.moment(LATE) == "2026年11月26日 00:30"
    assert (formats.day(LATE), formats.month_moment(LATE)) == ("2026年11月26日", "11月26日 00:30")
    assert formats.near_moment(LATE, date(2027, 1, 1)) == "2026年11月26日 00:30"
    assert formats.time_of_day(time(8, 5)) == "08:05"


def test_a_period_over_new_year_names_the_other_year() -> None:
    first, last = date(2026, 12, 31), date(2027, 1, 6)

    assert formats.period(first, last) == "12月31日—1月6日"
    assert formats.period(first, last, today=date(2027, 1, 7)) == "2026年12月31日—1月6日"
