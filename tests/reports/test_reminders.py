"""Milestones held against the households of whoever has the target: a district, a city, the province."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from apps.lib import clock
from apps.lib.actors import SYSTEM
from apps.orgs.models import Organisation
from apps.outbox.models import Message
from apps.programs.models import Milestone
from apps.programs.services import set_targets
from apps.reports.services.reminders import remind_milestones
from tests.factories.weeks import FIRST, due_morning, finished, in_week, snapshot, started
from tests.factories.world import World

pytestmark = pytest.mark.django_db


def reminded(world: World, persona: str, *, of: Organisation | None = None, **households: int) -> list[str]:
    """Return what a desk reads a week before a milestone of 60 %, one household of 上城 completed."""
    with clock.at(in_week(FIRST)):
        finished(started(world), world.zhou)
    taken = snapshot(world, FIRST)
    # What was completed since the cut-off is in no table yet and is not counted here either.
    with clock.at(due_morning(FIRST)):
        finished(started(world), world.zhou)
        due_on = clock.today() + timedelta(days=7)
    assert taken.period_end < due_on
    Milestone.objects.create(
        program=world.program, organisation=of, name="一月底", due_on=due_on, share=Decimal(60)
    )
    targets: dict[Organisation, int | None] = {
        getattr(world, name): each for name, each in households.items()
    }
    set_targets(by=SYSTEM, program=world.program, households=targets, source="演示假设")
    with clock.at(due_morning(FIRST)):
        remind_milestones()
    rows = Message.objects.for_desk(world.people[persona]).filter(kind="milestone.behind")
    return [f"{row.title}。{row.text}" for row in rows]


def test_a_city_that_reached_its_share_is_not_behind(world: World) -> None:
    assert reminded(world, "sheng", city=1, shangcheng=1) == []


def test_a_city_behind_is_told_how_many_its_districts_completed(world: World) -> None:
    told = reminded(world, "shi", city=10)
    assert "杭州未达年度节点：一月底。还有 7 天，应完成 6 户，截至 1月21日 1 户。" in told


def test_the_province_counts_every_district(world: World) -> None:
    told = reminded(world, "sheng", province=5)
    assert "省厅未达年度节点：一月底。还有 7 天，应完成 3 户，截至 1月21日 1 户。" in told


def test_a_city_s_milestone_is_none_of_the_province_s(world: World) -> None:
    told = reminded(world, "sheng", of=world.city, province=5, city=10)
    assert [line.partition("未达")[0] for line in told] == ["杭州"]


def test_nobody_is_reminded_before_anything_was_counted(world: World) -> None:
    Milestone.objects.create(program=world.program, name="一月", due_on=date(2026, 1, 12), share=Decimal(60))
    remind_milestones()
    assert not Message.objects.filter(kind="milestone.behind").exists()
