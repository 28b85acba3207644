"""Public pages are light, also with a full page of rows, and do without a script."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client

from apps.lib import clock
from apps.lib.actors import SYSTEM
from apps.packages.queries.public import PAGE_SIZE
from tests.factories.directory import enter, make_roll
from tests.factories.packages import publish
from tests.factories.weights import LIMIT, asked_by, weight
from tests.factories.world import NOON, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _full() -> Iterator[None]:
    with clock.at(NOON):
        world = make_world()
        for number in range(PAGE_SIZE):
            publish(SYSTEM, world.shili, name=f"示例套餐{number:02}")
        roll = make_roll(world.wang)
        for number in range(61, 85):
            enter(roll, world.wang, number)
        yield


def test_no_public_page_weighs_more_than_a_slow_line_carries() -> None:
    client = Client()
    listed = client.get("/packages/").context["page"].rows
    assert len(listed) == PAGE_SIZE
    picked = "&".join(f"p={each.pk}" for each in listed[:4])
    pages = [
        *("/packages/", f"/packages/?{picked}", f"/packages/{listed[0].pk}/", f"/packages/compare/?{picked}"),
        *("/enterprises/", "/windows/", "/points/", "/progress/", "/verify/", "/verify/?code=ABCD-EFGH"),
        *("/complaints/", "/complaints/status/"),
    ]
    weights = {}
    for page in pages:
        html = client.get(page).content.decode()
        assert "<script" not in html
        assert asked_by(html)
        weights[page] = weight(html)
    assert {page: bytes_ for page, bytes_ in weights.items() if bytes_ > LIMIT} == {}


def test_bait_what_a_page_asks_for_is_weighed_and_others_are_noticed() -> None:
    alone = "<p>示例</p>"
    assert weight(alone) == len(alone.encode())
    assert weight('<link rel="stylesheet" href="/static/css/public.css">') > 4000
    with pytest.raises(AssertionError):
        weight('<img src="https://example.invalid/a.png">')
