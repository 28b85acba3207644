"""Two act on one appointment at once: one wins, the other is told in words. This needs PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from apps.cases.models import Case
from apps.inspections import services
from apps.inspections.enums import AppointmentPurpose, AppointmentState, Channel
from apps.inspections.models import Appointment, AppointmentStep
from apps.inspections.rules.appointments import Slot
from apps.lib import clock
from apps.lib.actors import Actor
from apps.lib.decisions import Refused, Stale
from tests.factories.racing import at_once
from tests.factories.works import make_works_case
from tests.factories.world import NOON, World, later, make_world

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
DONE = later(17)


@pytest.fixture
def world() -> World:
    with clock.at(NOON):
        return make_world()


def slot(day: int) -> Slot:
    starts = clock.local(later(day)).replace(hour=9, minute=0)
    return Slot(starts, starts.replace(hour=11))


def offer(case: Case, by: Actor) -> Callable[[], Appointment]:
    return lambda: services.offer_appointment(
        case_id=case.pk,
        by=by,
        purpose=AppointmentPurpose.ACCEPTANCE,
        officers=by.name,
        slots=(slot(20), slot(21)),
    )


def choose(row: Appointment, by: Actor, place: int) -> Callable[[], object]:
    picked = row.slots.order_by("starts")[place].pk
    return lambda: services.choose_slot(
        appointment_id=row.pk, by=by, slot=picked, channel=Channel.PHONE, version=row.version
    )


def move(row: Appointment, by: Actor) -> Callable[[], object]:
    return lambda: services.move_appointment(
        appointment_id=row.pk, by=by, slots=(slot(22),), reason="另有安排", version=row.version
    )


def offered(world: World) -> Appointment:
    case = make_works_case(world, "completed")
    with clock.at(DONE):
        return offer(case, world.yan)()


def test_of_two_times_chosen_at_once_one_is_agreed(world: World) -> None:
    row = offered(world)
    outcomes = at_once([choose(row, world.zhou, 0), choose(row, world.wang, 1)], moment=DONE)
    (refused,) = [each for each in outcomes if isinstance(each, Exception)]
    assert isinstance(refused, Stale)
    assert AppointmentStep.objects.filter(appointment=row, did="choose").count() == 1


def test_moved_while_it_is_chosen_one_of_both_is_told(world: World) -> None:
    row = offered(world)
    outcomes = at_once([choose(row, world.zhou, 0), move(row, world.yan)], moment=DONE)
    (refused,) = [each for each in outcomes if isinstance(each, Exception)]
    assert isinstance(refused, Stale)
    row.refresh_from_db()
    # Whoever won: what stands is one of the two whole, never a time that was withdrawn.
    assert (row.state, row.starts) in (
        (AppointmentState.AGREED, slot(20).starts),
        (AppointmentState.OFFERED, None),
    )


def test_of_two_offered_at_once_one_goes_on(world: World) -> None:
    case = make_works_case(world, "completed")
    outcomes = at_once([offer(case, world.yan), offer(case, world.yan2)], moment=DONE)
    (refused,) = [each for each in outcomes if isinstance(each, Exception)]
    assert isinstance(refused, Refused)
    assert "改约" in refused.reason
    assert Appointment.objects.open().filter(case=case).count() == 1
