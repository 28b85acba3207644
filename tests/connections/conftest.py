"""A case that passed, its rating, and 好差评 on loopback."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from apps.cases.models import Case
from tests.factories.partner import PartnerServer, partner_serving
from tests.factories.stages import make_staged_case
from tests.factories.world import World, make_world


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def case(world: World) -> Case:
    return make_staged_case(world, "passed")


@pytest.fixture
def partner() -> Iterator[PartnerServer]:
    with partner_serving() as kept:
        yield kept
