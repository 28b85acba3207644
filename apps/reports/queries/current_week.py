"""The week that has not closed yet, as a preview: no snapshot of it is taken."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from apps.lib import clock
from apps.lib.calendars import DueWeek
from apps.orgs.models import Organisation
from apps.reports.models import WeekSnapshot
from apps.reports.queries.ledger import candidates, since_of
from apps.reports.queries.weeks import week_running_at
from apps.reports.rules.ledger import Kind, State


@dataclass(frozen=True, slots=True)
class Running:
    """What has been recorded since the last snapshot."""

    week: DueWeek
    added: int
    finished: int
    removed: int

    @property
    def cutoff_at(self) -> datetime:
        """When the snapshot of this week will be taken."""
        return self.week.cutoff_at


def running_week(bureau: Organisation, newest: WeekSnapshot) -> Running | None:
    """Preview the week now running, or None while the newest snapshot is still due."""
    running = week_running_at(clock.now())
    if running.cutoff_at <= newest.cutoff_at or newest.bureau_id != bureau.pk:
        return None
    # What could still be adjusted into the last snapshot is what the running one has gathered so far.
    movements = [each.movement for each in candidates(since_of(newest))]
    return Running(
        week=running,
        added=sum(1 for each in movements if each.kind is Kind.IN),
        finished=sum(1 for each in movements if each.after is State.DONE and each.before is not State.DONE),
        removed=sum(1 for each in movements if each.kind is Kind.OUT),
    )
