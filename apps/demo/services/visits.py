"""上门预约 of the demonstration: one to choose, some agreed for today, one that a household put off."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from apps.cases.enums import Status
from apps.cases.models import Case
from apps.demo.services.slip import SLIP
from apps.demo.services.world import DemoWorld
from apps.household.models import Slip
from apps.household.queries.slips import token_index
from apps.inspections import services as inspections
from apps.inspections.enums import AppointmentPurpose, Channel
from apps.inspections.permissions import purposes_of
from apps.inspections.rules.appointments import Slot
from apps.lib import clock
from apps.orgs.enums import Role


def arrange_visits(world: DemoWorld) -> None:
    """Let the public slip's household choose a time; give the inspector and the patrol of 上城 a route."""
    _survey(world)
    today = clock.today()
    inspector = world.actors["330102", Role.DISTRICT_INSPECTOR]
    completed = Case.objects.visible_to(inspector).filter(status=Status.COMPLETED)
    arranged = completed.filter(attempts__arranged_on=today).order_by("acceptance_due_on", "number")
    for case, hour in zip(arranged[:2], (15, 16), strict=False):
        inspections.offer_appointment(
            case_id=case.pk,
            by=inspector,
            purpose=AppointmentPurpose.ACCEPTANCE,
            officers=inspector.name,
            minutes=50,
            note="请把厨房、卫生间的东西先收一收",
            slots=(_slot(today, hour),),
            agreed_by=Channel.PHONE,
        )
    for case in completed.filter(attempts__isnull=True).order_by("acceptance_due_on", "number")[:1]:
        _put_off(world, case, today)
    patrol = world.actors["property", Role.PROPERTY_PATROL]
    building = Case.objects.visible_to(patrol).filter(status=Status.BUILDING)
    for case in building.order_by("number")[1:2]:
        inspections.offer_appointment(
            case_id=case.pk,
            by=patrol,
            purpose=AppointmentPurpose.PATROL,
            officers=patrol.name,
            slots=(_slot(today, 16),),
            agreed_by=Channel.DESK,
        )


def _survey(world: DemoWorld) -> None:
    slip = Slip.objects.with_case().filter(token_index=token_index(SLIP.token)).first()
    if slip is None:
        return
    places = {each.pk: number for number, each in enumerate(world.enterprises, 1)}
    place = places.get(slip.case.enterprise_id or 0)
    if place is None:
        return
    designer = world.actors[f"enterprise-{place}", Role.DESIGNER]
    # In a small programme the slip's household may have been measured long ago.
    if AppointmentPurpose.SURVEY not in purposes_of(designer, slip.case):
        return
    today = clock.today()
    inspections.offer_appointment(
        case_id=slip.case_id,
        by=designer,
        purpose=AppointmentPurpose.SURVEY,
        officers=f"设计师{designer.name}",
        minutes=40,
        slots=(
            _slot(today + timedelta(days=2), 9),
            _slot(today + timedelta(days=2), 14),
            _slot(today + timedelta(days=4), 9),
        ),
    )


def _put_off(world: DemoWorld, case: Case, today: date) -> None:
    inspector = world.actors["330102", Role.DISTRICT_INSPECTOR]
    row = inspections.offer_appointment(
        case_id=case.pk,
        by=inspector,
        purpose=AppointmentPurpose.ACCEPTANCE,
        officers=inspector.name,
        minutes=50,
        slots=(_slot(today + timedelta(days=1), 9),),
        agreed_by=Channel.PHONE,
    )
    inspections.ask_other_time(
        appointment_id=row.pk,
        by=world.actors["330102", Role.DISTRICT_CLERK],
        words="明天去儿子家，周末以后都在家",
        channel=Channel.PHONE,
    )


def _slot(day: date, hour: int) -> Slot:
    starts = datetime.combine(day, time(hour), clock.SHANGHAI)
    return Slot(starts, starts + timedelta(hours=1 if hour > 14 else 2))
