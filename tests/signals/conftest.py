"""上城区 on a Tuesday, with no line set."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from apps.lib import clock
from tests.factories.world import NOON, World, make_world


@pytest.fixture
def world(db: None) -> Iterator[World]:
    with clock.at(NOON):
        yield make_world()
