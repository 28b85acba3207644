"""How numbers, days and moments are written on a page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django import template

from apps.lib import clock, formats
from apps.lib.amounts import Yuan
from apps.lib.formats import NOTHING, Number

register = template.Library()

SOON_DAYS = 2
"""A deadline this near is marked; further away it stays neutral."""


@register.filter
def money(value: Yuan | None) -> str:
    """Write an amount of 元 in 万元; nothing becomes a dash."""
    return formats.money(value)


@register.filter
def yuan(value: Yuan | None) -> str:
    """Write an amount in 元; nothing becomes a dash."""
    return formats.yuan(value)


@register.filter
def decimal2(value: Number | None) -> str:
    """Write a number with two decimals, without a unit."""
    return formats.area(value)


@register.filter
def area(value: Number | None) -> str:
    """Write an area in ㎡ with two decimals."""
    text = formats.area(value)
    return text if text == NOTHING else f"{text} ㎡"


@register.filter
def ratio(share: Number | None) -> str:
    """Write a share between 0 and 1, for instance 0.69996 as ``69.99 %``."""
    return formats.percent(share)


@register.filter
def per_cents(value: Number) -> str:
    """Write a limit set in per cents as it is set: 66.6 reads 66.6 %."""
    return formats.per_cents(value)


@register.filter
def minus(count: int | str) -> str:
    """Write what is taken off in a sum, a number or its name: − 3."""
    return f"{formats.MINUS} {count}"


def _local_day(value: date) -> date:
    # Moments are kept in UTC: from midnight to eight their date there is still yesterday's.
    return clock.local(value).date() if isinstance(value, datetime) else value


@register.filter
def date_cn(value: date | None, style: str = "") -> str:
    """Write a day: 11月19日 in the current year, 2025年11月19日 otherwise or with ``"full"``."""
    return formats.day(value) if style == "full" else formats.near_day(value, clock.today())


@register.filter
def datetime_cn(value: datetime | None, style: str = "") -> str:
    """Write a moment in Asia/Shanghai: 11月26日 14:18, with the year as in :func:`date_cn`."""
    return formats.moment(value) if style == "full" else formats.near_moment(value, clock.today())


@register.filter
def moment_cn(value: datetime | None) -> str:
    """Write a recent moment as people say it: 10:42, 昨天 16:05, else day and time."""
    if not value:
        return NOTHING
    day, time = _local_day(value), formats.time_of_day(value)
    if day == clock.today():
        return time
    if day == clock.today() - timedelta(days=1):
        return f"昨天 {time}"
    return datetime_cn(value)


@register.filter
def weekday_cn(value: date | None) -> str:
    """Write the day of the week: 星期四."""
    return formats.weekday(value) if value else NOTHING


@register.simple_tag
def period_cn(first: date, last: date) -> str:
    """Write 11月19日—11月25日, with the year as in :func:`date_cn`."""
    return formats.period(first, last, clock.today())


@dataclass(frozen=True, slots=True)
class TimeLeft:
    """A deadline in words, with the tone and icon it is shown in."""

    text: str
    tone: str
    icon: str


@register.simple_tag
def deadline_words(due: date) -> str:
    """Say how long a deadline is away, in words alone: 剩 2 天, 已超 3 天."""
    return time_left(due).text


def time_left(due: date, *, finished: date | None = None, soon: int = SOON_DAYS) -> TimeLeft:
    """Say how long a deadline is away; ``due`` is a last day, or a moment with its hour."""
    last_day = _local_day(due)
    if finished is not None:
        late = (_local_day(finished) - last_day).days
        if late > 0:
            return TimeLeft(f"逾期 {late} 天完成", "warn", "alert-triangle")
        return TimeLeft("按期完成", "ok", "circle-check")
    days = (last_day - clock.today()).days
    if days < 0:
        return TimeLeft(f"已超 {-days} 天", "bad", "alert-circle")
    if days == 0:
        # A datetime is a date to isinstance(), so the narrower one is asked for.
        if not isinstance(due, datetime):
            return TimeLeft("今天到期", "warn", "clock")
        minutes = int((due - clock.now()).total_seconds() // 60)
        if minutes < 0:
            return TimeLeft("今天已过截止时间", "bad", "alert-circle")
        hours, rest = divmod(minutes, 60)
        return TimeLeft(f"剩 {hours} 小时 {rest} 分" if hours else f"剩 {rest} 分", "warn", "clock")
    return TimeLeft(f"剩 {days} 天", "warn" if days <= soon else "", "clock")
