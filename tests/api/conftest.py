"""The world of the API's tests, and its callers."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from apps.lib import clock
from apps.lib.actors import Actor
from tests.factories.callers import Caller, token_for
from tests.factories.world import NOON, World, make_world


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
def calls() -> Callable[[Actor], Caller]:
    """Return the system of a persona's organisation, with a token in the persona's role."""
    return lambda person: Caller(token_for(person))
