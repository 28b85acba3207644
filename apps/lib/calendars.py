"""Working days, deadlines that explain themselves, and the weeks of the weekly report.

Pure: the calendar comes in as :class:`WorkDays`, days go in and out as dates of Asia/Shanghai.
Three ways of counting are used, each where its source asks for it:

* 《民法典》第二百零一至二百零三条 for acceptance within one month of completion: the day itself is
  not counted; the period ends on the same-numbered day of the target month, or on that month's
  last day; an end on a 法定休假日 moves to the day after the holiday ends. As courts do, weekends
  and public holidays are treated alike here, and make-up workdays (调休上班日) count as working.
* Calendar days (工期总日历天数) for works: first and last day both counted unless configured
  otherwise; recorded pauses stop the count.
* Thursdays before close of work for the weekly report (杭房局〔2024〕43号 附件 3 备注 3).
"""

from __future__ import annotations

import calendar
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from apps.lib.clock import SHANGHAI
from apps.lib.formats import day_and_weekday

REPORT_WEEKDAY = 3
"""Thursday, as ``date.weekday`` counts."""
CLOSE_OF_WORK = time(17, 30)
CUTOFF_DAYS = 1
"""The data cut-off is 24:00 of the day so many days before the due day."""
CUTOFF_RANGE = range(1, 6)
"""Days before the due day that data may be cut off."""
# A calendar entered wrongly, without any working day, must end in an error and not in an endless search.
_LONGEST_HOLIDAY = 60


@dataclass(frozen=True, slots=True)
class WorkDays:
    """One version of the work calendar.

    ``holidays`` are the days off as announced by 国务院办公厅 (weekends inside a holiday may be
    listed or not), ``makeup`` the weekend days worked instead. A year in ``provisional_years``, or
    one without any holiday on record, has not been announced: its weekdays are known, its
    holidays are not, and every date that depends on it is marked provisional.
    """

    holidays: frozenset[date] = frozenset()
    makeup: frozenset[date] = frozenset()
    provisional_years: frozenset[int] = frozenset()
    version: str = ""

    def is_workday(self, day: date) -> bool:
        """Say whether offices work on this day."""
        return day in self.makeup or (day.weekday() < 5 and day not in self.holidays)

    def is_announced_holiday(self, day: date) -> bool:
        """Say whether the day is a public holiday by name, not merely a weekend."""
        return day in self.holidays

    def is_provisional(self, year: int) -> bool:
        """Say whether the year's holidays are not announced yet."""
        return year in self.provisional_years or all(d.year != year for d in self.holidays)

    def on_or_after(self, day: date) -> date:
        """Return the first working day not before ``day``."""
        return self._nearest(day, timedelta(days=1))

    def on_or_before(self, day: date) -> date:
        """Return the last working day not after ``day``."""
        return self._nearest(day, timedelta(days=-1))

    def _nearest(self, day: date, step: timedelta) -> date:
        for _ in range(_LONGEST_HOLIDAY):
            if self.is_workday(day):
                return day
            day += step
        raise ValueError(f"work calendar {self.version!r} has no working day near {day}")


@dataclass(frozen=True, slots=True)
class Pause:
    """Calendar days on which a clock stands still, both ends included; open without an end."""

    start: date
    end: date | None = None
    reason: str = ""

    def __post_init__(self) -> None:
        if self.end is not None and self.end < self.start:
            raise ValueError("a pause cannot end before it starts")

    def covers(self, day: date) -> bool:
        """Say whether the clock stands still on this day."""
        return self.start <= day and (self.end is None or day <= self.end)


@dataclass(frozen=True, slots=True)
class Deadline:
    """A due day and, line by line in Chinese, why it is that day.

    ``due_on`` is None while an open pause keeps the day unknown. ``provisional`` says that the
    day rests on a year whose holidays are not announced.
    """

    due_on: date | None
    explanation: tuple[str, ...]
    provisional: bool = False


@dataclass(frozen=True, slots=True)
class Span:
    """How long works took, in days: ``gross`` on the calendar, ``net`` without pauses."""

    gross: int
    net: int

    @property
    def paused(self) -> int:
        """Return the days on which the clock stood still."""
        return self.gross - self.net


