"""街道窗口: where to go and whom to ring, kept by the body's own administrator."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from pytest_django.fixtures import DjangoAssertNumQueries

from apps.acts.services import Done, NotNow
from apps.lib import clock
from apps.orgs.enums import OrganisationKind
from apps.orgs.models import Organisation
from tests.administration.test_bodies import make
from tests.factories.world import NOON, World, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _at_noon() -> Any:
    with clock.at(NOON):
        yield


@pytest.fixture
def world() -> World:
    return make_world()


def opened(query: str = "") -> str:
    answer = Client().get(f"/windows/{query}")
    assert answer.status_code == 200
    return str(answer.content.decode())


def office(world: World) -> Organisation:
    return Organisation.objects.filter(
        kind=OrganisationKind.STREET_OFFICE, region__parent=world.shangcheng.region
    ).earliest("pk")


def test_what_the_leader_says_of_a_street_s_window_is_public(world: World) -> None:
    street = office(world)
    said = {"phone": "0571-00000021", "address": "样张路 8 号一楼", "hours": "周一至周六 8:30—17:00"}
    assert street.name in opened()
    assert isinstance(make("bodies.contacts", world.ling, street, **said), Done)
    page = opened(f"?county={world.shangcheng.region_id}")
    for words in (street.name, world.shangcheng.name, *said.values()):
        assert words in page
    assert isinstance(make("bodies.contacts", world.ling, street, **said), NotNow)


def test_another_county_s_windows_and_a_closed_body_are_not_shown(world: World) -> None:
    street = office(world)
    assert street.name not in opened(f"?county={world.xihu.region_id}")
    Organisation.objects.filter(pk=street.pk).update(is_active=False)
    assert street.name not in opened()


def test_nonsense_shows_all_and_the_page_costs_the_same(
    world: World, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(3):
        page = opened("?county=nonsense&page=x")
    assert office(world).name in page
    assert "<script" not in page


def test_neither_a_person_nor_an_internal_telephone_is_told(world: World) -> None:
    said = {"leader_name": "示例分管", "leader_phone": "0571-00000077", "address": "样张路 8 号"}
    assert isinstance(make("bodies.contacts", world.ling, world.shangcheng, **said), Done)
    page = opened()
    assert "示例分管" not in page
    assert "0571-00000077" not in page


def test_counties_are_folded_with_their_number_of_windows_and_one_that_is_chosen_is_open(
    world: World,
) -> None:
    place = world.shangcheng.region
    assert place is not None
    name = f"{place.name}（{Organisation.objects.filter(region__parent=place).count() + 1}）"
    whole = opened()
    assert f"{name}</h2></summary>" in whole
    assert "<details open>" not in whole
    chosen = opened(f"?county={place.pk}")
    assert chosen.count("<summary><h2>") == 1
    assert "<details open>" in chosen
    assert "‹ 别的县（市、区）" in chosen


def test_more_windows_than_a_page_holds_are_found_by_city_and_county(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("apps.orgs.queries.windows.ON_ONE_PAGE", 2)
    page = opened()
    place = world.shangcheng.region
    assert place is not None
    assert "在哪个县（市、区）" in page
    assert f'<a href="?county={place.pk}">{place.name}（' in page
