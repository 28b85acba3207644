"""Taking the snapshot of a district's week at its cut-off, whether or not anyone reports (R10)."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from apps.audit.services import Subject, record
from apps.lib import clock
from apps.lib.actors import SYSTEM, Actor
from apps.lib.amounts import spelled
from apps.lib.calendars import DueWeek, WorkDays
from apps.lib.decisions import Refused
from apps.orgs.models import Organisation
from apps.orgs.queries import reports_to
from apps.programs.models import Program
from apps.programs.queries import workdays
from apps.reports.models import Adjustment, SnapshotMovement, WeekSnapshot
from apps.reports.queries.ledger import week as opened_week
from apps.reports.queries.records import completed_before, reasons, standing
from apps.reports.queries.weeks import bureaus_that_report, next_cutoff, program_weeks, year_opened_at
from apps.reports.rules.figures import figures
from apps.reports.rules.ledger import Member, Movement, carry, derive, manifest_hash, opening_movements
from apps.reports.services.drafts import draft_report

logger = logging.getLogger(__name__)

GRACE = timedelta(minutes=10)
"""A record dated before the cut-off may be committed a moment after it; the due hour is far."""


@dataclass(frozen=True, slots=True)
class _Base:
    """What a week starts from."""

    previous: WeekSnapshot | None
    carried: dict[UUID, Member]
    members: dict[UUID, Member]
    opens_year: bool


@transaction.atomic
def take_snapshot(
    *,
    bureau: Organisation,
    program: Program,
    week: DueWeek,
    by: Actor = SYSTEM,
    days: WorkDays | None = None,
) -> WeekSnapshot:
    """Take the snapshot of one week of a bureau and draft its report; one that stands is returned as it is.

    Weeks are taken in order: earlier weeks of the programme that are still open come first,
    each as of its own cut-off. Raises Refused before the cut-off. ``days`` saves reading the calendar
    when many weeks are taken at once.
    """
    if clock.now() < week.cutoff_at:
        raise Refused("还没有到本期数据截止时间，不能封存。", code="before_cutoff")
    # NO KEY: rows that merely point at the bureau can still be written meanwhile.
    Organisation.objects.select_for_update(no_key=True).get(pk=bureau.pk)
    # Asked behind the lock: of the job and a second caller one takes it, the other finds it.
    taken = WeekSnapshot.objects.filter(bureau=bureau, program=program, number=week.number).first()
    if taken is not None:
        return taken
    latest = WeekSnapshot.objects.filter(bureau=bureau).order_by("-cutoff_at").first()
    if latest is not None and latest.cutoff_at >= week.cutoff_at:
        raise Refused("更晚的一期已经封存，不能再补封这一期。", code="later_week_sealed")
    days = days or workdays()
    for year, each in _open_weeks(bureau, program, week, latest, days):
        latest = _snapshot(bureau, year, each, latest, by, days)
    return _snapshot(bureau, program, week, latest, by, days)


def take_due_snapshots(*, now: datetime | None = None, by: Actor = SYSTEM) -> list[WeekSnapshot]:
    """Take every snapshot whose cut-off has passed, for all bureaus that report; return the new ones.

    One transaction a week. Where a bureau's week fails, those of the others are taken all the same, and the
    first failure is raised at the end. Repeatable.
    """
    moment = (now or clock.now()) - GRACE
    days = workdays()
    new: list[WeekSnapshot] = []
    failures: list[Exception] = []
    for program in Program.objects.order_by("year"):
        for bureau in bureaus_that_report():
            known = set(
                WeekSnapshot.objects.filter(bureau=bureau, program=program).values_list("number", flat=True)
            )
            due = (
                week
                for week in program_weeks(program, bureau, days)
                if week.cutoff_at <= moment and week.number not in known
            )
            try:
                for week in due:
                    new.append(take_snapshot(bureau=bureau, program=program, week=week, by=by, days=days))
            except Exception as error:
                logger.exception("no snapshot of the week of bureau %s could be taken", bureau.pk)
                failures.append(error)
    if failures:
        raise failures[0]
    return new


def _open_weeks(
    bureau: Organisation, program: Program, week: DueWeek, latest: WeekSnapshot | None, days: WorkDays
) -> list[tuple[Program, DueWeek]]:
    # The usual week follows the last one, so the programme years need not be read.
    if latest is not None and latest.cutoff_at == week.previous_cutoff_at:
        return []
    return [
        (year, each)
        for year in Program.objects.filter(year__lte=program.year).order_by("year")
        for each in program_weeks(year, bureau, days)
        if each.cutoff_at < week.cutoff_at and (latest is None or each.cutoff_at > latest.cutoff_at)
    ]


def _base(
    bureau: Organisation, opened_at: datetime, previous: WeekSnapshot | None, program: Program
) -> _Base:
    if previous is not None and previous.program_id == program.pk:
        return _Base(previous, {}, opened_week(previous).closing, False)
    if previous is not None:
        carried = carry(opened_week(previous).closing)
    else:
        # The first week of all: nothing was taken before, so the end of last year is asked of the records.
        before = standing(bureau.pk, opened_at)
        carried = carry({i: each.member for i, each in before.items() if each.member is not None})
    return _Base(previous, carried, carried, True)


def _snapshot(
    bureau: Organisation,
    program: Program,
    week: DueWeek,
    previous: WeekSnapshot | None,
    by: Actor,
    days: WorkDays,
) -> WeekSnapshot:
    opened_at = year_opened_at(program, days)
    base = _base(bureau, opened_at, previous, program)
    standings = standing(bureau.pk, week.cutoff_at)
    counted_before = completed_before(bureau.pk, opened_at)
    current = {
        case_id: each.member
        for case_id, each in standings.items()
        if each.member is not None and case_id not in counted_before
    }
    # Twice: reasons cost queries and are only asked for cases that moved.
    movements = derive(base.members, current)
    why = reasons(
        bureau.pk,
        movements,
        standings,
        period_start=week.previous_cutoff_at,
        before=week.cutoff_at,
    )
    movements = derive(base.members, current, why)
    # 结转 opens the year once; later weeks repeat its number, which their footnote explains.
    carried = len(base.carried) if base.opens_year else (previous.carried if previous else 0)
    counted = figures(base.members, current, carried=carried)
    snapshot = WeekSnapshot.objects.create(
        bureau=bureau,
        # Frozen: a reporting line that changes later moves no old week (docs/decisions/0013).
        reports_to=reports_to(bureau, clock.local(week.due_at).date()),
        program=program,
        number=week.number,
        period_start=week.period_start,
        period_end=week.period_end,
        cutoff_at=week.cutoff_at,
        due_at=week.due_at,
        moved=week.moved,
        # Frozen as well: a calendar announced later must not make a final week open again.
        final_at=next_cutoff(week, days),
        year_opened_at=opened_at,
        carried=carried,
        opening=counted.opening,
        added=counted.added,
        removed=counted.removed,
        done=counted.done,
        ongoing=counted.ongoing,
        amount=counted.amount,
        manifest_hash=manifest_hash(current),
        taken_at=clock.now(),
        previous=previous,
    )
    SnapshotMovement.objects.bulk_create(
        _row(snapshot, each) for each in [*opening_movements(base.carried), *movements]
    )
    moved = [each.case_id for each in movements]
    # A correction of a final week enters with the record it rests on: only where its case moved.
    Adjustment.objects.filter(entered__isnull=True, snapshot__bureau=bureau, case_id__in=moved).update(
        entered=snapshot
    )
    record(
        by=by,
        subject=Subject("week_seal", str(snapshot.pk)),
        action="week.sealed",
        facts={
            "bureau": bureau.pk,
            "year": program.year,
            "week": snapshot.number,
            "cutoff_at": clock.local(snapshot.cutoff_at).isoformat(),
            "opening": snapshot.opening,
            "added": snapshot.added,
            "removed": snapshot.removed,
            "done": snapshot.done,
            "ongoing": snapshot.ongoing,
            "amount": spelled(snapshot.amount),
            "manifest": snapshot.manifest_hash,
        },
        jurisdiction=bureau.region_id or "",
    )
    # In the same transaction: a snapshot without a draft would have no page (WeekGround.load).
    draft_report(snapshot=snapshot, by=by)
    return snapshot


def _row(snapshot: WeekSnapshot, movement: Movement) -> SnapshotMovement:
    return SnapshotMovement(
        snapshot=snapshot,
        case_id=movement.case_id,
        kind=movement.kind,
        delta=movement.delta,
        state_before=movement.before or "",
        state_after=movement.after or "",
        amount_change=movement.amount_change,
        reason=movement.reason,
    )
