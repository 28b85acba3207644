"""Where a photo was used: one file counts once in a case, and shows where it stands in others (R26)."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from apps.cases.models import Case
from apps.documents.models import StoredFile
from apps.inspections.enums import PhotoOf
from apps.inspections.models import Photo
from apps.lib import formats
from apps.lib.actors import Actor


def used_in_case(case_id: UUID, digests: Iterable[str], *, besides: Iterable[UUID] = ()) -> Photo | None:
    """Return a photo of the case whose original has one of these SHA-256; papers of a mediation are none."""
    wanted = {digest for digest in digests if digest}
    if not wanted:
        return None
    files = StoredFile.objects.owned_by("case", case_id).filter(source_sha256__in=wanted)
    rows = Photo.objects.filter(case_id=case_id, file_id__in=files.values("pk"))
    return rows.exclude(subject=PhotoOf.MEDIATION).exclude(file_id__in=list(besides)).first()


def where_used(photo: Photo) -> str:
    """Return 施工（厨房给排水管路）（9月9日 12:00 蒋样本上传）."""
    what = f"（{photo.caption}）" if photo.caption else ""
    return (
        f"{PhotoOf(photo.subject).label}{what}（{formats.month_moment(photo.added_at)} {photo.added_by}上传）"
    )


def cases_with_same_photos(actor: Actor, case: Case) -> tuple[int, tuple[Case, ...]]:
    """Return how many photos of a case stand in other cases too, and those of these the actor may see."""
    mine = Photo.objects.filter(case=case).exclude(subject=PhotoOf.MEDIATION)
    digests = (
        StoredFile.objects.owned_by("case", case.pk)
        .filter(pk__in=mine.values("file_id"))
        .exclude(source_sha256="")
        .values("source_sha256")
    )
    others = StoredFile.objects.filter(owner_kind="case", source_sha256__in=digests).exclude(
        owner_id=str(case.pk)
    )
    found = list(others.values_list("source_sha256", "owner_id")[:_MOST])
    seen = Case.objects.visible_to(actor).filter(pk__in={owner for _, owner in found}).order_by("number")
    return len({digest for digest, _ in found}), tuple(seen[:_NAMED])


_MOST, _NAMED = 500, 5
