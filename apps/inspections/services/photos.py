"""Keeping photos with the record they belong to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias
from uuid import UUID

from django.core.files.base import File

from apps.cases.models import Case
from apps.documents.enums import FileKind
from apps.documents.models import StoredFile
from apps.documents.rules.uploads import CheckedUpload
from apps.documents.services import Owner, keep
from apps.inspections.enums import PhotoOf
from apps.inspections.models import Photo
from apps.inspections.queries.photos import used_in_case, where_used
from apps.lib import clock
from apps.lib.actors import Actor
from apps.lib.decisions import Refused

Upload: TypeAlias = StoredFile | CheckedUpload | File[bytes]

_ACCEPTANCE = frozenset({PhotoOf.ITEM, PhotoOf.RECTIFICATION})


def kind_of(subject: PhotoOf) -> FileKind:
    """Return which rules a photo of this subject follows."""
    if subject is PhotoOf.MEDIATION:
        return FileKind.CORRECTION_PROOF
    return FileKind.ACCEPTANCE_PHOTO if subject in _ACCEPTANCE else FileKind.WORK_PHOTO


def keep_photos(
    *,
    case: Case,
    by: Actor,
    subject: PhotoOf,
    subject_id: UUID,
    files: Sequence[Upload],
    caption: str = "",
    field: str = "photos",
    kind: FileKind | None = None,
) -> list[Photo]:
    """Give uploads to a record of a locked case; raise Refused at ``field`` if one is bad.

    ``kind`` is given where the subject alone does not say which rules the files followed.
    """
    photos, kept = [], []
    for file in files:
        stored = keep(
            by=by,
            file=file,
            owner=Owner("case", str(case.pk)),
            kind=kind or kind_of(subject),
            sensitive=subject is PhotoOf.MEDIATION,
            label=caption[:120],
            field=field,
        )
        kept.append(stored)
        photos.append(
            Photo(
                case=case,
                subject=subject,
                subject_id=subject_id,
                file_id=stored.pk,
                name=stored.original_name,
                is_image=stored.is_image,
                caption=caption[:120],
                captured_at=stored.captured_at,
                added_at=clock.now(),
                added_by=by.signature,
            )
        )
    if subject is not PhotoOf.MEDIATION:
        _require_first_use(case, kept, field)
    Photo.objects.bulk_create(photos)
    return photos


def _require_first_use(case: Case, kept: Sequence[StoredFile], field: str) -> None:
    """Refuse a file that proves something in this case already: one photo counts once (R26)."""
    seen: set[str] = set()
    for file in kept:
        if file.source_sha256 and file.source_sha256 in seen:
            raise Refused(
                f"照片“{file.original_name}”选了两次，请取消其中一张，其余照片保留。",
                field=field,
                code="twice",
            )
        seen.add(file.source_sha256)
    for file in kept:
        used = used_in_case(case.pk, [file.source_sha256], besides=[each.pk for each in kept])
        if used is not None:
            raise Refused(
                f"照片“{file.original_name}”已用于{where_used(used)}，一张照片在一户只算一次。"
                "请取消这一张，其余照片保留；这里还需要照片的，请另选或另拍一张。",
                field=field,
                code="used",
            )
