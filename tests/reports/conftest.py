"""The world of the weekly report's tests: its programme since the new year, one sealed week."""

from __future__ import annotations

import pytest

from apps.lib import clock
from apps.reports.models import WeekSeal
from tests.factories.weeks import FIRST, NEW_YEAR, in_week, seal, started
from tests.factories.world import World, make_world


@pytest.fixture
def world() -> World:
    """Districts, streets and personas, made before the weeks under test."""
    with clock.at(NEW_YEAR):
        return make_world()


@pytest.fixture
def sealed(world: World) -> WeekSeal:
    """Week FIRST of 上城 with one started case of 7.62 万元."""
    with clock.at(in_week(FIRST)):
        started(world, "7.62")
    return seal(world, FIRST)
