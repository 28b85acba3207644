"""上门路线: a body's own visits of a day, on page and paper; whole numbers are asked for and logged."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from apps.audit.models import AccessLog
from apps.cases.models import Case
from apps.inspections import services
from apps.inspections.enums import AppointmentPurpose, Channel
from apps.inspections.queries import round_list
from apps.inspections.queries.appointments import map_link
from apps.inspections.rules.appointments import Slot
from apps.lib import clock
from apps.lib.actors import Actor
from tests.factories.works import make_works_case
from tests.factories.world import NOON, World, later, make_world, user_of

pytestmark = pytest.mark.django_db
DONE = later(17)
PAGE, PAPER = "inspections:round-list", "inspections:round-list-paper"


def at(hour: int) -> datetime:
    return clock.local(later(20)).replace(hour=hour, minute=0)


DAY = at(9).date()


@pytest.fixture
def world() -> World:
    with clock.at(NOON):
        return make_world()


@pytest.fixture
def case(world: World) -> Case:
    """A household to accept at 14:00 and to patrol at 9:00 of one day, both agreed on the telephone."""
    case = make_works_case(world, "attempt")
    for hour, by, purpose in (
        (14, world.yan, AppointmentPurpose.ACCEPTANCE),
        (9, world.zhou, AppointmentPurpose.PATROL),
    ):
        with clock.at(DONE):
            services.offer_appointment(
                case_id=case.pk,
                by=by,
                purpose=purpose,
                officers=by.name,
                slots=(Slot(at(hour), at(hour + 1)),),
                agreed_by=Channel.PHONE,
            )
    return case


def browser(by: Actor) -> Client:
    client = Client()
    client.force_login(user_of(by))
    return client


def page(by: Actor, **query: Any) -> str:
    with clock.at(DONE):
        answer = browser(by).get(reverse(PAGE), {"day": DAY.isoformat(), **query})
    return str(answer.content.decode())


def test_each_body_has_its_own_route(world: World, case: Case) -> None:
    assert "14:00—15:00" in page(world.yan)
    assert "09:00—10:00" not in page(world.yan)
    assert "09:00—10:00" in page(world.zhou)
    for stranger in (world.xi_inspector, world.hu, world.chen, world.tao):
        assert str(case.number) not in page(stranger)


def test_the_page_masks_and_leads_to_the_question_for_a_purpose(world: World, case: Case) -> None:
    shown = page(world.yan)
    assert case.household.phone_encrypted.text() not in shown
    assert reverse("cases:reveal", kwargs={"pk": case.pk, "field": "phone"}) in shown


def test_a_tap_on_an_address_opens_the_phones_own_map_unless_the_operator_names_one(settings: Any) -> None:
    assert map_link("样本巷 1 号") == "geo:0,0?q=%E6%A0%B7%E6%9C%AC%E5%B7%B7%201%20%E5%8F%B7"
    settings.MAP_LINK = "https://map.example.gov.cn/?q={address}"
    assert map_link("巷").startswith("https://map.example.gov.cn/?q=%E5")
    settings.MAP_LINK = ""
    assert map_link("巷") == ""


def test_whole_numbers_are_printed_for_a_purpose_and_each_is_logged(world: World, case: Case) -> None:
    number = case.household.phone_encrypted.text()
    with clock.at(DONE):
        assert number not in json.dumps([stop.phone for stop in round_list(world.yan, DAY).route])
        phones = services.open_phones(by=world.yan, day=DAY, purpose="逐户上门联系")
        paper = round_list(world.yan, DAY, phones=phones)
    assert [stop.phone for stop in paper.route] == [number]
    entry = AccessLog.objects.filter(kind="unmask", field="phone").get()
    assert entry.purpose == "上门路线：逐户上门联系"


def test_without_a_purpose_nothing_is_opened(world: World, case: Case) -> None:
    with clock.at(DONE):
        answer = browser(world.yan).post(f"{reverse(PAPER)}?day={DAY.isoformat()}", {"purpose": " "})
    assert answer.status_code == 422
    assert "请写明查看用途。" in answer.content.decode()
    assert not AccessLog.objects.filter(kind="unmask", field="phone").exists()


def test_the_paper_is_kept_by_no_cache_once_it_bears_numbers(world: World, case: Case) -> None:
    with clock.at(DONE):
        masked = browser(world.zhou).get(f"{reverse(PAPER)}?day={DAY.isoformat()}")
        whole = browser(world.zhou).post(f"{reverse(PAPER)}?day={DAY.isoformat()}", {"purpose": "上门前联系"})
    assert masked.content.startswith(b"%PDF")
    assert whole.content.startswith(b"%PDF")
    assert whole["Cache-Control"] == "private, no-store"


def test_who_visits_nobody_has_no_route(world: World) -> None:
    with clock.at(DONE):
        assert browser(world.shi).get(reverse(PAGE)).status_code == 403


def test_of_a_day_the_list_has_those_agreed_as_well_as_those_arranged(world: World) -> None:
    case = make_works_case(world, "completed")
    with clock.at(DONE):
        services.offer_appointment(
            case_id=case.pk,
            by=world.yan,
            purpose=AppointmentPurpose.ACCEPTANCE,
            officers="严演示",
            slots=(Slot(at(9), at(10)),),
            agreed_by=Channel.DESK,
        )
        assert [visit.number for visit in round_list(world.yan, DAY).visits] == [case.number]
        assert round_list(world.yan, at(9).replace(day=DAY.day + 1).date()).visits == ()
