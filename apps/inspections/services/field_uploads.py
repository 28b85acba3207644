"""Visits and photos on their way from a phone: each sent again and again until it is here, once.

Lock order: the phone's visit or photo first, then the case, then the audit chain.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from apps.cases.models import Case
from apps.documents.enums import FileKind
from apps.documents.forms.checks import check, max_bytes
from apps.documents.rules.uploads import BadUpload
from apps.documents.services import park_upload
from apps.inspections.enums import FieldPhotoStatus, FieldStatus, VisitKind
from apps.inspections.models import FieldPhoto, FieldVisit
from apps.inspections.permissions import may_work_in_field
from apps.inspections.queries.photos import used_in_case, where_used
from apps.lib import clock, crypto, formats
from apps.lib.actors import SYSTEM, Actor
from apps.lib.decisions import Refused, require

MAX_PHOTOS = 40
"""Photos of one visit."""
MAX_OPEN_VISITS = 60
"""Visits one person may have on the way at a time."""
MAX_CHUNK = 512 * 1024
"""Bytes of one piece."""
KEEP_UNFINISHED = timedelta(days=3)
"""How long pieces of an unfinished photo wait; the phone still has it and begins again."""
FOLDER = "field"


@dataclass(frozen=True, slots=True)
class PhotoState:
    """What the server has of a photo; ``restarted`` says that its pieces did not add up."""

    id: UUID
    status: FieldPhotoStatus
    received: int
    size: int
    refusal: str = ""
    restarted: bool = False


def state_of(photo: FieldPhoto, *, restarted: bool = False) -> PhotoState:
    """Return a photo as the phone is told of it."""
    return PhotoState(
        photo.pk,
        FieldPhotoStatus(photo.status),
        photo.received,
        photo.size,
        photo.refusal,
        restarted,
    )


def kind_for(visit: FieldVisit) -> FileKind:
    """Return which rules the photos of a visit follow."""
    return FileKind.ACCEPTANCE_PHOTO if visit.kind == VisitKind.ACCEPTANCE else FileKind.WORK_PHOTO


def lock_field_visit(*, visit_id: UUID, by: Actor) -> FieldVisit:
    """Lock a visit this very person began in this role; raise Refused for anybody else's."""
    visit = FieldVisit.objects.select_for_update().filter(pk=visit_id).first()
    if visit is None:
        raise Refused("服务器还没有收到这份现场记录。", code="unknown")
    if not visit.is_of(by):
        raise Refused(
            f"这份现场记录由{visit.actor_name}（{visit.organisation_name}）开始，请由本人以原岗位同步。",
            code="other_person",
        )
    return visit


@transaction.atomic
def open_field_visit(
    *, visit_id: UUID, by: Actor, case_id: UUID, kind: VisitKind, version: int, opened_at: datetime
) -> FieldVisit:
    """Announce a visit; sent again it is the same one. Raises Case.DoesNotExist out of scope."""
    require(may_work_in_field(by))
    # Before the scope is asked: a visit once begun is answered for even after its case went elsewhere.
    if FieldVisit.objects.filter(pk=visit_id).exists():
        return lock_field_visit(visit_id=visit_id, by=by)
    case = Case.objects.visible_to(by).get(pk=case_id)
    if FieldVisit.objects.of(by).open().count() >= MAX_OPEN_VISITS:
        raise Refused(f"同时最多 {MAX_OPEN_VISITS} 份现场记录在同步，请先完成已有的。", code="too_many")
    mine = FieldVisit(
        id=visit_id,
        case=case,
        kind=kind,
        user_id=by.user_id or 0,
        actor_name=by.signature,
        role=by.role,
        organisation_id=by.organisation_id or 0,
        organisation_name=by.organisation_name,
        version=version,
        first_seen_at=clock.now(),
        opened_at=opened_at,
    )
    # Two tabs may announce it at once: the second finds the first one's row.
    FieldVisit.objects.bulk_create([mine], ignore_conflicts=True)
    return lock_field_visit(visit_id=visit_id, by=by)


