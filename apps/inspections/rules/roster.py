"""分阶段巡查: of which stages a patrol is owed, until when, and what was missed. Pure.

A stage begins with what the enterprise reports (start, first concealed work, finish) and ends where the next
one begins, the last with the acceptance or the end of the case; a patrol on the day of both serves both.
Days are calendar days; an unset number owes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from apps.inspections.enums import PatrolStage


@dataclass(frozen=True, slots=True)
class StagePatrol:
    """One stage of a household's works: when it began, by when a patrol is due, when one came."""

    stage: PatrolStage
    since: date
    due_on: date
    closed_on: date | None = None
    """The day on which the next stage began, or the works were accepted or the case ended; None before."""
    visited_on: date | None = None

    @property
    def is_owed(self) -> bool:
        """Whether a patrol still has to come, and still can."""
        return self.visited_on is None and self.closed_on is None

    @property
    def is_missed(self) -> bool:
        """Whether the stage is over and no patrol came."""
        return self.visited_on is None and self.closed_on is not None

    def is_overdue(self, today: date) -> bool:
        """Whether it is owed beyond its day."""
        return self.is_owed and today > self.due_on

    @property
    def was_late(self) -> bool:
        """Whether a patrol came after its day."""
        return self.visited_on is not None and self.visited_on > self.due_on

    def words(self, today: date) -> str:
        """Where it stands, in a word or two."""
        if self.visited_on is not None:
            return "已巡查（超过期限）" if self.was_late else "已巡查"
        if self.is_missed:
            return "错过，没有巡查"
        return "超期未巡查" if self.is_overdue(today) else "待巡查"

    def tone(self, today: date) -> str:
        """Its colour beside the words."""
        if self.visited_on is not None:
            return "warn" if self.was_late else "ok"
        return "bad" if self.is_missed or self.is_overdue(today) else "warn"


def stage_patrols(
    begun: Mapping[PatrolStage, date | None],
    days: Mapping[PatrolStage, int | None],
    visited: Sequence[date],
    over_on: date | None = None,
) -> tuple[StagePatrol, ...]:
    """Return the 分阶段巡查 of one household: stages that have begun and want a patrol, in their order.

    ``begun``: when each stage began; ``days``: within how many days after that a patrol is to come;
    ``visited``: the days of the patrols of these works; ``over_on``: when they were accepted or sent back, or
    the case ended.
    """
    found = []
    stages = list(PatrolStage)
    for place, stage in enumerate(stages):
        since, within = begun.get(stage), days.get(stage)
        if since is None or within is None:
            continue
        later = [begun.get(each) for each in stages[place + 1 :]]
        closed_on = next((day for day in later if day is not None), over_on)
        came = (day for day in sorted(visited) if day >= since and (closed_on is None or day <= closed_on))
        due_on = since + timedelta(days=within)
        found.append(StagePatrol(stage, since, due_on, closed_on, next(came, None)))
    return tuple(found)
