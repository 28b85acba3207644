"""Number, code, clocks and route of a ticket: pure."""

from __future__ import annotations

from datetime import date

import pytest

from apps.tickets.enums import About, Kind
from apps.tickets.rules.clocks import clock_words, due_from, last_day
from apps.tickets.rules.numbers import check_digit, code_of, digits_of, grouped, number_read, ticket_number
from apps.tickets.rules.routes import Level, level_for

CAME = date(2026, 9, 1)


def test_the_check_digit_is_that_of_iso_7064() -> None:
    assert check_digit("0794") == "5"  # the standard's own example


def test_a_number_has_its_year_and_six_digits() -> None:
    assert ticket_number(2026, 123).startswith("2026-000123-")


@pytest.mark.parametrize("typed", ["{0}", " {0} ", "{1}", "{2}"])
def test_a_number_is_read_however_it_is_typed(typed: str) -> None:
    number = ticket_number(2026, 123)
    full = number.translate(str.maketrans("0123456789-", "０１２３４５６７８９－"))
    assert number_read(typed.format(number, number.replace("-", ""), full)) == number


def test_no_single_wrong_digit_passes() -> None:
    number = ticket_number(2026, 123)
    for place, right in enumerate(number):
        if place >= 2 and right.isdigit():
            for other in set("0123456789") - {right}:
                assert not number_read(number[:place] + other + number[place + 1 :])


def test_a_code_has_ten_digits_and_is_read_in_its_groups() -> None:
    code = code_of("ff" * 32)
    assert len(code) == 10
    assert digits_of(grouped(code)) == code


def test_days_are_counted_from_the_day_after() -> None:
    due = due_from(CAME, call_days=1, settle_days=15)
    assert (due.call_on, due.settle_on) == (date(2026, 9, 2), date(2026, 9, 16))


def test_where_nobody_has_set_a_period_no_clock_runs() -> None:
    due = due_from(CAME, call_days=None, settle_days=None)
    assert (due.call_on, due.settle_on) == (None, None)


@pytest.mark.parametrize("hotline", [date(2026, 9, 5), date(2026, 9, 30)])
def test_the_day_of_the_12345_sheet_wins(hotline: date) -> None:
    assert last_day(date(2026, 9, 16), hotline) == hotline


def test_a_last_day_says_where_it_comes_from() -> None:
    assert "次日起第 15 天" in clock_words(CAME, date(2026, 9, 16), by_hotline=False)
    assert "12345" in clock_words(CAME, date(2026, 9, 16), by_hotline=True)
    assert clock_words(CAME, None, by_hotline=False) == "没有设定期限"


@pytest.mark.parametrize(
    ("kind", "about", "level"),
    [
        (Kind.QUALITY, About.ENTERPRISE, Level.BUREAU),
        (Kind.QUALITY, About.UNSAID, Level.BUREAU),
        (Kind.OTHER, About.STREET, Level.BUREAU),
        (Kind.OTHER, About.BUREAU, Level.ABOVE_BUREAU),
        (Kind.FRAUD, About.CITY, Level.ABOVE_CITY),
        (Kind.FORCED, About.STREET, Level.BUREAU),
        (Kind.FORCED, About.UNSAID, Level.ABOVE_BUREAU),
        (Kind.FORCED, About.ENTERPRISE, Level.ABOVE_BUREAU),
        (Kind.FORCED, About.CITY, Level.ABOVE_CITY),
    ],
)
def test_nobody_handles_what_concerns_or_may_concern_itself(kind: Kind, about: About, level: Level) -> None:
    assert level_for(kind, about) is level
