"""Work on cases that nobody presses a button for."""

from apps.cases import services
from apps.lib.jobs import Daily, Run, task


@task("cases.refresh_clocks", label="按最新工作日历重算到期日", every=Daily(1, 0), in_steps=True)
def refresh_clocks(run: Run) -> int:
    """Recompute due days after a year's holidays were announced.

    One transaction a case, and a recomputed case is not stale any more.
    """
    return services.refresh_clocks()
