"""A household with a slip: 张示例's own, issued by 周示例."""

from __future__ import annotations

from typing import Any

import pytest

from apps.cases.models import Case
from apps.household.models import Slip
from apps.household.services import issue_slip
from apps.lib import clock
from tests.factories.stages import make_staged_case
from tests.factories.world import World, later, make_world
from tests.household.visitor import Visitor


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def case(world: World) -> Case:
    return make_staged_case(world, "submitted_plan")


@pytest.fixture
def slip(world: World, case: Case) -> Slip:
    with clock.at(later(3)):
        return issue_slip(case_id=case.pk, by=world.zhou, holder="self")


@pytest.fixture
def visitor(slip: Slip) -> Any:
    """Return a browser that has opened the slip."""
    return Visitor().opened(slip)
