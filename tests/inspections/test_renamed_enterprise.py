"""An enterprise is renamed while a case runs: what was signed before keeps the name it was signed under."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from apps.cases.models import Case
from apps.enterprises.models import Enterprise
from apps.enterprises.services import rename_enterprise
from apps.inspections.models import AcceptanceAttempt
from apps.inspections.queries.papers import acceptance_paper, states_its_hash
from apps.lib import clock
from apps.lib.actors import SYSTEM
from apps.plans.models import PlanVersion
from apps.plans.queries import agreement_of
from apps.plans.queries.papers import plan_paper
from tests.factories.stages import make_staged_case
from tests.factories.world import NOON, World, later, make_world

pytestmark = pytest.mark.django_db
FORMER, NEW = "示例装配装饰有限公司", "示例更名建筑科技有限公司"
WHY = "市监变更〔2026〕示例号"
AFTER = later(40)


@pytest.fixture
def world(db: None) -> Iterator[World]:
    """Organisations and personas; the tests begin after the rename."""
    with clock.at(NOON):
        world = make_world()
    with clock.at(AFTER):
        yield world


def rename(world: World) -> None:
    rename_enterprise(by=SYSTEM, enterprise=world.shili, name=NEW, changed_on=clock.today(), reason=WHY)


def plan_of(case: Case) -> PlanVersion:
    return PlanVersion.objects.with_content().filter(case=case).latest("number")


def test_the_plan_signed_before_keeps_the_former_name_and_says_the_new_one(world: World) -> None:
    case = make_staged_case(world, "passed")
    rename(world)
    paper = plan_paper(world.wang, plan_of(case))
    assert paper.enterprise_name == FORMER
    assert [NEW in each for each in paper.later] == [True]


def test_a_plan_handed_in_afterwards_carries_the_new_name(world: World) -> None:
    with clock.at(NOON):
        rename(world)
    case = make_staged_case(world, "passed")
    plan = plan_of(case)
    assert plan.enterprise == Enterprise.objects.get(pk=world.shili.pk)
    paper = plan_paper(world.wang, plan)
    assert (paper.enterprise_name, paper.later) == (NEW, ())


def test_the_acceptance_form_concluded_before_still_states_its_hash(world: World) -> None:
    case = make_staged_case(world, "passed")
    attempt = AcceptanceAttempt.objects.get(case=case)
    assert states_its_hash(case, attempt)
    rename(world)
    attempt = AcceptanceAttempt.objects.get(case=case)
    assert states_its_hash(case, attempt)
    assert acceptance_paper(case, attempt).enterprise_name == FORMER


def test_the_contract_stands_under_the_name_it_was_entered_with(world: World) -> None:
    case = make_staged_case(world, "passed")
    rename(world)
    assert [row.signed_as for row in agreement_of(world.wang, case).contracts] == [FORMER]


def test_the_running_case_goes_on_under_the_new_name(world: World) -> None:
    case = make_staged_case(world, "building")
    rename(world)
    found = Case.objects.visible_to(world.chen).select_related("enterprise").get(pk=case.pk)
    assert found.enterprise is not None
    assert found.enterprise.name == NEW
