"""When a ticket is to be called back and settled: pure, from the day it came and what a body has set."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from apps.lib import formats


@dataclass(frozen=True, slots=True)
class Due:
    """The last days; None where nobody has set a period, and then no clock runs."""

    call_on: date | None
    settle_on: date | None


def due_from(begun: date, *, call_days: int | None, settle_days: int | None) -> Due:
    """Return the last days, counted in calendar days from the day after ``begun``."""
    call = None if call_days is None else begun + timedelta(days=call_days)
    settle = None if settle_days is None else begun + timedelta(days=settle_days)
    return Due(call, settle)


def last_day(settle_on: date | None, hotline_on: date | None) -> date | None:
    """Return the day by which it is to be settled: that of the 12345 工单 wins, be it sooner or later."""
    return hotline_on or settle_on


def clock_words(begun: date, due: date | None, *, by_hotline: bool) -> str:
    """Say where a last day comes from."""
    if due is None:
        return "没有设定期限"
    if by_hotline:
        return f"{formats.day(due)}以前：按 12345 工单上的期限"
    return f"{formats.day(due)}以前：{formats.day(begun)}收到，次日起第 {(due - begun).days} 天"
