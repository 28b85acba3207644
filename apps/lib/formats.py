"""One way to write amounts, areas and shares: on pages and papers, in the API's and Excel's words."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

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
    hundredths = exact.numerator // exact.denominator
    whole, rest = divmod(hundredths, 100)
    return f"{whole}{sign}" if rest == 0 and exact == hundredths else f"{whole}.{rest:02d}{sign}"