def _require_open(visit: FieldVisit) -> None:
    if visit.status != FieldStatus.OPEN:
        raise Refused(f"这份现场记录{visit.status_label}，不能再改照片。", code="ended")


@transaction.atomic
def announce_photo(
    *,
    visit_id: UUID,
    photo_id: UUID,
    by: Actor,
    slot: str,
    name: str,
    digest: str,
    size: int,
    captured_at: datetime | None = None,
) -> PhotoState:
    """Say which photo will come; sent again it answers how much of it is here."""
    visit = lock_field_visit(visit_id=visit_id, by=by)
    known = FieldPhoto.objects.filter(pk=photo_id).first()
    # Known ones before _require_open: an announcement sent again is answered after the visit ended, too.
    if known is not None and known.visit_id != visit.pk:
        raise Refused("这张照片属于另一份现场记录。", code="other_visit")
    if known is not None:
        if known.sha256 != digest:
            raise Refused("这张照片与先前申报的不是同一张。", code="changed")
        return state_of(known)
    _require_open(visit)
    limit = max_bytes(kind_for(visit))
    if not 0 < size <= limit:
        raise Refused(f"照片大小须在 {formats.file_size(limit)} 以内。", field="size", code="size")
    if visit.photos.filter(sha256=digest).exists():
        raise Refused("同一张照片已经在这份记录里。", code="duplicate")
    used = used_in_case(visit.case_id, [digest])
    if used is not None:
        raise Refused(
            f"这张照片已用于{where_used(used)}，一张照片在一户只算一次，请删去这一张；"
            "这里还需要照片的，请另拍一张。",
            code="duplicate",
        )
    if visit.photos.count() >= MAX_PHOTOS:
        raise Refused(f"一次现场记录最多 {MAX_PHOTOS} 张照片。", code="too_many")
    photo = FieldPhoto.objects.create(
        id=photo_id,
        visit=visit,
        slot=slot,
        name=name[:160],
        sha256=digest,
        size=size,
        captured_at=captured_at,
        announced_at=clock.now(),
        updated_at=clock.now(),
    )
    return state_of(photo)


def _lock_photo(visit_id: UUID, photo_id: UUID, by: Actor) -> FieldPhoto:
    # Only the photo is locked, so that pieces of several photos of a visit need not wait for each other.
    rows = FieldPhoto.objects.select_related("visit").select_for_update(of=("self",))
    photo = rows.filter(pk=photo_id, visit_id=visit_id).first()
    if photo is None:
        raise Refused("服务器还没有这张照片的申报。", code="unknown")
    if not photo.visit.is_of(by):
        raise Refused("这张照片属于另一人的现场记录。", code="other_person")
    return photo


@transaction.atomic
def receive_chunk(*, visit_id: UUID, photo_id: UUID, by: Actor, offset: int, content: bytes) -> PhotoState:
    """Take one piece that begins at ``offset``; any other offset than the next changes nothing.

    The answer says how much is here, so a phone whose line broke goes on from there. The last
    piece proves the whole: bytes with another hash than announced are thrown away, and the answer
    asks for the photo from the start.
    """
    photo = _lock_photo(visit_id, photo_id, by)
    _require_open(photo.visit)
    # Not refused: the answer to a piece was lost on the way, and the phone learns where to go on.
    if photo.status != FieldPhotoStatus.RECEIVING or offset != photo.received:
        return state_of(photo)
    if not content or len(content) > MAX_CHUNK or offset + len(content) > photo.size:
        raise Refused("这一片段的长度与申报的不符。", code="length")
    # Tied to its place, so that pieces can neither change places nor belong to another photo.
    encrypted = crypto.encrypt(content, aad=_aad(photo, offset))
    name = default_storage.save(f"{FOLDER}/{photo.pk}-{len(photo.parts):04d}.part", ContentFile(encrypted))
    try:
        with transaction.atomic():
            photo.parts = [*photo.parts, [name, len(content)]]
            photo.received += len(content)
            photo.updated_at = clock.now()
            restarted = photo.received == photo.size and not _finish(photo, by)
            photo.save()
    # The store knows no roll-back: what was saved above is taken away by hand.
    except BaseException:
        default_storage.delete(name)
        raise
    return state_of(photo, restarted=restarted)


