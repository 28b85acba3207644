"""上门预约 of the stage: of each purpose one offered, and one whose hour is over."""

from __future__ import annotations

from datetime import datetime, timedelta

from apps.cases.models import Case
from apps.inspections.enums import AppointmentPurpose, Channel
from apps.inspections.models import Appointment
from apps.inspections.rules.appointments import Slot
from apps.inspections.services import offer_appointment
from apps.lib import clock
from tests.factories.reported import report
from tests.factories.world import World, later


def make_visits(world: World, cases: dict[str, Case]) -> None:
    """Let whoever comes offer a time to one household and agree on one with another; one reports a defect."""
    for state, by, purpose, at, day, agreed in (
        ("completed", world.yan, AppointmentPurpose.ACCEPTANCE, 28, 34, None),
        ("attempt", world.yan, AppointmentPurpose.ACCEPTANCE, 28, 29, Channel.DESK),
        ("faulty", world.wu, AppointmentPurpose.PATROL, 28, 29, Channel.PHONE),
        ("building", world.wu, AppointmentPurpose.PATROL, 28, 34, None),
        ("designing", world.chen, AppointmentPurpose.SURVEY, 28, 34, None),
        ("stopped", world.chen, AppointmentPurpose.SURVEY, 28, 29, Channel.PHONE),
    ):
        with clock.at(later(at)):
            offer_appointment(
                case_id=cases[state].pk,
                by=by,
                purpose=purpose,
                officers=by.name,
                slots=(Slot(later(day), later(day) + timedelta(hours=2)),),
                agreed_by=agreed,
            )
    with clock.at(later(28)):
        report(world, cases["verdict"])


def offer_survey(world: World, case: Case, *, at: datetime) -> Appointment:
    """Let the enterprise offer its household one time to measure."""
    return offer_appointment(
        case_id=case.pk,
        by=world.chen,
        purpose=AppointmentPurpose.SURVEY,
        officers=world.chen.name,
        slots=(Slot(at, at + timedelta(hours=2)),),
    )


def numbers_of(case: Case) -> list[int]:
    """Return by which numbers a case's appointments are found."""
    return list(Appointment.objects.filter(case=case).values_list("number", flat=True))
