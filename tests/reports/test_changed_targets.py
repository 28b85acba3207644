"""A target changed in the year leaves sealed weeks and judged milestones as they were (R32)."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from apps.lib import clock
from apps.programs.models import Milestone
from apps.programs.services import change_target
from apps.reports.models import WeekSnapshot
from apps.reports.queries.ledger import week
from apps.reports.queries.sheets import target_of
from apps.reports.queries.targets import aims_of_bureaus
from apps.reports.rules.pace import Course, outlook
from tests.factories.copies import kept
from tests.factories.weeks import FIRST, due_morning, snapshot
from tests.factories.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
@kept
def sealed(world: World) -> WeekSnapshot:
    """Week FIRST of 上城, sealed under a target of 30; the target is 40 since the day after its cut-off."""
    taken = snapshot(world, FIRST)
    with clock.at(due_morning(FIRST)):
        change_target(
            by=world.shi,
            program=world.program,
            organisation=world.shangcheng,
            households=40,
            valid_from=clock.today(),
            source="示例号",
            reason="加码",
        )
    return taken


def test_a_sealed_week_keeps_the_target_of_its_day(world: World, sealed: WeekSnapshot) -> None:
    assert target_of(week(sealed)) == 30
    assert target_of(week(snapshot(world, FIRST + 1))) == 40


def test_a_milestone_is_held_against_the_target_of_its_day(world: World, sealed: WeekSnapshot) -> None:
    Milestone.objects.all().delete()
    for name, due_on in (("封存前", sealed.period_end), ("以后", sealed.period_end + timedelta(days=30))):
        Milestone.objects.create(program=world.program, name=name, due_on=due_on, share=Decimal(50))
    day = sealed.period_end + timedelta(days=1)
    aim = aims_of_bureaus(world.program, {world.shangcheng.pk: world.city.pk}, on=day)[world.shangcheng.pk]
    looks = outlook(
        aim.points,
        target=aim.households or 0,
        courses={"completed": Course()},
        as_of=sealed.period_end,
        since=world.program.opens_on,
        today=day,
    )

    assert aim.households == 40
    assert [look.needed for look in looks] == [15, 20]
