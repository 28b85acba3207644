"""便民服务点 and 样板间: kept by the body that set them up, read by everybody."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import DjangoAssertNumQueries

from apps.audit.models import Event
from apps.enterprises.models import ConveniencePoint
from apps.enterprises.queries import MOST_POINTS, points_page
from apps.enterprises.services import change_point, close_point
from apps.lib import clock
from apps.lib.decisions import Refused, Stale
from tests.factories.directory import make_point
from tests.factories.works import signed_in
from tests.factories.world import NOON, World, later, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _at_noon() -> Any:
    with clock.at(NOON):
        yield


@pytest.fixture
def world() -> World:
    return make_world()


def public(query: str = "") -> str:
    answer = Client().get(f"/points/{query}")
    assert answer.status_code == 200
    return str(answer.content.decode())


def said(point: ConveniencePoint, **more: str) -> dict[str, str]:
    facts = ("name", "address", "hours", "services", "phone")
    return {field: getattr(point, field) for field in facts} | more


def test_a_street_sets_one_up_on_its_page_and_everybody_reads_it(world: World) -> None:
    zhou = signed_in(world, "zhou")
    page = reverse("enterprises:open-point", kwargs={"pk": world.qingbo.pk})
    answer = zhou.post(
        page,
        {
            "kind": "showroom",
            "name": "清波样板间",
            "address": "样张路 2 号",
            "hours": "周六 9:00—17:00",
            "services": "看样、咨询",
            "phone": "0571-00000009",
            "valid_from": "2026-07-01",
            "key": "a" * 32,
            "version": "0",
        },
    )
    assert answer.status_code == 302
    with clock.at(later(60)):
        shown = public()
    for words in ("清波样板间", "样张路 2 号", "周六 9:00—17:00", "0571-00000009", "样板间"):
        assert words in shown


def test_a_telephone_that_is_none_is_said_at_its_field_and_the_rest_stays(world: World) -> None:
    zhou = signed_in(world, "zhou")
    page = reverse("enterprises:open-point", kwargs={"pk": world.qingbo.pk})
    answer = zhou.post(page, {"name": "清波样板间", "phone": "12", "key": "a" * 32, "version": "0"})
    assert answer.status_code == 422
    text = answer.content.decode()
    assert 'value="清波样板间"' in text
    assert "id_phone_error" in text or "电话" in text


def test_a_change_is_shown_at_once_recorded_and_refused_where_nothing_changes(world: World) -> None:
    point = make_point(world.zhou)
    change_point(by=world.zhou, point=point, **said(point, hours="每天 8:00—18:00"))
    assert "每天 8:00—18:00" in public()
    assert Event.objects.filter(action="point.changed", subject_id=str(point.pk)).count() == 1
    point.refresh_from_db()
    with pytest.raises(Refused) as refused:
        change_point(by=world.zhou, point=point, **said(point))
    assert refused.value.code == "same"


def test_what_is_given_up_is_gone_from_the_public_page_and_is_not_changed_again(world: World) -> None:
    point = make_point(world.zhou)
    close_point(by=world.zhou, point=point, on=clock.today(), reason="示例：拆迁")
    assert point.name not in public()
    with pytest.raises(Refused) as refused:
        change_point(by=world.zhou, point=point, **said(point, hours="每天"))
    assert refused.value.code == "closed"


def test_one_that_begins_later_is_not_shown_before(world: World) -> None:
    point = make_point(world.zhou, valid_from=later(3).date())
    assert point.name not in public()
    with clock.at(later(4)):
        assert point.name in public()


def test_a_stale_page_changes_nothing(world: World) -> None:
    point = make_point(world.zhou)
    change_point(by=world.zhou, point=point, **said(point, hours="每天"))
    with pytest.raises(Stale):
        change_point(by=world.zhou, point=point, version=1, **said(point, hours="周日"))


def test_another_body_keeps_none_of_it(world: World) -> None:
    point = make_point(world.zhou)
    for stranger in (world.wang, world.xi, world.chen):
        with pytest.raises(Refused) as refused:
            close_point(by=stranger, point=point, on=clock.today(), reason="示例")
        assert refused.value.code == "post"
    assert signed_in(world, "xi").get(f"/directory/points/{point.pk}/close/").status_code == 404


def test_many_points_are_turned_page_by_page_and_found_by_county(
    world: World, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    rows = [make_point(world.zhou), make_point(world.xi)]
    copies = [
        ConveniencePoint(**said(row), kind=row.kind, keeper=row.keeper, valid_from=row.valid_from)
        for row in rows
        for _ in range(MOST_POINTS - 1)
    ]
    ConveniencePoint.objects.bulk_create(copies)
    with django_assert_num_queries(3):
        page = points_page(clock.today())
    assert (len(page.points), page.pages) == (MOST_POINTS, 2)
    assert page.counties == [("330102", "上城区", MOST_POINTS), ("330106", "西湖区", MOST_POINTS)]
    second = points_page(clock.today(), number=2)
    assert {each.pk for each in page.points}.isdisjoint(each.pk for each in second.points)
    west = points_page(clock.today(), "330106", number=99)
    assert ({each.keeper_id for each in west.points}, west.pages) == ({rows[1].keeper_id}, 1)
