"""整改意见告知单: printed for an acceptance that asked for 整改, of its own words, for no other."""

from __future__ import annotations

import pytest

from apps.inspections.models import AcceptanceAttempt
from apps.inspections.queries import rectification_notice
from apps.lib import clock
from tests.factories.works import fail_acceptance, make_works_case
from tests.factories.world import NOON, World, later, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    with clock.at(NOON):
        return make_world()


def test_the_notice_says_what_the_acceptance_asked_for(world: World) -> None:
    case = make_works_case(world, "attempt")
    with clock.at(later(17)):
        fail_acceptance(world, case)
    attempt = AcceptanceAttempt.objects.get(case=case)
    case.refresh_from_db()

    paper = rectification_notice(case, attempt, actor=world.yan)

    assert paper is not None
    assert list(paper.items) == [item.text for item in attempt.rectifications.all()]
    assert paper.items
    assert (paper.number, paper.told_on, paper.clerk) == (
        case.number,
        later(17).date(),
        attempt.concluded_by,
    )


def test_a_passed_acceptance_has_none(world: World) -> None:
    case = make_works_case(world, "passed")
    assert rectification_notice(case, AcceptanceAttempt.objects.get(case=case)) is None
