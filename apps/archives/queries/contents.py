"""What goes into the package of a 件: papers, pictures and the record, in the archive's order."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from django.conf import settings

from apps.archives.models import MissingNote
from apps.cases.enums import CHOICE_STATEMENT, PaperForm
from apps.cases.models import Case, ReturnNotice
from apps.cases.queries.as_of import stood_at
from apps.cases.queries.notices import return_paper
from apps.documents.enums import FileKind, Media, kind_label
from apps.documents.models import StoredFile
from apps.documents.services import read, render_pdf
from apps.inspections.enums import AttemptResult
from apps.inspections.models import AcceptanceAttempt, EndSignature, HouseholdOpinion, Photo
from apps.inspections.queries import acceptance_paper, opinion_record, rectification_notice
from apps.lib import clock
from apps.lib.actors import Actor
from apps.orgs.enums import Role, Sight
from apps.plans.enums import Means, PlanStatus
from apps.plans.models import (
    ApplicationForm,
    Confirmation,
    Contract,
    HouseholdSignature,
    PlanVersion,
    SignedApplication,
)
from apps.plans.queries.content import signed_text
from apps.plans.queries.papers import application_paper, household_signature, plan_paper

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
    CHOICE_STATEMENT: APPLY,
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
    FileKind.WARRANTY_LETTER: ACCEPT,
    FileKind.REVOCATION_PAPER: ACCEPT,
    FileKind.MISSING_NOTE: STAND_IN,
}
"""Where an uploaded paper stands. A picture of a record stands under 照片."""
_OF_HOUSEHOLD = frozenset(
    {
        CHOICE_STATEMENT,
        FileKind.OWNERSHIP_PROOF,
        FileKind.POWER_OF_ATTORNEY,
        FileKind.MATERIAL,
        FileKind.SIGNED_PLAN_SCAN,
    }
)
"""What the household itself answers for; of other papers only their record says who does."""
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
    """形成日期; None where nobody has said it."""
    draft: str
    content: Callable[[], bytes]
    came_on: date | None = None
    """When it came in, where its own day is not known."""

    @property
    def placed_on(self) -> date:
        """By which day it stands in the directory."""
        return self.formed_on or self.came_on or date.max


def reader_of(case: Case) -> Actor:
    """Return as whom papers are drawn for the package: the bureau's desk, which sees names in full.

    Not who filed it: a job that is taken up again runs as the system, which sees none.
    """
    return Actor(None, "系统", Role.DISTRICT_CLERK, case.bureau_id, case.bureau.name)


def pieces_of(case: Case, until: datetime) -> list[Piece]:
    """Return the papers of a case, as of a moment, in the directory's order."""
    found = [*_made_here(case), *_uploaded(case, until)]
    folders = [APPLY, PLAN, ACCEPT, STAND_IN]
    # Of one day in the order in which they are made here: each paper before the data it was made from.
    return sorted(found, key=lambda each: (folders.index(each.folder), each.placed_on))


def _pdf(template: str, context: dict[str, object]) -> Callable[[], bytes]:
    return lambda: render_pdf(template, context, variant=settings.ARCHIVE_PDF)


def _kept(content: bytes) -> Callable[[], bytes]:
    return lambda: content


def stored(file: StoredFile) -> Callable[[], bytes]:
    """Return what reads a stored file when it is packed."""
    return lambda: read(file)


def _day(at: datetime | None) -> date | None:
    return clock.local(at).date() if at is not None else None


def _made_here(case: Case) -> Iterator[Piece]:
    by = reader_of(case)
    bureau = case.bureau.name
    form = ApplicationForm.objects.filter(case=case).first()
    if form is not None:
        content = _pdf("plans/papers/application_form.html", {"paper": application_paper(form)})
        household = _household(case, form.issued_at)
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
        household = _household(case, opinion.signed_at)
        yield Piece(ACCEPT, title, "pdf", household, _day(opinion.signed_at), ELECTRONIC, content)
    yield from _ends(case)


def _ends(case: Case) -> Iterator[Piece]:
    """确认完工 and 整改完成 that the household drew or confirmed with a code: a scan is its own paper."""
    rows = EndSignature.objects.filter(report__case=case).exclude(means=Means.SIGNED_SCAN)
    for row in rows.select_related("report").order_by("signed_at"):
        what = row.report.get_kind_display()
        witness = f"见证人：{row.witness_name}" if row.witness_name else ""
        household = _household(case, row.signed_at)
        context: dict[str, object] = {
            "paper": None,
            "number": case.number,
            "what": what,
            "household": household,
            "address": stood_at(case, row.signed_at, Sight.PLAIN).address,
            "finished_on": row.report.confirmed_on or row.report.on,
            "signature": household_signature(row, paper="确认", witness=witness, seen=Sight.PLAIN),
        }
        content = _pdf("archives/papers/end_confirmation.html", context)
        title = f"{what}的户主确认"
        yield Piece(ACCEPT, title, "pdf", household, row.signed_on, ELECTRONIC, content)


