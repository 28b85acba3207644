"""Work that nobody presses a button for."""

from __future__ import annotations

from datetime import timedelta

from apps.lib import clock
from apps.lib.jobs import Daily, Every, Run, task
from apps.reports import services
from apps.reports.queries.weeks import bureaus_that_report


@task(
    "reports.seal_weeks",
    label="封存到点的周报数据并起草周报，年末生成年终核定",
    every=Every(minutes=5),
    in_steps=True,
)
def take_week_snapshots(run: Run) -> int:
    """Take the snapshots whose cut-off has passed and draft their reports; return how many were new.

    One transaction a week, and a snapshot stays as it is, so a second run finds only the rest. When a year is
    over its 年终核定 follow.
    """
    services.lapse_reopenings()
    try:
        taken = services.take_due_snapshots()
        services.count_stage_days(bureaus=bureaus_that_report())
    finally:
        # A week that cannot be taken keeps no other bureau's year waiting.
        closes = services.make_year_closes()
    return len(taken) + len(closes)


@task("reports.remind_reports", label="提醒待报送的周报", every=Every(minutes=30))
def remind_reports(run: Run) -> int:
    """Count down to the hour at which the week's report is due."""
    return services.remind_reports()


@task("reports.remind_milestones", label="提醒年度节点", every=Daily(8, 40))
def remind_milestones(run: Run) -> int:
    """Tell who is behind a milestone of the year."""
    return services.remind_milestones()


@task("reports.verify_counters", label="全量复算各区县最近一期和现在的数", every=Daily(2, 10), in_steps=True)
def verify_counters(run: Run) -> int:
    """Recount every bureau's newest week and counts of the moment from the records; return how many differ.

    One transaction a bureau, and what this night has recounted is not recounted again.
    """
    try:
        proofs = services.verify_all(
            bureaus=bureaus_that_report(), unless_since=clock.now() - timedelta(hours=12)
        )
    finally:
        # A week that cannot be recounted keeps nobody's counts of the moment waiting.
        wrong = services.recount_live_counts()
    return sum(1 for proof in proofs if not proof.agrees) + wrong
