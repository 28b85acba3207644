"""One home with more applications than are named."""

from __future__ import annotations

import pytest

from apps.othertrack.queries.homes import MOST, homes_alike
from tests.factories import othertrack as made
from tests.factories.stages import make_staged_case
from tests.factories.world import World

pytestmark = pytest.mark.django_db


def test_more_than_are_named_are_counted_and_no_track_hides_the_other(world: World) -> None:
    case = make_staged_case(world, "building")
    for _ in range(MOST + 1):
        made.applied(world, address=case.dwelling.address, home_reason="示例：部位不同")
    homes = homes_alike(case.dwelling_key)
    assert {each.track for each in homes.shown} == {"其他装修", "装配化"}
    assert (len(homes.shown), homes.count) == (MOST + 1, MOST + 2)
    assert homes.words.endswith(f" 等 {MOST + 2} 件")
