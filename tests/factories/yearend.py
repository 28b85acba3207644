"""Households around a New Year: complete in the last table, after it, typed late, still under works."""

from __future__ import annotations

from datetime import date, datetime

from apps.cases.models import Case
from apps.lib import clock
from apps.reports.models import YearClose
from apps.reports.queries.weeks import all_weeks
from apps.reports.services import submit_year_close
from tests.factories.uploads import pdf, upload
from tests.factories.weeks import advance, finished, in_week, snapshot, started
from tests.factories.world import World

NEXT = 2027


def at(day: int, *, month: int = 1, hour: int = 10, year: int = NEXT) -> datetime:
    """Return a moment around the New Year."""
    return datetime(year, month, day, hour, tzinfo=clock.SHANGHAI)


class Homes:
    """Households of 上城 at the end of 2026, by what happens to them."""

    in_table: Case
    after_cutoff: Case
    late: Case
    open: Case


def make_homes(world: World) -> Homes:
    """Make them, with the last week of 2026 taken."""
    found = Homes()
    last = len(all_weeks(2026))
    with clock.at(in_week(last)):
        found.in_table = finished(started(world), world.zhou)
        found.after_cutoff, found.late, found.open = started(world), started(world), started(world)
    snapshot(world, last)
    with clock.at(at(31, month=12, year=2026)):
        finished(found.after_cutoff, world.zhou)
    return found


def typed_late(world: World, case: Case, *, on: date = date(2026, 12, 30)) -> None:
    """Record on 4 January that works were finished on a day."""
    with clock.at(at(4)):
        advance(case, "finish_works", world.zhou, effective_on=on)


def signed() -> object:
    """Return the signed and stamped list."""
    return upload("年终核定.pdf", pdf())


def submitted_close(world: World, close: YearClose) -> YearClose:
    """Hand a 年终核定 in on 20 January."""
    with clock.at(at(20)):
        return submit_year_close(by=world.ling, close=close, scan=signed())
