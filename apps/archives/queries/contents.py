"""What goes into the package of a 件: papers, pictures and the record, in the archive's order."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings

from apps.archives.models import MissingNote
from apps.audit.models import Event
from apps.cases.enums import PaperForm
from apps.cases.models import Case, ReturnNotice
from apps.cases.queries.as_of import stood_at
from apps.cases.queries.notices import return_paper
from apps.cases.queries.record import entry_of
from apps.documents.enums import FileKind, Media, kind_label
from apps.documents.models import StoredFile
from apps.documents.services import read, render_pdf
from apps.inspections.enums import AttemptResult, PhotoOf
from apps.inspections.models import AcceptanceAttempt, HouseholdOpinion, Photo
from apps.inspections.queries import acceptance_paper, opinion_record, rectification_notice
from apps.lib import clock, formats
from apps.lib.actors import Actor
from apps.orgs.enums import Sight
from apps.plans.enums import Means, PlanStatus
from apps.plans.models import ApplicationForm, PlanVersion
from apps.plans.queries.content import stated_content
from apps.plans.queries.papers import application_paper, plan_paper
from apps.plans.rules.content import canonical

APPLY, PLAN, ACCEPT, STAND_IN, PHOTOS, RECORD = (
    "01-申请与备案",
    "02-方案与合同",
    "03-施工与验收",
    "04-缺件说明",
    "05-照片",
    "06-办理记录",
)
"""Folders of the package, in the order of the directory."""

ELECTRONIC, SCANNED = "电子文件", "扫描件"
"""稿本 where nobody said more of it: made here, or scanned from paper. What was handed in says it (P3)."""

_FOLDERS: dict[str, str] = {
    FileKind.APPLICATION_SCAN: APPLY,
    FileKind.OWNERSHIP_PROOF: APPLY,
    FileKind.POWER_OF_ATTORNEY: APPLY,
    FileKind.MATERIAL: APPLY,
    FileKind.CORRECTION_PROOF: APPLY,
    FileKind.PLAN_DRAWING: PLAN,
    FileKind.SIGNED_PLAN_SCAN: PLAN,
    FileKind.CONTRACT_SCAN: PLAN,
    FileKind.OVERRUN_NOTE: PLAN,
    FileKind.FINISH_SCAN: ACCEPT,
    FileKind.ACCEPTANCE_SCAN: ACCEPT,
    FileKind.MISSING_NOTE: STAND_IN,
}
"""Where an uploaded paper stands; of any other kind beside the acceptance. A picture of a record: 照片."""
_LEFT_OUT = frozenset({FileKind.SIGNATURE, FileKind.ARCHIVE_PACKAGE, FileKind.SUPPLEMENT})
"""A drawn signature stands on its paper: a file of it alone could be put under another."""
_SUFFIXES = {Media.PDF: "pdf", Media.JPEG: "jpg", Media.PNG: "png", Media.WEBP: "webp", Media.XLSX: "xlsx"}


@dataclass(frozen=True, slots=True)
class Piece:
    """One paper of the 件; ``content`` makes or reads it when it is packed, one after the other."""

    folder: str
    title: str
    suffix: str
    responsible: str
    """责任者: who answers for what it says."""
    formed_on: date | None
    draft: str
    content: Callable[[], bytes]


@dataclass(frozen=True, slots=True)
class Picture:
    """One photograph, with the words and the moment it came with."""

    title: str
    caption: str
    captured_at: datetime | None
    added_at: datetime
    added_by: str
    source_sha256: str
    suffix: str
    content: Callable[[], bytes]


def pieces_of(case: Case, by: Actor) -> list[Piece]:
    """Return the papers of a case in the directory's order; ``by`` must see names and numbers in full."""
    found = [*_made_here(case, by), *_uploaded(case)]
    folders = [APPLY, PLAN, ACCEPT, STAND_IN]
    # Of one day in the order in which they are made here: each paper before the data it was made from.
    return sorted(found, key=lambda each: (folders.index(each.folder), each.formed_on or date.max))


