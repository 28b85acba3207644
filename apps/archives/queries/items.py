"""一户一档: which papers there should be, and which there are.

杭房局〔2024〕43号 附件2: 申请表、设计方案及项目预算（含变更方案与预算。均为确认签字复印件）、装修合同、
项目验收表及整改后二次验收表等; 三(一)4: 形成验收合格报告.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from uuid import UUID

from django.urls import reverse

from apps.archives.models import Archive, MissingNote
from apps.archives.rules.filing import UNSET
from apps.cases.models import Case
from apps.cases.permissions import may_fetch
from apps.documents.models import StoredFile
from apps.inspections.enums import AttemptResult
from apps.inspections.models import AcceptanceAttempt
from apps.lib import clock, formats
from apps.lib.actors import Actor
from apps.lib.formats import money
from apps.orgs.enums import ScopeLevel
from apps.orgs.permissions import may_read_sensitive_papers, row_scope
from apps.plans.enums import Means
from apps.plans.models import Confirmation, Contract
from apps.plans.queries.application import application_state, unstamped_remark
from apps.programs.enums import ParameterCode
from apps.programs.queries import limits_of, retention_of
from apps.programs.rules.retention import period_for


@dataclass(frozen=True, slots=True)
class ArchiveItem:
    """One paper of the archive; ``url_name`` and ``url_kwargs`` lead to it where it is made here."""

    code: str
    label: str
    present: bool
    detail: str = ""
    file_id: UUID | None = None
    sensitive: bool = False
    url_name: str = ""
    number: int | None = None
    """Of the plan's version or of the attempt, where its address names one."""
    enterprise_id: int | None = None
    """Whose plan it is: another enterprise does not open it."""
    stands_in: str = ""
    """Why a signed 缺件说明 stands in for the paper; '' where none does."""

    @property
    def chapter(self) -> str:
        """Under which heading of the list it stands."""
        return CHAPTERS[self.code.partition("-")[0]]


CHAPTERS = {
    "application": "申请与备案",
    "plan": "方案与合同",
    "contract": "方案与合同",
    "acceptance": "验收",
    "report": "验收",
}
"""Headings of the list by the first word of an item's code."""


def archive_items(case: Case) -> tuple[ArchiveItem, ...]:
    """Return the completeness list of a household's archive in the order of the form."""
    notes = {note.item: note for note in MissingNote.objects.filter(case=case)}
    return tuple(
        _stood_in_for(item, notes.get(item.code))
        for item in (
            _application(case),
            *_plans(case),
            *_contracts(case),
            *_acceptance(case),
            _report(case),
        )
    )


def missing_items(case: Case) -> list[ArchiveItem]:
    """Return what is still missing: no paper, and no 缺件说明 that stands in for it."""
    return [item for item in archive_items(case) if not item.present]


def _stood_in_for(item: ArchiveItem, note: MissingNote | None) -> ArchiveItem:
    # A paper that turned up after all needs nothing to stand in for it.
    if note is None or item.present:
        return item
    return replace(
        item,
        present=True,
        detail=f"{item.detail}；缺件说明由{note.signed_by}于{formats.day(note.signed_on)}签字",
        stands_in=note.reason,
        file_id=note.file_id,
        sensitive=True,
        url_name="",
    )


def filing_series(case: Case) -> tuple[str, int, str]:
    """Return 全宗号, 年度 and 保管期限 of a case as of today; '' where its body has set none (P9).

    How long says the body's 归档范围和保管期限表, where a line is this track's. As of today and not of the
    application: the day an archive is closed decides.
    """
    today = clock.today()
    limits = limits_of(case.bureau_id or 0, today, (ParameterCode.FONDS_NUMBER,))
    table = retention_of(case.bureau_id or 0, today)
    kept = period_for(table.rows, case.track) if table else ""
    return limits.value(ParameterCode.FONDS_NUMBER), case.program.year, kept


def filing_marks(case: Case) -> list[tuple[str, str]]:
    """Return 全宗号, 年度 and 保管期限 in words, and 件号 once the case is filed; unset ones say 未设定."""
    archive = Archive.objects.filter(case=case).select_related("series").first()
    if archive is None:
        fonds, year, period = filing_series(case)
        number = "归档时编"
    else:
        fonds, year, period = archive.series.fonds, archive.series.year, archive.series.period
        number = f"{archive.number:04d}"
    return [
        ("全宗号", fonds or UNSET),
        ("年度", str(year)),
        ("保管期限", period or UNSET),
        ("件号", number),
    ]


def _application(case: Case) -> ArchiveItem:
    state = application_state(case)
    # A reverse one-to-one without a row raises an AttributeError: getattr's default stands in for it.
    issued = getattr(case, "application_form", None)
    if state.latest is not None:
        detail = state.words
    elif issued is not None:
        detail = "申请表已生成，待上传签字盖章的扫描件"
    else:
        detail = "方案经户主确认后生成申请表，签字盖章后上传扫描件；住户带来的可以先传"
    if said := unstamped_remark(case):
        detail += f"；已开工，{said}"
    return ArchiveItem(
        "application",
        "申请表",
        state.stamped is not None,
        detail,
        state.latest.file_id if state.latest else None,
        sensitive=True,
        url_name="plans:application-form" if issued and not state.latest else "",
    )


