"""How much a sample says of its population. Pure."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

_Z = Decimal("1.645")
"""Of a confidence of 90 %, two-sided."""
CONFIDENCE = 90
"""Percent."""


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
