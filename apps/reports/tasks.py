"""Work that nobody presses a button for."""

from __future__ import annotations

from apps.lib.jobs import Every, Run, task
from apps.reports.services import seal_due


@task("reports.seal_weeks", label="封存到点的周报数据并起草周报", every=Every(minutes=5), in_steps=True)
def seal_weeks(run: Run) -> int:
    """Seal the weeks whose cut-off has passed and draft their reports; return how many were new.

    One transaction a week, and a sealed week stays as it is, so a second run finds only the rest.
    """
    return len(seal_due())
