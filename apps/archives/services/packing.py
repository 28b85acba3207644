"""The package of a 件: a ZIP with every paper, picture and entry of the record, and a signed list of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from pypdf import PdfReader
from pypdf.errors import PyPdfError

from apps.archives.models import Archive
from apps.archives.permissions import ARCHIVE_FILES
from apps.archives.queries.contents import PHOTOS, RECORD, Piece, pieces_of
from apps.archives.queries.evidence import (
    Picture,
    event_lines,
    events_of,
    picture_list,
    pictures_of,
    record_pdf,
)
from apps.archives.queries.filing import directory_paper
from apps.archives.rules.manifest import KEY, MANIFEST, SIGNATURE, Listed, Manifest
from apps.archives.rules.package import written
from apps.archives.rules.papers import DirectoryRow
from apps.audit.queries import latest_digest
from apps.audit.services import Subject, record
from apps.documents.enums import IMAGES, ZIP, FileKind, Media
from apps.documents.services import FileDamaged, Owner, render_pdf, store_generated
from apps.lib import clock, signing
from apps.lib.actors import Actor

DAMAGED = "文件已损坏，没有装入"
"""What directory and list of pictures say of a file that could not be read as it was stored."""
_PICTURES = ("jpg", "png", "webp")
DIRECTORY = "00-卷内目录与备考表.pdf"
Told = Callable[[int, int], None]
"""Told how many papers of how many are done."""


@dataclass(frozen=True, slots=True)
class Package:
    """A package as made: its bytes, the manifest in it, and what it holds."""

    content: bytes
    manifest: bytes
    papers: int
    pages: int
    photos: int
    left_out: int
    """Papers and pictures whose stored bytes were gone or changed."""


def build(*, archive: Archive, told: Told = lambda _done, _all: None) -> Package:
    """Return the package of a filed case, as it stood when it was filed.

    A file whose bytes are no longer those that were stored is left out and said so in the directory. Raises
    :class:`FileDamaged` where the store does not answer.
    """
    case, until = archive.case, archive.filed_at
    pieces, pictures = pieces_of(case, until), pictures_of(case, until)
    made, rows, left_out = _Files(), [], 0
    for done, (piece, name) in enumerate(zip(pieces, _numbered(pieces), strict=True), start=1):
        content = _read(piece.content)
        rows.append(_row(piece, content))
        if content is None:
            left_out += 1
        else:
            made.add(name, content, piece.title)
        told(done, len(pieces) + len(pictures))
    shown: list[tuple[str, Picture]] = []
    for number, picture in enumerate(pictures, start=1):
        content = _read(picture.content)
        name = f"{number:03d}.{picture.suffix}"
        if content is None:
            left_out += 1
        else:
            made.add(f"{PHOTOS}/{name}", content, picture.title)
        shown.append((name if content is not None else DAMAGED, picture))
        told(len(pieces) + number, len(pieces) + len(pictures))
    if shown:
        made.add(f"{PHOTOS}/照片清单.csv", picture_list(shown), "照片清单")
    events = events_of(archive)
    readable = record_pdf(case, events)
    made.add(f"{RECORD}/办理记录.pdf", readable, "办理记录")
    made.add(f"{RECORD}/events.jsonl", event_lines(events), "办理记录（数据）")
    filed_on = clock.local(until).date()
    rows.append(DirectoryRow("办理记录", case.bureau.name, filed_on, _pages(readable), "电子文件"))
    paper = directory_paper(archive, tuple(rows), len(shown))
    listed = render_pdf("archives/papers/directory.html", {"paper": paper}, variant=settings.ARCHIVE_PDF)
    made.add(DIRECTORY, listed, "卷内目录与备考表")
    manifest = Manifest(_about(archive, events), tuple(made.listed)).text()
    content = made.closed(manifest, until)
    return Package(content, manifest, len(rows), paper.pages, len(shown), left_out)


def _read(content: Callable[[], bytes]) -> bytes | None:
    try:
        return content()
    except FileDamaged as error:
        if error.code == "store_away":
            raise
        return None


@transaction.atomic
def keep_package(*, case_id: UUID, by: Actor, made: Package) -> Archive:
    """Keep a package that was made; where one is kept already, that stays and the new one is dropped."""
    archive = Archive.objects.select_for_update().get(pk=case_id)
    if archive.package_id is None:
        _keep(archive, made, by)
    return archive


def pack(*, case_id: UUID, by: Actor) -> Archive:
    """Make and keep the package of a filed case at once, as its job does."""
    return keep_package(case_id=case_id, by=by, made=build(archive=filed(case_id)))


def filed(case_id: UUID) -> Archive:
    """Return a filed case's 件 with what its papers need; raise DoesNotExist where it is not filed."""
    rows = Archive.objects.select_related("series", "compilation", "case__household", "case__dwelling")
    related = ("case__bureau", "case__enterprise", "case__program", "case__street_office")
    return rows.select_related(*related).get(pk=case_id)


