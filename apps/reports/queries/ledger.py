"""A week as it was taken, with its named adjustments: figures, movements, cases that could still move."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from functools import cached_property
from uuid import UUID

from django.db.models import Case as Choice
from django.db.models import F, OuterRef, Q, Subquery, When

from apps.cases.models import Case
from apps.lib import clock
from apps.lib.amounts import ZERO, Yuan
from apps.plans.models import ContractCorrection
from apps.programs.queries import Targets, targets_of
from apps.reports.models import Adjustment, SnapshotMovement, WeekSnapshot
from apps.reports.queries.initial import initial_entries
from apps.reports.queries.members import as_members, members_at, undone
from apps.reports.queries.records import concerned
from apps.reports.queries.since import Since, standing_now
from apps.reports.rules.figures import Figures, Named, worth_naming
from apps.reports.rules.initial import Entry
from apps.reports.rules.ledger import Kind, Member, Movement, State, derive, net


def movement_of(row: SnapshotMovement | Adjustment) -> Movement:
    """Return a stored row as the rules know it."""
    return _movement(row.case_id, row.kind, row.state_before, row.state_after, row.amount_change, row.reason)


def _movement(
    case_id: UUID, kind: str, before: str, after: str, amount_change: Yuan, reason: str
) -> Movement:
    return Movement(
        case_id=case_id,
        kind=Kind(kind),
        before=State(before) if before else None,
        after=State(after) if after else None,
        amount_change=amount_change,
        reason=reason,
    )


# No slots: what is told of it is kept with it, as page, table and footnotes each ask.
@dataclass(frozen=True)
class Week:
    """A week snapshot with its named adjustments: its figures and what moved, without its members."""

    snapshot: WeekSnapshot
    figures: Figures
    movements: tuple[Movement, ...]
    """Net changes from the week before to this one, each with its reason."""
    adjustments: tuple[Movement, ...]
    """Named adjustments in order, those made later than the moment asked for left out."""
    later: tuple[Movement, ...]
    """Those left out."""
    rows: tuple[Adjustment, ...] = ()
    """Every named adjustment that corrects or entered this week, in order, with its case and its week."""

    numbers: Mapping[UUID, str] = field(default_factory=dict)
    """办件编号 of the cases that moved or were adjusted."""

    @property
    def adjusted(self) -> frozenset[UUID]:
        """Cases entered by a named adjustment."""
        return frozenset(each.case_id for each in self.adjustments)

    @cached_property
    def initial(self) -> list[Entry]:
        """期初数 of the year, read once; what of them counts is a matter of the week's number."""
        snapshot = self.snapshot
        # Most bureaus began with the year: who loaded the week for a page has asked it along.
        if not snapshot.may_have_begun:
            return []
        if snapshot.only_entry is not None:
            return [snapshot.only_entry]
        return initial_entries(snapshot.program_id, [snapshot.bureau_id])[snapshot.bureau_id]

    @cached_property
    def targets(self) -> Targets:
        """The bureau's targets of the year, read once for table and pace."""
        return targets_of(self.snapshot.program, [self.snapshot.bureau_id])

    @cached_property
    def told(self) -> list[Named]:
        """The changes that want a word, read once."""
        return _named(self)


# The number of a case that a footnote may name (worth_naming): a busy week moves thousands, and names few.
_NAMED_NUMBER = Choice(
    When(
        ~Q(reason="") | Q(kind=Kind.OUT) | (Q(kind=Kind.CHANGED) & ~Q(amount_change=0)),
        then=Subquery(Case.objects.filter(pk=OuterRef("case")).values("number")[:1]),
    ),
)


def week(snapshot: WeekSnapshot, *, as_of: datetime | None = None) -> Week:
    """Open a week from what was kept when it was taken (two queries).

    ``as_of`` leaves out adjustments of this week made later: the figures of a version as it was
    submitted.
    """
    own = SnapshotMovement.objects.filter(snapshot=snapshot).exclude(kind=Kind.CARRIED).order_by("id")
    own = own.annotate(number=_NAMED_NUMBER)
    # No rows of the model: a busy week of a big district moves thousands.
    moved = own.values_list(
        "case_id", "kind", "state_before", "state_after", "amount_change", "reason", "number"
    )
    # Only those made while their week was open. A correction of a final week is no change of that week:
    # the record behind it is a movement of the week it enters, and would count twice here.
    rows = tuple(
        Adjustment.objects.filter(Q(entered=snapshot) | Q(snapshot=snapshot))
        .select_related("case", "snapshot__program")
        .order_by("made_at", "id")
    )
    adjustments = [each for each in rows if each.snapshot_id == each.entered_id]
    entered = [each for each in adjustments if as_of is None or each.made_at <= as_of]
    named_so = tuple(movement_of(each) for each in entered)
    own_moves: list[Movement] = []
    numbers: dict[UUID, str] = {}
    for case_id, kind, before, after, amount_change, reason, number in moved:
        own_moves.append(_movement(case_id, kind, before, after, amount_change, reason))
        if number:
            numbers[case_id] = number
    movements = net([*own_moves, *named_so])
    return Week(
        snapshot=snapshot,
        figures=_figures(snapshot, movements, named_so),
        movements=tuple(movements),
        adjustments=named_so,
        later=tuple(movement_of(each) for each in adjustments[len(entered) :]),
        rows=rows,
        numbers=numbers | {each.case_id: each.case.number or "" for each in rows},
    )


