"""Every day in the stepper is the day of its own fact."""

from __future__ import annotations

import pytest

from apps.cases.models import Case
from apps.cases.queries import stepper
from tests.factories import works
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
