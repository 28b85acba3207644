"""What stands in the 附记 of the time of the enterprise before is nothing to the one after it (R3)."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from apps.cases.models import Case
from apps.lib import clock
from apps.lib.actors import Actor
from apps.plans.queries import agreement_of
from apps.plans.services import correct_contract, replace_enterprise
from tests.factories.callers import Caller, token_for
from tests.factories.plans import make_planned_case
from tests.factories.world import NOON, World, later, make_world, user_of

pytestmark = pytest.mark.django_db
CORRECTED = "更正装修合同登记：金额由 7.62 万元更正为 7.50 万元"


@pytest.fixture
def world() -> World:
    with clock.at(NOON):
        return make_world()


@pytest.fixture
def corrected(world: World) -> Case:
    """王演示 puts the amount of 示例装配 right."""
    with clock.at(later(5)):
        case = make_planned_case(world, upto="contracted")
    with clock.at(later(9)):
        correct_contract(case_id=case.pk, by=world.wang, reason="张家有事", amount=Decimal(75_000))
    case.refresh_from_db()
    return case


@pytest.fixture
def replaced(world: World, corrected: Case) -> Case:
    """The household of :func:`corrected` went to 样本."""
    with clock.at(later(10)):
        replace_enterprise(case_id=corrected.pk, by=world.zhou, enterprise=world.yangben, reason="另选企业")
    corrected.refresh_from_db()
    return corrected


def notes(actor: Actor, case: Case) -> list[str]:
    with clock.at(later(11)):
        form = agreement_of(actor, case).form
    return [] if form is None else [each.text for each in form.appendices.all()]


def reasons(actor: Actor, case: Case) -> list[str]:
    with clock.at(later(11)):
        contracts = agreement_of(actor, case).contracts
    return [each.reason for row in contracts for each in row.contract.corrections.all()]


def test_the_district_reads_what_was_corrected_and_why(world: World, replaced: Case) -> None:
    corrected, moved = notes(world.wang, replaced)
    assert corrected == f"{CORRECTED}；原因：张家有事"
    assert moved.startswith("装修企业由")
    assert reasons(world.wang, replaced) == ["张家有事"]


def test_the_enterprise_reads_its_own_without_the_reason(world: World, corrected: Case) -> None:
    assert notes(world.chen, corrected) == [CORRECTED]
    assert reasons(world.chen, corrected) == [""]


def test_the_next_enterprise_reads_nothing_of_the_price_before(world: World, replaced: Case) -> None:
    (note,) = notes(world.tao, replaced)
    assert note.startswith("装修企业由")
    assert reasons(world.tao, replaced) == []


def test_neither_page_nor_api_says_the_reason_to_an_enterprise(world: World, corrected: Case) -> None:
    client = Client()
    client.force_login(user_of(world.chen))
    with clock.at(later(11)):
        page = client.get(reverse("plans:plan", args=[corrected.pk])).content.decode()
        told = Caller(token_for(world.chen)).get(f"/cases/{corrected.pk}/agreement").content.decode()
    assert CORRECTED in page
    assert "更正" in told
    assert "张家有事" not in page + told
