"""Which version of a plan a household is shown, and what the page says of it."""

from __future__ import annotations

import pytest

from apps.cases.models import Case
from apps.cases.services import withdraw_case
from apps.household.models import Slip
from apps.household.queries.home import home_of
from apps.household.queries.plan import own_opinion, plan_page, plan_shown, shown_plans
from apps.household.services import issue_slip, note_shown
from apps.lib import clock
from apps.plans.enums import Method, PlanStatus
from apps.plans.models import PlanVersion
from apps.plans.services import propose_change, reject_plan, withdraw_change
from tests.factories.plans import bathroom, confirm, content, kitchen, submit
from tests.factories.stages import make_staged_case
from tests.factories.world import World, later
from tests.household.changes import another_plan, succeed

pytestmark = pytest.mark.django_db
LATE = later(9)


def slip_of(world: World, case: Case) -> Slip:
    with clock.at(LATE):
        return issue_slip(case_id=case.pk, by=world.zhou, holder="self")


def change(world: World, case: Case) -> PlanVersion:
    """陈样本 changes the bathroom and submits it."""
    with clock.at(LATE):
        propose_change(case_id=case.pk, by=world.chen, reason="换一种墙板")
        submit(world, case, plan=content(kitchen(), bathroom(wall=Method.DRY), start=later(9).date()))
    return PlanVersion.objects.of_case(case)[0]


def shown(case: Case) -> PlanVersion:
    plan = plan_shown(Case.objects.get(pk=case.pk))
    assert plan is not None
    return plan


def test_a_change_during_works_says_that_the_plan_in_force_stands(world: World) -> None:
    case = make_staged_case(world, "building")
    plan = change(world, case)
    page = plan_page(slip_of(world, case), shown(case))
    assert (page.plan, page.waits) == (plan, True)
    assert page.said == "您不同意，就还按原来的方案。"


def test_a_first_plan_says_that_nothing_begins_without_a_signature(slip: Slip, case: Case) -> None:
    assert plan_page(slip, shown(case)).said == "您没有同意，不会开工。"


def test_a_rejected_change_does_not_hide_the_plan_in_force(world: World) -> None:
    case = make_staged_case(world, "building")
    plan = change(world, case)
    with clock.at(LATE):
        reject_plan(case_id=case.pk, by=world.zhou, opinion="不换", content_hash=plan.content_hash)
    assert shown(case).status == PlanStatus.CONFIRMED


def test_a_withdrawn_change_does_not_hide_the_plan_in_force(world: World) -> None:
    case = make_staged_case(world, "building")
    change(world, case)
    with clock.at(LATE):
        withdraw_change(case_id=case.pk, by=world.chen, reason="不改了")
    assert shown(case).status == PlanStatus.CONFIRMED


def test_a_void_version_that_was_never_put_to_the_household_is_no_paper_of_it(world: World) -> None:
    case = make_staged_case(world, "building")
    with clock.at(LATE):
        propose_change(case_id=case.pk, by=world.chen, reason="换一种墙板")
        submit(world, case, plan=content(kitchen(wall=Method.WET), bathroom(), start=LATE.date()))
        withdraw_change(case_id=case.pk, by=world.chen, reason="不改了")
    assert PlanVersion.objects.of_case(case)[0].status == PlanStatus.VOID
    assert [plan.status for plan in shown_plans(case)] == [PlanStatus.CONFIRMED]


def test_a_case_that_ended_asks_for_no_signature(world: World, slip: Slip, case: Case) -> None:
    with clock.at(LATE):
        withdraw_case(case_id=case.pk, by=world.zhou)
    slip.case.refresh_from_db()
    page = plan_page(slip, shown(case))
    assert not page.waits
    assert page.said == "办件已经结束，不用签字。"


def test_the_former_household_s_words_are_not_shown_to_the_next(world: World, slip: Slip, case: Case) -> None:
    plan = shown(case)
    with clock.at(later(3)):
        reject_plan(case_id=case.pk, by=world.zhou, opinion="颜色太浅", content_hash=plan.content_hash)
    slip.case.refresh_from_db()
    assert own_opinion(slip, shown(case)) == "颜色太浅"
    assert "颜色太浅" in home_of(slip).card.text
    with clock.at(later(4)):
        succeed(world, case)
    new = slip_of(world, case)
    assert own_opinion(new, shown(case)) == ""
    assert "颜色太浅" not in home_of(new).card.text


def test_an_older_version_is_not_called_the_last_one_after_a_rejected_change(
    world: World, slip: Slip, case: Case
) -> None:
    with clock.at(later(3)):
        note_shown(slip=slip, plan=shown(case))
        another_plan(world, case, wall=Method.DRY)
        confirm(case, by=world.zhou)
    assert plan_page(slip, shown(case)).compared is not None
    plan = change(world, case)
    with clock.at(LATE):
        reject_plan(case_id=case.pk, by=world.zhou, opinion="不换", content_hash=plan.content_hash)
    page = plan_page(slip, shown(case))
    assert page.plan.status == PlanStatus.CONFIRMED
    assert page.compared is None
