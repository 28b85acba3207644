"""Deletion of files that are kept for a limited time."""

from __future__ import annotations

from datetime import datetime

from django.core.files.storage import default_storage
from django.db import transaction

from apps.audit.services import Subject, record
from apps.documents.models import StoredFile
from apps.lib.actors import Actor


@transaction.atomic
def discard_owned(*, by: Actor, owner_kind: str, before: datetime, reason: str) -> int:
    """Delete the files of a kind of owner that were stored before a moment; return how many."""
    # Locked and listed once: what is recorded, deleted and swept from the store is the same set of files.
    rows = list(StoredFile.objects.filter(owner_kind=owner_kind, created_at__lt=before).select_for_update())
    for file in rows:
        record(
            by=by,
            subject=Subject("stored_file", str(file.id)),
            action="file_discarded",
            facts={"kind": file.kind},
            reason=reason,
        )
    StoredFile.objects.filter(pk__in=[file.pk for file in rows]).delete()
    # Content goes after the commit: a roll-back must not leave a row whose bytes are gone, while bytes
    # that no row names are swept up every night.
    names = [file.storage_name for file in rows]
    transaction.on_commit(lambda: _delete(names))
    return len(rows)


def _delete(names: list[str]) -> None:
    for name in names:
        default_storage.delete(name)
