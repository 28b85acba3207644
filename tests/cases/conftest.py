"""The world of the cases' tests, and the people's browsers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client

from apps.lib import clock
from apps.lib.actors import Actor
from tests.factories.world import NOON, World, make_world, user_of


@pytest.fixture
def noon() -> Iterator[None]:
    """Hold the clock at noon of 2026-09-01 in Shanghai."""
    with clock.at(NOON):
        yield


@pytest.fixture
def world(db: None, noon: None) -> World:
    """Organisations and personas."""
    return make_world()


@pytest.fixture
def browser(world: World) -> Callable[[Actor], Client]:
    """Return a signed-in browser of a persona."""

    def open_browser(person: Actor) -> Client:
        client = Client()
        client.force_login(user_of(person))
        return client

    return open_browser


@pytest.fixture
def typed() -> dict[str, Any]:
    """What a clerk types for a sound household, in the messy way of every day."""
    return {
        "applied_on": "2026.08.31",
        "applicant": "self",
        "notice_means": "spoken",
        "name": "张 示例",
        "id_number": "33010219650131000x",
        "phone": "138-0000-0970",
        "street_code": "330102001",
        "address": "示例路12号7幢2单元102室",
        "owner_name": "同装修人",
        "family_size": "4人",
        "building_type": "stairs",
        "floor_area": "75.72平",
        "built_year": "１９７６",
        "rooms": "三",
        "halls": "2",
        "bathrooms": "1",
        "setting": "urban",
        "nature": "existing",
        "hardship": "ordinary",
        "will": "both",
        "intended_budget": "10.66万",
    }
