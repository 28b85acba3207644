"""The small world with its administrators."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from apps.lib import clock
from tests.factories.administration import add_administrators
from tests.factories.world import NOON, World, make_world


@pytest.fixture
def world() -> Iterator[World]:
    """Return the world at Tuesday 2026-09-01 12:00, where the clock stays for the test."""
    with clock.at(NOON):
        world = make_world()
        add_administrators(world)
        yield world
