"""上门预约 as the household itself reads it."""

from __future__ import annotations

from apps.cases.models import Case
from apps.household.queries.plan import is_of_predecessor
from apps.inspections.enums import AppointmentAct
from apps.inspections.queries.appointments import AppointmentView, appointment_numbered, going_on
from apps.lib.actors import Actor


def own_visits(by: Actor, case: Case) -> list[AppointmentView]:
    """Return what the household still has to do with."""
    return [_own(case, view) for view in going_on(by, case)]


def own_visit(by: Actor, case: Case, number: int) -> AppointmentView | None:
    """Return one appointment of the case; None where there is none of this number."""
    view = appointment_numbered(by, case, number)
    return _own(case, view) if view else None


def _own(case: Case, view: AppointmentView) -> AppointmentView:
    said = next((step for step in view.steps if step.did == AppointmentAct.WISH), None)
    if said is not None and is_of_predecessor(case, said.at):
        # On this page alone: why the former household had no time is none of the present one's business.
        view.row.wish = ""
    return view
