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
from apps.reports.enums import ProofOccasion
from apps.reports.models import Adjustment, SnapshotMovement, WeekSnapshot
from apps.reports.queries.ledger import week as opened_week
from apps.reports.queries.members import standing_members
from apps.reports.queries.records import concerned, counted_set, reasons
from apps.reports.queries.weeks import (
    bureaus_to_take,
    next_cutoff,
    program_weeks,
    week_of_closing,
    year_opened_at,
)
from apps.reports.queries.yearend import recorded_before_new_year
from apps.reports.rules.ledger import (
    Kind,
    Member,
    Movement,
    carry,
    derive,
    manifest_hash,
    opening_movements,
    totals,
)
from apps.reports.services.adjustments import close_moot
from apps.reports.services.counts import (
    days_of,
    fill_counts,
    hold_bureau,
    keep_days,
    keep_movements,
    keep_opening,
    keep_passes,
    keep_proof,
)
from apps.reports.services.drafts import draft_report
from apps.reports.services.initial import hand_over_initial

logger = logging.getLogger(__name__)

GRACE = timedelta(minutes=10)
"""A record dated before the cut-off may be committed a moment after it; the due hour is far."""


@dataclass(frozen=True, slots=True)
class _Base:
    """What a week starts from: the set the week before left, or what a new year carries over."""

    carried: dict[UUID, Member]
    opens_year: bool
    opening: int
    carried_count: int
    after: datetime
    """From this moment on, what was recorded is this week's."""


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
    hold_bureau(bureau.pk)
    fill_counts(bureau=bureau)
    return _take(bureau, program, week, by, days or workdays())


@transaction.atomic
def _take(bureau: Organisation, program: Program, week: DueWeek, by: Actor, days: WorkDays) -> WeekSnapshot:
    """Take a week of a bureau whose earlier weeks keep what they counted."""
    if clock.now() < week.cutoff_at:
        raise Refused("还没有到本期数据截止时间，不能封存。", code="before_cutoff")
    hold_bureau(bureau.pk)
    # Asked behind the lock: of the job and a second caller one takes it, the other finds it.
    taken = WeekSnapshot.objects.filter(bureau=bureau, program=program, number=week.number).first()
    if taken is not None:
        return taken
    latest = WeekSnapshot.objects.filter(bureau=bureau).order_by("-cutoff_at").first()
    if latest is not None and latest.cutoff_at >= week.cutoff_at:
        raise Refused("更晚的一期已经封存，不能再补封这一期。", code="later_week_sealed")
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
    programs = list(Program.objects.order_by("year"))
    for bureau in bureaus_to_take():
        try:
            fill_counts(bureau=bureau)
            for program in programs:
                known = set(
                    WeekSnapshot.objects.filter(bureau=bureau, program=program).values_list(
                        "number", flat=True
                    )
                )
                for week in program_weeks(program, bureau, days):
                    if week.cutoff_at <= moment and week.number not in known:
                        new.append(_take(bureau, program, week, by, days))
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
        closing = opened_week(previous).figures.closing
        # 结转 opens the year once; later weeks repeat its number, which their footnote explains.
        return _Base({}, False, closing, previous.carried, previous.cutoff_at)
    if previous is None:
        # The first week of all: nothing was taken before, so the end of last year is asked of the records.
        at_opening, _ = counted_set(bureau.pk, opened_at, year_opened_at=opened_at)
    else:
        # The set of the last week, and what was recorded between it and the end of its year.
        moved = recorded_before_new_year(previous, opened_at)
        since, _ = counted_set(bureau.pk, opened_at, year_opened_at=previous.year_opened_at, only=moved)
        last = standing_members(bureau.pk, previous.program_id)
        at_opening = {case_id: last[case_id] for case_id in last.keys() - moved} | since
    carried = carry(at_opening)
    return _Base(carried, True, len(carried), len(carried), opened_at)


def _snapshot(
    bureau: Organisation,
    program: Program,
    week: DueWeek,
    previous: WeekSnapshot | None,
    by: Actor,
    days: WorkDays,
) -> WeekSnapshot:
    opened_at = year_opened_at(program.year)
    base = _base(bureau, opened_at, previous, program)
    closing = week_of_closing(bureau, days)
    snapshot = WeekSnapshot(
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
        previous=previous,
        # Nobody is left to hand it in: its households stand in the successor's table.
        is_owed=closing is None or week.cutoff_at < closing.cutoff_at,
    )
    if base.opens_year:
        keep_opening(snapshot=snapshot, carried=base.carried)
    moved = {*base.carried, *concerned(bureau.pk, program.pk, after=base.after, before=week.cutoff_at)}
    movements = _movements(snapshot, moved, period_start=week.previous_cutoff_at)
    keep_movements(snapshot=snapshot, movements=movements)
    keep_passes(snapshot=snapshot, cases=moved)
    keep_days(snapshot=snapshot, changes=days_of(snapshot, cases=moved))
    _store(snapshot, base, movements)
    SnapshotMovement.objects.bulk_create(
        _row(snapshot, each) for each in [*opening_movements(base.carried), *movements]
    )
    # A correction of a final week enters with the record it rests on: only where its case moved.
    Adjustment.objects.filter(
        entered__isnull=True,
        moot_at__isnull=True,
        snapshot__bureau=bureau,
        case_id__in=[each.case_id for each in movements],
    ).update(entered=snapshot)
    close_moot(snapshot=snapshot, by=by)
    keep_proof(opened=opened_week(snapshot), cases=moved, occasion=ProofOccasion.TAKEN)
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
    if not snapshot.is_owed:
        hand_over_initial(snapshot=snapshot, by=by)
    # In the same transaction: a snapshot without a draft would have no page (WeekGround.load).
    draft_report(snapshot=snapshot, by=by)
    return snapshot


def _movements(snapshot: WeekSnapshot, moved: set[UUID], *, period_start: datetime) -> list[Movement]:
    """Return what the week did to the cases of which something was recorded, each with its reason."""
    bureau_id, cutoff_at = snapshot.bureau_id, snapshot.cutoff_at
    known = standing_members(bureau_id, snapshot.program_id, only=moved)
    current, standings = counted_set(bureau_id, cutoff_at, year_opened_at=snapshot.year_opened_at, only=moved)
    # Twice: reasons cost queries and are only asked for cases that moved.
    movements = derive(known, current)
    why = reasons(
        bureau_id,
        movements,
        standings,
        year_opened_at=snapshot.year_opened_at,
        period_start=period_start,
        before=cutoff_at,
    )
    return derive(known, current, why)


def _store(snapshot: WeekSnapshot, base: _Base, movements: list[Movement]) -> None:
    """Fill in totals and manifest from the set as it now is, and save."""
    current = standing_members(snapshot.bureau_id, snapshot.program_id)
    summed = totals(current)
    snapshot.carried = base.carried_count
    snapshot.opening = base.opening
    snapshot.added = sum(1 for each in movements if each.kind is Kind.IN)
    snapshot.removed = sum(1 for each in movements if each.kind is Kind.OUT)
    snapshot.done, snapshot.ongoing, snapshot.amount = summed.done, summed.ongoing, summed.amount
    snapshot.manifest_hash = manifest_hash(current)
    snapshot.taken_at = clock.now()
    snapshot.save(force_insert=True)


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
