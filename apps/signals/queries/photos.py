"""Photos of a batch of cases that stand in other cases too, by digest or by likeness."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from apps.cases.models import Case
from apps.documents.models import StoredFile
from apps.inspections.enums import PhotoOf
from apps.inspections.models import Photo
from apps.programs.enums import ParameterCode
from apps.signals.enums import Kind
from apps.signals.models import PhotoBand, PhotoPair, PhotoPrint
from apps.signals.queries.facts import NOT_LOOKED_AT
from apps.signals.queries.lines import LineBook, Lines
from apps.signals.rules import Found, Print, apart, bands, photo_in_two
from apps.signals.rules.likeness import MOST_APART

_AT_ONCE = 400
MOST_COMPARED = 2000
"""So many earlier photos at most are compared with a new one."""


def _photos() -> QuerySet[Photo]:
    # Papers of a mediation are scans: forms look alike, and nobody proves works by them.
    return Photo.objects.filter(is_image=True).exclude(subject=PhotoOf.MEDIATION)


def without_print(cases: Sequence[Case]) -> list[Photo]:
    """Return the photos of some cases whose print was not computed yet, oldest first."""
    have = PhotoPrint.objects.filter(file_id=OuterRef("file_id"))
    rows = _photos().filter(~Exists(have), case__in=[case.pk for case in cases])
    return list(rows.order_by("added_at", "pk"))


def nearest_like(made: PhotoPrint, seen: Print) -> tuple[int, int] | None:
    """Return the nearest earlier photo of another case, the first of equals, and how many bits are between.

    Whatever line is set: where any photo is within it, the nearest is. Cases that came to nothing are left
    out. Even rows of a picture are bands of very many: compared are the :data:`MOST_COMPARED` that share the
    most bands, so what differs in few bits comes first.
    """
    near = (
        PhotoBand.objects.filter(band__in=bands(seen), photo__lt=made.pk)
        .exclude(photo__case=made.case_id)
        .exclude(photo__case__status__in=NOT_LOOKED_AT)
        .order_by()
        .values("photo")
        .annotate(shared=Count("pk"))
        .order_by("-shared", "photo")
        .values_list("photo", "photo__bits")[:MOST_COMPARED]
    )
    found = min(((apart(seen, Print(int(bits, 16))), photo) for photo, bits in near), default=None)
    return (found[1], found[0]) if found is not None and found[0] <= MOST_APART else None


def beside_left(cases: Sequence[Case]) -> list[Case]:
    """Return the other cases of photos that stood in some which came to nothing (three statements).

    Their photos have no first one any more, and are paired anew among themselves.
    """
    left = [case.pk for case in cases if case.status in NOT_LOOKED_AT]
    if not left:
        return []
    later = PhotoPair.objects.filter(earlier__case__in=left).values("later__case")
    mine = _photos().filter(case__in=left).values("file_id")
    digests = StoredFile.objects.filter(pk__in=mine, owner_kind="case").exclude(source_sha256="")
    same = StoredFile.objects.filter(owner_kind="case", source_sha256__in=digests.values("source_sha256"))
    showing = _photos().filter(file_id__in=same.values("pk")).values("case")
    rows = Case.objects.filter(Q(pk__in=later) | Q(pk__in=showing)).exclude(status__in=NOT_LOOKED_AT)
    return list(rows.exclude(pk__in=[case.pk for case in cases]).select_related("program").order_by("pk"))


def pairs_left(cases: Sequence[Case]) -> QuerySet[PhotoPair]:
    """Return the pairs whose earlier photo is of a case that came to nothing, among some cases."""
    left = [case.pk for case in cases if case.status in NOT_LOOKED_AT]
    return PhotoPair.objects.filter(earlier__case__in=left).select_related("later").order_by("later")


def found_alike(cases: Sequence[Case], lines: Lines, book: LineBook) -> Iterator[Found]:
    """Yield pairs of cases with photos that look alike (three statements).

    Two cases of different bureaus are compared by the wider of their lines.
    """
    if not lines.looks_for(Kind.PHOTO_LIKE):
        return
    keys = [case.pk for case in cases]
    rows = PhotoPair.objects.filter(Q(later__case__in=keys) | Q(earlier__case__in=keys)).select_related(
        "later__case", "earlier__case"
    )
    pairs = [
        row
        for row in rows.order_by("pk")
        if row.later.case.status not in NOT_LOOKED_AT and row.earlier.case.status not in NOT_LOOKED_AT
    ]
    files = {each.file_id for row in pairs for each in (row.later, row.earlier)}
    digests = dict(
        StoredFile.objects.filter(pk__in=files).exclude(source_sha256="").values_list("pk", "source_sha256")
    )
    found: dict[tuple[str, str], list[tuple[str, str, int]]] = defaultdict(list)
    bits: dict[frozenset[str], int] = {}
    for row in pairs:
        one, other = row.earlier.file_id, row.later.file_id
        bureaus = {row.earlier.case.bureau_id, row.later.case.bureau_id}
        line = max(book.numbers(ParameterCode.SIGNAL_PHOTO_BITS, bureaus), default=-1)
        is_same = digests.get(one) is not None and digests.get(one) == digests.get(other)
        if row.apart > line or (is_same and book.all_want(ParameterCode.SIGNAL_PHOTO_SAME, bureaus)):
            continue
        key = str(row.earlier.case_id), str(row.later.case_id)
        bits[frozenset(key)] = line
        found[key].append((str(one), str(other), row.apart))
    yield from _by_pair(found, bits)


def found_same(cases: Sequence[Case], lines: Lines, book: LineBook) -> Iterator[Found]:
    """Yield pairs of cases with the very same photo: each later case with the first that shows it."""
    if not lines.wants(ParameterCode.SIGNAL_PHOTO_SAME):
        return
    mine = _photos().filter(case__in=[case.pk for case in cases]).values("file_id")
    digests = sorted(
        StoredFile.objects.filter(pk__in=mine, owner_kind="case")
        .exclude(source_sha256="")
        .values_list("source_sha256", flat=True)
        .distinct()
    )
    found: dict[tuple[str, str], list[tuple[str, str, int]]] = defaultdict(list)
    for begin in range(0, len(digests), _AT_ONCE):
        for first, later in _uses(digests[begin : begin + _AT_ONCE], {case.pk for case in cases}):
            bureaus = {first.case.bureau_id, later.case.bureau_id}
            if book.one_wants(ParameterCode.SIGNAL_PHOTO_SAME, bureaus):
                key = str(first.case_id), str(later.case_id)
                found[key].append((str(first.file_id), str(later.file_id), 0))
    yield from _by_pair(found, {})


def _uses(digests: Sequence[str], batch: set[UUID]) -> Iterator[tuple[Photo, Photo]]:
    files = dict(
        StoredFile.objects.filter(source_sha256__in=digests, owner_kind="case").values_list(
            "pk", "source_sha256"
        )
    )
    uses: dict[str, dict[UUID, Photo]] = defaultdict(dict)
    rows = _photos().filter(file_id__in=files).exclude(case__status__in=NOT_LOOKED_AT)
    for photo in rows.select_related("case").order_by("added_at", "pk"):
        uses[files[photo.file_id]].setdefault(photo.case_id, photo)
    for photos in uses.values():
        first, *later = photos.values()
        for photo in later:
            if first.case_id in batch or photo.case_id in batch:
                yield first, photo


def _by_pair(
    found: dict[tuple[str, str], list[tuple[str, str, int]]], bits: Mapping[frozenset[str], int]
) -> Iterator[Found]:
    # The same two cases may each show a photo first: they are one subject.
    merged: dict[tuple[str, str], list[tuple[str, str, int]]] = {}
    for (first, later), files in found.items():
        if (later, first) in merged:
            merged[later, first] += [(other, one, between) for one, other, between in files]
        else:
            merged.setdefault((first, later), []).extend(files)
    for (first, later), files in merged.items():
        yield from photo_in_two(first, later, sorted(files), bits=bits.get(frozenset((first, later))))
