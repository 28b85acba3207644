"""The world of every plan test, and the people's browsers."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.test import Client

from apps.cases.models import Case
from apps.lib import clock
from apps.lib.actors import Actor
from tests.factories.world import NOON, World, make_case, make_world, user_of


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
def case(world: World) -> Case:
    """A household of 清波街道 that wants kitchen and bathroom and has chosen 示例装配."""
    return make_case(world, upto="designing")


@pytest.fixture
def signed_in(world: World) -> Callable[[Actor], Client]:
    """Return a signed-in browser of a persona."""

    def open_browser(person: Actor) -> Client:
        client = Client()
        client.force_login(user_of(person))
        return client

    return open_browser
