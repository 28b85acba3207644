"""Every day in the stepper is the day of its own fact."""

from __future__ import annotations

import pytest

from apps.cases.models import Case
from apps.cases.queries import stepper
from apps.cases.queries.household import own_steps
from apps.cases.services import withdraw_case
from apps.inspections.services import convert
from apps.lib import clock
from apps.plans.services import replace_enterprise
from tests.factories import works
from tests.factories.revoking import revoked
from tests.factories.stages import make_staged_case
from tests.factories.world import World, later, make_world


def days(case: Case) -> dict[str, str]:
    return {step.label: str(step.on or "") for step in stepper(Case.objects.get(pk=case.pk))}


@pytest.fixture
def world(db: None) -> World:
    """Return the organisations and personas."""
    return make_world()


@pytest.fixture
def rectified(world: World) -> Case:
    """A household finished on 17 September, sent to rectification the day after, mended on the 19th."""
    case = make_staged_case(world, "rectifying")
    works.mend_all(world, case)
    return case


def test_completion_keeps_its_day_while_rectification_ends_on_another(rectified: Case) -> None:
    assert days(rectified)["完工"] == str(later(16).date())


def test_completion_keeps_its_day_while_the_works_are_mended(world: World) -> None:
    assert days(make_staged_case(world, "rectifying"))["完工"] == str(later(16).date())


def test_the_step_of_the_design_shows_when_it_began_not_when_it_was_signed(world: World) -> None:
    case = make_staged_case(world, "confirmed")

    assert days(case)["方案设计"] == str(later(0).date())


def test_the_day_of_the_works_is_the_case_s_own(world: World) -> None:
    """A start put right later must not leave the day of the move in the header."""
    case = make_staged_case(world, "building")
    Case.objects.filter(pk=case.pk).update(started_on=later(6).date())

    assert days(case)["施工"] == str(later(6).date())


def test_an_end_stands_on_its_own_day_behind_the_step_it_was_reached_from(world: World) -> None:
    case = make_staged_case(world, "passed")
    with clock.at(later(40)):
        revoked(world, case)

    *_, passed, end = stepper(Case.objects.get(pk=case.pk))
    assert (passed.label, passed.state, passed.on) == ("验收", "done", later(17).date())
    assert (end.label, end.state, end.on) == ("已撤销", "stopped", later(40).date())


def test_a_case_ended_after_it_was_sent_back_shows_no_works(world: World) -> None:
    case = make_staged_case(world, "building")
    with clock.at(later(20)):
        replace_enterprise(case_id=case.pk, by=world.zhou, reason="户主另选", enterprise=world.yangben)
        withdraw_case(case_id=case.pk, by=world.zhou)

    assert [(step.label, step.state) for step in stepper(Case.objects.get(pk=case.pk))][-2:] == [
        ("方案设计", "done"),
        ("已撤回", "stopped"),
    ]


def test_the_household_reads_on_which_day_it_was_revoked(world: World) -> None:
    case = make_staged_case(world, "passed")
    with clock.at(later(40)):
        revoked(world, case)

    *_, last = own_steps(Case.objects.get(pk=case.pk), yours=False)
    assert (last.state, last.note, last.on) == ("stopped", "已撤销", later(40).date())


def test_works_that_an_end_broke_off_are_not_shown_as_done(world: World) -> None:
    case = make_staged_case(world, "building")
    with clock.at(later(20)):
        convert(case_id=case.pk, by=world.ling, **works.below("墙面已湿贴"))
    *done, broken, end = stepper(Case.objects.get(pk=case.pk))
    assert {step.state for step in done} == {"done"}
    assert (broken.label, broken.state, end.state) == ("施工", "stopped", "stopped")