def _keep(archive: Archive, made: Package, by: Actor) -> None:
    file = store_generated(
        by=by,
        content=made.content,
        name=f"{archive.case.number}-一户一档.zip",
        owner=Owner(ARCHIVE_FILES, str(archive.pk)),
        kind=FileKind.ARCHIVE_PACKAGE,
        sensitive=True,
        label="一户一档存档包",
        media_type=ZIP,
    )
    archive.package_id = file.pk
    archive.packed_at = clock.now()
    archive.manifest = made.manifest.decode()
    archive.manifest_sha256 = Listed.of(MANIFEST, made.manifest).sha256
    archive.papers, archive.pages, archive.photos = made.papers, made.pages, made.photos
    archive.left_out = made.left_out
    archive.save()
    record(
        by=by,
        subject=Subject("case", str(archive.pk)),
        action="archive.packed",
        facts={"sha256": file.sha256, "manifest_sha256": archive.manifest_sha256, "papers": made.papers},
        jurisdiction=archive.case.county_code,
    )


def _about(archive: Archive, events: list[Any]) -> dict[str, Any]:
    digest = latest_digest()
    return {
        "case": archive.case.number,
        "archive": archive.filing_mark.words,
        "filed_at": clock.local(archive.filed_at).replace(microsecond=0).isoformat(),
        "signature": {"algorithm": signing.ALGORITHM, "key": signing.key_id(signing.public_key())},
        "record": {"events": len(events), "head": events[-1].hash if events else ""},
        # The digest of that day is taken in the night: named is the one before it, and where that is found.
        "day_digest": {
            "found": "归档次日起，本站案件“档案”页的日摘要凭证",
            "covers_filing": clock.local(archive.filed_at).date().isoformat(),
            "latest": {"day": digest.day.isoformat(), "hash": digest.hash} if digest else None,
        },
    }


class _Files:
    """The files of a package in the order they were added, each with its line of the manifest."""

    def __init__(self) -> None:
        self.contents: list[tuple[str, bytes]] = []
        self.listed: list[Listed] = []

    def add(self, path: str, content: bytes, title: str) -> None:
        self.contents.append((path, content))
        self.listed.append(Listed.of(path, content, title))

    def closed(self, manifest: bytes, at: datetime) -> bytes:
        own = ((MANIFEST, manifest), (SIGNATURE, signing.sign(manifest)), (KEY, signing.public_key()))
        return written([*self.contents, *own], clock.local(at))


def _numbered(pieces: Iterable[Piece]) -> list[str]:
    """Return each paper's path: number within its folder, and its title."""
    seen: Counter[str] = Counter()
    names = []
    for piece in pieces:
        seen[piece.folder] += 1
        title = "".join("-" if each in '\\/:*?"<>|' or ord(each) < 32 else each for each in piece.title)
        names.append(f"{piece.folder}/{seen[piece.folder]:02d}-{title[:60]}.{piece.suffix}")
    return names


def _row(piece: Piece, content: bytes | None) -> DirectoryRow:
    if content is None:
        return DirectoryRow(piece.title, piece.responsible, piece.formed_on, None, DAMAGED)
    pages = _pages(content) if piece.suffix == "pdf" else 1 if piece.suffix in _PICTURES else None
    return DirectoryRow(piece.title, piece.responsible, piece.formed_on, pages, piece.draft)


def pages_of(content: bytes, media_type: str) -> int | None:
    """Return how many pages an uploaded paper has; None where it has none or they cannot be counted."""
    return _pages(content) if media_type == Media.PDF else 1 if media_type in IMAGES else None


def _pages(content: bytes) -> int | None:
    try:
        return len(PdfReader(BytesIO(content)).pages)
    except PyPdfError:
        return None