def _aad(photo: FieldPhoto, offset: int) -> str:
    return crypto.aad_of(photo.pk, f"part-{offset}")


def _finish(photo: FieldPhoto, by: Actor) -> bool:
    """Check the whole photo and hand it to the documents; False where its bytes are other ones."""
    content, offset = bytearray(), 0
    for name, size in photo.parts:
        with default_storage.open(name, "rb") as part:
            content += crypto.decrypt(part.read(), aad=_aad(photo, offset))
        offset += size
    drop_parts(photo)
    if sha256(content).hexdigest() != photo.sha256:
        photo.received = 0
        return False
    kind = kind_for(photo.visit)
    try:
        upload = check(ContentFile(bytes(content), name=photo.name), kind=kind)
        upload = replace(upload, captured_at=upload.captured_at or photo.captured_at)
        photo.file_id = park_upload(by=by, upload=upload, kind=kind).pk
        photo.status = FieldPhotoStatus.STORED
    # Kept as an answer: raised, it would roll the last piece back, and the phone would send it for ever.
    except (BadUpload, Refused) as error:
        photo.status = FieldPhotoStatus.REFUSED
        photo.refusal = str(error)[:300]
    return True


def drop_parts(photo: FieldPhoto) -> None:
    """Delete the pieces of a photo once the running transaction is through."""
    names = [name for name, _ in photo.parts]
    photo.parts = []
    transaction.on_commit(lambda: _delete(names))


def _delete(names: list[str]) -> None:
    for name in names:
        default_storage.delete(name)


def begin_again(photo: FieldPhoto) -> None:
    """Forget what is here of a photo; the phone sends it from the start."""
    drop_parts(photo)
    photo.received, photo.file_id, photo.status = 0, None, FieldPhotoStatus.RECEIVING
    photo.updated_at = clock.now()
    photo.save()


@transaction.atomic
def remove_photo(*, visit_id: UUID, photo_id: UUID, by: Actor) -> None:
    """Take back a photo of an open visit, as the phone did; gone already is as good."""
    visit = lock_field_visit(visit_id=visit_id, by=by)
    _require_open(visit)
    for photo in visit.photos.select_for_update().filter(pk=photo_id):
        drop_parts(photo)
        photo.delete()


@transaction.atomic
def discard_stale_field_uploads(*, by: Actor = SYSTEM) -> int:
    """Delete the pieces of photos untouched for three days; return of how many photos.

    Nothing is lost: the phone keeps every photo until the visit is confirmed, and sends it again.
    Whole photos of unclosed visits are parked files, which the documents discard after a day.
    """
    # skip_locked: a photo that is locked just now is receiving a piece, so it is not stale.
    rows = FieldPhoto.objects.select_for_update(skip_locked=True).filter(
        status=FieldPhotoStatus.RECEIVING, updated_at__lt=clock.now() - KEEP_UNFINISHED, received__gt=0
    )
    stale = list(rows)
    for photo in stale:
        begin_again(photo)
    # The store's times are the machine's, whatever date a demonstration lives on.
    limit = clock.wall() - KEEP_UNFINISHED
    transaction.on_commit(lambda: _sweep(limit))
    return len(stale)


def _sweep(limit: datetime) -> None:
    """Delete pieces that no row names: what a rolled-back request left."""
    try:
        names = default_storage.listdir(FOLDER)[1]
    except FileNotFoundError:
        return
    # Asked after the commit: rows that began again above name their pieces no more.
    known = {name for parts in FieldPhoto.objects.values_list("parts", flat=True) for name, _ in parts}
    for name in (f"{FOLDER}/{each}" for each in names):
        if name not in known and default_storage.get_modified_time(name) < limit:
            default_storage.delete(name)
