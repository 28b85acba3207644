"""The independent recount: hold what was kept against the stored movements and against the records."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import F
from django.db.models.functions import JSONObject

from apps.lib.amounts import ZERO, Yuan
from apps.reports.enums import ProofOccasion
from apps.reports.models import Adjustment, SnapshotMovement, SnapshotProof, WeekSnapshot
from apps.reports.queries.ledger import Week, closing_set, movement_of, set_at_cutoff, week
from apps.reports.queries.members import as_members, members_at, undone
from apps.reports.queries.records import records
from apps.reports.rules.figures import figures
from apps.reports.rules.ledger import Kind, Member, Movement, State, fold, manifest_hash
from apps.reports.rules.recount import Difference, compare, recount


@dataclass(frozen=True, slots=True)
class Proof:
    """Outcome of the independent recount of one snapshot."""

    differences: tuple[Difference, ...]
    totals_agree: bool
    """The snapshot's stored totals and manifest are those of its own movements, and so is the kept set."""

    @property
    def agrees(self) -> bool:
        """Kept set, stored totals and recount say the same."""
        return self.totals_agree and not self.differences


def prove(opened: Week) -> Proof:
    """Recount a week from the first record on and hold kept set, movements and totals against it.

    It reads the whole year of the bureau: for jobs and commands, never for a page.
    """
    snapshot = opened.snapshot
    closing = closing_set(opened)
    at_cutoff = set_at_cutoff(opened)
    folded = folded_set(opened)
    recounted = recount(
        records(snapshot.bureau_id, snapshot.cutoff_at),
        bureau_id=snapshot.bureau_id,
        year_opened_at=snapshot.year_opened_at,
        cutoff_at=snapshot.cutoff_at,
    )
    # Without adjustments: the stored totals were written at the cut-off and never change.
    moved = [
        movement_of(row)
        for row in SnapshotMovement.objects.filter(snapshot=snapshot).exclude(kind=Kind.CARRIED)
    ]
    stored = figures(undone(at_cutoff, moved), at_cutoff, carried=snapshot.carried)
    return Proof(
        # With adjustments, which the recount replays as records made just before the cut-off.
        differences=tuple(dict.fromkeys((*compare(folded, recounted), *compare(closing, recounted)))),
        totals_agree=(
            folded == closing
            and manifest_hash(at_cutoff) == snapshot.manifest_hash
            and (stored.opening, stored.added, stored.removed, stored.done, stored.ongoing)
            == (snapshot.opening, snapshot.added, snapshot.removed, snapshot.done, snapshot.ongoing)
            and stored.amount == snapshot.amount
        ),
    )


def folded_set(opened: Week) -> dict[UUID, Member]:
    """Return a week's set from the stored movements and adjustments of its year alone."""
    return undone(fold(movement for _, movement in stored_movements(opened.snapshot)), opened.later)


def stored_movements(snapshot: WeekSnapshot) -> list[tuple[int, Movement]]:
    """Return a bureau's movements and named adjustments of a year through a week, each with its week."""
    chain = {"snapshot__bureau_id": snapshot.bureau_id, "snapshot__program_id": snapshot.program_id}
    upto = {**chain, "snapshot__number__lte": snapshot.number}
    stored: list[SnapshotMovement | Adjustment] = [
        *SnapshotMovement.objects.filter(**upto)
        .select_related("snapshot")
        .order_by("snapshot__number", "id"),
        *Adjustment.objects.filter(**upto, entered=F("snapshot"))
        .select_related("snapshot")
        .order_by("snapshot__number", "made_at", "id"),
    ]
    # In order of weeks; within a week the snapshot comes before what was adjusted. Stable: within a week and
    # source the order of the queries stays.
    stored.sort(key=lambda row: (row.snapshot.number, isinstance(row, Adjustment)))
    return [(row.snapshot.number, movement_of(row)) for row in stored]


