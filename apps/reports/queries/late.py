"""Who owes the newest week's report, with the telephone of the body (R11)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import prefetch_related_objects

from apps.reports.models import WeekSnapshot
from apps.reports.queries.lists import Standing, late_again, standing_of, versions_of
from apps.reports.queries.urged import OWED
from apps.reports.queries.weeks import place_name


@dataclass(frozen=True, slots=True)
class Owing:
    """A bureau whose report of the newest week is not handed in."""

    snapshot: WeekSnapshot
    standing: Standing

    @property
    def name(self) -> str:
        """Name of its place."""
        return place_name(self.snapshot.bureau)

    @property
    def late_twice(self) -> bool:
        """Whether it is late in this week and was in the one before."""
        return late_again(self.snapshot, self.standing)

    @property
    def note(self) -> str:
        """Why it is not there, where somebody said it."""
        return self.standing.return_reason


@dataclass(frozen=True, slots=True)
class Reporting:
    """The newest week: when it is due, how many owe it and who does not have it in."""

    number: int
    due_at: datetime
    is_over: bool
    expected: int
    owing: tuple[Owing, ...]


def load_contacts(snapshots: Iterable[WeekSnapshot]) -> None:
    """Load whom to telephone at the bureaus of some weeks (one query, none where there is no week)."""
    prefetch_related_objects([row.bureau for row in snapshots], "contacts")


def reporting(snapshots: Iterable[WeekSnapshot], now: datetime) -> Reporting | None:
    """Return who owes the newest of some weeks, in code order (two queries); None without a week."""
    rows = sorted(snapshots, key=lambda row: (row.bureau.region_id or "", row.bureau_id))
    if not rows:
        return None
    newest = max(row.cutoff_at for row in rows)
    # A bureau that reports no more has older weeks only and owes nothing of this one.
    rows = [row for row in rows if row.cutoff_at == newest]
    versions = versions_of(rows)
    standings = [(row, standing_of(row, versions.get(row.pk, []), now)) for row in rows]
    load_contacts(row for row, standing in standings if standing.state in OWED)
    return Reporting(
        number=rows[0].number,
        due_at=rows[0].due_at,
        is_over=now > rows[0].due_at,
        expected=len(rows),
        owing=tuple(Owing(row, standing) for row, standing in standings if standing.state in OWED),
    )
