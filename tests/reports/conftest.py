"""The world of the weekly report's tests: its programme since the new year, one snapshot."""

from __future__ import annotations

import pytest

from apps.lib import clock
from apps.reports.models import WeekSnapshot
from tests.factories.weeks import NEW_YEAR, make_week
from tests.factories.world import World, make_world


@pytest.fixture
def world() -> World:
    """Districts, streets and personas, made before the weeks under test."""
    with clock.at(NEW_YEAR):
        return make_world()


@pytest.fixture
def taken(world: World) -> WeekSnapshot:
    """Week FIRST of 上城 with one started case of 7.62 万元."""
    week: WeekSnapshot = make_week(world)
    return week
