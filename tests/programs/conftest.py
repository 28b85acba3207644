"""The world of the programme's tests, at noon of 1 September 2026."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from apps.lib import clock
from tests.factories.world import NOON, World, make_world


@pytest.fixture
def noon() -> Iterator[None]:
    """Let it be noon of 1 September 2026."""
    with clock.at(NOON):
        yield


@pytest.fixture
def world(db: None, noon: None) -> World:
    """Organisations and personas."""
    return make_world()
