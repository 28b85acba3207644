"""A week as its page needs it: everything that hangs on the week alone, in one statement."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, Subquery

from apps.lib.actors import Actor
from apps.orgs.models import Organisation, within
from apps.othertrack.models import CountSpan
from apps.reports.models import (
    InitialFigures,
    ReportVersion,
    SnapshotProof,
    WeeklyReport,
    WeekSnapshot,
)
from apps.reports.queries.declared import declared_before
from apps.reports.queries.figures import passed_in_week
from apps.reports.queries.initial import counted_entries, entry_said, first_entry
from apps.reports.queries.proof import PROVED, proof_said
from apps.reports.queries.since import Since

NEWEST = ("program_id", "cutoff_at", "year_opened_at")
"""What is asked of the bureau's newest week, from whose cut-off on records may still move."""
Loaded = tuple[WeekSnapshot, tuple[ReportVersion, ...], ReportVersion | None]


def loaded_week(actor: Actor, pk: int) -> Loaded | None:
    """Return a week an actor may open, its versions newest first, and the last total declared before it.

    None where there is no such week, or no report of it yet. One query: every look at a week begins here.
    """
    week = WeekSnapshot.objects.open_to(actor).filter(pk=pk)
    asked = WeekSnapshot.objects.filter(pk=pk)
    place = (Subquery(asked.values(name)[:1]) for name in ("bureau_id", "program_id", "number"))
    before = declared_before(*place).values("pk")[:1]
    begun = InitialFigures.objects.filter(
        bureau=OuterRef("report__snapshot__bureau"), program=OuterRef("report__snapshot__program")
    )
    proofs = SnapshotProof.objects.filter(snapshot=OuterRef("report__snapshot")).order_by("-made_at", "-id")
    newest = WeekSnapshot.objects.filter(bureau=OuterRef("report__snapshot__bureau")).order_by("-cutoff_at")
    rows = (
        ReportVersion.objects.filter(
            Q(report__in=WeeklyReport.objects.filter(snapshot__in=week)) | Q(pk=Subquery(before))
        )
        .annotate(
            begun=Subquery(counted_entries(begun)),
            only_entry=Subquery(first_entry(begun)),
            proved_at=Subquery(proofs.values("made_at")[:1]),
            proved=Subquery(proofs.values(said=PROVED)[:1]),
            passed_in_it=passed_in_week("report__snapshot__"),
            # Whether any household of ours ever counted there; which ones now is read by itself.
            has_own=Exists(
                CountSpan.objects.filter(
                    bureau__in=Organisation.objects.filter(
                        within(OuterRef(OuterRef("report__snapshot__bureau")))
                    ).values("pk")
                )
            ),
            **{f"newest_{name}": Subquery(newest.values(name)[:1]) for name in NEWEST},
        )
        .select_related(
            *("report__snapshot__bureau__region", "report__snapshot__program", "report__snapshot__reports_to")
        )
        .order_by("-report__snapshot__number", "-number")
    )
    found = list(rows)
    versions = tuple(each for each in found if each.report.snapshot_id == pk)
    if not versions:
        return None
    # All of a week share one object: what is noted on it is noted once.
    first = versions[0]
    snapshot = first.report.snapshot
    for each in versions:
        each.report = first.report
    # Of several entries all are read; of one, which is what nearly every bureau has, nothing more.
    snapshot.may_have_begun = bool(first.begun)
    snapshot.only_entry = entry_said(first.only_entry) if first.begun == 1 else None
    snapshot.newest_proof = proof_said(snapshot, first.proved_at, first.proved)
    snapshot.passed_in_it = first.passed_in_it or 0
    snapshot.may_have_own = bool(first.has_own)
    snapshot.newest_week = Since(snapshot.bureau_id, *(getattr(first, f"newest_{name}") for name in NEWEST))
    return snapshot, versions, next((each for each in found if each.report.snapshot_id != pk), None)
