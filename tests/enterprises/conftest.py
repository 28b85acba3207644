"""The world of the directory's tests, at noon of 2026-09-01."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from apps.lib import clock
from tests.factories.world import NOON, World, make_world


@pytest.fixture
def world(db: None) -> Iterator[World]:
    """Organisations and personas; the clock stays at their moment."""
    with clock.at(NOON):
        yield make_world()
