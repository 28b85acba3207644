"""The search: bureau by bureau, what changed since the last time; all of it where its lines changed.

A bureau's mark is set once everything of it was looked at, so a search that broke off looks again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from datetime import timedelta
from uuid import UUID

from django.db.models import Q, QuerySet

from apps.cases.enums import Status
from apps.cases.models import Case
from apps.documents.models import StoredFile
from apps.documents.services import FileDamaged, read
from apps.lib import clock
from apps.lib.actors import Actor
from apps.orgs.enums import OrganisationKind
from apps.orgs.models import Organisation
from apps.signals.enums import PER_CASE, Kind
from apps.signals.models import PhotoBand, PhotoPair, PhotoPrint, Signal, SignalCase, SignalScan
from apps.signals.queries.facts import found_in_cases
from apps.signals.queries.groups import (
    Touched,
    found_among_peers,
    found_in_street,
    found_of_phones,
    peers_key,
    phones_of,
    street_key,
)
from apps.signals.queries.lines import LineBook, Lines, line_book
from apps.signals.queries.photos import (
    beside_left,
    found_alike,
    found_same,
    nearest_like,
    pairs_left,
    without_print,
)
from apps.signals.rules import Print, bands, print_of
from apps.signals.services.keeping import follow_cases, keep

Step = Callable[..., AbstractContextManager[None]]
"""One transaction of effect and progress: a running task's own, or any other."""
BATCH = 100
OVERLAP = timedelta(minutes=15)
"""A case may be saved by a transaction that ends after the search has passed its moment."""


def look_for_signals(*, by: Actor, step: Step, cursor: str = "", done: int = 0) -> str:
    """Look through every bureau, a ``step`` for each batch and each group; say how many are new.

    ``cursor`` and ``done``: how far a search that broke off had come.
    """
    book, new, skipped = line_book(), done, 0
    after = int(cursor or 0)
    for bureau in _bureaus(after):
        lines, begun = book.of(bureau), clock.now()
        scan = SignalScan.objects.filter(bureau=bureau).first()
        if not any(map(lines.looks_for, Kind)) and scan is None:
            continue
        touched, away = Touched(), 0
        for cases in _batches(bureau, lines, scan):
            if lines.looks_for(Kind.PHOTO_LIKE):
                prints, unread = _prints(cases)
                away += unread
                with step(cursor=str(after), done=new, text="比对照片"):
                    _keep_prints(prints)
            with step(cursor=str(after), done=new, text=f"新列入 {new} 条"):
                new += _look_at(cases, lines, book, by=by)
            touched.add(cases)
        for program, scope in sorted(touched.peers):
            with step(cursor=str(after), done=new, text=f"新列入 {new} 条"):
                found = found_among_peers(bureau, program, scope, lines)
                examined = _of_group(Kind.PEERS, peers_key(bureau, program, scope))
                new += keep(found=found, examined=examined, by=by)
        for program, street in sorted(touched.streets):
            with step(cursor=str(after), done=new, text=f"新列入 {new} 条"):
                found = found_in_street(bureau, program, street, lines)
                examined = _of_group(Kind.STREET_SHARE, street_key(bureau, program, street))
                new += keep(found=found, examined=examined, by=by)
        after = bureau
        if away:
            # Its mark stays where it was: the night after looks at the same cases once more.
            skipped += away
            continue
        with step(cursor=str(after), done=new, text=f"新列入 {new} 条"):
            SignalScan.objects.update_or_create(
                bureau_id=bureau, defaults={"looked_until": begun, "lines": lines.digest}
            )
    said = [f"新列入 {new} 条疑点"] if new else []
    if skipped:
        said.append(f"{skipped} 张照片因存储不可用没有比对，下次再查")
    return "；".join(said)


def _bureaus(after: int) -> list[int]:
    rows = Organisation.objects.filter(kind=OrganisationKind.DISTRICT_BUREAU, pk__gt=after)
    return list(rows.order_by("pk").values_list("pk", flat=True))


