"""上城区 with its bodies."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from apps.lib import clock
from tests.factories.world import NOON, World, make_world


@pytest.fixture
def world() -> Iterator[World]:
    with clock.at(NOON):
        yield make_world()
