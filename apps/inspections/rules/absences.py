"""上门未遇: which of them count, and when a household may be called unreachable (P5). Pure.

Every number is a parameter of a body; what it has not set checks nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from apps.lib import formats
from apps.lib.labelled import Labelled

WAYS_NEEDED = 2
"""A visit is told in two ways (P5); asked only where a body has set how many days before."""


class TellingWay(Labelled):
    """How a household was told of a visit beforehand."""

    PHONE = "phone", "电话"
    MESSAGE = "message", "短信、微信"
    PAPER = "paper", "书面张贴或投递"
    COMMUNITY = "community", "社区、物业转告"


@dataclass(frozen=True, slots=True)
class Missed:
    """One visit at which nobody was met."""

    at: datetime
    """Local time."""
    told_on: date | None = None
    ways: int = 0
    letter_on: date | None = None
    """Day on which a written notice was put up or posted."""
    put_off: bool = False
    """Whether the household had asked beforehand for another time than this one."""
    early: bool = False
    """Whether it came while a later time stood agreed: the household waits for that one."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a body asks before it calls a household unreachable; None is 未设定."""

    visits: int | None = None
    notice_days: int | None = None
    out_of_hours: int | None = None
    waiting_days: int | None = None
    work_ends: time | None = None
    """From when on an evening counts as out of hours; None where nobody asks for any."""


def after_meeting(missed: Sequence[Missed], met: datetime | None) -> list[Missed]:
    """Return the visits after the household was last met, without letters of a day before that."""
    if met is None:
        return list(missed)
    later = (each for each in missed if each.at > met)
    return [
        replace(each, letter_on=None) if each.letter_on and each.letter_on < met.date() else each
        for each in later
    ]


def why_not_counted(missed: Sequence[Missed], wanted: Wanted, met: datetime | None = None) -> list[str]:
    """Return for each visit, in their order, why it does not count; '' where it does.

    ``met``: when the household was last met; what was missed before that is over.
    """
    found: list[str] = []
    days: set[date] = set()
    for each in missed:
        day = each.at.date()
        reason = "此后已联系上" if met is not None and each.at <= met else _untold(each, wanted)
        reason = reason or ("同一天的只计一次" if day in days else "")
        if not reason:
            days.add(day)
        found.append(reason)
    return found


def _untold(each: Missed, wanted: Wanted) -> str:
    if each.put_off:
        return "住户事先要求改期"
    if each.early:
        return "不在约定的时间"
    if wanted.notice_days is None:
        return ""
    if each.told_on is None or each.ways < WAYS_NEEDED:
        return "没有用两种方式提前告知"
    if (each.at.date() - each.told_on).days < wanted.notice_days:
        return f"提前不到 {wanted.notice_days} 天告知"
    return ""


def not_yet_unreachable(
    missed: Sequence[Missed], wanted: Wanted, *, is_workday: Callable[[date], bool]
) -> str:
    """Return what is missing before a household may be called unreachable, '' where nothing is."""
    told = [each for each in missed if not _untold(each, wanted)]
    counted = len({each.at.date() for each in told})
    if wanted.visits is not None and counted < wanted.visits:
        return f"上门未遇计 {counted} 次，须满 {wanted.visits} 次"
    # By days, as visits are: the evening counts where the morning of its day was the first.
    outside = len({each.at.date() for each in told if is_out_of_hours(each.at, is_workday, wanted.work_ends)})
    if wanted.out_of_hours is not None and outside < wanted.out_of_hours:
        return f"其中晚上或休息日上门 {outside} 次，须满 {wanted.out_of_hours} 次"
    return ""


def waits_until(missed: Sequence[Missed], wanted: Wanted) -> date | None:
    """Return the last day to wait after the newest letter; None where nobody asks to, or none was sent."""
    letters = [each.letter_on for each in missed if each.letter_on is not None]
    if wanted.waiting_days is None or not letters:
        return None
    # The day of the letter is not counted (民法典 第二百零一条).
    return max(letters) + timedelta(days=wanted.waiting_days)


def still_waits(missed: Sequence[Missed], wanted: Wanted, today: date) -> str:
    """Return why a case may not be closed yet as unreachable, '' where it may."""
    if wanted.waiting_days is None:
        return ""
    until = waits_until(missed, wanted)
    if until is None:
        return f"还没有登记书面告知，张贴或寄出后须等 {wanted.waiting_days} 天"
    return f"书面告知后等待到 {formats.day(until)}" if today <= until else ""


def is_out_of_hours(at: datetime, is_workday: Callable[[date], bool], work_ends: time | None) -> bool:
    """Whether a moment lies in the evening of a workday or on a day off."""
    return not is_workday(at.date()) or (work_ends is not None and at.time() >= work_ends)
