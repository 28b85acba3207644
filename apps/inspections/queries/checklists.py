"""The list of a visit: by the confirmed plan, with what the case's bureau asks further."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

from apps.cases.models import Case
from apps.inspections.queries.again import refers
from apps.inspections.rules import ChecklistItem, checklist
from apps.inspections.rules.checklist import red_line_items
from apps.inspections.rules.reference import reference_checks
from apps.lib import clock
from apps.plans.models import PlanVersion
from apps.plans.queries import confirmed_plan, content_of
from apps.programs.queries import statutes_of
from apps.programs.rules.statutes import Concern, in_force


class Checklists:
    """Lists of many cases: what a bureau asks further is read once for all its cases.

    ``on``: as of which day; today where none is given.
    """

    def __init__(self, on: date | None = None) -> None:
        self.on = on or clock.today()
        self._further: dict[int, tuple[ChecklistItem, ...]] = {}
        self._refers: dict[int, bool] = {}

    def of(self, case: Case, plan: PlanVersion | None) -> tuple[ChecklistItem, ...]:
        """Return the list of a case by its confirmed ``plan``."""
        content = content_of(plan) if plan else None
        listed = checklist(content, self.further(case.bureau_id))
        if content is None or not self.refers(case):
            return listed
        return listed + reference_checks(space.kind for space in content.spaces)

    def refers(self, case: Case) -> bool:
        """Whether its bureau has 质量参考项 looked at."""
        if case.bureau_id not in self._refers:
            self._refers[case.bureau_id] = refers(case, self.on)
        return self._refers[case.bureau_id]

    def further(self, bureau_id: int) -> tuple[ChecklistItem, ...]:
        """Return what a bureau asks beyond the plan."""
        if bureau_id not in self._further:
            lines = in_force(statutes_of(bureau_id, self.on), Concern.RED_LINE)
            self._further[bureau_id] = red_line_items(lines)
        return self._further[bureau_id]


def checklist_of(case: Case) -> tuple[ChecklistItem, ...]:
    """Return the list of a visit to a case made now."""
    return Checklists().of(case, confirmed_plan(case))


def list_of_day(
    case: Case, plan: PlanVersion | None, on: date, answered: Collection[str]
) -> tuple[ChecklistItem, ...]:
    """Return the list of a visit made today or on an earlier day.

    Nobody looked at what was not asked then. What was ``answered`` beyond it is kept: by the list of the
    day before, which a telephone may have taken along, or by today's.
    """
    then = Checklists(on).of(case, plan)
    before = on if on == date.min else on - timedelta(days=1)  # a year written wrongly is any year
    for day in (before, clock.today()):
        beyond = set(answered) - {line.code for line in then}
        if beyond:
            then += tuple(line for line in Checklists(day).of(case, plan) if line.code in beyond)
    return then
