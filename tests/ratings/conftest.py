"""A household of 清波街道 whose case passed."""

from __future__ import annotations

import pytest

from apps.cases.models import Case
from tests.factories.stages import make_staged_case
from tests.factories.world import World, make_world


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def case(world: World) -> Case:
    return make_staged_case(world, "passed")
