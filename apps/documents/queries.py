"""Reads of stored files."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from apps.documents.models import PrintedPaper, StoredFile
from apps.documents.rules.checking import IssuedPaper, Standing
from apps.lib import formats
from apps.lib.actors import Actor


def files_of(owner_kind: str, owner_id: object, *kinds: str) -> list[StoredFile]:
    """Return the files of one record, oldest first; all kinds where none is named."""
    files = StoredFile.objects.owned_by(owner_kind, owner_id)
    return list(files.of_kind(*kinds) if kinds else files)


def parked_files(by: Actor, kind: str, ids: Iterable[str]) -> list[StoredFile]:
    """Return those of the named uploads of ``kind`` that wait for this person, in that order.

    Ids of other people's files, of adopted files and plain nonsense are left out.
    """
    wanted = []
    for each in ids:
        try:
            wanted.append(uuid.UUID(each))
        except ValueError:
            continue
    found = StoredFile.objects.parked_by(by).of_kind(kind).in_bulk(wanted)
    return [found[each] for each in dict.fromkeys(wanted) if each in found]


def printed_papers(first: str, last: str) -> list[IssuedPaper]:
    """Return the printed papers whose digest lies in a range (:func:`digest_range`)."""
    rows = PrintedPaper.objects.filter(digest__range=(first, last)).select_related("issuer")
    return [_printed(row) for row in rows]


def _printed(row: PrintedPaper) -> IssuedPaper:
    others = PrintedPaper.objects.filter(number=row.number, kind=row.kind)
    later = others.filter(last_printed_at__gt=row.last_printed_at).order_by("-last_printed_at").first()
    if later is None:
        standing, note = Standing.GENUINE, "后来没有打印过内容不同的一份。"
    else:
        standing = Standing.REPLACED
        note = f"{formats.day(later.last_printed_at)}又打印过一份，内容有变化。请向出具单位要新的。"
    return IssuedPaper(
        kind=row.kind,
        number=row.number,
        version="按打印时的登记内容",
        issuer=row.issuer_name,
        issued_at=row.printed_at,
        digest=row.digest,
        standing=standing,
        note=note,
        phone=row.issuer.phone,
    )
