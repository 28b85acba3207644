"""Work that nobody presses a button for."""

from __future__ import annotations

from apps.reports.services import seal_due


def seal_weeks() -> int:
    """Seal the weeks whose cut-off has passed; return how many were new."""
    return len(seal_due())
