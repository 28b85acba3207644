"""A year's notice put in: the calendar, the last days that rest on it, and who is told, in one act."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from apps.administration.permissions import may_announce
from apps.administration.queries.calendar import RECKON, key_of
from apps.lib import clock
from apps.lib.actors import Actor
from apps.lib.decisions import Refused, require
from apps.outbox.services import enqueue
from apps.programs.models import CalendarYear
from apps.programs.queries import workdays, workdays_with
from apps.programs.rules import Span, entries_of
from apps.programs.services import announce_year
from apps.reports.queries.weeks import moved_weeks
from apps.reports.rules.thursdays import renumbers
from apps.reports.services import tell_moved_weeks


@transaction.atomic
def announce(*, year: int, by: Actor, version: int, source: str, spans: Sequence[Span]) -> CalendarYear:
    """Announce a year; last days of open cases are reckoned anew by a job that follows the commit.

    Weeks that are taken and clocks that have ended keep what they had. Refused where two weeks that have
    come would become one, or one two: weeks are numbered by their due days.
    """
    require(may_announce(by))
    before = workdays()
    after = workdays_with(before, year, entries_of(spans))
    if renumbers(year, before, after, clock.today()):
        raise Refused(
            "这样会改变已经到期的周报的期数（两期并为一期，或一期拆成两期），请核对已经过去的日期。",
            code="weeks",
        )
    calendar = announce_year(by=by, year=year, spans=spans, source=source, version=version)
    if before.version != after.version:
        enqueue(
            task=RECKON,
            by=by,
            args={"year": year},
            # Of the 版次 and not of the days: a correction taken back is to be reckoned once more.
            key=key_of(calendar),
            title=f"{year} 年放假安排公布，重算到期日",
        )
        moves = [each.move for each in moved_weeks(year, before, after) if not each.kept]
        tell_moved_weeks(moves=moves, notice=f"{year} 年放假安排（{source}）", key=key_of(calendar), by=by)
    return calendar
