"""备案时限: workdays after the day of 受理, and what a return does to them (P4).

Pure: days go in and out as dates of Asia/Shanghai. No text fixes a limit, so both the number of
workdays and the effect of a return are parameters; make-up workdays count as the calendar has them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from apps.lib.calendars import Deadline, WorkDays
from apps.lib.formats import day_and_weekday

_LONGEST = 3660
"""Days after which a search for the last day ends in an error: a calendar without workdays has none."""


class ReturnEffect(StrEnum):
    """What a return does to the limit while the application is with the household."""

    RUNS_ON = ""
    SUSPENDS = "suspend"
    RESTARTS = "restart"


@dataclass(frozen=True, slots=True)
class ReturnSpan:
    """One return: its day, and the day it came back; open without one."""

    returned_on: date
    resubmitted_on: date | None = None

    def __post_init__(self) -> None:
        if self.resubmitted_on is not None and self.resubmitted_on < self.returned_on:
            raise ValueError("a return cannot come back before it was made")

    def holds(self, day: date) -> bool:
        """Whether the application is with the household: after the day of the return, through the answer."""
        return self.returned_on < day and (self.resubmitted_on is None or day <= self.resubmitted_on)


def filing_deadline(
    received_on: date,
    limit: int,
    workdays: WorkDays,
    *,
    returns: Sequence[ReturnSpan] = (),
    effect: ReturnEffect = ReturnEffect.RUNS_ON,
) -> Deadline:
    """Return the last day of the 备案时限: ``limit`` workdays after ``received_on``, that day not counted.

    Where a return suspends the limit, the day of the return counts, the days through the
    resubmission do not; where it restarts it, all ``limit`` workdays are counted again after the
    resubmission. A return made after the last day moves nothing. ``due_on`` is None while an open
    return keeps the day unknown. Raises ValueError for a limit below one workday.
    """
    if limit < 1:
        raise ValueError("a limit needs at least one workday")
    lines = [f"自 {day_and_weekday(received_on)} 受理，当日不计入，备案时限 {limit} 个工作日。"]
    spans = sorted(returns, key=lambda span: span.returned_on) if effect else []
    if effect is ReturnEffect.RUNS_ON and returns:
        lines.append("退回补正是否停计没有设定，照常计算。")
    day, left, stood = received_on, limit, 0
    while left:
        day += timedelta(days=1)
        if (day - received_on).days > _LONGEST:
            raise ValueError(f"work calendar {workdays.version!r} has no end for a limit of {limit} workdays")
        holding = [span for span in spans if span.holds(day)]
        if any(span.resubmitted_on is None for span in holding):
            lines.append("已退回补正，等待重新提交，提交后重新计算到期日。")
            return Deadline(None, tuple(lines))
        if holding:
            stood += workdays.is_workday(day)
        elif workdays.is_workday(day):
            left -= 1
        # Of this very day, the last one too: a return made in time begins the count anew when it is answered,
        # and while it is open nobody is late.
        made_today = [span for span in spans if span.returned_on == day]
        if effect is ReturnEffect.RESTARTS and made_today:
            left = limit
        elif not left and any(span.resubmitted_on is None for span in made_today):
            left = 1
    lines.extend(_words(span, effect) for span in spans if span.returned_on < day)
    if stood:
        lines.append(f"其间 {stood} 个工作日不计入。")
    # Both years: what is counted may lead over New Year into a year not yet announced.
    unknown = sorted(y for y in range(received_on.year, day.year + 1) if workdays.is_provisional(y))
    lines.append(f"第 {limit} 个工作日是 {day_and_weekday(day)}。")
    lines.extend(f"{year} 年放假安排尚未录入，此日为暂定，公布后重新计算。" for year in unknown)
    return Deadline(day, tuple(lines), bool(unknown))


def _words(span: ReturnSpan, effect: ReturnEffect) -> str:
    back = day_and_weekday(span.resubmitted_on) if span.resubmitted_on else ""
    begun = f"{day_and_weekday(span.returned_on)} 退回，{back} 重新提交"
    if effect is ReturnEffect.RESTARTS:
        return f"{begun}，次日起重新计算。"
    return f"{begun}：退回当日计入，至重新提交当日不计入。"
