"""Our own households within the declared total of 传统装修: part of it, never added twice (R9)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from apps.cases.frame import effects_of
from apps.inspections.services import convert
from apps.lib import clock
from apps.lib.decisions import Refused
from apps.orgs.enums import Role
from apps.othertrack.enums import FactKind
from apps.othertrack.models import CountSpan, Renovation
from apps.othertrack.queries.effects import effects_of_ending
from apps.othertrack.rules.counting import Matched
from apps.othertrack.services import amend, decline, return_renovation, withdraw
from apps.reports.models import WeekSnapshot
from apps.reports.queries.declared import strange_in
from apps.reports.queries.matching import matched_page, matching_of, spans_at
from apps.reports.rules.declared import Warning
from apps.reports.services import save_draft, submit_report
from tests.factories import othertrack as made
from tests.factories import weeks
from tests.factories.callers import V1, Caller, token_for
from tests.factories.stages import make_staged_case
from tests.factories.works import below
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


def declined(world: World, renovation: Renovation, ground: str) -> None:
    decline(
        renovation_id=renovation.pk, by=world.ling, ground=ground, reason="示例", clause="43 号文三（二）"
    )


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
        declined(world, renovation, "repeat")
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
        convert(case_id=case.pk, by=world.ling, **below("无法整改"))
    after = taken(world, WEEK + 1)
    assert (before.closing, matching_of(before).own.households) == (1, 0)
    assert (after.closing, after.removed, matching_of(after).own.households) == (0, 1, 1)
    assert matching_of(after).both == 0


@pytest.mark.parametrize("end", ["withdraw", "unfit"])
def test_works_stay_counted_when_their_application_ends(world: World, end: str) -> None:
    renovation = counted(world)
    with clock.at(weeks.in_week(WEEK + 1)):
        if end == "withdraw":
            withdraw(renovation_id=renovation.pk, by=world.zhou)
        else:
            declined(world, renovation, end)
    assert matching_of(taken(world, WEEK + 1)).own == Matched(ongoing=1, amount=Decimal("38600"))
    with clock.at(weeks.in_week(WEEK + 2)):
        ended_at = made.fresh(renovation).ended_at
        assert made.ended(world, renovation).ended_at == ended_at
    assert matching_of(taken(world, WEEK + 2)).own.done == 1


def test_a_conversion_withdrawn_later_stays_in_one_row(world: World) -> None:
    case = make_staged_case(world, "building")
    with clock.at(weeks.in_week(WEEK + 1)):
        convert(case_id=case.pk, by=world.ling, **below("无法整改"))
        withdraw(renovation_id=Renovation.objects.get().pk, by=world.zhou)
    week = taken(world, WEEK + 1)
    assert (week.closing, matching_of(week).own.households) == (0, 1)


def test_a_home_applied_for_again_is_counted_once_with_the_new_amount(world: World) -> None:
    first = counted(world)
    with clock.at(weeks.in_week(WEEK)):
        withdraw(renovation_id=first.pk, by=world.zhou)
    counted(world, WEEK + 1, address=first.address, contract_amount=Decimal(50000))
    assert matching_of(taken(world, WEEK + 1)).own == Matched(ongoing=1, amount=Decimal(50000))


def test_an_amount_put_right_later_leaves_the_week_as_it_was(world: World) -> None:
    renovation = counted(world)
    week = taken(world)
    with clock.at(weeks.in_week(WEEK + 1)):
        amended(world, renovation, contract_amount=Decimal(50000))
        made.looked(world, renovation, FactKind.CONTRACT)
    later = taken(world, WEEK + 1)
    assert [matching_of(each).own.amount for each in (week, later)] == [Decimal(38600), Decimal(50000)]
    assert [matched_page(world.wang, each, 1).rows[0].amount for each in (week, later)] == [
        Decimal(38600),
        Decimal(50000),
    ]


def amended(world: World, renovation: Renovation, **changes: Any) -> None:
    return_renovation(renovation_id=renovation.pk, by=world.wang, reason="与复印件不符")
    said = {"address": renovation.address, "name": renovation.name, **changes}
    amend(
        renovation_id=renovation.pk,
        by=world.zhou,
        application=made.application(world, **said),
        return_number=made.asked_now(made.fresh(renovation)),
        answers={1: "改正"},
        **made.papers(),
    )


def test_an_amended_name_neither_drops_a_household_nor_makes_it_new(world: World) -> None:
    renovation = counted(world)
    with clock.at(weeks.in_week(WEEK + 1)):
        amended(world, renovation, name="李示例二", address="示例路9999号2幢1单元201室")
    between = matching_of(taken(world, WEEK + 1)).own
    with clock.at(weeks.in_week(WEEK + 2)):
        made.looked(world, renovation, FactKind.FILING)
    after = matching_of(taken(world, WEEK + 2)).own
    assert [(each.households, each.week) for each in (between, after)] == [(1, 0), (1, 0)]


def test_a_look_that_finds_otherwise_takes_a_household_out(world: World) -> None:
    renovation = counted(world)
    with clock.at(weeks.in_week(WEEK + 1)):
        made.looked(world, renovation, FactKind.FILING, finding="absent", on=None)
    assert matching_of(taken(world, WEEK + 1)).own.households == 0


def test_two_applications_of_one_home_are_one_household(world: World) -> None:
    first = counted(world, done=True)
    counted(world, WEEK + 1, address=first.address, home_reason="另做客厅地板")
    own = matching_of(taken(world, WEEK + 1)).own
    assert own == Matched(done=1, week=0, amount=Decimal(77200))


def test_a_case_that_was_complete_in_one_year_is_not_counted_again_in_the_next(world: World) -> None:
    case = make_staged_case(world, "completed")
    with clock.at(datetime(2027, 1, 5, 10, tzinfo=clock.SHANGHAI)):
        convert(case_id=case.pk, by=world.ling, **below("无法整改"))
    span = CountSpan.objects.get()
    assert span.finish_recorded_at == case.transitions.get(name="finish_works").recorded_at
    in_2027 = WeekSnapshot(
        bureau=world.shangcheng,
        program_id=0,
        number=1,
        cutoff_at=datetime(2027, 1, 14, tzinfo=clock.SHANGHAI),
        year_opened_at=datetime(2027, 1, 1, tzinfo=clock.SHANGHAI),
    )
    assert not spans_at(in_2027).exists()


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


def test_other_systems_read_ours_beside_the_table(world: World) -> None:
    counted(world, done=True)
    week = taken(world)
    with clock.at(weeks.due_morning(WEEK)):
        answer = Caller(token_for(world.wang, Role.DISTRICT_CLERK)).get(f"{V1}/reports/weeks/{week.pk}")
    found = answer.json()["matched"]
    assert (found["households"], found["done"], found["in_both"]) == (1, 1, 0)
    assert found["amount_yuan"] == "38600.00"


def test_what_a_conversion_adds_is_said_before_it_is_made(world: World) -> None:
    case = make_staged_case(world, "building")
    taken(world)
    with clock.at(weeks.in_week(WEEK + 1)):
        [_, said] = effects_of(case, "convert")
        convert(case_id=case.pk, by=world.ling, **below("无法整改"))
    own = matching_of(taken(world, WEEK + 1)).own
    assert "传统装修申报数里本系统的办件：本周新增加 1 户，正在装修加 1 户，合同金额加" in said
    assert (own.week, own.ongoing) == (1, 1)


def test_an_end_says_what_the_week_loses_by_its_ground(world: World) -> None:
    renovation = counted(world)
    taken(world)
    with clock.at(weeks.in_week(WEEK + 1)):
        [kept] = effects_of_ending(renovation, "withdraw")
        stays, struck = effects_of_ending(renovation, "decline")
    assert all("照样计入" in said for said in (kept, stays))
    assert "正在装修减 1 户，合同金额减 3.86 万元" in struck


def test_the_page_of_a_withdrawal_shows_it(world: World) -> None:
    renovation = counted(world)
    with clock.at(weeks.in_week(WEEK + 1)):
        client = Client()
        client.force_login(user_of(world.zhou))
        page = client.get(reverse("othertrack:withdraw", args=[renovation.pk]))
    assert "对周报的影响" in page.content.decode()
