"""Deadlines and report weeks at their edges, and every sentence that explains a day."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.lib import calendars
from apps.lib.calendars import DueWeek, Pause, Span, WorkDays
from apps.lib.clock import SHANGHAI

NEW_YEAR = WorkDays(
    holidays=frozenset({date(2025, 10, 1), date(2026, 1, 1), date(2026, 1, 2)}), version="2026-1"
)
"""Thursday 1 January 2026 is a holiday, so the week's report is due on 31 December 2025."""


def off(first: date, days: int) -> WorkDays:
    """Return a calendar with so many days off in a row."""
    return WorkDays(holidays=frozenset(first + timedelta(days=n) for n in range(days)), version="试")


def midnight(*day: int) -> datetime:
    return datetime(*day, tzinfo=SHANGHAI)  # type: ignore[arg-type, misc]


# --- Working days ---


@given(st.dates(date(2024, 1, 1), date(2028, 12, 31)))
def test_without_holidays_monday_to_friday_are_worked(day: date) -> None:
    assert WorkDays().is_workday(day) is (day.isoweekday() <= 5)


def test_a_saturday_is_no_working_day_unless_it_makes_up_for_a_holiday() -> None:
    saturday = date(2026, 11, 21)
    assert not WorkDays().is_workday(saturday)
    assert WorkDays(makeup=frozenset({saturday})).is_workday(saturday)


def test_a_holiday_is_announced_and_a_weekend_is_not() -> None:
    assert NEW_YEAR.is_announced_holiday(date(2026, 1, 1))
    assert not NEW_YEAR.is_announced_holiday(date(2026, 1, 3))


def test_the_nearest_working_day_is_the_day_itself_or_lies_on_the_asked_side() -> None:
    assert NEW_YEAR.on_or_after(date(2025, 12, 31)) == date(2025, 12, 31)
    assert NEW_YEAR.on_or_before(date(2025, 12, 31)) == date(2025, 12, 31)
    assert NEW_YEAR.on_or_after(date(2026, 1, 1)) == date(2026, 1, 5)
    assert NEW_YEAR.on_or_before(date(2026, 1, 4)) == date(2025, 12, 31)


def test_fifty_nine_days_off_in_a_row_are_believed() -> None:
    assert off(date(2026, 5, 1), 59).on_or_after(date(2026, 5, 1)) == date(2026, 6, 29)


def test_sixty_days_off_in_a_row_are_a_mistake_in_the_calendar() -> None:
    with pytest.raises(ValueError, match=r"^work calendar '试' has no working day near 2026-06-29$"):
        off(date(2026, 4, 30), 60).on_or_after(date(2026, 4, 30))


def test_a_calendar_and_a_pause_need_no_words() -> None:
    assert WorkDays().version == ""
    assert Pause(date(2026, 9, 1)).reason == ""


# --- A month, as the civil code counts it ---


def test_a_month_that_ends_on_its_day_says_so() -> None:
    lines = calendars.acceptance_deadline(date(2025, 9, 9), NEW_YEAR).explanation
    assert lines == (
        "装修完工后 1 个月内由住建部门组织验收（杭房局〔2024〕43号 三（一）4）。",
        "自 2025年9月9日（周二） 起算，当日不计入（《民法典》第二百零一条）。",
        "1 个月后的对应日是 2025年10月9日（周四）（第二百零二条）。",
    )


def test_a_period_of_several_months_names_their_number() -> None:
    lines = calendars.acceptance_deadline(date(2025, 7, 9), NEW_YEAR, months=3).explanation
    assert lines[0].startswith("装修完工后 3 个月内")
    assert lines[2] == "3 个月后的对应日是 2025年10月9日（周四）（第二百零二条）。"


def test_a_month_that_ends_on_a_weekend_says_so() -> None:
    lines = calendars.civil_month_end(date(2025, 9, 11), 1, NEW_YEAR).explanation
    assert lines[-1] == "该日是休息日，顺延至假后第一个工作日 2025年10月13日（周一）（第二百零三条）。"


def test_a_pause_in_the_month_is_explained() -> None:
    pause = Pause(date(2025, 9, 20), date(2025, 9, 21))
    lines = calendars.civil_month_end(date(2025, 9, 8), 1, NEW_YEAR, [pause]).explanation
    assert lines[-1] == "暂停 2 天，顺延至 2025年10月10日（周五）。"


def test_an_open_pause_in_the_month_says_that_the_day_is_unknown() -> None:
    deadline = calendars.civil_month_end(date(2025, 9, 8), 1, NEW_YEAR, [Pause(date(2025, 9, 20))])
    assert deadline.explanation[-1] == "计时暂停中，恢复后重新计算到期日。"
    assert deadline.provisional is False


def test_a_pause_on_the_first_day_alone_moves_nothing() -> None:
    pause = Pause(date(2025, 9, 9), date(2025, 9, 9))
    assert calendars.civil_month_end(date(2025, 9, 9), 1, NEW_YEAR, [pause]).due_on == date(2025, 10, 9)


