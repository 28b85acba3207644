"""What proves how a case went beside its papers: the photographs, and the record with its digests."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import QuerySet

from apps.archives.models import Archive
from apps.archives.queries.contents import reader_of, stored, suffix_of
from apps.audit.models import Event
from apps.cases.models import Case
from apps.cases.queries.record import entry_of
from apps.documents.models import StoredFile
from apps.documents.services import render_pdf
from apps.inspections.enums import PhotoOf
from apps.inspections.models import Photo
from apps.lib import formats
from apps.lib.spreadsheets import inert


@dataclass(frozen=True, slots=True)
class Picture:
    """One photograph, with the words and the moment it came with."""

    title: str
    caption: str
    captured_at: datetime | None
    added_at: datetime
    added_by: str
    camera_time: str
    """What the camera wrote, word for word; '' where it wrote nothing."""
    sha256: str
    source_sha256: str
    """Of the bytes as they were sent: the picture is drawn anew when it is kept."""
    suffix: str
    content: Callable[[], bytes]


def pictures_of(case: Case, until: datetime) -> list[Picture]:
    """Return the photographs of a case, as of a moment, in the order they were added."""
    rows = list(Photo.objects.filter(case=case, added_at__lte=until))
    files = StoredFile.objects.in_bulk([row.file_id for row in rows])
    return [
        Picture(
            title=next((each.label for each in PhotoOf if each == row.subject), ""),
            caption=row.caption,
            captured_at=row.captured_at,
            added_at=row.added_at,
            added_by=row.added_by,
            camera_time=files[row.file_id].camera_time,
            sha256=files[row.file_id].sha256,
            source_sha256=files[row.file_id].source_sha256,
            suffix=suffix_of(files[row.file_id]),
            content=stored(files[row.file_id]),
        )
        for row in rows
        if row.file_id in files
    ]


PICTURE_HEADINGS = (
    "文件",
    "内容",
    "说明",
    "拍摄时间",
    "相机所记时间",
    "上传时间",
    "上传人",
    "包内文件 SHA-256",
    "原文件 SHA-256",
)


def picture_list(pictures: list[tuple[str, Picture]]) -> bytes:
    """Return 照片清单 as CSV; a capture time or an original that is not known leaves its cell empty."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(PICTURE_HEADINGS)
    for name, each in pictures:
        said = (
            each.title,
            each.caption,
            formats.moment(each.captured_at, nothing=""),
            each.camera_time,
            formats.moment(each.added_at),
            each.added_by,
        )
        writer.writerow([name, *map(inert, said), each.sha256, each.source_sha256])
    return ("\ufeff" + out.getvalue()).encode()


def events_of(archive: Archive) -> list[Event]:
    """Return the record of a case as it was filed, oldest first: its last entry is the filing."""
    return list(_record(archive).order_by("seq"))


def last_event_of(archive: Archive) -> Event | None:
    """Return the last entry of the record as it was filed."""
    return _record(archive).order_by("-seq").first()


def _record(archive: Archive) -> QuerySet[Event]:
    rows = Event.objects.filter(chain__subject_kind="case", chain__subject_id=str(archive.pk))
    if archive.record_length:
        return rows.filter(seq__lte=archive.record_length)
    return rows.filter(at__lte=archive.filed_at)


def event_lines(events: list[Event]) -> bytes:
    """Return the record as JSON lines, with the digests that chain its entries."""
    lines = [
        {
            "seq": event.seq,
            "at": event.at.isoformat(),
            "action": event.action,
            "by": event.signature,
            "role": event.role,
            "organisation": event.organisation_name,
            "reason": event.reason,
            "changed": event.changed_fields,
            "facts": event.fact_values,
            "prev": event.prev,
            "hash": event.hash,
        }
        for event in events
    ]
    return "".join(json.dumps(line, ensure_ascii=False, sort_keys=True) + "\n" for line in lines).encode()


def record_pdf(case: Case, events: list[Event]) -> bytes:
    """Return the record as people read it."""
    reader = reader_of(case)
    entries = [entry_of(reader, event) for event in events]
    context = {"number": case.number, "entries": entries, "paper": None}
    return render_pdf("archives/papers/record.html", context, variant=settings.ARCHIVE_PDF)
