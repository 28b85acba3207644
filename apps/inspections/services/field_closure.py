"""The end of a visit on a phone: recorded, handed in as a note, or given up with a reason.

A visit is closed only when exactly the declared photos are here with their hashes; what is then
recorded is made as the acts of the pages. Lock order: the phone's visit, then the case.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from apps.audit.services import Subject, record
from apps.cases.models import Case
from apps.cases.services import lock_case, update_case
from apps.documents.models import StoredFile
from apps.inspections.enums import FieldPhotoStatus, FieldStatus, PhotoOf, VisitKind
from apps.inspections.models import FieldPhoto, FieldVisit
from apps.inspections.queries.attempts import built_items, check_rows, open_attempt
from apps.inspections.queries.checklists import checklist_of
from apps.inspections.rules.field import (
    TOLERANCE,
    Declaration,
    Gaps,
    as_note,
    gaps,
    put_right,
    skew,
)
from apps.inspections.services.field_records import record_on_site, record_round
from apps.inspections.services.field_uploads import begin_again, drop_parts, kind_for, lock_field_visit
from apps.inspections.services.photos import keep_photos
from apps.lib import clock
from apps.lib.actors import Actor
from apps.lib.decisions import Refused

NO_GAPS = Gaps()


@dataclass(frozen=True, slots=True)
class Closing:
    """Answer to a phone: ended with its result, or still waiting for photos."""

    status: FieldStatus
    result: dict[str, object]
    gaps: Gaps = NO_GAPS


@transaction.atomic
def close_field_visit(*, visit_id: UUID, by: Actor, said: Declaration) -> Closing:
    """Record a visit as declared; a repeated close gets the first answer.

    Waits (status open, with the gaps) until exactly the declared photos are here. Raises Stale
    where the case changed since the phone loaded it, Refused with the reason and field otherwise.
    """
    visit = lock_field_visit(visit_id=visit_id, by=by)
    if visit.status != FieldStatus.OPEN:
        # Before anything else, and without asking the case: it may have moved on, the first answer stands.
        return Closing(FieldStatus(visit.status), visit.result)
    open_gaps = _gaps(visit, by, said)
    if open_gaps:
        # Answered, not raised: a roll-back would undo what _gaps has just asked the phone for again.
        return Closing(FieldStatus.OPEN, {}, open_gaps)
    happened_at = _happened_at(visit, said)
    files = _files_by_slot(visit)
    if visit.kind == VisitKind.ACCEPTANCE:
        visit.attempt = record_round(visit, by=by, said=said, happened_at=happened_at, files=files)
    else:
        visit.visit = record_on_site(visit, by=by, said=said, happened_at=happened_at, files=files)
    return _end(visit, said, FieldStatus.CLOSED)


@transaction.atomic
def note_field_visit(*, visit_id: UUID, by: Actor, said: Declaration, reason: str) -> Closing:
    """Keep what can no longer be recorded as a note on the case, photos and all.

    For a phone that comes back after the case moved on: it changes nothing of the case's course.
    """
    visit = lock_field_visit(visit_id=visit_id, by=by)
    if visit.status != FieldStatus.OPEN:
        return Closing(FieldStatus(visit.status), visit.result)
    if not reason.strip():
        raise Refused("请写明作为情况说明交上的原因。", field="reason", code="reason")
    case = lock_case(case_id=visit.case_id, by=by)
    open_gaps = _gaps(visit, by, said)
    if open_gaps:
        return Closing(FieldStatus.OPEN, {}, open_gaps)
    visit.happened_at = _happened_at(visit, said)
    visit.note, visit.reason = _note(case, said), reason.strip()[:300]
    keep_photos(
        case=case,
        by=by,
        subject=PhotoOf.FIELD_NOTE,
        subject_id=visit.pk,
        files=[file for files in _files_by_slot(visit).values() for file in files],
        caption="补交的现场照片",
        kind=kind_for(visit),
    )
    update_case(
        case=case,
        by=by,
        action="visit.noted",
        facts={"kind": visit.kind, "photos": len(said.photos)},
        reason=visit.reason,
    )
    return _end(visit, said, FieldStatus.NOTED)


@transaction.atomic
def discard_field_visit(*, visit_id: UUID, by: Actor, reason: str) -> Closing:
    """Give a visit up with a reason; its photos go, the reason stays on record."""
    visit = lock_field_visit(visit_id=visit_id, by=by)
    if visit.status != FieldStatus.OPEN:
        return Closing(FieldStatus(visit.status), visit.result)
    if not reason.strip():
        raise Refused("请写明放弃的原因。", field="reason", code="reason")
    # Whole photos are parked files by now: without a visit the documents discard them after a day.
    for photo in visit.photos.select_for_update():
        drop_parts(photo)
        photo.delete()
    # Only the record is written: update_case would raise the version of a case of which nothing changed.
    visit.reason = reason.strip()[:300]
    record(
        by=by,
        subject=Subject("case", str(visit.case_id)),
        action="visit.discarded",
        facts={"kind": visit.kind},
        reason=visit.reason,
    )
    return _end(visit, None, FieldStatus.DISCARDED)


def _gaps(visit: FieldVisit, by: Actor, said: Declaration) -> Gaps:
    """Compare what is here with what was declared; parked files that went are asked for again."""
    rows = list(visit.photos.select_for_update().order_by("announced_at", "id"))
    refused = [row for row in rows if row.status == FieldPhotoStatus.REFUSED]
    declared = {each.id for each in said.photos}
    for row in refused:
        if row.pk in declared:
            raise Refused(f"照片“{row.name}”不能接收：{row.refusal}", field=str(row.pk), code="photo")
    # Whole photos wait as parked files, which the documents discard after a day.
    held = set(StoredFile.objects.parked_by(by).filter(pk__in=_file_ids(rows)).values_list("pk", flat=True))
    for row in rows:
        if row.status == FieldPhotoStatus.STORED and row.file_id not in held:
            begin_again(row)
    arrived = {row.pk: row.sha256 for row in rows if row.status == FieldPhotoStatus.STORED}
    return gaps(said.photos, arrived, {row.pk: row.sha256 for row in rows})


def _file_ids(rows: Sequence[FieldPhoto]) -> list[UUID]:
    return [row.file_id for row in rows if row.file_id is not None]


def _happened_at(visit: FieldVisit, said: Declaration) -> datetime:
    """When it really was: as stated, or the phone's time put right; never in the future."""
    now = clock.now()
    if said.stated_at is None and not said.opened_at <= said.finished_at <= said.sent_at + TOLERANCE:
        raise Refused(
            "手机的时间前后不一致，可能中途被改过。请填写实际到场时间。", field="stated_at", code="clock"
        )
    # min(): begun and sent within TOLERANCE it may come out ahead of us, which is no reason to refuse.
    at = said.stated_at or min(put_right(said.opened_at, said.sent_at, now), now)
    if at > now:
        raise Refused("到场时间不能晚于现在。", field="stated_at", code="future")
    visit.opened_at, visit.finished_at = said.opened_at, said.finished_at
    visit.happened_at, visit.is_stated = at, said.stated_at is not None
    # A phone's clock may say 1970; the column holds 32 bits.
    visit.clock_skew = max(min(round(skew(said.sent_at, now).total_seconds()), 2**31 - 1), -(2**31))
    return at


