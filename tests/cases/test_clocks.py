"""Stored due days follow the calendar they were reckoned on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from apps.audit.models import Event
from apps.cases.models import Case
from apps.cases.services import refresh_clocks
from apps.lib import clock
from apps.programs.enums import DayKind
from apps.programs.models import CalendarDay
from tests.factories.works import make_works_case
from tests.factories.world import NOON, World, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> Iterator[World]:
    with clock.at(NOON):
        yield make_world()


def test_an_announced_holiday_moves_the_acceptance_day_and_says_so(world: World) -> None:
    case = make_works_case(world, "completed")
    due = Case.objects.get(pk=case.pk).acceptance_due_on
    assert due is not None
    CalendarDay.objects.create(year_id=2026, day=due, kind=DayKind.HOLIDAY, name="新公布的假日")
    assert refresh_clocks() == 1
    moved = Case.objects.get(pk=case.pk).acceptance_due_on
    assert moved is not None
    assert moved > due
    event = Event.objects.get(action="case.clock_refreshed")
    assert str(moved) in str(event.facts)
    assert refresh_clocks() == 0


def test_a_holiday_elsewhere_moves_nothing(world: World) -> None:
    case = make_works_case(world, "completed")
    CalendarDay.objects.create(
        year_id=2026, day=date(2026, 12, 28), kind=DayKind.HOLIDAY, name="新公布的假日"
    )
    assert refresh_clocks() == 0
    assert not Event.objects.filter(action="case.clock_refreshed", subject_id=str(case.pk)).exists()
