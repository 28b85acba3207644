"""Keeping members, daily counts and proofs of a week beside its snapshot."""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, F, OuterRef

from apps.lib import clock
from apps.orgs.models import Organisation
from apps.reports.enums import ProofOccasion
from apps.reports.models import DayCount, SetMember, SnapshotProof, WeekSnapshot
from apps.reports.queries.initial import initial_stands
from apps.reports.queries.ledger import Week, case_numbers, week
from apps.reports.queries.proof import Proof, prove, prove_cases
from apps.reports.queries.records import passed_cases, records
from apps.reports.queries.recounts import kept_counts, recounted
from apps.reports.rules.days import Change, changes_by_day
from apps.reports.rules.ledger import Members, Movement, State

logger = logging.getLogger(__name__)

_NAMED = 20
"""Differing cases a proof names; it counts all."""


def hold_bureau(bureau_id: int) -> None:
    """Let no other seal, adjustment or recount of a bureau go on until the transaction ends.

    First of all locks: whoever held a report's version and then asked for its bureau would wait in a ring.
    """
    # NO KEY: rows that merely point at the bureau can still be written meanwhile.
    Organisation.objects.select_for_update(no_key=True).get(pk=bureau_id)


def keep_opening(*, snapshot: WeekSnapshot, carried: Members) -> None:
    """Write what opens a year into the week before its first."""
    numbers = case_numbers(carried)
    SetMember.objects.bulk_create(
        SetMember(
            bureau_id=snapshot.bureau_id,
            program_id=snapshot.program_id,
            case_id=case_id,
            number=numbers[case_id],
            state=member.state,
            amount=member.amount,
            from_number=snapshot.number - 1,
        )
        for case_id, member in carried.items()
    )


def keep_movements(*, snapshot: WeekSnapshot, movements: Iterable[Movement]) -> None:
    """Bring the set to where some movements of a week leave it."""
    moved = {each.case_id: each for each in movements}
    standing = SetMember.objects.filter(
        bureau_id=snapshot.bureau_id, program_id=snapshot.program_id, to_number__isnull=True
    )
    known = {row.case_id: row for row in standing.filter(case_id__in=moved)}
    closed = [row.pk for row in known.values() if row.from_number < snapshot.number]
    # A row of this very week was entered by its snapshot and is put right by a named adjustment.
    undone = [row.pk for row in known.values() if row.from_number >= snapshot.number]
    numbers = case_numbers(moved)
    SetMember.objects.filter(pk__in=closed).update(to_number=snapshot.number - 1)
    SetMember.objects.filter(pk__in=undone).delete()
    SetMember.objects.bulk_create(
        SetMember(
            bureau_id=snapshot.bureau_id,
            program_id=snapshot.program_id,
            case_id=case_id,
            number=numbers[case_id],
            state=each.after,
            amount=(known[case_id].amount if case_id in known else 0) + each.amount_change,
            from_number=snapshot.number,
            passed_number=known[case_id].passed_number if case_id in known else None,
        )
        for case_id, each in moved.items()
        if each.after is not None
    )


def keep_passes(*, snapshot: WeekSnapshot, cases: Collection[UUID]) -> None:
    """Note which members have passed 验收 since the week before."""
    standing = SetMember.objects.filter(
        bureau_id=snapshot.bureau_id,
        program_id=snapshot.program_id,
        to_number__isnull=True,
        case_id__in=cases,
    )
    passed = passed_cases(cases, snapshot.cutoff_at)
    standing.filter(state=State.DONE, passed_number__isnull=True, case_id__in=passed).update(
        passed_number=snapshot.number
    )
    standing.filter(passed_number__isnull=False).exclude(case_id__in=passed).update(passed_number=None)


def days_of(snapshot: WeekSnapshot, *, cases: Collection[UUID]) -> Mapping[date, Change]:
    """Replay some cases and return what each day of a week changed; of a year's first week all days of it."""
    before = snapshot.previous
    after = max(before.cutoff_at, snapshot.year_opened_at) if before else snapshot.year_opened_at
    return changes_by_day(
        records(snapshot.bureau_id, snapshot.cutoff_at, only=cases),
        bureau_id=snapshot.bureau_id,
        year_opened_at=snapshot.year_opened_at,
        after=after,
        before=snapshot.cutoff_at,
    )


def keep_days(*, snapshot: WeekSnapshot, changes: Mapping[date, Change], sign: int = 1) -> None:
    """Add what days changed to the bureau's daily counts; ``sign`` -1 takes it off again."""
    for day, change in changes.items():
        row, _ = DayCount.objects.get_or_create(
            bureau_id=snapshot.bureau_id, program_id=snapshot.program_id, day=day
        )
        DayCount.objects.filter(pk=row.pk).update(
            done=F("done") + sign * change.done, passed=F("passed") + sign * change.passed
        )


