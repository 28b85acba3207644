"""Milestones held against the households of whoever has the target: a district, a city, the province."""

from __future__ import annotations

import pytest

from apps.lib import clock
from apps.lib.actors import SYSTEM
from apps.orgs.models import Organisation
from apps.outbox.models import Message
from apps.programs.services import set_targets
from apps.reports.services.reminders import remind_milestones
from tests.factories.works import make_works_case
from tests.factories.world import NOON, World, later, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    with clock.at(NOON):
        return make_world()


def reminded(world: World, persona: str, **households: int) -> list[str]:
    """Return what a persona's desk reads a week before 9月底 (60 %), one household of 上城 completed."""
    make_works_case(world, "completed")
    targets: dict[Organisation, int | None] = {
        getattr(world, name): each for name, each in households.items()
    }
    set_targets(by=SYSTEM, program=world.program, households=targets, source="演示假设")
    with clock.at(later(22)):
        remind_milestones()
    rows = Message.objects.for_desk(world.people[persona]).filter(kind="milestone.behind")
    return [f"{row.title}。{row.text}" for row in rows]


def test_a_city_that_reached_its_share_is_not_behind(world: World) -> None:
    assert reminded(world, "sheng", city=1) == []


def test_a_city_behind_is_told_how_many_its_districts_completed(world: World) -> None:
    told = reminded(world, "shi", city=10)
    assert "杭州未达年度节点：9月底。还有 7 天，应完成 6 户，现 1 户。" in told


def test_the_province_counts_every_district(world: World) -> None:
    told = reminded(world, "sheng", province=5)
    assert "省厅未达年度节点：9月底。还有 7 天，应完成 3 户，现 1 户。" in told
