"""A 上门预约 of a case that came to another body: it lies at that body's desk, and at no other."""

from __future__ import annotations

from typing import Any

import pytest

from apps.cases.models import Case
from apps.inspections import services
from apps.inspections.enums import AppointmentPurpose as Purpose
from apps.inspections.enums import Channel
from apps.inspections.models import Appointment
from apps.inspections.queries.appointments import appointment_tasks, visits_of_day
from apps.lib import clock
from apps.lib.actors import Actor
from apps.orgs.enums import Role
from apps.outbox.models import Message
from apps.outbox.services import run_due_jobs
from tests.factories.appointments import DONE, at, offer, slot, wish
from tests.factories.works import make_works_case
from tests.factories.world import NOON, World, later, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    with clock.at(NOON):
        return make_world()


@pytest.fixture
def case(world: World) -> Case:
    return make_works_case(world, "attempt")


def pass_on(case: Case, **bodies: Any) -> None:
    Case.objects.filter(pk=case.pk).update(**bodies)


def route(actor: Actor) -> list[Appointment]:
    with clock.at(DONE):
        return visits_of_day(actor, at(20).date())


def test_an_acceptance_is_the_next_bureaus_to_keep(world: World, case: Case) -> None:
    row = offer(world, case, slot(20), agreed_by=Channel.PHONE)
    pass_on(case, bureau=world.xihu)
    assert (route(world.yan), route(world.xi_inspector), route(world.xi)) == ([], [row], [row])


def test_the_next_bureau_owes_the_answer_and_hears_of_it(world: World, case: Case) -> None:
    row = offer(world, case, slot(20), agreed_by=Channel.PHONE)
    pass_on(case, bureau=world.xihu)
    wish(row, world.zhou)
    told = Message.objects.get(kind="appointment.wish")
    assert (told.organisation_id, told.role) == (world.xihu.pk, Role.DISTRICT_INSPECTOR)
    with clock.at(DONE):
        assert appointment_tasks(world.yan) == []
        assert [task.text for task in appointment_tasks(world.xi_inspector)] == [
            "验收：住户要另约时间，请答复"
        ]


def test_the_next_bureau_is_reminded_the_day_before(world: World, case: Case) -> None:
    offer(world, case, slot(20), agreed_by=Channel.PHONE)
    pass_on(case, bureau=world.xihu)
    with clock.at(at(19, 10)):
        run_due_jobs()
    assert Message.objects.get(kind="appointment.tomorrow").organisation_id == world.xihu.pk


def test_a_streets_patrol_is_its_successors(world: World, case: Case) -> None:
    row = offer(world, case, slot(20), by=world.zhou, purpose=Purpose.PATROL, agreed_by=Channel.PHONE)
    assert (route(world.zhou), route(world.hu)) == ([row], [])
    pass_on(case, street_office=world.hubin)
    assert (route(world.zhou), route(world.hu)) == ([], [row])


def test_a_patrol_passes_between_street_and_property_company(world: World, case: Case) -> None:
    row = offer(world, case, slot(20), by=world.zhou, purpose=Purpose.PATROL, agreed_by=Channel.PHONE)
    pass_on(case, patrol_organisation=world.property)
    assert (route(world.zhou), route(world.wu)) == ([], [row])
    wish(row, world.zhou)
    told = Message.objects.get(kind="appointment.wish")
    assert (told.organisation_id, told.role) == (world.property.pk, Role.PROPERTY_PATROL)
    pass_on(case, patrol_organisation=None)
    with clock.at(DONE):
        assert appointment_tasks(world.wu) == []
        assert len(appointment_tasks(world.zhou)) == 1


def test_a_survey_is_the_streets_once_the_enterprise_has_no_account(world: World) -> None:
    case = make_works_case(world, "building")
    with clock.at(later(9)):
        row = services.offer_appointment(
            case_id=case.pk,
            by=world.chen,
            purpose=Purpose.SURVEY,
            officers="陈样本",
            slots=(slot(20),),
            agreed_by=Channel.PHONE,
        )
    assert (route(world.chen), route(world.zhou)) == ([row], [])
    world.shili.organisation = None
    world.shili.save()
    assert (route(world.chen), route(world.zhou)) == ([], [row])


def test_an_inspectors_own_patrol_stays_the_bureaus(world: World, case: Case) -> None:
    row = offer(world, case, slot(20), purpose=Purpose.PATROL, agreed_by=Channel.PHONE)
    pass_on(case, patrol_organisation=world.property)
    assert (route(world.yan), route(world.wu), route(world.zhou)) == ([row], [], [])
