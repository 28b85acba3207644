"""Cases that start, finish and leave at given moments, and weeks that close over them."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction

from apps.cases.models import Case
from apps.cases.services import lock_case, move
from apps.cases.services.holds import close_rows
from apps.lib import clock
from apps.lib.actors import SYSTEM, Actor
from apps.orgs.models import Organisation, ReportingLine
from apps.reports.enums import AnswerKind
from apps.reports.models import WeekSnapshot
from apps.reports.queries.weeks import all_weeks
from apps.reports.services import (
    Answer,
    Asked,
    Declared,
    answer_return,
    save_draft,
    submit_report,
    take_snapshot,
)
from tests.factories.copies import copied
from tests.factories.world import World, make_case

FIRST = 3
"""Week 3 of 2026 runs from Thursday 15 to Wednesday 21 January; due Thursday 22 January.

Early in the year, because taking a week takes all weeks before it.
"""
SEPTEMBER = 35
"""Week 35 of 2026, due Thursday 3 September: the week of the moment at which tests usually begin."""
NEW_YEAR = datetime.fromisoformat("2026-01-05T12:00:00+08:00")
"""When the world of these tests begins."""


def in_week(number: int, *, hours: int = 0) -> datetime:
    """Return the Saturday noon of a report week of 2026."""
    week = all_weeks(2026)[number - 1]
    return week.previous_cutoff_at + timedelta(days=2, hours=12 + hours)


def due_morning(number: int, *, hour: int = 9) -> datetime:
    """Return the morning of the day a week of 2026 is due."""
    return all_weeks(2026)[number - 1].cutoff_at + timedelta(hours=hour)


def advance(case: Case, name: str, by: Actor, **more: Any) -> Case:
    """Make one move of the workflow as if everything it needs were there."""
    with transaction.atomic():
        locked = lock_case(case_id=case.pk, by=by)
        close_rows(rows=locked.holds.filter(closed_at__isnull=True), by=by, on=None, reason="")
        return move(case=locked, name=name, by=by, **more)


def contracted(world: World, amount: str = "50000", *, by: Actor | None = None) -> Case:
    """Return a case whose contract is recorded."""
    clerk = by or world.zhou
    street = {world.zhou: "330102001", world.bei: "330106002", world.xin: "330411002"}[clerk]
    case = make_case(world, "designing", by=clerk, street_code=street)
    advance(case, "confirm_plan", clerk)
    return advance(case, "sign_contract", clerk, values={"contract_amount": Decimal(amount)})


def started(world: World, amount: str = "50000", *, by: Actor | None = None, **more: Any) -> Case:
    """Return a case under works since now."""
    return advance(contracted(world, amount, by=by), "start_works", by or world.zhou, **more)


def finished(case: Case, by: Actor) -> Case:
    """Finish the works."""
    return advance(case, "finish_works", by)


def removed(case: Case, leader: Actor, *, removal: str = "duplicate", reason: str = "重复登记") -> Case:
    """Take a case out by the leader's hand."""
    return advance(case, "terminate", leader, removal=removal, reason=reason)


def snapshot(world: World, number: int, bureau: Organisation | None = None) -> WeekSnapshot:
    """Take the snapshot of a week of 2026, at its due day's first minutes unless the clock stands later."""
    week = all_weeks(2026)[number - 1]
    at = max(clock.now(), week.cutoff_at + timedelta(minutes=15))
    with clock.at(at):
        return take_snapshot(bureau=bureau or world.shangcheng, program=world.program, week=week, by=SYSTEM)


def report_since(number: int) -> None:
    """Let bureaus report since a week of 2026 alone, which saves taking those before it."""
    ReportingLine.objects.update(valid_from=clock.local(all_weeks(2026)[number - 1].cutoff_at).date())


DECLARED = Declared(
    week=41,
    done=512,
    ongoing=137,
    amount=Decimal("48062500"),
    source="装修备案系统",
    queried_at=datetime.fromisoformat("2026-01-22T08:30:00+08:00"),
    # The same numbers week after week do not add up; whoever declares them says why.
    words={"sum": "每周按同一口径重报，未累加"},
)


ASKED = (Asked("declared.done", "请与一码管理系统核对"),)
"""What a return asks where a test asks for no more."""


def answered(week: WeekSnapshot, by: Actor, reason: str = "已核对，无误") -> WeekSnapshot:
    """Keep to :data:`ASKED`'s number, with the reason."""
    answer_return(by=by, snapshot=week, answers={1: Answer(AnswerKind.KEPT, reason)})
    return week


def submitted(week: WeekSnapshot, by: Actor, *, hour: int = 9) -> WeekSnapshot:
    """Fill in and submit a week's report on the morning it is due."""
    with clock.at(week.cutoff_at + timedelta(hours=hour)):
        queried = clock.now() - timedelta(hours=1)
        declared = Declared(**{**_values(DECLARED), "queried_at": queried})
        save_draft(by=by, snapshot=week, version=None, declared=declared)
        submit_report(by=by, snapshot=week)
    return week


def _values(declared: Declared) -> dict[str, Any]:
    return {name: getattr(declared, name) for name in Declared.__dataclass_fields__}


@copied(sets_clock=True)
def make_week(world: World) -> WeekSnapshot:
    """Return week FIRST of 上城 with one started case of 7.62 万元, taken when it was due."""
    with clock.at(in_week(FIRST)):
        started(world, "76200")
    return _taken_when_due(world)


@copied(sets_clock=True)
def make_submitted_week(world: World) -> WeekSnapshot:
    """Return the same week, its report submitted on the morning it was due."""
    return submitted(make_week(world), world.wang)


@copied(sets_clock=True)
def make_week_of_two(world: World) -> WeekSnapshot:
    """Return week FIRST of 上城: two households started, one of them finished."""
    with clock.at(in_week(FIRST)):
        started(world, "50000")
        finished(started(world, "35000"), world.zhou)
    return _taken_when_due(world)


def _taken_when_due(world: World) -> WeekSnapshot:
    with clock.at(due_morning(FIRST, hour=0)):
        return snapshot(world, FIRST)