def test_years_not_announced_are_named_in_their_order() -> None:
    lines = calendars.civil_month_end(date(2023, 11, 30), 1, WorkDays()).explanation
    assert lines[-2:] == (
        "2023 年放假安排尚未录入，此日为暂定，公布后重新计算。",
        "2024 年放假安排尚未录入，此日为暂定，公布后重新计算。",
    )


# --- Works, in calendar days ---


def test_works_of_one_day_end_on_the_day_they_begin() -> None:
    assert calendars.construction_deadline(date(2026, 9, 1), 1).due_on == date(2026, 9, 1)
    assert calendars.works_span(date(2026, 9, 1), date(2026, 9, 1)) == Span(gross=1, net=1)


def test_days_that_are_not_counted_are_named() -> None:
    lines = calendars.construction_deadline(date(2026, 9, 1), 15, False, count_last_day=False).explanation
    assert lines == (
        "自 2026年9月1日（周二） 开工，工期 15 个日历天，开工当日不计入、完工当日不计入。",
        "到期日为 2026年9月17日（周四），节假日不顺延。",
    )


def test_the_day_works_are_due_is_never_provisional() -> None:
    assert calendars.construction_deadline(date(2026, 9, 1), 15).provisional is False


@pytest.mark.parametrize(
    ("days", "words"), [(2, "剩 2 天"), (1, "剩 1 天"), (0, "今天"), (-1, "已超 1 天"), (-2, "已超 2 天")]
)
def test_a_single_day_left_or_over_is_told_as_such(days: int, words: str) -> None:
    today = date(2026, 11, 23)
    assert calendars.left_words(today + timedelta(days=days), today) == words


# --- The weeks at New Year ---


def test_a_week_belongs_to_the_year_of_its_due_day() -> None:
    assert [week.year for week in calendars.weekly_due(2025, NEW_YEAR)] == [2025] * 53
    assert {week.year for week in calendars.weekly_due(2026, NEW_YEAR)} == {2026}


def test_the_first_week_of_a_year_begins_at_the_last_cut_off_of_the_year_before() -> None:
    last, first = calendars.weekly_due(2025, NEW_YEAR)[-1], calendars.weekly_due(2026, NEW_YEAR)[0]
    assert (last.number, last.cutoff_at) == (53, midnight(2025, 12, 31))
    assert (first.number, first.previous_cutoff_at) == (1, midnight(2025, 12, 31))
    assert first.cutoff_at == midnight(2026, 1, 8)


@pytest.mark.parametrize(
    ("moment", "week"),
    [
        (midnight(2025, 12, 31), (2025, 53)),
        (midnight(2025, 12, 31) + timedelta(microseconds=1), (2026, 1)),
        (datetime(2025, 12, 31, 16, 30, tzinfo=UTC), (2026, 1)),
        (midnight(2026, 1, 8), (2026, 1)),
        (midnight(2026, 1, 8) + timedelta(microseconds=1), (2026, 2)),
    ],
)
def test_what_is_recorded_at_new_year_finds_its_week(moment: datetime, week: tuple[int, int]) -> None:
    weeks = [*calendars.weekly_due(2025, NEW_YEAR), *calendars.weekly_due(2026, NEW_YEAR)]
    found = [each for each in weeks if each.previous_cutoff_at < moment <= each.cutoff_at]
    assert [(each.year, each.number) for each in found] == [week]


def test_a_week_due_on_the_first_of_january_is_the_first_of_its_year() -> None:
    first = calendars.weekly_due(2026, WorkDays())[0]
    assert (first.number, first.due_at.date()) == (1, date(2026, 1, 1))
    assert (first.period_start, first.period_end) == (date(2025, 12, 25), date(2025, 12, 31))


def test_a_holiday_over_three_thursdays_before_new_year_leaves_no_gap() -> None:
    first = calendars.weekly_due(2026, off(date(2025, 12, 12), 27))[0]
    assert (first.due_at.date(), first.period_start) == (date(2026, 1, 8), date(2025, 12, 11))


def test_a_week_moved_into_a_year_that_is_announced_is_provisional_for_its_thursday() -> None:
    announced = WorkDays(
        holidays=frozenset({date(2025, 10, 1), date(2026, 1, 1)}), provisional_years=frozenset({2026})
    )
    weeks = calendars.weekly_due(2025, announced)
    assert [week.due_at.date() for week in weeks if week.provisional] == [date(2025, 12, 31)]


def test_a_cut_off_five_days_before_is_allowed() -> None:
    week = calendars.weekly_due(2026, WorkDays(), cutoff_days=5)[0]
    assert week.cutoff_at == midnight(2025, 12, 28)


def test_the_days_of_a_week_end_with_its_cut_off_however_early_that_is() -> None:
    for days in range(1, 6):
        week = calendars.weekly_due(2026, WorkDays(), cutoff_days=days)[9]
        assert week.period_end == (week.cutoff_at - timedelta(days=1)).date()
        assert (week.period_end - week.period_start).days == 6


def test_a_week_is_not_provisional_unless_it_is_said() -> None:
    week = DueWeek(1, midnight(2026, 1, 8), midnight(2026, 1, 8), date(2026, 1, 1), date(2026, 1, 7), False)
    assert week.provisional is False