def _plans(case: Case) -> list[ArchiveItem]:
    signed = Confirmation.objects.filter(plan__case=case).select_related("plan").order_by("plan__number")
    items = [
        ArchiveItem(
            f"plan-{each.plan.number}",
            "变更方案与预算（确认签字）" if each.plan.is_change else "设计方案及项目预算（确认签字）",
            True,
            f"第 {each.plan.number} 版，{formats.day(each.signed_on)} {each.means_label}",
            # Neither a drawing nor a code is a paper: it stands on the one it was made for.
            each.signature_file_id if each.means == Means.SIGNED_SCAN else None,
            url_name="" if each.means == Means.SIGNED_SCAN else "plans:paper",
            number=each.plan.number,
            enterprise_id=each.plan.enterprise_id,
        )
        for each in signed
    ]
    return items or [ArchiveItem("plan", "设计方案及项目预算（确认签字）", False, "待户主确认签字")]


def _contracts(case: Case) -> list[ArchiveItem]:
    rows = Contract.objects.filter(case=case, voided_at__isnull=True).order_by("number")
    items = [
        ArchiveItem(
            f"contract-{row.number}",
            row.kind_label,
            True,
            f"{formats.day(row.signed_on)} 签订，{money(row.amount)} 万元",
            row.scan_file_id,
        )
        for row in rows
    ]
    return items or [ArchiveItem("contract", "装修合同", False, "待登记合同并上传扫描件")]


def _acceptance(case: Case) -> list[ArchiveItem]:
    rows = list(
        AcceptanceAttempt.objects.filter(
            case=case, result__in=[AttemptResult.PASSED.value, AttemptResult.RECTIFY.value]
        )
    )
    items = [
        ArchiveItem(
            f"acceptance-{row.number}",
            "项目验收表" if row.number == 1 else "整改后二次验收表",
            row.signed_form_id is not None,
            f"第 {row.number} 次，{row.result_label}，{'已签' if row.signed_form_id else '未签'}",
            row.signed_form_id,
            sensitive=row.signed_form_id is not None,
            url_name="inspections:acceptance-paper",
            number=row.number,
        )
        for row in rows
    ]
    if not rows:
        return [ArchiveItem("acceptance", "项目验收表", False, "待现场验收")]
    # The last by number (Meta.ordering); attempts still open or cut short are no papers of the archive.
    if rows[-1].result == AttemptResult.RECTIFY:
        items.append(ArchiveItem("acceptance-again", "整改后二次验收表", False, "待整改后二次验收"))
    return items


def _report(case: Case) -> ArchiveItem:
    passed = AcceptanceAttempt.objects.filter(case=case, result=AttemptResult.PASSED).first()
    if passed is None:
        return ArchiveItem("report", "验收合格报告", False, "验收合格且改造家庭确认满意后形成")
    return ArchiveItem(
        "report",
        "验收合格报告",
        True,
        f"第 {passed.number} 次验收合格，改造家庭满意",
        url_name="inspections:pass-report",
    )


@dataclass(frozen=True, slots=True)
class ArchiveLine:
    """One paper; ``url`` is '' where there is none yet or the reader may not open it."""

    item: ArchiveItem
    url: str
    closed: bool
    """True where the paper is there but carries values this reader's role may not see."""


def archive_lines(actor: Actor, case: Case) -> list[ArchiveLine]:
    """Return the completeness list of a case as the actor may use it."""
    items = archive_items(case)
    files = StoredFile.objects.in_bulk([item.file_id for item in items if item.file_id])
    closed_files = {pk for pk, file in files.items() if not may_fetch(actor, case, file)}
    trusted = may_read_sensitive_papers(actor)
    # The case lies in an enterprise's rows only while it is the chosen one.
    own = case.enterprise_id if row_scope(actor).level is ScopeLevel.ENTERPRISE else None
    lines = []
    for item in items:
        foreign = own is not None and item.enterprise_id not in (None, own)
        closed = (item.sensitive and not trusted) or item.file_id in closed_files or foreign
        url = "" if closed else _url(case, item)
        # “Closed” only where there is something to open: a paper still missing hides nothing.
        lines.append(ArchiveLine(item, url, closed and bool(item.file_id or item.url_name)))
    return lines


def _url(case: Case, item: ArchiveItem) -> str:
    if item.file_id is not None:
        return reverse("documents:file", kwargs={"pk": item.file_id})
    if not item.url_name:
        return ""
    kwargs: dict[str, object] = {"pk": case.pk}
    if item.number is not None:
        kwargs["number"] = item.number
    return reverse(item.url_name, kwargs=kwargs)
