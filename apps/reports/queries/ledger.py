"""A week opened again: fold the stored movements, compare with the recount, name the changes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from uuid import UUID

from django.db.models import F, Q

from apps.cases.models import Case
from apps.lib import clock
from apps.plans.models import ContractCorrection
from apps.reports.models import Adjustment, SnapshotMovement, WeekSnapshot
from apps.reports.queries.records import completed_before, records, standing
from apps.reports.rules.figures import Figures, Named, figures
from apps.reports.rules.ledger import Kind, Member, Movement, State, derive, fold, manifest_hash
from apps.reports.rules.recount import Difference, compare, recount


def movement_of(row: SnapshotMovement | Adjustment) -> Movement:
    """Return a stored row as the rules know it."""
    return Movement(
        case_id=row.case_id,
        kind=Kind(row.kind),
        before=State(row.state_before) if row.state_before else None,
        after=State(row.state_after) if row.state_after else None,
        amount_change=row.amount_change,
        reason=row.reason,
    )


@dataclass(frozen=True, slots=True)
class Week:
    """A week snapshot with its named adjustments: opening and closing sets and what lies between."""

    snapshot: WeekSnapshot
    carried: dict[UUID, Member]
    opening: dict[UUID, Member]
    at_cutoff: dict[UUID, Member]
    """The set as it stood at the cut-off, before any adjustment."""
    closing: dict[UUID, Member]
    figures: Figures
    movements: tuple[Movement, ...]
    """Net changes from opening to closing, each with its reason."""
    adjusted: frozenset[UUID]


def _stored(snapshot: WeekSnapshot) -> tuple[list[SnapshotMovement], list[Adjustment]]:
    chain = {"snapshot__bureau_id": snapshot.bureau_id, "snapshot__program_id": snapshot.program_id}
    movements = SnapshotMovement.objects.filter(**chain, snapshot__number__lte=snapshot.number)
    # Only those made while their week was open. A correction of a final week is no change of that week:
    # the record behind it is a movement of the week it enters, and would count twice here.
    adjustments = Adjustment.objects.filter(
        **chain, entered=F("snapshot"), snapshot__number__lte=snapshot.number
    )
    return (
        list(movements.select_related("snapshot").order_by("snapshot__number", "id")),
        list(adjustments.select_related("snapshot").order_by("snapshot__number", "made_at", "id")),
    )


def week(snapshot: WeekSnapshot, *, as_of: datetime | None = None) -> Week:
    """Fold the year's movements up to a snapshot (two queries).

    ``as_of`` leaves out adjustments of this week made later: the figures of a version as it was
    submitted.
    """
    movements, adjustments = _stored(snapshot)
    # In order of weeks; within a week the snapshot comes before what was adjusted.
    stored: list[SnapshotMovement | Adjustment] = [*movements, *adjustments]
    # Stable: within a week and source the order of the queries stays.
    before = sorted(
        (each for each in stored if each.snapshot.number < snapshot.number), key=_week_then_source
    )
    members = fold(movement_of(each) for each in before)
    own = [m for m in movements if m.snapshot.number == snapshot.number]
    carried_now = [movement_of(m) for m in own if m.kind == Kind.CARRIED]
    carried = fold(movement_of(m) for m in movements if m.kind == Kind.CARRIED)
    opening = fold(carried_now, members)
    at_cutoff = fold((movement_of(m) for m in own if m.kind != Kind.CARRIED), opening)
    later = [
        a
        for a in adjustments
        if a.snapshot.number == snapshot.number and (as_of is None or a.made_at <= as_of)
    ]
    closing = fold((movement_of(a) for a in later), at_cutoff)
    why = {m.case_id: m.reason for m in own if m.kind != Kind.CARRIED}
    # What an official wrote goes before what was derived.
    why |= {a.case_id: a.reason for a in later}
    return Week(
        snapshot=snapshot,
        carried=carried,
        opening=opening,
        at_cutoff=at_cutoff,
        closing=closing,
        figures=figures(opening, closing, carried=len(carried)),
        movements=tuple(derive(opening, closing, why)),
        adjusted=frozenset(a.case_id for a in later),
    )


def _week_then_source(row: SnapshotMovement | Adjustment) -> tuple[int, bool]:
    return row.snapshot.number, isinstance(row, Adjustment)


def named(opened: Week) -> list[Named]:
    """Return the week's changes with case numbers, corrections of earlier weeks marked."""
    ids = [each.case_id for each in opened.movements]
    numbers = dict(Case.objects.filter(pk__in=ids).values_list("pk", "number"))
    corrects = _put_right(opened) | dict(
        Adjustment.objects.filter(entered=opened.snapshot)
        .filter(~Q(snapshot=F("entered")))
        .values_list("case_id", "snapshot__number")
    )
    return [
        Named(
            number=numbers.get(each.case_id) or "",
            movement=each,
            corrects=corrects.get(each.case_id),
            adjusted=each.case_id in opened.adjusted,
        )
        for each in opened.movements
    ]


