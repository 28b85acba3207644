"""备案时限: workdays after the day of 受理, and what returns do to them (P4)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.lib.calendars import WorkDays
from apps.lib.filing_limit import ReturnEffect, ReturnSpan, filing_deadline

# The State Council's arrangement of 国庆 2026: off from 1 to 7 October, worked on Sunday 20 September.
MAKEUP = date(2026, 9, 20)
DAYS = WorkDays(
    holidays=frozenset(date(2026, 10, day) for day in range(1, 8)),
    makeup=frozenset({MAKEUP, date(2026, 10, 10)}),
)
THURSDAY = date(2026, 9, 17)
SUSPENDS, RESTARTS = ReturnEffect.SUSPENDS, ReturnEffect.RESTARTS


def day(number: int) -> date:
    return date(2026, 9, number)


def test_the_day_of_receipt_does_not_count_and_a_makeup_sunday_does() -> None:
    # Fri 18, Sun 20, Mon 21, Tue 22, Wed 23
    assert filing_deadline(THURSDAY, 5, DAYS).due_on == day(23)


def test_a_holiday_is_no_workday() -> None:
    assert filing_deadline(day(30), 1, DAYS).due_on == date(2026, 10, 8)


def test_the_day_of_the_return_counts_and_the_days_through_the_answer_do_not() -> None:
    returned = ReturnSpan(day(18), day(21))
    # Fri 18, then Tue 22, Wed 23, Thu 24, Fri 25
    assert filing_deadline(THURSDAY, 5, DAYS, returns=[returned], effect=SUSPENDS).due_on == day(25)


def test_a_return_that_restarts_gives_all_workdays_again() -> None:
    returned = ReturnSpan(day(18), day(21))
    deadline = filing_deadline(THURSDAY, 5, DAYS, returns=[returned], effect=RESTARTS)
    assert deadline.due_on == day(28)


def test_a_return_answered_on_its_day_restarts_too_and_suspends_nothing() -> None:
    same = ReturnSpan(day(21), day(21))
    assert filing_deadline(THURSDAY, 5, DAYS, returns=[same], effect=SUSPENDS).due_on == day(23)
    assert filing_deadline(THURSDAY, 5, DAYS, returns=[same], effect=RESTARTS).due_on == day(28)


def test_an_open_return_leaves_the_day_unknown() -> None:
    deadline = filing_deadline(THURSDAY, 5, DAYS, returns=[ReturnSpan(day(18))], effect=SUSPENDS)
    assert deadline.due_on is None
    assert "等待重新提交" in deadline.explanation[-1]


def test_where_nothing_is_set_a_return_does_not_stop_the_count_and_says_so() -> None:
    deadline = filing_deadline(THURSDAY, 5, DAYS, returns=[ReturnSpan(day(18))])
    assert deadline.due_on == day(23)
    assert any("没有设定" in line for line in deadline.explanation)


def test_a_return_after_the_last_day_moves_nothing() -> None:
    late = ReturnSpan(day(24), day(28))
    for effect in (SUSPENDS, RESTARTS):
        assert filing_deadline(THURSDAY, 5, DAYS, returns=[late], effect=effect).due_on == day(23)


def test_a_return_of_the_last_day_is_in_time() -> None:
    last = day(23)
    open_still = filing_deadline(THURSDAY, 5, DAYS, returns=[ReturnSpan(last)], effect=SUSPENDS)
    assert open_still.due_on is None
    answered = [ReturnSpan(last, day(28))]
    assert filing_deadline(THURSDAY, 5, DAYS, returns=answered, effect=SUSPENDS).due_on == last
    assert filing_deadline(THURSDAY, 5, DAYS, returns=answered, effect=RESTARTS).due_on == date(2026, 10, 10)


def test_a_limit_of_nothing_and_a_return_backwards_are_refused() -> None:
    with pytest.raises(ValueError, match="workday"):
        filing_deadline(THURSDAY, 0, DAYS)
    with pytest.raises(ValueError, match="before"):
        ReturnSpan(day(18), day(17))


@st.composite
def sequences(draw: st.DrawFn) -> list[ReturnSpan]:
    """Return returns one after the other, each answered before the next."""
    at, found = THURSDAY, []
    for _ in range(draw(st.integers(0, 5))):
        made = at + timedelta(days=draw(st.integers(0, 6)))
        at = made + timedelta(days=draw(st.integers(0, 9)))
        found.append(ReturnSpan(made, at))
    return found


@given(limit=st.integers(1, 20), returns=sequences())
def test_a_suspended_limit_holds_exactly_its_workdays(limit: int, returns: list[ReturnSpan]) -> None:
    due = filing_deadline(THURSDAY, limit, DAYS, returns=returns, effect=SUSPENDS).due_on
    assert due is not None
    passed = [THURSDAY + timedelta(days=n) for n in range(1, (due - THURSDAY).days + 1)]
    counted = [
        each
        for each in passed
        if DAYS.is_workday(each)
        and not any(span.returned_on < each <= (span.resubmitted_on or date.max) for span in returns)
    ]
    assert len(counted) == limit
    assert counted[-1] == due


@given(limit=st.integers(1, 20), returns=sequences())
def test_a_restarted_limit_runs_whole_after_the_last_return_made_in_time(
    limit: int, returns: list[ReturnSpan]
) -> None:
    due = filing_deadline(THURSDAY, limit, DAYS, returns=returns, effect=RESTARTS).due_on
    begun = THURSDAY
    for span in returns:
        standing = filing_deadline(begun, limit, DAYS).due_on
        assert standing is not None
        if span.returned_on > standing or span.resubmitted_on is None:
            break
        begun = span.resubmitted_on
    assert due == filing_deadline(begun, limit, DAYS).due_on


@given(limit=st.integers(1, 20), returns=sequences(), effect=st.sampled_from(ReturnEffect))
def test_no_return_makes_the_limit_shorter(
    limit: int, returns: list[ReturnSpan], effect: ReturnEffect
) -> None:
    plain = filing_deadline(THURSDAY, limit, DAYS).due_on
    moved = filing_deadline(THURSDAY, limit, DAYS, returns=returns, effect=effect).due_on
    assert plain is not None
    assert moved is not None
    assert moved >= plain
