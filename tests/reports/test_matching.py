"""Our own households within the declared total of 传统装修: part of it, never added twice (R9)."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from apps.inspections.services import convert
from apps.lib import clock
from apps.lib.decisions import Refused
from apps.othertrack.models import Renovation
from apps.othertrack.services import withdraw
from apps.reports.models import WeekSnapshot
from apps.reports.queries.declared import strange_in
from apps.reports.queries.matching import matched_page, matching_of
from apps.reports.rules.declared import Warning
from apps.reports.services import save_draft, submit_report
from tests.factories import othertrack as made
from tests.factories import weeks
from tests.factories.stages import make_staged_case
from tests.factories.world import World, make_world, user_of

pytestmark = pytest.mark.django_db
WEEK = weeks.SEPTEMBER + 1


@pytest.fixture
def world() -> World:
    made_ = make_world()
    weeks.report_since(WEEK)
    return made_


def counted(world: World, number: int = WEEK, *, done: bool = False, **changes: object) -> Renovation:
    """Let a household be counted in a week."""
    with clock.at(weeks.in_week(number)):
        renovation = made.began(world, made.checked(world, **changes))
        return made.ended(world, renovation) if done else renovation


def taken(world: World, number: int = WEEK) -> WeekSnapshot:
    with clock.at(weeks.due_morning(number)):
        return weeks.snapshot(world, number)


def test_ours_are_counted_at_the_cut_off_by_their_columns(world: World) -> None:
    counted(world, done=True)
    counted(world)
    week = taken(world)
    counted(world, WEEK + 1)
    own = matching_of(week).own
    assert (own.done, own.ongoing, own.week) == (1, 1, 2)
    assert own.amount == Decimal("77200")


def test_what_ended_after_the_cut_off_still_stood_then(world: World) -> None:
    renovation = counted(world)
    week = taken(world)
    with clock.at(weeks.in_week(WEEK + 1)):
        withdraw(renovation_id=renovation.pk, by=world.zhou)
    assert matching_of(week).own.households == 1
    assert matching_of(taken(world, WEEK + 1)).own.households == 0


def test_another_district_s_are_not_ours(world: World) -> None:
    counted(world)
    with clock.at(weeks.due_morning(WEEK)):
        week = weeks.snapshot(world, WEEK, world.xihu)
    assert matching_of(week).own.households == 0


def test_a_home_that_the_assembled_row_counts_is_named_and_left_out(world: World) -> None:
    case = make_staged_case(world, "building")
    counted(world, address=case.dwelling.address, home_reason="另做客厅地板")
    week = taken(world)
    matching = matching_of(week)
    assert (matching.own.households, matching.both) == (0, 1)
    [row] = matched_page(world.wang, week, 1).rows
    assert row.in_both


def test_a_conversion_counts_once_on_each_side(world: World) -> None:
    case = make_staged_case(world, "building")
    before = taken(world)
    with clock.at(weeks.in_week(WEEK + 1)):
        convert(case_id=case.pk, by=world.ling, reason="无法整改")
    after = taken(world, WEEK + 1)
    assert (before.closing, matching_of(before).own.households) == (1, 0)
    assert (after.closing, after.removed, matching_of(after).own.households) == (0, 1, 1)
    assert matching_of(after).both == 0


def filled(world: World, taken_week: WeekSnapshot, **numbers: object) -> None:
    with clock.at(weeks.due_morning(taken_week.number)):
        save_draft(
            by=world.wang,
            snapshot=taken_week,
            version=None,
            declared=replace(weeks.DECLARED, queried_at=clock.now(), **numbers),
        )


def test_a_total_below_ours_wants_a_word_before_it_is_handed_in(world: World) -> None:
    counted(world, done=True)
    counted(world)
    week = taken(world)
    filled(world, week, week=1, done=0, ongoing=1, amount=Decimal("900000"))
    version = week.report.versions.latest("number")
    [strange] = [each for each in strange_in(week, version) if each.code is Warning.OWN]
    assert "累计申报 1 户，少于本系统办件的 2 户" in strange.detail
    assert "已完成申报 0 户，少于本系统办件的 1 户" in strange.detail
    with clock.at(weeks.due_morning(WEEK)), pytest.raises(Refused):
        submit_report(by=world.wang, snapshot=week)
    filled(
        world,
        week,
        week=1,
        done=0,
        ongoing=1,
        amount=Decimal("900000"),
        words={Warning.OWN.value: "备案系统查询在前一日"},
    )
    with clock.at(weeks.due_morning(WEEK)):
        submit_report(by=world.wang, snapshot=week)


def test_a_total_that_holds_ours_is_not_raised_by_them(world: World) -> None:
    counted(world)
    week = taken(world)
    filled(world, week, week=3, done=5, ongoing=2, amount=Decimal("900000"))
    version = week.report.versions.latest("number")
    assert [each for each in strange_in(week, version) if each.code is Warning.OWN] == []
    assert (version.declared_done, version.declared_ongoing) == (5, 2)


def test_the_week_leads_to_our_own_and_to_nobody_else_s(world: World) -> None:
    renovation = counted(world)
    week = taken(world)
    client = Client()
    client.force_login(user_of(world.wang))
    with clock.at(weeks.due_morning(WEEK)):
        page = client.get(reverse("reports:detail", args=[week.pk])).content.decode()
        assert reverse("reports:matched", args=[week.pk]) in page
        listed = client.get(reverse("reports:matched", args=[week.pk])).content.decode()
        assert renovation.number in listed
        client.force_login(user_of(world.xi))
        assert client.get(reverse("reports:matched", args=[week.pk])).status_code == 404


def test_a_week_is_read_in_one_statement_more_whatever_there_is_of_ours(
    world: World, django_assert_max_num_queries: Any
) -> None:
    counted(world)
    week = taken(world)
    client = Client()
    client.force_login(user_of(world.wang))
    with clock.at(weeks.due_morning(WEEK)):
        for more in range(2):
            client.get(reverse("reports:detail", args=[week.pk]))
            with django_assert_max_num_queries(17):
                client.get(reverse("reports:detail", args=[week.pk]))
            if not more:
                with clock.at(weeks.in_week(WEEK, hours=1)):
                    for _ in range(3):
                        made.began(world, made.checked(world))
