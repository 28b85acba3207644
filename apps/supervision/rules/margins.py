"""How much a sample says of its population. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

_Z = Decimal("1.645")
"""Of a confidence of 90 %, two-sided."""
CONFIDENCE = 90
"""Percent."""


def margin_of(strata: Sequence[tuple[int, int, Decimal]]) -> int | None:
    """Return :func:`margin` of a whole draw; ``strata``: size, drawn and share of each.

    None where shares differ or fewer than two of a stratum are drawn though it has more: the sample stands
    for some strata more than for others, and one number for all of them would say more than is known.
    """
    size, drawn = sum(each[0] for each in strata), sum(each[1] for each in strata)
    is_uneven = len({share for _size, _drawn, share in strata}) > 1
    is_thin = any(taken < min(2, whole) for whole, taken, _share in strata)
    if drawn < size and (is_uneven or is_thin):
        return None
    return margin(size, drawn)


def margin(size: int, drawn: int) -> int | None:
    """Return by how many percentage points a share may be off, at worst, with :data:`CONFIDENCE`.

    As for a simple random sample without replacement, for a share of one half; None where nothing was drawn,
    0 where everything was.
    """
    if not drawn or size < 1:
        return None
    if drawn >= size:
        return 0
    left = Decimal(size - drawn) / Decimal(size - 1)
    points = _Z * (Decimal("0.25") / drawn * left).sqrt() * 100
    return int(min(points, Decimal(100)).to_integral_value(ROUND_HALF_UP))