def add_months(day: date, months: int) -> date:
    """Return the same-numbered day ``months`` later, or that month's last day (第二百零二条)."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def civil_month_end(start: date, months: int, workdays: WorkDays, pauses: Sequence[Pause] = ()) -> Deadline:
    """Return the last day of a period of months that begins with an event on ``start``.

    Counts as 《民法典》第二百零一至二百零三条 do. Paused days (after ``start`` and up to the day
    reached) are added at the end, before the move off a holiday. Raises ValueError for months < 1.
    """
    if months < 1:
        raise ValueError("a period needs at least one month")
    same_day = add_months(start, months)
    lines = [f"自 {day_and_weekday(start)} 起算，当日不计入（《民法典》第二百零一条）。"]
    if same_day.day == start.day:
        lines.append(f"{months} 个月后的对应日是 {day_and_weekday(same_day)}（第二百零二条）。")
    else:
        lines.append(
            f"{same_day.month} 月没有 {start.day} 日，"
            f"取该月最后一日 {day_and_weekday(same_day)}（第二百零二条）。"
        )
    extended = _skip_pauses(start, same_day, pauses)
    if extended is None:
        lines.append("计时暂停中，恢复后重新计算到期日。")
        return Deadline(None, tuple(lines))
    if extended != same_day:
        lines.append(f"暂停 {(extended - same_day).days} 天，顺延至 {day_and_weekday(extended)}。")
    due_on = workdays.on_or_after(extended)
    if due_on != extended:
        kind = "法定节假日" if workdays.is_announced_holiday(extended) else "休息日"
        lines.append(f"该日是{kind}，顺延至假后第一个工作日 {day_and_weekday(due_on)}（第二百零三条）。")
    # Both years: the move off a holiday may lead over New Year into a year not yet announced.
    provisional = _mark_provisional(lines, {extended.year, due_on.year}, workdays)
    return Deadline(due_on, tuple(lines), provisional)


def _skip_pauses(start: date, due_on: date, pauses: Sequence[Pause]) -> date | None:
    """Return ``due_on`` moved by the paused days after ``start``; None if a pause is open."""
    # Day by day: pauses may overlap, and a day under two of them is still one day.
    day, remaining = start, (due_on - start).days
    while remaining:
        day += timedelta(days=1)
        covering = [pause for pause in pauses if pause.covers(day)]
        if any(pause.end is None for pause in covering):
            return None
        remaining -= not covering
    return day


def _mark_provisional(lines: list[str], years: set[int], workdays: WorkDays) -> bool:
    unknown = sorted(year for year in years if workdays.is_provisional(year))
    lines.extend(f"{year} 年放假安排尚未录入，此日为暂定，公布后重新计算。" for year in unknown)
    return bool(unknown)


def acceptance_deadline(
    completed_on: date, workdays: WorkDays, *, months: int = 1, pauses: Sequence[Pause] = ()
) -> Deadline:
    """Return the day by which the bureau organises acceptance (杭房局〔2024〕43号 三（一）4)."""
    deadline = civil_month_end(completed_on, months, workdays, pauses)
    first = f"装修完工后 {months} 个月内由住建部门组织验收（杭房局〔2024〕43号 三（一）4）。"
    return Deadline(deadline.due_on, (first, *deadline.explanation), deadline.provisional)


def calendar_days_inclusive(start: date, end: date) -> int:
    """Return the calendar days from ``start`` to ``end``, both counted; ValueError if reversed."""
    if end < start:
        raise ValueError("the end lies before the start")
    return (end - start).days + 1


def works_span(
    start: date,
    end: date,
    *,
    pauses: Sequence[Pause] = (),
    count_first_day: bool = True,
    count_last_day: bool = True,
) -> Span:
    """Return how long works from ``start`` to ``end`` took; open pauses count up to ``end``."""
    gross = net = 0
    for offset in range(calendar_days_inclusive(start, end)):
        day = start + timedelta(days=offset)
        if (day == start and not count_first_day) or (day == end and not count_last_day):
            continue
        gross += 1
        net += not any(pause.covers(day) for pause in pauses)
    return Span(gross=gross, net=net)


def days_over(days: int | None, limit: int | None) -> int:
    """Return by how many days works, planned or done, exceed their limit; 0 within it or without one."""
    return max(0, days - limit) if days is not None and limit is not None else 0


def construction_deadline(
    start: date,
    budget_days: int,
    count_first_day: bool = True,
    pauses: Sequence[Pause] = (),
    *,
    count_last_day: bool = True,
) -> Deadline:
    """Return the last day of works that may take ``budget_days`` calendar days (工期总日历天数).

    Paused days do not use up the budget. An open pause leaves the due day unknown, unless the
    budget was used up before it began. Raises ValueError for a budget below one day.
    """
    if budget_days < 1:
        raise ValueError("a construction period needs at least one day")
    # A last day that is not counted uses up none of the budget: the end moves back by it.
    needed = budget_days + (not count_last_day)
    counted = "、".join(
        f"{name}{'计入' if yes else '不计入'}"
        for name, yes in (("开工当日", count_first_day), ("完工当日", count_last_day))
    )
    lines = [f"自 {day_and_weekday(start)} 开工，工期 {budget_days} 个日历天，{counted}。"]
    day, paused = start, 0
    while True:
        covering = [pause for pause in pauses if pause.covers(day)]
        if any(pause.end is None for pause in covering):
            lines.append("计时暂停中，恢复后重新计算到期日。")
            return Deadline(None, tuple(lines))
        # A first day that is not counted is none of the budget's, paused or not.
        if day != start or count_first_day:
            if covering:
                paused += 1
            else:
                needed -= 1
        if needed == 0:
            break
        day += timedelta(days=1)
    if paused:
        lines.append(f"期间暂停 {paused} 天不计入，到期日顺延。")
    lines.append(f"到期日为 {day_and_weekday(day)}，节假日不顺延。")
    return Deadline(day, tuple(lines))


def days_left(due_on: date | None, today: date) -> int | None:
    """Return the days until the due day: 0 today, negative when overdue, None while paused."""
    return None if due_on is None else (due_on - today).days


def left_words(due_on: date | None, today: date) -> str:
    """Return 剩 2 天, 今天, 已超 2 天 or, while the clock stands still, 暂停中."""
    left = days_left(due_on, today)
    if left is None:
        return "暂停中"
    if left == 0:
        return "今天"
    return f"剩 {left} 天" if left > 0 else f"已超 {-left} 天"


@dataclass(frozen=True, slots=True)
class DueWeek:
    """One weekly report: when it is due (报送截止) and which days it covers.

    ``number`` counts the due days that fall in the calendar year of ``due_at``. The data cut-off
    ``cutoff_at`` is 24:00 of a day before the due day; the period runs from the previous cut-off
    (excluded) to this one (included), that is over the whole days ``period_start`` to
    ``period_end``. Times are aware, in Asia/Shanghai.
    """

    number: int
    due_at: datetime
    cutoff_at: datetime
    period_start: date
    period_end: date
    moved: bool
    """True where the Thursday is no working day and the due day lies before it."""
    provisional: bool = False

    @property
    def year(self) -> int:
        """Return the calendar year the week belongs to: that of its due day."""
        return self.due_at.year

    @property
    def previous_cutoff_at(self) -> datetime:
        """Return the moment after which what is recorded belongs to this week."""
        return datetime.combine(self.period_start, time(), SHANGHAI)


def _due_days(first_thursday: date, workdays: WorkDays) -> Iterator[tuple[date, date]]:
    """Yield (due day, Thursday) from a Thursday on, each due day once.

    A holiday so long that two Thursdays move to the same working day makes one report of the two
    weeks: nobody is asked to hand in twice on one day for the same days.
    """
    last, thursday = date.min, first_thursday
    while True:
        due = workdays.on_or_before(thursday)
        if due > last:
            yield due, thursday
            last = due
        thursday += timedelta(days=7)


def weekly_due(
    year: int, workdays: WorkDays, *, due_time: time = CLOSE_OF_WORK, cutoff_days: int = CUTOFF_DAYS
) -> list[DueWeek]:
    """Return the report weeks of a calendar year in order, each with its 数据截止 and due time.

    A report is due on Thursday at ``due_time`` (17:30), its data cut off at 24:00 of the day
    ``cutoff_days`` before (1 to 5; 1 is the day before); where Thursday is not a working day, on
    the last working day before. A week belongs to the year its due day falls in: Thursday
    1 January 2026 moves to 31 December 2025 and is the last week of 2025.
    """
    if cutoff_days not in CUTOFF_RANGE:
        raise ValueError("the cut-off lies one to five days before the due day")
    # 24:00 of a day is 00:00 of the next: one day less is taken off than the cut-off lies before.
    early = timedelta(days=cutoff_days - 1)
    new_year = date(year, 1, 1)
    # Begin some Thursdays early: the first week opens at the last due day of the old year.
    first = new_year - timedelta(days=(new_year.weekday() - REPORT_WEEKDAY) % 7 + 21)
    weeks: list[DueWeek] = []
    previous: date | None = None
    for due, thursday in _due_days(first, workdays):
        if due.year > year:
            return weeks
        if due.year == year and previous is not None:
            weeks.append(
                DueWeek(
                    number=len(weeks) + 1,
                    due_at=datetime.combine(due, due_time, SHANGHAI),
                    cutoff_at=datetime.combine(due - early, time(), SHANGHAI),
                    period_start=previous - early,
                    period_end=due - early - timedelta(days=1),
                    moved=due != thursday,
                    provisional=any(workdays.is_provisional(d.year) for d in (due, thursday)),
                )
            )
        previous = due
    raise AssertionError("unreachable: due days never end")