def _pdf(template: str, context: dict[str, object]) -> Callable[[], bytes]:
    return lambda: render_pdf(template, context, variant=settings.ARCHIVE_PDF)


def _kept(content: bytes) -> Callable[[], bytes]:
    return lambda: content


def _stored(file: StoredFile) -> Callable[[], bytes]:
    return lambda: read(file)


def _day(at: datetime | None) -> date | None:
    return clock.local(at).date() if at is not None else None


def _made_here(case: Case, by: Actor) -> Iterator[Piece]:
    household = stood_at(case, None, Sight.PLAIN).name
    bureau = case.bureau.name
    form = ApplicationForm.objects.filter(case=case).first()
    if form is not None:
        content = _pdf("plans/papers/application_form.html", {"paper": application_paper(form)})
        yield Piece(APPLY, "申请表（签发）", "pdf", household, _day(form.issued_at), ELECTRONIC, content)
    for notice in ReturnNotice.objects.filter(case=case).order_by("pk"):
        paper = return_paper(case, notice)
        content = _pdf("cases/papers/return_notice.html", {"paper": paper})
        yield Piece(
            APPLY, f"一次性告知书（第 {paper.times} 次）", "pdf", bureau, paper.told_on, ELECTRONIC, content
        )
    yield from _plans(case, by)
    for attempt in AcceptanceAttempt.objects.with_details().filter(case=case, concluded_at__isnull=False):
        yield from _acceptance(case, attempt, bureau)
    drawn = HouseholdOpinion.objects.filter(attempt__case=case).exclude(means=Means.SIGNED_SCAN)
    for opinion in drawn.select_related("attempt").order_by("signed_at"):
        attempt = AcceptanceAttempt.objects.with_details().get(pk=opinion.attempt_id)
        attempt.case, opinion.attempt = case, attempt
        content = _pdf("inspections/papers/opinion_record.html", {"paper": opinion_record(by, opinion)})
        title = f"改造家庭确认意见（第 {attempt.number} 次验收）"
        yield Piece(ACCEPT, title, "pdf", household, _day(opinion.signed_at), ELECTRONIC, content)


def _plans(case: Case, by: Actor) -> Iterator[Piece]:
    versions = PlanVersion.objects.of_case(case).exclude(status=PlanStatus.DRAFT).with_content()
    for plan in versions.select_related("confirmation", "overrun_note").order_by("number"):
        kind = "变更方案与预算" if plan.is_change else "设计方案及项目预算"
        name = f"{kind}（第 {plan.number} 版，{plan.state.label}）"
        on = _day(plan.submitted_at)
        enterprise = plan.enterprise.as_of(plan.submitted_at).name
        content = _pdf("plans/papers/plan_paper.html", {"paper": plan_paper(by, plan)})
        yield Piece(PLAN, name, "pdf", enterprise, on, ELECTRONIC, content)
        stated = canonical(stated_content(plan)).encode()
        data = _kept(stated)
        yield Piece(PLAN, f"方案数据（第 {plan.number} 版）", "json", enterprise, on, ELECTRONIC, data)


def _acceptance(case: Case, attempt: AcceptanceAttempt, bureau: str) -> Iterator[Piece]:
    on = _day(attempt.concluded_at)
    name = "项目验收表" if attempt.number == 1 else f"整改后二次验收表（第 {attempt.number} 次）"
    paper = acceptance_paper(case, attempt)
    content = _pdf("inspections/papers/acceptance_form.html", {"paper": paper})
    yield Piece(ACCEPT, name, "pdf", bureau, on, ELECTRONIC, content)
    notice = rectification_notice(case, attempt)
    if notice is not None:
        content = _pdf("inspections/papers/rectification_notice.html", {"paper": notice})
        title = f"整改意见告知单（第 {attempt.number} 次验收）"
        yield Piece(ACCEPT, title, "pdf", bureau, on, ELECTRONIC, content)
    if attempt.result == AttemptResult.PASSED:
        context: dict[str, object] = {"paper": paper, "case": case, "attempt": attempt}
        content = _pdf("inspections/papers/pass_report.html", context)
        yield Piece(ACCEPT, "验收合格报告", "pdf", bureau, on, ELECTRONIC, content)


