"""Packages and enterprises as CSV and JSON: what the pages show, whole, in parts, for any program."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from django.test import Client
from pytest_django.fixtures import DjangoAssertNumQueries

from apps.enterprises.models import Listing
from apps.lib import clock
from apps.lib.actors import SYSTEM
from apps.packages.models import Package
from apps.packages.services import publish_package, revise_package, withdraw_package
from apps.plans.enums import SpaceKind
from apps.public.rules import ENTERPRISES, PACKAGES
from apps.public.views import pages as views
from tests.factories.packages import LINES, PRICE, dearer, publish
from tests.factories.world import NOON, World, later, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _at_noon() -> Any:
    with clock.at(NOON):
        yield


@pytest.fixture
def world() -> World:
    return make_world()


def offer(world: World, **more: Any) -> Package:
    return publish(SYSTEM, world.shili, **more)


def told(path: str) -> Any:
    answer = Client().get(path)
    assert answer.status_code == 200
    return answer.json()


def rows_of(path: str) -> list[list[str]]:
    answer = Client().get(path)
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))


def test_a_package_is_told_with_its_lines_and_how_its_price_went(world: World) -> None:
    package = offer(world)
    with clock.at(later(40)):
        package = revise_package(by=SYSTEM, package=package, content=dearer(), price_reason="五金调价")
        publish_package(by=SYSTEM, package=package)
        (row,) = told("/packages.json")["packages"]
    assert (row["id"], row["version"], row["price"]) == (package.pk, 2, f"{PRICE + 400}")
    assert row["credit_code"] == world.shili.credit_code
    assert row["wall"] == "装配式干法，装配式墙板"
    assert [line["name"] for line in row["lines"]] == [line.name for line in LINES]
    assert [(price["version"], price["price"], price["reason"]) for price in row["prices"]] == [
        (1, f"{PRICE}", ""),
        (2, f"{PRICE + 400}", "五金调价"),
    ]


def test_a_package_s_row_has_every_column(world: World) -> None:
    package = offer(world)
    head, row = rows_of("/packages.csv")
    assert head == list(PACKAGES.values())
    assert row[:4] == [str(package.pk), package.name, world.shili.name, world.shili.credit_code]


def test_the_conditions_are_those_of_the_page(world: World) -> None:
    bath, kitchen = offer(world), offer(world, kind=SpaceKind.KITCHEN, name="厨房示例")
    assert [row[0] for row in rows_of("/packages.csv?kind=kitchen")[1:]] == [str(kitchen.pk)]
    assert [each["id"] for each in told("/packages.json?most=3")["packages"]] == [bath.pk, kitchen.pk]
    assert told("/packages.json?least=3")["packages"] == []
    assert 'href="/packages.csv?kind=kitchen"' in Client().get("/packages/?kind=kitchen").content.decode()


def test_what_no_page_shows_no_data_tells(world: World) -> None:
    gone = offer(world)
    withdraw_package(by=SYSTEM, package=gone, reason="停产")
    offer(world, name="示例乙")
    Listing.objects.filter(enterprise=world.shili).update(valid_to=clock.today())
    assert told("/packages.json")["packages"] == []
    assert world.shili.credit_code not in {
        row["credit_code"] for row in told("/enterprises.json")["enterprises"]
    }


def test_parts_follow_each_other_and_lose_nothing(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    ids = [offer(world, name=f"示例{number}").pk for number in range(5)]
    monkeypatch.setattr(views, "PACKAGES_OF_JSON", 2)
    path, found = "/packages.json?kind=bathroom", []
    while path:
        part = told(path)
        found += [each["id"] for each in part["packages"]]
        path = part["next"]
    assert found == ids
    monkeypatch.setattr(views, "ROWS_OF_CSV", 3)
    link = Client().get("/packages.csv")["Link"]
    assert link == f'</packages.csv?after={ids[2]}>; rel="next"'
    assert "Link" not in Client().get(f"/packages.csv?after={ids[2]}")


def test_the_directory_is_told_place_by_place(world: World) -> None:
    head, *rows = rows_of("/enterprises.csv")
    assert head == list(ENTERPRISES.values())
    places = Listing.objects.in_force(clock.today())
    assert len(rows) == places.count() > 1
    roll = places.latest("pk").roll
    assert {row["list"] for row in told(f"/enterprises.json?roll={roll.pk}")["enterprises"]} == {roll.title}


def test_many_packages_cost_as_many_statements_as_one(
    world: World, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(9):
        offer(world, name=f"示例{number}")
    with django_assert_max_num_queries(4):
        told("/packages.json")
    with django_assert_max_num_queries(2):
        rows_of("/packages.csv")
    with django_assert_max_num_queries(1):
        told("/enterprises.json")
