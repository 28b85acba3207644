"""A complaint from the household's page: bound to its case, and never shown there again."""

from __future__ import annotations

import re
from typing import Any

import pytest

from apps.cases.models import Case
from apps.household.permissions import visitor
from apps.household.services import issue_slip
from apps.lib import clock
from apps.lib.decisions import Refused
from apps.tickets.enums import Source
from apps.tickets.models import Ticket
from apps.tickets.services import complain_as_household
from tests.factories.stages import make_staged_case
from tests.factories.world import World, make_world
from tests.household.visitor import AT, Visitor

pytestmark = pytest.mark.django_db
SAID: dict[str, Any] = {"kind": "quality", "about": "enterprise", "text": "墙砖空鼓。"}


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def case(world: World) -> Case:
    return make_staged_case(world, "building")


def test_it_lies_with_the_bureau_and_names_the_case_s_enterprise(world: World, case: Case) -> None:
    by = visitor(issue_slip(case_id=case.pk, by=world.zhou, holder="self"))
    complain_as_household(case=case, by=by, request="", **SAID)
    ticket = Ticket.objects.get()
    assert (ticket.case, ticket.body, ticket.enterprise) == (case, world.shangcheng, world.shili)
    assert (ticket.source, ticket.steps.get().by) == (Source.HOUSEHOLD, by.name)
    assert not Ticket.objects.visible_to(world.chen).exists()
    assert not Ticket.objects.visible_to(world.zhou).exists()


def test_one_slip_does_not_fill_the_desks(world: World, case: Case) -> None:
    by = visitor(issue_slip(case_id=case.pk, by=world.zhou, holder="self"))
    for number in range(5):
        complain_as_household(case=case, by=by, request="", **{**SAID, "text": f"第 {number} 件"})
    with pytest.raises(Refused, match="最多") as refused:
        complain_as_household(case=case, by=by, request="", **SAID)
    assert refused.value.field == "text"
    assert Ticket.objects.count() == 5


def test_its_page_shows_number_and_code_once_and_nothing_afterwards(world: World, case: Case) -> None:
    with clock.at(AT):
        visitor_ = Visitor().opened(issue_slip(case_id=case.pk, by=world.zhou, holder="self"))
    page = visitor_.get("/my/complaint/").content.decode()
    request = re.search(r'name="request" value="([^"]+)"', page)
    assert request
    answers = [visitor_.post("/my/complaint/", request=request[1], **SAID) for _ in range(2)]
    ticket = Ticket.objects.get()
    codes = {re.findall(r'shown-once">([\d ]+)<', each.content.decode())[0] for each in answers}
    assert len(codes) == 1
    for path in ("/my/", "/my/complaint/", "/my/letters/", "/my/papers/"):
        page = visitor_.get(path).content.decode()
        assert ticket.number not in page
        assert SAID["text"] not in page


def test_what_was_typed_stays_and_a_stranger_is_led_to_the_entrance(world: World, case: Case) -> None:
    with clock.at(AT):
        visitor_ = Visitor().opened(issue_slip(case_id=case.pk, by=world.zhou, holder="self"))
    answer = visitor_.post("/my/complaint/", kind="quality", text="墙砖空鼓。")
    assert answer.status_code == 422
    assert "墙砖空鼓。" in answer.content.decode()
    assert Visitor().get("/my/complaint/").status_code == 302
    assert "墙砖空鼓。" in Visitor().post("/my/complaint/", **SAID).content.decode()  # handed back
    assert not Ticket.objects.exists()