def _uploaded(case: Case) -> Iterator[Piece]:
    pictures = set(Photo.objects.filter(case=case).values_list("file_id", flat=True))
    signers = {note.file_id: note.signed_by for note in MissingNote.objects.filter(case=case)}
    household = stood_at(case, None, Sight.PLAIN).name
    enterprise = case.enterprise.name if case.enterprise else ""
    bureau = case.bureau.name
    answering: dict[str, str] = {
        FileKind.CONTRACT_SCAN: "、".join(name for name in (household, enterprise) if name),
        FileKind.SIGNED_PLAN_SCAN: household,
        FileKind.ACCEPTANCE_SCAN: bureau,
        FileKind.FINISH_SCAN: enterprise,
    }
    forms = {
        str(each): PaperForm(row.form).label
        for row in case.handed_in.all()
        if row.form
        for each in row.file_ids
    }
    for file in StoredFile.objects.owned_by("case", case.pk).order_by("created_at", "id"):
        if file.kind in _LEFT_OUT or file.pk in pictures:
            continue
        yield Piece(
            _FOLDERS.get(file.kind, ACCEPT),
            file.label or kind_label(file.kind),
            _suffix(file),
            signers.get(file.pk) or answering.get(file.kind, household),
            _day(file.created_at),
            forms.get(str(file.pk), SCANNED),
            _stored(file),
        )


def _suffix(file: StoredFile) -> str:
    return next((suffix for media, suffix in _SUFFIXES.items() if media == file.media_type), "bin")


def pictures_of(case: Case) -> list[Picture]:
    """Return the photographs of a case in the order they were added."""
    rows = list(Photo.objects.filter(case=case))
    files = StoredFile.objects.in_bulk([row.file_id for row in rows])
    return [
        Picture(
            title=next((each.label for each in PhotoOf if each == row.subject), ""),
            caption=row.caption,
            captured_at=row.captured_at,
            added_at=row.added_at,
            added_by=row.added_by,
            source_sha256=files[row.file_id].source_sha256,
            suffix=_suffix(files[row.file_id]),
            content=_stored(files[row.file_id]),
        )
        for row in rows
        if row.file_id in files
    ]


def picture_list(pictures: list[tuple[str, Picture]]) -> bytes:
    """Return 照片清单 as CSV: name in the package, what it shows, its words, when taken, who added it."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["文件", "内容", "说明", "拍摄时间", "上传时间", "上传人", "原文件 SHA-256"])
    for name, each in pictures:
        said = [
            each.title,
            each.caption,
            formats.moment(each.captured_at, nothing=""),
            formats.moment(each.added_at),
        ]
        # A spreadsheet computes what begins like a formula.
        words = [
            f"'{text}" if text[:1] in tuple("=+-@\t\r\n") and text else text
            for text in (*said, each.added_by)
        ]
        writer.writerow([name, *words, each.source_sha256])
    return ("\ufeff" + out.getvalue()).encode()


def events_of(case: Case) -> list[Event]:
    """Return the whole record of a case, oldest first."""
    return list(
        Event.objects.filter(chain__subject_kind="case", chain__subject_id=str(case.pk)).order_by("seq")
    )


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


def record_pdf(case: Case, events: list[Event], by: Actor) -> bytes:
    """Return the record as people read it."""
    entries = [entry_of(by, event) for event in events]
    context = {"number": case.number, "entries": entries, "paper": None}
    return render_pdf("archives/papers/record.html", context, variant=settings.ARCHIVE_PDF)
