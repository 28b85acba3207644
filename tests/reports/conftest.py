"""The world of the weekly report's tests: its programme since the new year, one snapshot."""

from __future__ import annotations

from datetime import date

import pytest

from apps.lib import clock
from apps.lib.actors import SYSTEM
from apps.orgs.models import ReportingLine
from apps.programs.models import Program
from apps.programs.services import open_program
from apps.reports.models import WeekSnapshot, YearClose
from apps.reports.services import make_year_closes
from tests.factories.copies import kept
from tests.factories.weeks import NEW_YEAR, make_week
from tests.factories.world import World, make_world
from tests.factories.yearend import NEXT, Homes, at, make_homes


@pytest.fixture
def world() -> World:
    """Districts, streets and personas, made before the weeks under test."""
    with clock.at(NEW_YEAR):
        return make_world()


@pytest.fixture
def taken(world: World) -> WeekSnapshot:
    """Week FIRST of 上城 with one started case of 7.62 万元."""
    week: WeekSnapshot = make_week(world)
    return week


@pytest.fixture
@kept
def years(world: World) -> Program:
    """2026 is running, 2027 is opened; bureaus report since December, which saves taking a year of weeks."""
    ReportingLine.objects.update(valid_from=date(2026, 12, 24))
    with clock.at(NEW_YEAR):
        return open_program(by=SYSTEM, year=NEXT, name="2027 年度", group="厨卫换新")


@pytest.fixture
@kept
def homes(world: World, years: Program) -> Homes:
    """Households around the New Year."""
    return make_homes(world)


@pytest.fixture
@kept
def close(world: World, homes: Homes) -> YearClose:
    """The 年终核定 of 上城 for 2026, made on New Year's morning."""
    with clock.at(at(1, hour=9)):
        (made,) = make_year_closes()
    return made
