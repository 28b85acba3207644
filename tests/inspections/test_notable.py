"""What is allowed and said: no patrol, one person for patrol and acceptance, a visit whose verdict went."""

from __future__ import annotations

from dataclasses import replace

import pytest

from apps.cases.frame import remarks_on
from apps.inspections import services
from apps.inspections.enums import VisitKind
from apps.inspections.models import AcceptanceAttempt, Visit
from apps.inspections.queries import acceptance_view, round_list, works_view
from apps.lib import clock
from apps.plans.queries import confirmed_plan
from tests.factories.works import go_through, make_works_case, visit
from tests.factories.world import NOON, World, later, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    with clock.at(NOON):
        return make_world()


def test_works_without_a_patrol_say_so_on_the_case_the_round_list_and_to_the_leader(world: World) -> None:
    case = make_works_case(world, "completed")
    with clock.at(later(17)):
        (row,) = round_list(world.yan).visits
        assert "未经巡查" in row.remarks
        assert "未经巡查" in remarks_on(case)
        assert "施工期间没有巡查记录。" in acceptance_view(world.ling, case).notable
        assert acceptance_view(world.jiang, case).notable == []


def test_a_patrolled_case_says_nothing_of_it(world: World) -> None:
    case = make_works_case(world, "building")
    with clock.at(later(9)):
        visit(world, case)

    assert "未经巡查" not in remarks_on(case)


def test_one_person_as_patrol_and_acceptance_is_shown_by_who_it_is_not_by_name(world: World) -> None:
    same, namesake = make_works_case(world), make_works_case(world)
    with clock.at(later(9)):
        visit(world, same, by=replace(world.zhou, user_id=world.yan.user_id))
        visit(world, namesake, by=replace(world.zhou, name=world.yan.name))
    for case in (same, namesake):
        AcceptanceAttempt.objects.create(
            case=case,
            number=1,
            plan=confirmed_plan(case),
            enterprise=case.enterprise,
            arranged_on=NOON.date(),
            opened_at=NOON,
            opened_by=world.yan.name,
            inspector_name=world.yan.name,
            inspector_holder=world.yan.holder,
            inspector_role=world.yan.role,
            inspector_organisation=world.yan.organisation_name,
        )

    assert [line for line in acceptance_view(world.ling, same).notable if "既巡查" in line]
    assert not [line for line in acceptance_view(world.ling, namesake).notable if "既巡查" in line]


def test_a_verdict_that_is_taken_back_leaves_the_visit(world: World) -> None:
    case = make_works_case(world, "verdict")
    with clock.at(later(17)):
        services.withdraw_verdict(case_id=case.pk, by=world.yan, reason="填错")
        shown = works_view(world.ling, case).visits

    kept = Visit.objects.get(case=case, kind=VisitKind.ACCEPTANCE)
    assert kept.withdrawn_at is not None
    assert kept in [each.visit for each in shown]


def test_findings_saved_without_companions_keep_those_that_are_known(world: World) -> None:
    case = make_works_case(world, "attempt")
    AcceptanceAttempt.objects.filter(case=case).update(companions="吴示例", overrun_reason="等待燃气改管")
    with clock.at(later(17)):
        attempt = go_through(world, case)

    assert (attempt.companions, attempt.overrun_reason) == ("吴示例", "等待燃气改管")
