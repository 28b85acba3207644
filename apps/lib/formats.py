"""One way to write amounts, areas, shares, days and times: on pages, papers, in the API's and Excel's words.

Days and times are those of Asia/Shanghai; nothing is rounded up over a limit.
"""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from math import floor

from apps.lib import clock
from apps.lib.amounts import Yuan, in_wan, places_of

NOTHING = "—"
MINUS = "−"
"""The minus sign of printed figures; a hyphen reads as a dash."""
Number = Decimal | Fraction | int | str


def _decimal(value: Number) -> Decimal:
    if isinstance(value, Fraction):
        return Decimal(value.numerator) / Decimal(value.denominator)
    return Decimal(str(value))


def _signed(number: Decimal, places: int) -> str:
    return f"{MINUS if number < 0 else ''}{abs(number):,.{places}f}"


def money(amount: Yuan | int | str | None, *, nothing: str = NOTHING) -> str:
    """Write an amount of 元 in 万元: at least two decimals, more only where the 分 need them (R35).

    Exact: 12,341,250 元 are 1,234.125, neither 1,234.12 nor 1,234.13. ``nothing`` stands for an amount
    not given.
    """
    if amount is None or amount == "":
        return nothing
    wan = in_wan(_decimal(amount))
    return _signed(wan, max(2, places_of(wan)))


def yuan(amount: Yuan | int | str | None, *, nothing: str = NOTHING) -> str:
    """Write an amount in 元, with 分 only where there are some: 76,200 or 76,200.50."""
    if amount is None or amount == "":
        return nothing
    number = _decimal(amount)
    return _signed(number, 2 if places_of(number) else 0)


def area(value: Number | None, *, nothing: str = NOTHING) -> str:
    """Write an area in ㎡ with two decimals, without its unit."""
    if value is None or value == "":
        return nothing
    return _signed(_decimal(value).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP), 2)


def percent(share: Number | None, *, nothing: str = NOTHING, sign: str = " %") -> str:
    """Write a share (1 is all) in per cent, cut after two decimals and never rounded up over a line.

    A share that is whole per cents has no decimals; 0.70001 reads 70.00 %, 0.69999 reads 69.99 %.
    """
    if share is None or share == "":
        return nothing
    exact = Fraction(share) * 10_000
    hundredths = floor(exact)
    whole, rest = divmod(hundredths, 100)
    return f"{whole}{sign}" if rest == 0 and exact == hundredths else f"{whole}.{rest:02d}{sign}"


def whole_percent(share: Number) -> str:
    """Write a share (1 is all) in whole per cents, cut: 0.999 reads 99 %. What is there is never 0 %."""
    exact = Fraction(share)
    return "不到 1 %" if 0 < exact < Fraction(1, 100) else f"{floor(exact * 100)} %"


def per_cents(value: Number) -> str:
    """Write a limit set in per cents exactly as it is set: 70 reads 70 %, 66.6 reads 66.6 %."""
    return f"{number(value)} %"


def number(value: Number, *, places: int | None = None) -> str:
    """Write a number with the decimals it needs, 3.50 as 3.5; cut after ``places``, where given."""
    exact = Fraction(value)
    kept = _decimal(value) if places is None else Decimal(floor(abs(exact) * 10**places)).scaleb(-places)
    digits = f"{abs(kept):f}"
    text = digits.rstrip("0").rstrip(".") if "." in digits else digits
    # What is cut down to nought has no sign.
    return f"{MINUS}{text}" if exact < 0 and kept else text


def file_size(size: int) -> str:
    """Write a file's size in bytes as whole KB, or from 1 MB on as MB, whole or with one decimal."""
    mega = 1024 * 1024
    if size < mega:
        return f"{max(1, size // 1024)} KB"
    return f"{size / mega:.1f} MB" if size % mega else f"{size // mega} MB"


WEEKDAYS = "一二三四五六日"


def _local(on: date) -> date:
    # A datetime is a date too, and one in UTC may bear the day before.
    return clock.local(on).date() if isinstance(on, datetime) else on


def month_day(on: date) -> str:
    """Write a day without its year, where the year is plain: 7月1日."""
    on = _local(on)
    return f"{on.month}月{on.day}日"


def month(on: date) -> str:
    """Write a month where its year is plain: 7月."""
    return f"{_local(on).month}月"


def month_end(on: date) -> str:
    """Write the end of a month, as milestones are named: 9月底."""
    return f"{_local(on).month}月底"


def day(on: date | None, *, nothing: str = NOTHING) -> str:
    """Write a day in full, as official papers do: 2026年7月1日."""
    return f"{_local(on).year}年{month_day(on)}" if on else nothing


def near_day(on: date | None, today: date) -> str:
    """Write a day of today's year without the year, any other in full."""
    return month_day(on) if on and _local(on).year == today.year else day(on)


def weekday(on: date) -> str:
    """Write the day of the week: 星期四."""
    return f"星期{WEEKDAYS[_local(on).weekday()]}"


def day_and_weekday(on: date) -> str:
    """Write 2026年11月26日（周四）."""
    return f"{day(on)}（周{WEEKDAYS[_local(on).weekday()]}）"


def period(first: date, last: date, today: date | None = None) -> str:
    """Write 11月19日—11月25日; given ``today``, a day of another year carries its year."""
    written = [near_day(on, today) if today else month_day(on) for on in (first, last)]
    return "—".join(written)


def time_of_day(at: datetime | time) -> str:
    """Write 08:30: of a moment in Asia/Shanghai, or of a time that is meant there."""
    return f"{clock.local(at) if isinstance(at, datetime) else at:%H:%M}"


def moment(at: datetime | None, *, nothing: str = NOTHING) -> str:
    """Write a moment in full: 2026年11月26日 14:18."""
    return f"{day(at)} {time_of_day(at)}" if at else nothing


def month_moment(at: datetime) -> str:
    """Write a moment without its year, where the year is plain: 11月26日 14:18."""
    return f"{month_day(at)} {time_of_day(at)}"


def near_moment(at: datetime | None, today: date) -> str:
    """Write a moment of today's year without the year, any other in full."""
    return f"{near_day(at, today)} {time_of_day(at)}" if at else NOTHING