def prove_cases(opened: Week, cases: Collection[UUID]) -> Proof:
    """Recount some cases of a week from their first record on.

    What has no record since the week before stands as that week's recount proved it.
    """
    snapshot = opened.snapshot
    rows = members_at(snapshot.bureau_id, snapshot.program_id, snapshot.number).filter(case_id__in=cases)
    recounted = recount(
        records(snapshot.bureau_id, snapshot.cutoff_at, only=cases),
        bureau_id=snapshot.bureau_id,
        year_opened_at=snapshot.year_opened_at,
        cutoff_at=snapshot.cutoff_at,
    )
    return Proof(
        differences=tuple(compare(as_members(rows), recounted)),
        totals_agree=_set_follows(opened, as_members(rows), cases) and _totals_follow(opened),
    )


def _set_follows(opened: Week, kept: dict[UUID, Member], cases: Collection[UUID]) -> bool:
    """Whether the week's movements turn the set of the week before into the kept one, for those cases."""
    snapshot = opened.snapshot
    # Only what was asked for: an adjustment asks for its case, while others of the week have moved too.
    asked = frozenset(cases)
    movements = [each for each in opened.movements if each.case_id in asked]
    moved = [each.case_id for each in movements]
    before = members_at(snapshot.bureau_id, snapshot.program_id, snapshot.number - 1)
    turned = fold(movements, as_members(before.filter(case_id__in=moved)))
    return turned == {case_id: kept[case_id] for case_id in moved if case_id in kept}


def _totals_follow(opened: Week) -> bool:
    """Whether the stored totals are those of the week before, moved on by this week's movements."""
    snapshot, week_now = opened.snapshot, opened.figures
    done, ongoing, amount = _totals_before(snapshot)
    for each in opened.movements:
        done += (each.after is State.DONE) - (each.before is State.DONE)
        ongoing += (each.after is State.ONGOING) - (each.before is State.ONGOING)
        amount += each.amount_change
    return week_now.adds_up and (done, ongoing, amount) == (
        week_now.done,
        week_now.ongoing,
        week_now.amount,
    )


def _totals_before(snapshot: WeekSnapshot) -> tuple[int, int, Yuan]:
    previous = snapshot.previous
    if previous is not None and previous.program_id == snapshot.program_id:
        before = week(previous).figures
        return before.done, before.ongoing, before.amount
    carried = SnapshotMovement.objects.filter(snapshot=snapshot, kind=Kind.CARRIED)
    amounts = list(carried.values_list("amount_change", flat=True))
    return 0, len(amounts), sum(amounts, ZERO)


_WHOLE = frozenset({ProofOccasion.TAKEN, ProofOccasion.FULL})
"""Occasions on which all a week could have got wrong was recounted; the others look at some cases."""


PROVED = JSONObject(occasion="occasion", count="count", totals="totals_agree")
"""What a week's newest recount found, for a subquery that :func:`proof_said` reads."""


def proof_said(
    snapshot: WeekSnapshot, at: datetime | None, said: Mapping[str, Any] | None
) -> SnapshotProof | None:
    """Return a week's newest recount where it stands by itself: it looked at all of it and found nothing.

    None where more has to be read to know which stands.
    """
    if at is None or said is None or said["occasion"] not in _WHOLE or said["count"] or not said["totals"]:
        return None
    return SnapshotProof(snapshot=snapshot, made_at=at, occasion=said["occasion"], count=0, totals_agree=True)


def standing_proof(snapshot: WeekSnapshot) -> SnapshotProof | None:
    """Return the recount that stands for a week: the first that failed since it was last recounted, or the
    newest; None where none was made yet (one query, none where it was read along with the week).
    """
    if snapshot.newest_proof is not None:
        found: SnapshotProof = snapshot.newest_proof
        return found
    proofs = list(snapshot.proofs.order_by("-made_at", "-id"))
    since = next((i for i, each in enumerate(proofs) if each.occasion in _WHOLE), None)
    if since is None:
        return None
    return next((each for each in proofs[: since + 1] if not each.agrees), proofs[0])