def _put_right(opened: Week) -> dict[UUID, int]:
    """Return the earlier week whose amount a 更正 of a contract put right this week, by case."""
    snapshot = opened.snapshot
    changed = [each.case_id for each in opened.movements if each.kind is Kind.CHANGED and each.amount_change]
    if not changed:
        return {}
    corrected = ContractCorrection.objects.filter(
        contract__case_id__in=changed,
        in_force=True,
        # 0:00 of the first day is the cut-off before.
        made_at__gte=datetime.combine(snapshot.period_start, time(), clock.SHANGHAI),
        made_at__lt=snapshot.cutoff_at,
    )
    entered = SnapshotMovement.objects.filter(
        case_id__in=corrected.values("contract__case_id"),
        snapshot__bureau_id=snapshot.bureau_id,
        snapshot__program_id=snapshot.program_id,
        snapshot__number__lt=snapshot.number,
    ).exclude(amount_change=0)
    # A dict keeps the last of a case: the week in which the amount came that was put right.
    return dict(entered.order_by("snapshot__number").values_list("case_id", "snapshot__number"))


@dataclass(frozen=True, slots=True)
class Proof:
    """Outcome of the independent recount of one snapshot."""

    differences: tuple[Difference, ...]
    totals_agree: bool
    """The snapshot's stored totals and manifest are those of its own movements."""

    @property
    def agrees(self) -> bool:
        """Ledger, stored totals and recount say the same."""
        return self.totals_agree and not self.differences


def prove(opened: Week) -> Proof:
    """Recount a week from the records and hold ledger and stored totals against it."""
    snapshot = opened.snapshot
    recounted = recount(
        records(snapshot.bureau_id, snapshot.cutoff_at),
        bureau_id=snapshot.bureau_id,
        year_opened_at=snapshot.year_opened_at,
        cutoff_at=snapshot.cutoff_at,
    )
    # Without adjustments: the stored totals were written at the cut-off and never change.
    stored = figures(opened.opening, opened.at_cutoff, carried=len(opened.carried))
    return Proof(
        # With adjustments, which the recount replays as records made just before the cut-off.
        differences=tuple(compare(opened.closing, recounted)),
        totals_agree=(
            manifest_hash(opened.at_cutoff) == snapshot.manifest_hash
            and (stored.opening, stored.added, stored.removed, stored.done, stored.ongoing)
            == (snapshot.opening, snapshot.added, snapshot.removed, snapshot.done, snapshot.ongoing)
            and stored.amount == snapshot.amount
        ),
    )


@dataclass(frozen=True, slots=True)
class Candidate:
    """A case whose records changed after the cut-off: what a named adjustment could enter."""

    case_id: UUID
    number: str
    movement: Movement
    after: Member | None


def latest_snapshot(snapshot: WeekSnapshot) -> WeekSnapshot:
    """Return the newest snapshot of the same bureau."""
    return WeekSnapshot.objects.filter(bureau_id=snapshot.bureau_id).latest("cutoff_at")


def current_set(snapshot: WeekSnapshot, moment: datetime) -> dict[UUID, Member]:
    """The bureau's counted cases as recorded before a moment, within the snapshot's year."""
    excluded = completed_before(snapshot.bureau_id, snapshot.year_opened_at)
    return {
        case_id: each.member
        for case_id, each in standing(snapshot.bureau_id, moment).items()
        if each.member is not None and case_id not in excluded
    }


def candidates(opened: Week) -> list[Candidate]:
    """Changes recorded since the cut-off, one for every case, as adjustments to this week."""
    # The present moment belongs in: a record is often made in the same breath as its adjustment.
    latest = current_set(opened.snapshot, clock.now() + timedelta(microseconds=1))
    movements = derive(opened.closing, latest)
    numbers = _numbers(each.case_id for each in movements)
    return [
        Candidate(each.case_id, numbers.get(each.case_id, ""), each, latest.get(each.case_id))
        for each in movements
    ]


def _numbers(ids: Iterable[UUID]) -> dict[UUID, str]:
    rows = Case.objects.filter(pk__in=list(ids)).values_list("pk", "number")
    return {pk: number or "" for pk, number in rows}