def _files_by_slot(visit: FieldVisit) -> dict[str, list[StoredFile]]:
    rows = list(visit.photos.filter(status=FieldPhotoStatus.STORED).order_by("captured_at", "announced_at"))
    files = StoredFile.objects.in_bulk(_file_ids(rows))
    result: dict[str, list[StoredFile]] = {}
    for row in rows:
        if row.file_id is not None:
            result.setdefault(row.slot, []).append(files[row.file_id])
    return result


def _note(case: Case, said: Declaration) -> str:
    attempt, listed = open_attempt(case), checklist_of(case)
    return as_note(said, listed, built_items(list(attempt.items.all())) if attempt else ())


_SAID = {
    FieldStatus.NOTED: "已作为情况说明附在案件上。",
    FieldStatus.DISCARDED: "已放弃这份现场记录。",
}
_RECORDED = {
    VisitKind.PATROL: "巡查记录已保存。",
    VisitKind.SPOT_CHECK: "现场检查记录已保存。",
    VisitKind.ACCEPTANCE: "验收核验内容已保存。",
}


def _result(visit: FieldVisit, status: FieldStatus) -> dict[str, object]:
    """Return what the phone shows for good: what was recorded, and both clocks."""
    return {
        "message": _SAID.get(status) or _RECORDED[VisitKind(visit.kind)],
        "happened_at": visit.happened_at.isoformat() if visit.happened_at else "",
        "phone_at": visit.opened_at.isoformat(),
        "clock_skew": visit.clock_skew,
        "photos": visit.photos.count(),
        "checks": check_rows(visit.attempt) if visit.attempt else [],
    }


def _end(visit: FieldVisit, said: Declaration | None, status: FieldStatus) -> Closing:
    visit.status, visit.closed_at, visit.result = status, clock.now(), _result(visit, status)
    if said is not None:
        visit.declared_count, visit.declared_digest = len(said.photos), said.digest
    visit.save()
    return Closing(status, visit.result)
