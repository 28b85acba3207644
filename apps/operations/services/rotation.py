"""Encrypting everything anew under the newest key, in small steps, beside running processes.

Each step is a transaction of its own: killed in the middle, what was done stays done, and a second
run goes on with the rest. Rows someone else holds are passed over and taken at the end one by one,
so a step never waits while it holds anything.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.core.files.storage import default_storage
from django.db import OperationalError, connection, models, transaction
from django.db.models.functions import Substr

from apps.audit.services import Subject, record
from apps.cases.models import Household
from apps.documents.models import StoredFile
from apps.documents.services import FileDamaged, read
from apps.documents.services.reencryption import encrypted_with, reencrypt
from apps.inspections.models import FieldPhoto
from apps.inspections.services.field_uploads import begin_again
from apps.lib import crypto
from apps.lib.actors import Actor
from apps.operations.queries.encrypted_columns import encrypted_columns

Progress = Callable[[str, int, int], None]
FILES, ON_THE_WAY = "documents.StoredFile", "inspections.FieldPhoto"


@dataclass(slots=True)
class Rotation:
    """What was encrypted anew, what still hangs on an older key, and what does not open at all."""

    version: int
    done: dict[str, int] = field(default_factory=dict)
    left: dict[str, int] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)

    @property
    def finished(self) -> bool:
        """Whether older keys are needed no more."""
        return not any(self.left.values()) and not self.problems


def _quiet(_what: str, _done: int, _total: int) -> None:
    """Show nothing."""


def rotate(*, by: Actor, batch: int = 200, progress: Progress = _quiet) -> Rotation:
    """Encrypt every value and file that hangs on an older key anew under the key that writes."""
    result = Rotation(crypto.key_ring().current)
    for column in encrypted_columns():
        _rotate_column(column, batch, progress, result)
    _rotate_files(progress, result)
    _begin_photos_again(result)
    found = survey()
    result.left = found.left
    result.problems += [problem for problem in found.problems if problem not in result.problems]
    if any(result.done.values()):
        with transaction.atomic():
            record(
                by=by,
                subject=Subject("site", "keys"),
                action="keys.rotated",
                facts={
                    "version": result.version,
                    "finished": result.finished,
                    **{name: count for name, count in result.done.items() if count},
                },
            )
    return result


def survey() -> Rotation:
    """Return how much still hangs on older keys; writes nothing."""
    result = Rotation(crypto.key_ring().current)
    for column in encrypted_columns():
        result.left[column] = _older(column).count()
    older = 0
    for file in StoredFile.objects.order_by("pk").iterator(chunk_size=500):
        try:
            older += encrypted_with(file) != result.version
        except FileDamaged as error:
            result.problems.append(f"{FILES} {file.pk}：{error.reason}")
    result.left[FILES] = older
    return result


def verify_encrypted() -> Iterator[str]:
    """Yield every encrypted value and file that does not open with the keys at hand."""
    for column, kept in encrypted_columns().items():
        rows = _filled(column).order_by("pk").values_list("pk", kept.name)
        for pk, blob in rows.iterator(chunk_size=500):
            try:
                kept.decrypt(pk, blob)
            except crypto.DecryptionFailed as error:
                yield f"{column} {pk}：{error}"
    for file in StoredFile.objects.order_by("pk").iterator(chunk_size=500):
        try:
            read(file)
        except FileDamaged as error:
            yield f"{FILES} {file.pk}：{error.reason}"


def recompute_indexes(*, by: Actor, batch: int = 500, progress: Progress = _quiet) -> int:
    """Compute all blind indexes under the present index key; return the number of values.

    One transaction, because until all are new no look-up finds a household: stop the site before.
    """
    count = 0
    with transaction.atomic():
        # _base_manager, here and below: rows that a default manager may hide carry encrypted values, too.
        rows = Household._base_manager.order_by("pk")
        total = rows.count()
        for done, household in enumerate(rows.iterator(chunk_size=batch), start=1):
            household.index()
            household.save(update_fields=Household.INDEXES)
            count += len(Household.INDEXES)
            progress(Household._meta.label, done, total)
        record(by=by, subject=Subject("site", "keys"), action="indexes.recomputed", facts={"values": count})
    return count


def _model(column: str) -> tuple[type[models.Model], str]:
    return apps.get_model(column.rpartition(".")[0]), encrypted_columns()[column].name


def _filled(column: str) -> models.QuerySet[Any]:
    model, name = _model(column)
    return model._base_manager.exclude(**{f"{name}__isnull": True}).exclude(**{name: b""})


def _older(column: str) -> models.QuerySet[Any]:
    """Return the rows whose value carries another key version than the one that writes."""
    name = encrypted_columns()[column].name
    current = bytes([crypto.key_ring().current])
    # A value begins with cipher and key version, one byte each (apps.lib.crypto).
    version = Substr(name, 2, 1, output_field=models.BinaryField())
    rows = _filled(column).annotate(key_version=version).exclude(key_version=current)
    older: models.QuerySet[Any] = rows.order_by("pk")
    return older


def _rotate_column(column: str, batch: int, progress: Progress, result: Rotation) -> None:
    total, done = _older(column).count(), 0
    unreadable: set[object] = set()
    while True:
        changed = _step(column, unreadable, batch, result, wait=False)
        done += changed
        progress(column, done, total)
        if not changed:
            break
    # what others held on to meanwhile: wait for each alone, holding nothing
    for pk in list(_older(column).exclude(pk__in=unreadable).values_list("pk", flat=True)):
        try:
            done += _step(column, unreadable, 1, result, wait=True, pk=pk)
        except OperationalError:
            continue  # held for longer than the lock may last: told as left over
    progress(column, done, total)
    result.done[column] = done


@transaction.atomic
def _step(
    column: str, unreadable: set[object], batch: int, result: Rotation, *, wait: bool, pk: object = None
) -> int:
    model, name = _model(column)
    kept = encrypted_columns()[column]
    rows = _older(column).exclude(pk__in=unreadable)
    if pk is not None:
        rows = rows.filter(pk=pk)
    if connection.features.has_select_for_update_skip_locked:
        rows = rows.select_for_update(skip_locked=not wait, of=("self",))
    changed = 0
    for key, blob in list(rows.values_list("pk", name)[:batch]):
        try:
            encrypted = kept.encrypt(key, kept.decrypt(key, blob))
        except crypto.DecryptionFailed as error:
            unreadable.add(key)
            result.problems.append(f"{column} {key}：{error}")
            continue
        changed += model._base_manager.filter(pk=key).update(**{name: encrypted})
    return changed


def _rotate_files(progress: Progress, result: Rotation) -> None:
    keys = list(StoredFile.objects.order_by("pk").values_list("pk", flat=True))
    done = 0
    for number, pk in enumerate(keys, start=1):
        try:
            done += reencrypt(file_id=pk)
        except FileDamaged as error:
            result.problems.append(f"{FILES} {pk}：{error.reason}")
        progress(FILES, number, len(keys))
    result.done[FILES] = done


def _begin_photos_again(result: Rotation) -> None:
    """Let phones send anew what is only half here: its pieces are encrypted with the older key."""
    for pk in list(FieldPhoto.objects.exclude(parts=[]).values_list("pk", flat=True)):
        with transaction.atomic():
            # Looked at again under the lock: the phone may have sent the rest meanwhile.
            photo = FieldPhoto.objects.select_for_update().filter(pk=pk).exclude(parts=[]).first()
            if photo is not None and _key_of_pieces(photo) != result.version:
                begin_again(photo)
                result.done[ON_THE_WAY] = result.done.get(ON_THE_WAY, 0) + 1


def _key_of_pieces(photo: FieldPhoto) -> int:
    """Return the oldest key among the pieces that are here; 0 when one is gone."""
    versions = []
    for name, _size in photo.parts:
        try:
            with default_storage.open(name, "rb") as piece:
                versions.append(crypto.key_version(piece.read(2)))
        except OSError:
            return 0
    return min(versions)
