"""Until when one has to wait, in words."""

from __future__ import annotations

import math
from datetime import datetime

from apps.lib import clock, formats


def waiting(until: datetime) -> str:
    """Return minutes to wait, with the moment unless a demonstration shows another clock."""
    minutes = max(1, math.ceil((until - clock.wall()).total_seconds() / 60))
    moment = "" if clock.is_shifted() else f"（{formats.time_of_day(until)}）"
    return f" {minutes} 分钟后{moment}"