def _figures(
    snapshot: WeekSnapshot, movements: Iterable[Movement], adjustments: Iterable[Movement]
) -> Figures:
    """Return what the snapshot stored, moved on by its named adjustments."""
    moved = list(movements)
    taken = Figures(
        carried=snapshot.carried,
        opening=snapshot.opening,
        added=sum(1 for each in moved if each.kind is Kind.IN),
        removed=sum(1 for each in moved if each.kind is Kind.OUT),
        done=snapshot.done,
        ongoing=snapshot.ongoing,
        amount=snapshot.amount,
        amount_change=sum((each.amount_change for each in moved if each.kind is Kind.CHANGED), ZERO),
    )
    done, ongoing, amount = taken.done, taken.ongoing, taken.amount
    for each in adjustments:
        done += (each.after is State.DONE) - (each.before is State.DONE)
        ongoing += (each.after is State.ONGOING) - (each.before is State.ONGOING)
        amount += each.amount_change
    return replace(taken, done=done, ongoing=ongoing, amount=amount)


def figures_adjusted(snapshots: Collection[WeekSnapshot]) -> dict[int, Figures]:
    """Return the figures of those of some weeks that have named adjustments, by the week's key.

    One query, and one where there are some: whatever their number.
    """
    named_so: dict[int, list[Movement]] = defaultdict(list)
    rows = Adjustment.objects.filter(entered=F("snapshot"), snapshot__in=snapshots)
    for row in rows.order_by("made_at", "id"):
        named_so[row.snapshot_id].append(movement_of(row))
    if not named_so:
        return {}
    moved: dict[int, list[Movement]] = defaultdict(list)
    own = SnapshotMovement.objects.filter(snapshot__in=named_so).exclude(kind=Kind.CARRIED)
    for each in own.order_by("id"):
        moved[each.snapshot_id].append(movement_of(each))
    return {
        each.pk: _figures(each, net([*moved[each.pk], *named_so[each.pk]]), named_so[each.pk])
        for each in snapshots
        if each.pk in named_so
    }


def closing_set(opened: Week) -> dict[UUID, Member]:
    """Return every member at the end of a week: as many rows as the bureau counts."""
    snapshot = opened.snapshot
    rows = members_at(snapshot.bureau_id, snapshot.program_id, snapshot.number)
    return undone(as_members(rows), opened.later)


def set_at_cutoff(opened: Week) -> dict[UUID, Member]:
    """Return every member as the snapshot took them, before any adjustment."""
    return undone(closing_set(opened), opened.adjustments)


def named(opened: Week) -> list[Named]:
    """Return the changes that want a word, with case numbers, corrections of earlier weeks marked."""
    return opened.told


def _named(opened: Week) -> list[Named]:
    corrects = _put_right(opened) | {
        each.case_id: (each.snapshot.number, each.snapshot.program.year, each.reason)
        for each in opened.rows
        if each.snapshot_id != opened.snapshot.pk
    }
    own_year = opened.snapshot.program.year
    found = []
    for each in opened.movements:
        number, year, reason = corrects.get(each.case_id, (None, own_year, ""))
        found.append(
            Named(
                number="",
                movement=each,
                corrects=number,
                adjusted=each.case_id in opened.adjusted,
                corrects_year=year if year != own_year else None,
                correction_reason=reason,
            )
        )
    told = [each for each in found if worth_naming(each)]
    return [replace(each, number=opened.numbers.get(each.movement.case_id, "")) for each in told]


def _put_right(opened: Week) -> dict[UUID, tuple[int, int, str]]:
    """Return the earlier week (number, year) whose amount a 更正 of a contract put right this week, by case.

    Its reason is the movement's own.
    """
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
        snapshot__cutoff_at__lt=snapshot.cutoff_at,
    ).exclude(amount_change=0)
    weeks: dict[UUID, tuple[int, int, str]] = {}
    for case_id, kind, number, year in entered.order_by("snapshot__cutoff_at").values_list(
        "case_id", "kind", "snapshot__number", "snapshot__program__year"
    ):
        # 结转 brings the amount of an earlier year, whose week is the one that was wrong.
        if kind != Kind.CARRIED or case_id not in weeks:
            weeks[case_id] = (number, year, "")
    return weeks


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


def since_of(week: WeekSnapshot) -> Since:
    """Return a bureau's newest week as it is asked what was recorded since."""
    return Since(week.bureau_id, week.program_id, week.cutoff_at, week.year_opened_at)


def newest_of(snapshot: WeekSnapshot) -> Since:
    """Return the newest week of a week's bureau; who loaded it for a page has asked for that along."""
    found: Since = snapshot.newest_week or since_of(latest_snapshot(snapshot))
    return found


def candidates(
    newest: Since, *, only: UUID | None = None, counted_in: WeekSnapshot | None = None
) -> list[Candidate]:
    """Return what was recorded since the cut-off of a bureau's newest week, one for every case that moved.

    ``only`` asks for one case, ``counted_in`` for those that a week counted at its beginning or end. Two
    queries.
    """
    # The present moment belongs in: a record is often made in the same breath as its adjustment.
    now = clock.now() + timedelta(microseconds=1)
    moved = concerned(newest.bureau_id, newest.program_id, after=newest.cutoff_at, before=now)
    if only is not None:
        moved &= {only}
    # A case that passed to another bureau since moves with the next week, there and here: entered here
    # alone it would be counted twice in this one, or not at all.
    stands = standing_now(newest, now, only=moved, counted_in=counted_in)
    found = {each.case_id: each for each in stands if not each.handed}
    latest = {pk: each.now for pk, each in found.items() if each.now is not None}
    known = {pk: each.known for pk, each in found.items() if each.known is not None}
    return [
        Candidate(each.case_id, found[each.case_id].number, each, latest.get(each.case_id))
        for each in derive(known, latest)
    ]


def case_numbers(ids: Iterable[UUID]) -> dict[UUID, str]:
    """Return the 办件编号 of some cases (one query)."""
    rows = Case.objects.filter(pk__in=list(ids)).values_list("pk", "number")
    return {pk: number or "" for pk, number in rows}
