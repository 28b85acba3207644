"""上门未遇: which visits count, and when a household may be called unreachable (P5)."""

from __future__ import annotations

from datetime import date, datetime, time

import pytest

from apps.inspections.rules.absences import (
    Missed,
    Wanted,
    after_meeting,
    not_yet_unreachable,
    still_waits,
    why_not_counted,
)

NOTHING = Wanted()


def visit(
    day: int, hour: int = 10, *, told: int | None = None, ways: int = 2, letter: int | None = None
) -> Missed:
    return Missed(
        datetime.fromisoformat(f"2026-09-{day:02}T{hour:02}:00:00+08:00"),
        date(2026, 9, told) if told else None,
        ways if told else 0,
        date(2026, 9, letter) if letter else None,
    )


def missing(visits: list[Missed], wanted: Wanted) -> str:
    return not_yet_unreachable(visits, wanted, is_workday=lambda day: day.weekday() < 5)


def test_what_nobody_has_set_is_not_checked() -> None:
    assert missing([], NOTHING) == ""
    assert still_waits([], NOTHING, date(2026, 9, 1)) == ""
    assert why_not_counted([visit(7)], NOTHING) == [""]


@pytest.mark.parametrize(("days", "enough"), [([7, 8], False), ([7, 8, 9], True), ([7, 8, 8], False)])
def test_so_many_days_are_needed_and_two_on_one_day_are_one(days: list[int], enough: bool) -> None:
    assert (missing([visit(day) for day in days], Wanted(visits=3)) == "") is enough


@pytest.mark.parametrize(
    ("each", "reason"),
    [
        (visit(10, told=7), ""),
        (visit(10, told=8), "提前不到 3 天告知"),
        (visit(10, told=7, ways=1), "没有用两种方式提前告知"),
        (visit(10), "没有用两种方式提前告知"),
    ],
)
def test_where_notice_is_asked_a_visit_without_it_is_none(each: Missed, reason: str) -> None:
    assert why_not_counted([each], Wanted(notice_days=3)) == [reason]


def test_a_visit_that_does_not_count_takes_no_place_of_one_that_does_on_the_same_day() -> None:
    assert why_not_counted([visit(10), visit(10, 18, told=7)], Wanted(notice_days=3)) == [
        "没有用两种方式提前告知",
        "",
    ]


# 7 September 2026 is a Monday, 12 September a Saturday.
@pytest.mark.parametrize(
    ("visits", "enough"),
    [
        ([visit(7), visit(8, 17)], False),
        ([visit(7), visit(8, 18)], True),
        ([visit(7), visit(12)], True),
        # The evening of a day whose morning counted first.
        ([visit(7), visit(8), visit(8, 19)], True),
        ([visit(7, 18), visit(7, 20)], False),
    ],
)
def test_some_lie_in_the_evening_or_on_a_day_off(visits: list[Missed], enough: bool) -> None:
    assert (missing(visits, Wanted(visits=2, out_of_hours=1, work_ends=time(17, 30))) == "") is enough


@pytest.mark.parametrize(("ends", "enough"), [(time(17), True), (time(17, 1), False)])
def test_the_evening_begins_when_work_ends(ends: time, enough: bool) -> None:
    assert (missing([visit(8, 17)], Wanted(out_of_hours=1, work_ends=ends)) == "") is enough


def test_two_evenings_of_one_day_are_one() -> None:
    assert missing([visit(8, 18), visit(8, 20)], Wanted(out_of_hours=2, work_ends=time(17, 30))).startswith(
        "其中晚上或休息日上门 1 次"
    )


def test_what_was_missed_before_a_meeting_does_not_count() -> None:
    visits = [visit(7, letter=7), visit(8, 10, letter=8), visit(9, letter=7)]
    met = visits[1].at
    assert why_not_counted(visits, NOTHING, met) == ["此后已联系上", "此后已联系上", ""]
    assert after_meeting(visits, met) == [visit(9)]
    assert after_meeting(visits, None) == visits


@pytest.mark.parametrize(("today", "waits"), [(16, True), (17, True), (18, False)])
def test_the_newest_letter_is_waited_for_its_own_day_not_counted(today: int, waits: bool) -> None:
    visits = [visit(7, letter=7), visit(10, letter=10), visit(11)]
    assert bool(still_waits(visits, Wanted(waiting_days=7), date(2026, 9, today))) is waits


def test_where_a_letter_is_asked_none_was_sent() -> None:
    assert "还没有登记书面告知" in still_waits([visit(7)], Wanted(waiting_days=7), date(2026, 9, 30))
