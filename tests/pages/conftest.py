"""The world of the pages' tests, and the people's browsers."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.test import Client

from apps.lib import clock
from apps.lib.actors import Actor
from tests.factories.world import NOON, World, make_world, user_of


@pytest.fixture
def world(db: None) -> Iterator[World]:
    """Organisations and personas, at noon of 2026-09-01 in Shanghai."""
    with clock.at(NOON):
        yield make_world()


@pytest.fixture
def browser(world: World) -> Callable[[Actor], Client]:
    """Return a signed-in browser of a persona."""

    def open_browser(person: Actor) -> Client:
        client = Client()
        client.force_login(user_of(person))
        return client

    return open_browser
