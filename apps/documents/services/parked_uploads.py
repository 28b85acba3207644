"""Uploads kept for their person while other fields of the form are corrected."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.forms import BaseForm

from apps.audit.services import Subject, record
from apps.documents.forms import ParkedFileField
from apps.documents.models import PARKED, StoredFile
from apps.documents.rules.uploads import CheckedUpload
from apps.documents.services.files import Owner, store_upload
from apps.lib import clock
from apps.lib.actors import Actor
from apps.lib.decisions import Refused

KEEP_PARKED = timedelta(days=1)
_PK = 36
"""Characters of a file's id, with which the name of its content begins."""
_GONE = "此前上传的文件已经使用或已过期，请重新选择"


def park_upload(*, by: Actor, upload: File[bytes] | CheckedUpload, kind: str, field: str = "") -> StoredFile:
    """Keep an upload for its person (or token) only, for a day; raise :class:`Refused` if it is bad."""
    if not by.holder:
        raise Refused("没有登录，文件不能暂存", field=field)
    return store_upload(
        by=by,
        upload=upload,
        owner=Owner(PARKED, by.holder),
        kind=kind,
        sensitive=True,
        field=field,
    )


def park_uploads(*, by: Actor, form: BaseForm) -> None:
    """Park every sound upload of a form that is about to be shown again with errors.

    Call it after the form was validated (and after a service refused). The form then shows
    “已上传” beside the field and sends the parked id with the next try.
    """
    if not by.holder:
        return
    for name, field in form.fields.items():
        if isinstance(field, ParkedFileField):
            parked = [
                park_upload(by=by, upload=each, kind=field.kind, field=name)
                if isinstance(each, CheckedUpload)
                else each
                for each in field.accepted
            ]
            field.show_parked(parked)


@transaction.atomic
def adopt(
    *,
    by: Actor,
    file: StoredFile,
    owner: Owner,
    sensitive: bool,
    label: str = "",
    field: str = "",
) -> StoredFile:
    """Give a parked upload of this person to its record.

    Raises :class:`Refused` at ``field`` when it is not parked by this person any more, as after
    a double click.
    """
    # Asked anew under the lock: of two forms sent at once only one finds the file still parked.
    row = StoredFile.objects.parked_by(by).select_for_update().filter(pk=file.pk).first()
    if row is None:
        raise Refused(_GONE, field=field, code="parked_gone")
    row.owner_kind, row.owner_id, row.sensitive = owner.kind, owner.id, sensitive
    row.label = label or row.label
    row.save(update_fields=("owner_kind", "owner_id", "sensitive", "label"))
    record(
        by=by,
        subject=Subject("stored_file", str(row.id)),
        action="file_adopted",
        facts={"kind": row.kind, "owner": owner.kind},
    )
    return row


@transaction.atomic
def keep(
    *,
    by: Actor,
    file: StoredFile | CheckedUpload | File[bytes],
    owner: Owner,
    kind: str,
    sensitive: bool,
    label: str = "",
    field: str = "",
) -> StoredFile:
    """Give whatever a form's file field returned to its record: fresh or parked."""
    if isinstance(file, StoredFile):
        if file.kind != kind:
            raise Refused(_GONE, field=field, code="parked_gone")
        return adopt(by=by, file=file, owner=owner, sensitive=sensitive, label=label, field=field)
    return store_upload(
        by=by, upload=file, owner=owner, kind=kind, sensitive=sensitive, label=label, field=field
    )


@transaction.atomic
def discard_stale_parked(*, by: Actor) -> int:
    """Delete parked uploads older than a day, and encrypted content that no row names.

    Returns the number of deleted files. Content without a row is what a rolled-back request
    left, which nothing can open, or what a key rotation replaced a day ago.
    """
    before = clock.now() - KEEP_PARKED
    # Locked: a form may be adopting one of them at this moment.
    stale = list(StoredFile.objects.parked().filter(created_at__lt=before).select_for_update())
    for file in stale:
        record(
            by=by,
            subject=Subject("stored_file", str(file.id)),
            action="file_discarded",
            facts={"kind": file.kind},
            reason="暂存超过一天未使用",
        )
    # The store's times are the machine's, whatever date a demonstration lives on.
    names = [file.storage_name for file in stale] + _orphans(clock.wall() - KEEP_PARKED)
    StoredFile.objects.filter(pk__in=[file.pk for file in stale]).delete()
    # A roll-back must not leave a row without its bytes; bytes without a row wait for the next night.
    transaction.on_commit(lambda: _delete(names))
    return len(names)


def _orphans(before: datetime) -> list[str]:
    named = {str(pk): name for pk, name in StoredFile.objects.values_list("pk", "storage_name")}
    known = set(named.values())
    found = []
    for folder in _listed("")[0]:
        for name in _listed(folder)[1]:
            path = f"{folder}/{name}"
            orphan = name.endswith(".sealed") and path not in known
            if orphan and _left_since(path, named.get(name[:_PK])) < before:
                found.append(path)
    return found


def _left_since(path: str, successor: str | None) -> datetime:
    """Return since when no row can have named some content: what a key rotation replaced, since then.

    Content younger than a day may also belong to a request that has not committed its row yet.
    """
    written = default_storage.get_modified_time(path)
    if successor is None:
        return written
    try:
        return max(written, default_storage.get_modified_time(successor))
    except FileNotFoundError:
        # What the row names is lost: this may be all that is left of the file.
        return clock.wall()


def _listed(folder: str) -> tuple[list[str], list[str]]:
    try:
        folders, files = default_storage.listdir(folder)
    except FileNotFoundError:
        return [], []
    return list(folders), list(files)


def _delete(names: list[str]) -> None:
    for name in names:
        default_storage.delete(name)
