"""Working days, deadlines and report weeks."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.lib import calendars
from apps.lib.calendars import DueWeek, Pause, WorkDays
from apps.lib.clock import SHANGHAI


def days(*spans: str) -> frozenset[date]:
    """Read '2026-01-01..2026-01-03' or single days."""
    found: set[date] = set()
    for span in spans:
        first, _, last = span.partition("..")
        start, end = date.fromisoformat(first), date.fromisoformat(last or first)
        found |= {start + timedelta(days=n) for n in range((end - start).days + 1)}
    return frozenset(found)


# 国务院办公厅关于 2025 年、2026 年部分节假日安排的通知.
CALENDAR = WorkDays(
    holidays=days(
        "2025-01-01", "2025-01-28..2025-02-04", "2025-04-04..2025-04-06", "2025-05-01..2025-05-05",
        "2025-05-31..2025-06-02", "2025-10-01..2025-10-08",
        "2026-01-01..2026-01-03", "2026-02-15..2026-02-23", "2026-04-04..2026-04-06",
        "2026-05-01..2026-05-05", "2026-06-19..2026-06-21", "2026-09-25..2026-09-27",
        "2026-10-01..2026-10-07",
    ),
    makeup=days(
        "2025-01-26", "2025-02-08", "2025-04-27", "2025-09-28", "2025-10-11",
        "2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10",
    ),
    provisional_years=frozenset({2027}),
    version="2026-1",
)  # fmt: skip

some_days = st.dates(date(2024, 1, 1), date(2028, 12, 31))


@st.composite
def work_calendars(draw: st.DrawFn) -> WorkDays:
    starts = draw(st.lists(some_days, max_size=12))
    lengths = draw(st.lists(st.integers(1, 9), min_size=len(starts), max_size=len(starts)))
    holidays = frozenset(
        start + timedelta(days=n)
        for start, length in zip(starts, lengths, strict=True)
        for n in range(length)
    )
    makeup = frozenset(d for d in draw(st.lists(some_days, max_size=12)) if d.weekday() >= 5)
    return WorkDays(holidays=holidays, makeup=makeup - holidays)


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 11, 23), True),
        (date(2026, 11, 22), False),
        (date(2026, 10, 1), False),
        (date(2026, 10, 10), True),
        (date(2026, 2, 14), True),
    ],
)
def test_knows_working_days(day: date, works: bool) -> None:
    assert CALENDAR.is_workday(day) is works


def test_years_not_announced_are_provisional() -> None:
    assert not CALENDAR.is_provisional(2026)
    assert CALENDAR.is_provisional(2027)
    assert CALENDAR.is_provisional(2031)


@pytest.mark.parametrize(
    ("completed", "due"),
    [
        (date(2026, 10, 23), date(2026, 11, 23)),
        (date(2026, 10, 22), date(2026, 11, 23)),  # 22 Nov is a Sunday
        (date(2026, 8, 31), date(2026, 9, 30)),  # September has no 31st
        (date(2026, 9, 1), date(2026, 10, 8)),  # National Day holiday
        (date(2026, 1, 31), date(2026, 2, 28)),  # a Saturday, but a make-up workday
        (date(2025, 1, 31), date(2025, 2, 28)),
        (date(2028, 1, 31), date(2028, 2, 29)),  # leap year
        (date(2024, 2, 29), date(2024, 3, 29)),
        (date(2026, 1, 15), date(2026, 2, 24)),  # Spring Festival
        (date(2026, 12, 28), date(2027, 1, 28)),
    ],
)
def test_acceptance_is_due_within_one_month(completed: date, due: date) -> None:
    assert calendars.acceptance_deadline(completed, CALENDAR).due_on == due


def test_acceptance_explains_its_day() -> None:
    deadline = calendars.acceptance_deadline(date(2026, 8, 31), CALENDAR)
    assert deadline.explanation == (
        "装修完工后 1 个月内由住建部门组织验收（杭房局〔2024〕43号 三（一）4）。",
        "自 2026年8月31日（周一） 起算，当日不计入（《民法典》第二百零一条）。",
        "9 月没有 31 日，取该月最后一日 2026年9月30日（周三）（第二百零二条）。",
    )


def test_a_move_off_a_holiday_is_explained() -> None:
    lines = calendars.acceptance_deadline(date(2026, 9, 1), CALENDAR).explanation
    assert lines[-1] == "该日是法定节假日，顺延至假后第一个工作日 2026年10月8日（周四）（第二百零三条）。"


def test_a_day_in_a_year_not_announced_is_provisional_and_says_so() -> None:
    deadline = calendars.acceptance_deadline(date(2026, 12, 28), CALENDAR)
    assert deadline.provisional
    assert "2027 年放假安排尚未录入" in deadline.explanation[-1]
    assert not calendars.acceptance_deadline(date(2026, 10, 23), CALENDAR).provisional


def test_a_closed_pause_extends_the_month() -> None:
    pause = Pause(date(2026, 11, 1), date(2026, 11, 3))
    deadline = calendars.acceptance_deadline(date(2026, 10, 23), CALENDAR, pauses=[pause])
    assert deadline.due_on == date(2026, 11, 26)
    assert any("暂停 3 天" in line for line in deadline.explanation)


def test_an_open_pause_leaves_the_month_without_an_end() -> None:
    deadline = calendars.acceptance_deadline(date(2026, 10, 23), CALENDAR, pauses=[Pause(date(2026, 11, 1))])
    assert deadline.due_on is None


@given(start=st.dates(date(2024, 1, 1), date(2028, 1, 1)), work=work_calendars())
def test_a_month_ends_on_a_working_day_not_before_its_same_numbered_day(start: date, work: WorkDays) -> None:
    due = calendars.civil_month_end(start, 1, work).due_on
    assert due is not None
    same_day = calendars.add_months(start, 1)
    assert work.is_workday(due)
    assert same_day <= due
    assert 28 <= (same_day - start).days <= 31
    assert not any(work.is_workday(same_day + timedelta(days=n)) for n in range((due - same_day).days))


@given(start=some_days, months=st.integers(1, 36))
def test_adding_months_keeps_the_day_or_takes_the_last(start: date, months: int) -> None:
    end = calendars.add_months(start, months)
    assert (end.year - start.year) * 12 + end.month - start.month == months
    assert end.day == start.day or (end + timedelta(days=1)).day == 1


@pytest.mark.parametrize(
    ("first", "last", "due"),
    [
        (True, True, date(2026, 9, 15)),
        (False, True, date(2026, 9, 16)),
        (True, False, date(2026, 9, 16)),
        (False, False, date(2026, 9, 17)),
    ],
)
def test_fifteen_days_of_works(first: bool, last: bool, due: date) -> None:
    deadline = calendars.construction_deadline(
        date(2026, 9, 1), 15, count_first_day=first, count_last_day=last
    )
    assert deadline.due_on == due


def test_a_pause_on_a_first_day_that_is_not_counted_moves_nothing() -> None:
    start = date(2026, 9, 1)
    deadline = calendars.construction_deadline(start, 15, count_first_day=False, pauses=[Pause(start, start)])
    assert deadline.due_on == date(2026, 9, 16)
    assert not any("暂停" in line for line in deadline.explanation)


def test_works_do_not_wait_for_holidays() -> None:
    assert calendars.construction_deadline(date(2026, 9, 25), 15).due_on == date(2026, 10, 9)


def test_works_explain_their_day() -> None:
    pause = Pause(date(2026, 9, 5), date(2026, 9, 6), "停电")
    deadline = calendars.construction_deadline(date(2026, 9, 1), 15, pauses=[pause])
    assert deadline.due_on == date(2026, 9, 17)
    assert deadline.explanation == (
        "自 2026年9月1日（周二） 开工，工期 15 个日历天，开工当日计入、完工当日计入。",
        "期间暂停 2 天不计入，到期日顺延。",
        "到期日为 2026年9月17日（周四），节假日不顺延。",
    )


def test_overlapping_pauses_count_once() -> None:
    pauses = [Pause(date(2026, 9, 5), date(2026, 9, 8)), Pause(date(2026, 9, 7), date(2026, 9, 9))]
    due = calendars.construction_deadline(date(2026, 9, 1), 15, pauses=pauses).due_on
    assert due == date(2026, 9, 20)


def test_an_open_pause_leaves_works_without_a_due_day() -> None:
    deadline = calendars.construction_deadline(date(2026, 9, 1), 15, pauses=[Pause(date(2026, 9, 10))])
    assert deadline.due_on is None
    assert "暂停中" in deadline.explanation[-1]


def test_a_pause_after_the_due_day_does_not_hide_that_works_are_late() -> None:
    deadline = calendars.construction_deadline(date(2026, 9, 1), 15, pauses=[Pause(date(2026, 9, 20))])
    assert deadline.due_on == date(2026, 9, 15)


def test_gross_and_net_days() -> None:
    span = calendars.works_span(
        date(2026, 9, 1), date(2026, 9, 18), pauses=[Pause(date(2026, 9, 5), date(2026, 9, 7))]
    )
    assert (span.gross, span.net, span.paused) == (18, 15, 3)


pauses_near = st.lists(
    st.builds(
        lambda start, length: Pause(start, start + timedelta(days=length)),
        st.dates(date(2026, 8, 20), date(2026, 10, 20)),
        st.integers(0, 10),
    ),
    max_size=4,
)


@given(budget=st.integers(1, 40), pauses=pauses_near, first=st.booleans(), last=st.booleans())
def test_finishing_on_the_due_day_uses_up_the_budget_exactly(
    budget: int, pauses: list[Pause], first: bool, last: bool
) -> None:
    start = date(2026, 9, 1)
    due = calendars.construction_deadline(start, budget, first, pauses, count_last_day=last).due_on
    assert due is not None
    span = calendars.works_span(start, due, pauses=pauses, count_first_day=first, count_last_day=last)
    assert span.net == budget


@pytest.mark.parametrize(("days", "limit", "over"), [(15, 15, 0), (16, 15, 1), (None, 15, 0), (90, None, 0)])
def test_only_what_exceeds_the_limit_is_over_it(days: int | None, limit: int | None, over: int) -> None:
    assert calendars.days_over(days, limit) == over


@given(limit=st.integers(1, 40), length=st.integers(0, 80), pauses=pauses_near, first=st.booleans())
def test_works_are_over_by_the_days_worked_after_the_due_day(
    limit: int, length: int, pauses: list[Pause], first: bool
) -> None:
    start = date(2026, 9, 1)
    end = start + timedelta(days=length)
    due = calendars.construction_deadline(start, limit, first, pauses).due_on
    assert due is not None
    late = [due + timedelta(days=offset + 1) for offset in range((end - due).days)]
    worked = sum(not any(pause.covers(day) for pause in pauses) for day in late)

    net = calendars.works_span(start, end, pauses=pauses, count_first_day=first).net

    assert calendars.days_over(net, limit) == worked


@pytest.mark.parametrize("wrong", [0, -1])
def test_refuses_senseless_lengths(wrong: int) -> None:
    with pytest.raises(ValueError, match="at least one"):
        calendars.construction_deadline(date(2026, 9, 1), wrong)
    with pytest.raises(ValueError, match="at least one"):
        calendars.civil_month_end(date(2026, 9, 1), wrong, CALENDAR)


def test_refuses_reversed_days() -> None:
    with pytest.raises(ValueError, match="before the start"):
        calendars.calendar_days_inclusive(date(2026, 9, 2), date(2026, 9, 1))
    with pytest.raises(ValueError, match="before it starts"):
        Pause(date(2026, 9, 2), date(2026, 9, 1))


@pytest.mark.parametrize(
    ("due", "words"),
    [
        (date(2026, 11, 25), "剩 2 天"),
        (date(2026, 11, 23), "今天"),
        (date(2026, 11, 21), "已超 2 天"),
        (None, "暂停中"),
    ],
)
def test_says_how_many_days_are_left(due: date | None, words: str) -> None:
    assert calendars.left_words(due, date(2026, 11, 23)) == words


def test_the_week_of_26_november_2026_is_number_47() -> None:
    week = calendars.weekly_due(2026, CALENDAR)[46]
    assert week.number == 47
    assert week.due_at == datetime(2026, 11, 26, 17, 30, tzinfo=SHANGHAI)
    assert week.cutoff_at == datetime(2026, 11, 26, 0, 0, tzinfo=SHANGHAI)
    assert (week.period_start, week.period_end) == (date(2026, 11, 19), date(2026, 11, 25))
    assert not week.moved


def test_new_year_thursday_belongs_to_the_old_year() -> None:
    last = calendars.weekly_due(2025, CALENDAR)[-1]
    assert last.due_at.date() == date(2025, 12, 31)
    assert last.moved
    first = calendars.weekly_due(2026, CALENDAR)[0]
    assert first.due_at.date() == date(2026, 1, 8)
    assert first.period_start == date(2025, 12, 31)


def test_spring_festival_moves_to_the_make_up_saturday_before() -> None:
    week = next(w for w in calendars.weekly_due(2026, CALENDAR) if w.period_start.month == 2 and w.moved)
    assert week.due_at.date() == date(2026, 2, 14)
    assert (week.period_start, week.period_end) == (date(2026, 2, 12), date(2026, 2, 13))


def test_two_thursdays_in_one_holiday_make_one_report() -> None:
    long = WorkDays(holidays=days("2026-10-01..2026-10-09"))
    october = [w for w in calendars.weekly_due(2026, long) if w.due_at.month in (9, 10)]
    dues = [w.due_at.date() for w in october]
    assert date(2026, 9, 30) in dues
    after = october[dues.index(date(2026, 9, 30)) + 1]
    assert after.due_at.date() == date(2026, 10, 15)
    assert after.period_start == date(2026, 9, 30)


def test_weeks_of_a_year_not_announced_are_provisional() -> None:
    assert all(week.provisional for week in calendars.weekly_due(2027, CALENDAR))
    assert not any(week.provisional for week in calendars.weekly_due(2026, CALENDAR))


@given(work=work_calendars(), year=st.integers(2024, 2027))
def test_report_weeks_tile_the_time_line(work: WorkDays, year: int) -> None:
    weeks = calendars.weekly_due(year, work) + calendars.weekly_due(year + 1, work)
    assert [w.number for w in weeks if w.year == year] == list(
        range(1, sum(w.year == year for w in weeks) + 1)
    )
    for week in weeks:
        due = week.due_at.date()
        assert work.is_workday(due)
        assert week.moved == (due.weekday() != 3)
        assert week.cutoff_at == datetime.combine(due, datetime.min.time(), SHANGHAI)
    for earlier, later in pairwise(weeks):
        assert earlier.cutoff_at < later.cutoff_at
        assert later.previous_cutoff_at == earlier.cutoff_at
        assert later.period_start == earlier.period_end + timedelta(days=1)


def weeks_of(moment: datetime, work: WorkDays) -> list[DueWeek]:
    """Return the weeks in whose period a moment falls; the last days of December may be the new year's."""
    years = range(moment.year - 1, moment.year + 2)
    weeks = [week for year in years for week in calendars.weekly_due(year, work)]
    return [week for week in weeks if week.previous_cutoff_at < moment <= week.cutoff_at]


