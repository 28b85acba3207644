"""What was corrected in the time of the enterprise before is nothing to the one after it (R3)."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from apps.cases.models import Case
from apps.cases.queries import clocks
from apps.cases.queries.chapters import story_of
from apps.inspections import services
from apps.inspections.queries import works_view
from apps.lib import clock
from apps.lib.actors import Actor
from apps.plans.services import correct_contract, replace_enterprise
from tests.factories.works import make_works_case
from tests.factories.world import NOON, World, later, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    with clock.at(NOON):
        return make_world()


@pytest.fixture
def corrected(world: World) -> Case:
    """王演示 puts amount and start of 示例装配 right."""
    case = make_works_case(world, "building")
    with clock.at(later(9)):
        correct_contract(case_id=case.pk, by=world.wang, reason="多输", amount=Decimal(75_000))
        start = clock.today() - timedelta(days=1)
        services.correct_days(case_id=case.pk, by=world.wang, reason="张家有事，推迟", started_on=start)
    case.refresh_from_db()
    return case


def seen(actor: Actor, case: Case) -> tuple[list[str], list[str]]:
    with clock.at(later(10)):
        story = story_of(actor, case, clocks=clocks(case, clock.today()))
        works = works_view(actor, case)
    return [value.label for _, value in story.values], [each.reason for each in works.corrections]


def test_the_district_reads_amounts_days_and_reasons(world: World, corrected: Case) -> None:
    assert seen(world.wang, corrected) == (["合同金额（万元）"], ["张家有事，推迟"])


def test_the_enterprise_reads_its_own_without_the_reason(world: World, corrected: Case) -> None:
    assert seen(world.jiang, corrected) == (["合同金额（万元）"], [""])


def test_the_next_enterprise_reads_nothing_of_it(world: World, corrected: Case) -> None:
    with clock.at(later(9, hours=1)):
        replace_enterprise(
            case_id=corrected.pk, by=world.zhou, enterprise=world.yangben, reason="户主另选企业"
        )
    corrected.refresh_from_db()

    assert seen(world.tao, corrected) == ([], [])
