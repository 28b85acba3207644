"""Reads of stored files."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from apps.documents.models import StoredFile
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
