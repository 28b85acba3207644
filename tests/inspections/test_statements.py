"""What 验收表 and its page say of days and differences is so."""

from __future__ import annotations

import pytest

from apps.inspections.enums import ItemOutcome
from apps.inspections.models import AcceptanceAttempt
from apps.inspections.queries import acceptance_paper, acceptance_view, states_its_hash
from apps.inspections.queries.papers import acceptance_hash
from apps.inspections.rules import Found
from apps.lib import clock
from tests.factories.works import go_through, make_works_case
from tests.factories.world import NOON, World, later, make_world

pytestmark = pytest.mark.django_db
REASON = "等待燃气改管"


@pytest.fixture
def world() -> World:
    with clock.at(NOON):
        return make_world()


def test_a_form_of_works_within_the_limit_prints_no_reason_for_an_overrun(world: World) -> None:
    case = make_works_case(world, "verdict", days=1)
    attempt = AcceptanceAttempt.objects.get(case=case)
    attempt.overrun_reason = REASON
    assert REASON not in acceptance_paper(case, attempt).remarks
    assert attempt.stated_overrun == ""


def test_a_form_concluded_with_such_a_reason_still_has_its_hash(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = make_works_case(world, "passed")
    attempt = AcceptanceAttempt.objects.get(case=case)
    attempt.overrun_reason = REASON
    with monkeypatch.context() as before:
        before.setattr(AcceptanceAttempt, "took_too_long", True)
        attempt.content_hash = acceptance_hash(case, attempt)
    assert states_its_hash(case, attempt)


def test_every_item_that_is_not_as_planned_is_counted(world: World) -> None:
    case = make_works_case(world, "attempt")
    with clock.at(later(17)):
        go_through(
            world,
            case,
            hazard__0=Found(ItemOutcome.DISAGREES, note="软管未换"),
        )
    (shown,) = acceptance_view(world.yan, case).attempts
    assert (len(shown.deviations), shown.differing) == (0, 1)
