"""What still can be put right once works have begun, and what stays taken."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from apps.cases import services as cases
from apps.cases.enums import Status
from apps.cases.queries import conflicting_case
from apps.inspections import services as inspections
from apps.lib import clock
from apps.lib.decisions import Refused
from tests.factories import works
from tests.factories.works import below
from tests.factories.world import World, later, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> Iterator[World]:
    with clock.at(later(days=30)):
        yield make_world()


def finish(world: World, case_id: object) -> None:
    inspections.report_finish(
        case_id=case_id,  # type: ignore[arg-type]
        by=world.jiang,
        finished_on=clock.today(),
    )
    inspections.confirm_finish(
        case_id=case_id,  # type: ignore[arg-type]
        by=world.zhou,
        word=works.household_word(),
    )


def test_surfaces_closed_without_a_photo_do_not_leave_a_case_stuck(world: World) -> None:
    case = works.make_works_case(world, "contracted")
    case = works.start(world, case)
    with pytest.raises(Refused, match="隐蔽工程"):
        finish(world, case.pk)
    cases.backfill_case(case_id=case.pk, by=world.ling, reason="隐蔽工程已封闭，未留照片")
    finish(world, case.pk)
    case.refresh_from_db()
    assert (case.status, case.backfilled) == (Status.COMPLETED, True)


def test_the_counter_cannot_mark_a_case_under_works(world: World) -> None:
    case = works.start(world, works.make_works_case(world, "contracted"))
    with pytest.raises(Refused, match="分管领导"):
        cases.backfill_case(case_id=case.pk, by=world.zhou, reason="没有照片")
    case.refresh_from_db()
    assert not case.backfilled


def test_a_converted_household_still_occupies_its_spaces(world: World) -> None:
    case = works.start(world, works.make_works_case(world, "contracted"))
    inspections.convert(case_id=case.pk, by=world.ling, **below("改为传统工艺"))
    case.refresh_from_db()
    found = conflicting_case(
        program_group=case.program_group,
        dwelling_key=case.dwelling_key,
        renovation_scope=case.renovation_scope,
    )
    assert found == case
