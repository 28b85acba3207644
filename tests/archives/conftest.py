"""The world of the archives' tests."""

from __future__ import annotations

import pytest

from apps.lib import clock
from tests.factories.world import NOON, World, make_world


@pytest.fixture
def world(db: None) -> World:
    """Organisations and personas, as on 2026-09-01."""
    with clock.at(NOON):
        return make_world()