def _household(case: Case, at: datetime) -> str:
    """Return who the household was then: 变更装修人 puts nobody's name on another's paper."""
    return stood_at(case, at, Sight.PLAIN).name


def _plans(case: Case, by: Actor) -> Iterator[Piece]:
    versions = PlanVersion.objects.of_case(case).exclude(status=PlanStatus.DRAFT).with_content()
    for plan in versions.select_related("confirmation", "overrun_note").order_by("number"):
        kind = "变更方案与预算" if plan.is_change else "设计方案及项目预算"
        name = f"{kind}（第 {plan.number} 版，{plan.state.label}）"
        on = _day(plan.submitted_at)
        enterprise = plan.enterprise.as_of(plan.submitted_at).name
        content = _pdf("plans/papers/plan_paper.html", {"paper": plan_paper(by, plan)})
        yield Piece(PLAN, name, "pdf", enterprise, on, ELECTRONIC, content)
        # As it was signed: its SHA-256 is the 校验码 on the plan.
        data = _kept(signed_text(plan).encode())
        yield Piece(PLAN, f"方案数据（第 {plan.number} 版）", "json", enterprise, on, ELECTRONIC, data)


def _acceptance(case: Case, attempt: AcceptanceAttempt, bureau: str) -> Iterator[Piece]:
    on = _day(attempt.concluded_at)
    name = "项目验收表" if attempt.number == 1 else f"整改后二次验收表（第 {attempt.number} 次）"
    paper = acceptance_paper(case, attempt)
    # As it was filed: a job that comes late meets a case whose 验收合格 was perhaps taken back since.
    paper = replace(paper, mark=replace(paper.mark, status="", watermark=""))
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


def archived_files(case: Case) -> list[StoredFile]:
    """Return every stored file that goes into the package, papers and pictures."""
    rows = StoredFile.objects.owned_by("case", case.pk).exclude(kind__in=_LEFT_OUT)
    return list(rows.order_by("created_at", "id"))


def _uploaded(case: Case, until: datetime) -> Iterator[Piece]:
    pictures = set(Photo.objects.filter(case=case).values_list("file_id", flat=True))
    known = _known(case)
    forms = {
        str(each): PaperForm(row.form).label
        for row in case.handed_in.all()
        if row.form
        for each in row.file_ids
    }
    for file in archived_files(case):
        if file.pk in pictures or file.created_at > until:
            continue
        said = known.get(file.pk, _Known())
        of_household = file.kind in _OF_HOUSEHOLD
        yield Piece(
            _FOLDERS.get(file.kind, ACCEPT),
            (file.label or kind_label(file.kind)) + said.remark,
            suffix_of(file),
            said.responsible or (_household(case, file.created_at) if of_household else ""),
            said.signed_on,
            forms.get(str(file.pk), SCANNED),
            stored(file),
            came_on=_day(file.created_at),
        )


@dataclass(frozen=True, slots=True)
class _Known:
    """What the record of an uploaded paper says of it."""

    responsible: str = ""
    signed_on: date | None = None
    remark: str = ""


def _known(case: Case) -> dict[UUID, _Known]:
    """Return what is known of uploaded papers, by their files; of any other nothing is put down."""
    found: dict[UUID, _Known] = {}
    for contract in Contract.objects.filter(case=case).select_related("enterprise"):
        parties = f"{_household(case, contract.recorded_at)}、{contract.enterprise.name}"
        void = "（已作废）" if contract.voided_at else ""
        found[contract.scan_file_id] = _Known(parties, contract.signed_on, void)
    for scan in SignedApplication.objects.filter(case=case):
        found[scan.file_id] = _Known(_household(case, scan.recorded_at), scan.signed_on)
    for note in MissingNote.objects.filter(case=case):
        found[note.file_id] = _Known(note.signed_by, note.signed_on)
    signed: list[HouseholdSignature] = [
        *Confirmation.objects.filter(plan__case=case),
        *EndSignature.objects.filter(report__case=case),
        *HouseholdOpinion.objects.filter(attempt__case=case),
    ]
    for row in signed:
        if row.signature_file_id is not None and row.means == Means.SIGNED_SCAN:
            found[row.signature_file_id] = _Known(row.signer_name, row.signed_on)
    for attempt in AcceptanceAttempt.objects.filter(case=case, signed_form_id__isnull=False):
        found[attempt.signed_form_id] = _Known(attempt.inspector_organisation)  # type: ignore[index]
    return found


def suffix_of(file: StoredFile) -> str:
    """Return the ending of a stored file's name in the package."""
    return next((suffix for media, suffix in _SUFFIXES.items() if media == file.media_type), "bin")