@given(
    work=work_calendars(),
    moment=st.datetimes(datetime(2024, 6, 1), datetime(2028, 6, 1), timezones=st.just(UTC)),  # noqa: DTZ001
)
def test_every_moment_has_its_one_week(work: WorkDays, moment: datetime) -> None:
    assert len(weeks_of(moment, work)) == 1


def test_the_cut_off_itself_belongs_to_the_week_it_closes() -> None:
    cutoff = datetime(2026, 11, 26, 0, 0, tzinfo=SHANGHAI)
    assert [week.number for week in weeks_of(cutoff, CALENDAR)] == [47]
    assert [week.number for week in weeks_of(cutoff + timedelta(microseconds=1), CALENDAR)] == [48]


def test_a_calendar_without_working_days_is_an_error() -> None:
    closed = WorkDays(holidays=days("2026-01-01..2026-12-31"))
    with pytest.raises(ValueError, match="no working day"):
        closed.on_or_after(date(2026, 5, 1))


def test_an_earlier_cut_off_moves_every_period_and_leaves_no_gap() -> None:
    usual = calendars.weekly_due(2026, WorkDays())
    early = calendars.weekly_due(2026, WorkDays(), due_time=time(16, 0), cutoff_days=2)
    assert [week.due_at.date() for week in early] == [week.due_at.date() for week in usual]
    assert all(week.due_at.time() == time(16, 0) for week in early)
    assert all(b.cutoff_at - a.cutoff_at == timedelta(days=-1) for a, b in zip(usual, early, strict=True))
    assert all(b.previous_cutoff_at == a.cutoff_at for a, b in pairwise(early))


@pytest.mark.parametrize("days", [0, 6])
def test_a_cut_off_on_the_due_day_or_a_week_before_is_refused(days: int) -> None:
    with pytest.raises(ValueError, match="one to five"):
        calendars.weekly_due(2026, WorkDays(), cutoff_days=days)
