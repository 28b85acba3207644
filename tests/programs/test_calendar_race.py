"""Two put one year in at the same moment; needs PostgreSQL, for SQLite writes one after the other anyway."""

from __future__ import annotations

from datetime import date

import pytest

from apps.lib import clock
from apps.lib.actors import SYSTEM
from apps.lib.decisions import Stale
from apps.programs.models import CalendarYear
from apps.programs.rules import Span
from apps.programs.services import announce_year, load_calendar
from tests.factories.racing import at_once
from tests.factories.world import NOON

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def announcing(source: str) -> CalendarYear:
    spans = [Span("元旦", False, date(2028, 1, 1), date(2028, 1, 1))]
    return announce_year(by=SYSTEM, year=2028, spans=spans, source=source, version=0)


def test_of_two_first_announcements_of_a_year_one_holds_and_the_other_is_told() -> None:
    with clock.at(NOON):
        load_calendar(by=SYSTEM, year=2026)
    outcomes = at_once([lambda: announcing("甲号"), lambda: announcing("乙号")], moment=NOON)
    (held,) = [each for each in outcomes if isinstance(each, CalendarYear)]
    assert [type(each) for each in outcomes if each is not held] == [Stale]
    stands = CalendarYear.objects.get(year=2028)
    assert (stands.source, stands.version) == (held.source, 1)