def keep_proof(
    *, opened: Week, cases: Collection[UUID], occasion: ProofOccasion, full: Proof | None = None
) -> SnapshotProof:
    """Recount some cases of a week, or take the outcome of a full recount, and keep what came of it."""
    proof = full or prove_cases(opened, cases)
    differences = proof.differences
    return SnapshotProof.objects.create(
        snapshot=opened.snapshot,
        made_at=clock.now(),
        occasion=occasion,
        count=len(differences),
        differing=[str(each.case_id) for each in differences[:_NAMED]],
        totals_agree=proof.totals_agree,
    )


@transaction.atomic
def verify_counts(*, newest: WeekSnapshot) -> SnapshotProof:
    """Work a bureau's year out anew, hold everything kept against it, and keep what came of it.

    It reads the whole year: a job's work, and ``verify_counters``'. Adjustments wait meanwhile: one between
    two of its readings would look like a difference.
    """
    hold_bureau(newest.bureau_id)
    opened = week(newest)
    proof = prove(opened)
    agree = proof.totals_agree and kept_counts(newest) == recounted(newest) and initial_stands(newest)
    return keep_proof(
        opened=opened, cases=(), occasion=ProofOccasion.FULL, full=replace(proof, totals_agree=agree)
    )


@transaction.atomic
def rebuild_counts(*, newest: WeekSnapshot) -> None:
    """Write a bureau's members and daily counts anew from movements and records.

    For weeks taken by a release that did not keep them, and after a repair; nothing handed in changes.
    """
    hold_bureau(newest.bureau_id)
    of = {"bureau_id": newest.bureau_id, "program_id": newest.program_id}
    SetMember.objects.filter(**of).delete()
    DayCount.objects.filter(**of).delete()
    anew = recounted(newest)
    numbers = case_numbers({each.case_id for each in anew.spans})
    SetMember.objects.bulk_create(
        SetMember(
            **of,
            case_id=each.case_id,
            number=numbers[each.case_id],
            state=each.member.state,
            amount=each.member.amount,
            from_number=each.from_number,
            to_number=each.to_number,
            passed_number=anew.passed.get(each.case_id) if each.to_number is None else None,
        )
        for each in sorted(anew.spans, key=lambda each: (each.from_number, str(each.case_id)))
    )
    DayCount.objects.bulk_create(
        DayCount(**of, day=day, done=change.done, passed=change.passed) for day, change in anew.days.items()
    )


def fill_counts(*, bureau: Organisation) -> int:
    """Rebuild what is kept of a bureau's years taken by a release that kept nothing; return how many."""
    taken = WeekSnapshot.objects.filter(bureau=bureau)
    proved = SnapshotProof.objects.filter(
        snapshot__bureau=bureau, snapshot__program_id=OuterRef("program_id")
    )
    # A year that has one proof is kept: every week taken since leaves one.
    missing = {each.program_id: each for each in taken.filter(~Exists(proved)).order_by("number")}
    for snapshot in missing.values():
        rebuild_counts(newest=snapshot)
        verify_counts(newest=snapshot)
    return len(missing)


def verify_all(
    *, bureaus: Iterable[Organisation], unless_since: datetime | None = None
) -> list[SnapshotProof]:
    """Recount the newest week of each bureau from the first record on.

    ``unless_since`` leaves out what was recounted since then: a job that was cut off finds only the rest.
    Where one bureau cannot be recounted the others are, and the first error is raised at the end.
    """
    proofs = []
    failures: list[Exception] = []
    for bureau in bureaus:
        try:
            proof = _verify_bureau(bureau, unless_since)
        except Exception as error:
            logger.exception("the newest week of bureau %s could not be recounted", bureau.pk)
            failures.append(error)
            continue
        if proof is None:
            continue
        if not proof.agrees:
            logger.error("recount of %s differs: %s", proof.snapshot, ", ".join(proof.differing) or "totals")
        proofs.append(proof)
    if failures:
        raise failures[0]
    return proofs


def _verify_bureau(bureau: Organisation, unless_since: datetime | None) -> SnapshotProof | None:
    fill_counts(bureau=bureau)
    newest = WeekSnapshot.objects.filter(bureau=bureau).order_by("-cutoff_at").first()
    if newest is None:
        return None
    full = newest.proofs.filter(occasion=ProofOccasion.FULL)
    if unless_since is not None and full.filter(made_at__gte=unless_since).exists():
        return None
    return verify_counts(newest=newest)
