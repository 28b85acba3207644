"""Sums of money: kept in 元 to the 分, said in 万元 (R35). Exact both ways; sums are made in 元."""

from __future__ import annotations

from decimal import Decimal
from typing import TypeAlias

Yuan: TypeAlias = Decimal
"""An amount in 元, whole 分. Whatever holds, takes or returns one says so by this name."""

FEN = Decimal("0.01")
ZERO = Decimal("0.00")
_WAN = 4
"""Zeros of 万."""


def in_wan(yuan: Yuan) -> Decimal:
    """Return an amount in 万元, exact: 106600 元 are 10.66."""
    return yuan.scaleb(-_WAN)


def from_wan(wan: Decimal) -> Yuan:
    """Return an amount of 万元 in 元 to the 分; ValueError where it is finer than that."""
    yuan = wan.scaleb(_WAN)
    if not is_whole_fen(yuan):
        raise ValueError(f"{wan} 万元 is no whole number of 分")
    return yuan.quantize(FEN)


def is_whole_fen(yuan: Decimal) -> bool:
    """Whether an amount in 元 has nothing smaller than 分."""
    return places_of(yuan) <= 2


def spelled(yuan: Yuan, places: int = 4) -> str:
    """Return the one spelling in 万元 that hashes, records and the API use: 10.6600.

    So many decimals, and more only where the 分 need them (10.660001): what could be said before
    amounts were kept in 元 is spelled as it was then, so that what was signed stays proved.
    """
    wan = in_wan(yuan)
    return f"{wan:.{max(places, places_of(wan))}f}"


def places_of(number: Decimal) -> int:
    """Return how many decimals a number needs."""
    # normalize() drops trailing zeros; a round number (1E+2) then has a positive exponent.
    return max(0, -int(number.normalize().as_tuple().exponent))