def _batches(bureau: int, lines: Lines, scan: SignalScan | None) -> Iterator[list[Case]]:
    """Yield a bureau's cases: those changed since the mark, by an index; all where the lines are others."""
    rows = Case.objects.filter(bureau=bureau).exclude(status=Status.DRAFT).select_related("program")
    if scan is not None and scan.looked_until is not None and scan.lines == lines.digest:
        rows = rows.filter(updated_at__gte=scan.looked_until - OVERLAP)
    last: Case | None = None
    while True:
        page = rows
        if last is not None:
            # A case that is saved meanwhile moves to the end and is met again.
            page = rows.filter(updated_at__gte=last.updated_at).filter(
                Q(updated_at__gt=last.updated_at) | Q(updated_at=last.updated_at, pk__gt=last.pk)
            )
        cases = list(page.order_by("updated_at", "pk")[:BATCH])
        if not cases:
            return
        yield cases
        last = cases[-1]


def _look_at(cases: Sequence[Case], lines: Lines, book: LineBook, *, by: Actor) -> int:
    follow_cases(cases=cases)
    keys = [case.pk for case in cases]
    phones = phones_of(cases)
    new = keep(
        found=found_in_cases(cases, lines),
        examined=_with(keys).filter(kind__in=[kind.value for kind in PER_CASE]),
        by=by,
    )
    # Asked before their pairs are others.
    wider = [*cases, *beside_left(cases)]
    _pair_anew(cases)
    for kind, found in (
        (Kind.PHOTO_SAME, list(found_same(wider, lines, book))),
        (Kind.PHOTO_LIKE, list(found_alike(wider, lines, book))),
    ):
        new += keep(found=found, examined=_seen_from(kind, [case.pk for case in wider], lines), by=by)
    of_phones = Q(subject__in=phones) | Q(pk__in=_with(keys).values("pk"))
    examined = _seen_from(Kind.PHONE_MANY, None, lines).filter(of_phones)
    # A telephone that was put right is looked at under its old hash, too: others may still bear it.
    old = set(examined.values_list("subject", flat=True))
    found_phones = list(found_of_phones(sorted({*phones, *old}), lines, book))
    return new + keep(found=found_phones, examined=examined, by=by)


def _with(keys: Sequence[UUID]) -> QuerySet[Signal]:
    parts = SignalCase.objects.filter(case__in=keys).values("signal")
    return Signal.objects.standing().filter(pk__in=parts)


def _seen_from(kind: Kind, keys: Sequence[UUID] | None, lines: Lines) -> QuerySet[Signal]:
    """Return what a bureau's search would find again; another bureau's line may keep what is of both."""
    rows = _with(keys) if keys is not None else Signal.objects.standing()
    rows = rows.filter(kind=kind.value)
    return rows if lines.looks_for(kind) else rows.filter(bureau=lines.body)


def _of_group(kind: Kind, group: str) -> QuerySet[Signal]:
    return Signal.objects.standing().filter(kind=kind.value, group=group)


def _prints(cases: Sequence[Case]) -> tuple[list[tuple[UUID, UUID, Print | None]], int]:
    """Read photos without a print, outside a transaction: pictures take their time.

    Also return how many could not be read now because the store is away.
    """
    photos = without_print(cases)
    files = StoredFile.objects.in_bulk([photo.file_id for photo in photos])
    found = []
    for place, photo in enumerate(photos):
        file = files.get(photo.file_id)
        if file is None:
            continue
        try:
            found.append((photo.file_id, photo.case_id, print_of(read(file))))
        except FileDamaged as error:
            if error.code == "store_away":
                # Each of the others would wait for the same store.
                return found, len(photos) - place
            found.append((photo.file_id, photo.case_id, None))
    return found, 0


def _pair_anew(cases: Sequence[Case]) -> None:
    """Find another earlier photo for those that were paired with one of a case that came to nothing.

    Where none is near the pair stays: it names nothing, and by it the photo's case is known.
    """
    for pair in pairs_left(cases):
        near = nearest_like(pair.later, Print(int(pair.later.bits, 16)))
        if near is not None:
            pair.earlier_id, pair.apart = near
            pair.save(update_fields=["earlier", "apart"])


def _keep_prints(prints: Sequence[tuple[UUID, UUID, Print | None]]) -> None:
    for file_id, case_id, seen in prints:
        made, is_new = PhotoPrint.objects.get_or_create(
            file_id=file_id, defaults={"case_id": case_id, "bits": seen.text if seen else ""}
        )
        if not is_new or seen is None or not seen.tells:
            continue
        near = nearest_like(made, seen)
        PhotoBand.objects.bulk_create(PhotoBand(photo=made, band=band) for band in bands(seen))
        if near is not None:
            PhotoPair.objects.create(later=made, earlier_id=near[0], apart=near[1])
