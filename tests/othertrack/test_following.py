"""Renovations follow their bodies as cases do."""

from __future__ import annotations

from datetime import date

import pytest

from apps.administration.queries.bodies import coverage_moves
from apps.audit.models import Event
from apps.cases.services import take_due_effects
from apps.lib import clock
from apps.lib.actors import SYSTEM
from apps.orgs.services import Heir, plan_closing, plan_coverage, plan_succession
from apps.othertrack.models import CountSpan, Renovation
from apps.othertrack.permissions import may_patrol
from apps.othertrack.queries.lists import renovation_rows
from apps.othertrack.services import withdraw
from tests.factories import othertrack as made
from tests.factories.world import World, later

pytestmark = pytest.mark.django_db
DAY = date(2026, 9, 8)
NEW = "330102099"


def to_xihu(world: World) -> None:
    plan_coverage(
        by=SYSTEM,
        organisation_id=world.xihu.pk,
        regions=[made.STREET],
        effective_on=DAY,
        reason="示例：区划调整",
    )


def follow() -> None:
    with clock.at(later(7)):
        list(take_due_effects())


def test_an_open_one_is_the_other_bureau_s_from_the_day_and_counts_there_once(world: World) -> None:
    renovation = made.began(world, made.checked(world))
    to_xihu(world)
    follow()
    assert renovation_rows(world.xi).filter(pk=renovation.pk).exists()
    assert not renovation_rows(world.wang).filter(pk=renovation.pk).exists()
    assert renovation_rows(world.zhou).filter(pk=renovation.pk).exists()
    counting = CountSpan.objects.filter(ends_at=None)
    assert [each.bureau for each in counting] == [world.xihu]
    assert Event.objects.filter(action="renovation.handed_over").count() == 1


def test_what_has_ended_stays_with_whom_it_ended(world: World) -> None:
    renovation = made.applied(world)
    withdraw(renovation_id=renovation.pk, by=world.zhou)
    to_xihu(world)
    follow()
    assert Renovation.objects.get().bureau == world.shangcheng


def test_it_follows_a_street_that_is_renamed_and_its_home_is_known_again(world: World) -> None:
    renovation = made.applied(world)
    plan_succession(
        by=SYSTEM,
        organisation_id=world.shangcheng.pk,
        region=made.STREET,
        heirs=(Heir(NEW, "示例新街道"),),
        effective_on=DAY,
        reason="示例：区划调整批复",
    )
    follow()
    after = Renovation.objects.get()
    assert (after.number, after.street_code) == (renovation.number, NEW)
    assert after.bureau == world.shangcheng


def test_the_preview_of_a_move_counts_the_renovations_that_follow(world: World) -> None:
    made.applied(world)
    gone = made.applied(world)
    withdraw(renovation_id=gone.pk, by=world.zhou)
    moves = coverage_moves(world.xihu, [made.STREET], DAY)
    assert [each.renovations for each in moves.leaving] == [1]


def test_the_street_patrols_when_the_property_company_is_closed(world: World) -> None:
    renovation = made.applied(world)
    plan_closing(by=SYSTEM, organisation_id=world.property.pk, effective_on=DAY, reason="示例：企业注销")
    follow()
    renovation.refresh_from_db()
    assert renovation.patrol_organisation is None
    assert may_patrol(world.zhou, renovation)
