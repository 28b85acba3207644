"""What people do about the archive of a household."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse

from apps.acts.acts import Act, Ground
from apps.archives import services
from apps.archives.forms import (
    AcceptanceFormScanForm,
    ApplicationScanForm,
    BundleForm,
    CheckForm,
    CompileForm,
    MissingNoteForm,
    PutRightForm,
    ReturnCompilationForm,
    SupplementForm,
)
from apps.archives.models import Bundle
from apps.archives.permissions import PUT_RIGHT as ENDS
from apps.archives.permissions import (
    lists_transfers,
    may_add_acceptance_form,
    may_add_scan,
    may_bundle,
    may_check,
    may_compile,
    may_put_right,
    may_repack,
    may_supplement,
    may_write_missing_note,
    unsigned_forms,
)
from apps.archives.queries import archive_of, filing_marks, missing_items, waiting_compilation
from apps.archives.queries.bundles import years_of
from apps.archives.rules.filing import UNSET
from apps.cases.acts.grounds import StageGround
from apps.cases.enums import CorrectionKind, HoldKind
from apps.cases.models import Case, Correction
from apps.cases.permissions import role_may_move
from apps.lib.actors import Actor
from apps.lib.decisions import Allowed, Decision, Denied
from apps.orgs.models import Organisation
from apps.orgs.permissions import row_scope


class TransferGround(Ground[Organisation]):
    """The bureau in whose rows the actor works, as the keeper of its archive."""

    title = "移交"
    found = settings.CASE_LIST_URL
    template = "archives/act.html"
    path = "archives"
    operation = "api-archives"
    tag = "一户一档"

    def reads(self, actor: Actor) -> Decision:
        """Only the bureau and its auditors look at its archive."""
        return Allowed() if lists_transfers(actor) else Denied("移交清单由区县住建部门和派在那里的审计查看。")

    def load(self, actor: Actor, **kwargs: Any) -> Organisation:
        """Return one's own bureau."""
        if not lists_transfers(actor):
            raise Http404
        return get_object_or_404(Organisation, pk=row_scope(actor).organisation_id)

    def version(self, subject: Organisation) -> int:
        """Nothing of it is edited."""
        return 0

    def named(self, subject: Organisation) -> dict[str, Any]:
        """The service takes the ``body``."""
        return {"body": subject}

    def place(self, subject: Organisation) -> dict[str, Any]:
        """The session says whose."""
        return {}

    def home(self, act: Act[Organisation], subject: Organisation) -> str:
        """Return 移交清单."""
        return reverse("transfer:list")


TRANSFERS = TransferGround()
ARCHIVE = StageGround(tab="archive", back="archives:archive", tag="一户一档")

SCAN = Act(
    name="archive.scan",
    label="上传申请表扫描件",
    ground=ARCHIVE,
    may=may_add_scan,
    form=ApplicationScanForm,
    service=services.add_application_scan,
    button="上传",
    success="申请表扫描件已归入一户一档。",
    icon="upload",
    records={"archive.application_scanned": "归入申请表扫描件"},
    path="archive/",
    page="archives:archive",
    slot="scan",
    api="application-scan",
    body="ApplicationScanWrite",
    creates=True,
    describe="归入申请表（附件 1）签字盖章扫描件：双方签字盖章日期；区住建部门已盖章的，另填意见日期。",
    answers=frozenset({HoldKind.ARCHIVE_COMPLETE}),
)


def _unsigned(_actor: Actor, case: Case) -> dict[str, Any]:
    return {"forms_open": [(row.number, str(row)) for row in unsigned_forms(case)]}


ACCEPTANCE_FORM = Act(
    name="archive.acceptance_form",
    label="上传签字的验收表",
    ground=ARCHIVE,
    may=may_add_acceptance_form,
    form=AcceptanceFormScanForm,
    service=services.add_acceptance_form,
    explain="打印办结的验收表，改造家庭和验收人员签字后扫描上传；没有签字的验收表不算档案齐全。",
    button="上传",
    success="签字的验收表已归入一户一档。",
    icon="upload",
    records={"archive.acceptance_form_scanned": "归入签字的验收表"},
    path="archive/acceptance-form/",
    page="archives:acceptance-form",
    options=_unsigned,
    api="acceptance-form",
    body="AcceptanceFormScanWrite",
    creates=True,
    describe="归入改造家庭和验收人员签字的验收表扫描件；number 为第几次验收。",
)


def _missing(_actor: Actor, case: Case) -> dict[str, Any]:
    return {"missing": [(item.code, item.label) for item in missing_items(case)]}


def _compiled(_actor: Actor, case: Case) -> dict[str, Any]:
    unset = [name for name, value in filing_marks(case) if value == UNSET]
    return {"compiled": waiting_compilation(case), "unset": unset}


MISSING_NOTE = Act(
    name="archive.missing_note",
    label="登记缺件说明",
    ground=ARCHIVE,
    may=may_write_missing_note,
    form=MissingNoteForm,
    service=services.write_missing_note,
    explain="材料确实找不到的，由知情人写明原因并签字，说明归入档案代替原件。原件以后找到的，照常上传。",
    button="登记",
    success="缺件说明已归入一户一档。",
    icon="file-alert",
    records={"archive.missing_note": "登记缺件说明"},
    path="archive/missing-note/",
    page="archives:missing-note",
    template="archives/missing_note.html",
    options=_missing,
    api="missing-note",
    body="MissingNoteWrite",
    creates=True,
    describe="登记签字的缺件说明，代替找不到的材料；item 为材料编号。",
    answers=frozenset({HoldKind.ARCHIVE_COMPLETE}),
)

COMPILE = Act(
    name="archive.compile",
    label="立卷",
    ground=ARCHIVE,
    may=may_compile,
    form=CompileForm,
    service=services.compile_archive,
    explain="看过清单上的每一份材料以后立卷；另一人检查合格才归档。",
    success="已立卷，等另一人检查归档。",
    icon="folder",
    menu=True,
    # Compiled anew it carries nothing on.
    forward=lambda _actor, case: waiting_compilation(case) is None,
    records={"archive.compiled": "立卷"},
    path="archive/compile/",
    page="archives:compile",
    api="compilation",
    body="CompilationWrite",
    creates=True,
    describe="立卷：备考表的说明和公开属性；立卷人和检查人不能是同一人。",
)

FILE = Act(
    name="archive.file",
    label="检查归档",
    ground=ARCHIVE,
    may=may_check,
    bars=lambda actor, _case: role_may_move(actor, "archive"),
    form=CheckForm,
    service=services.file_archive,
    explain="检查合格即归档：编件号，办件办结，全部文书、照片和记录装进存档包并签名，以后改动一个字都看得出来。",
    button="检查合格，归档",
    success="已归档，存档包正在生成。",
    icon="archive",
    menu=True,
    forward=True,
    records={"archive.packed": "存档包已生成"},
    path="archive/file/",
    page="archives:file",
    template="archives/file.html",
    context=_compiled,
    moves=("archive",),
    api="file-archive",
    body="FileArchiveBody",
    describe="检查归档：由立卷人以外的人检查合格后归档，编件号，生成存档包。",
)

RETURN = Act(
    name="archive.return",
    label="退回重新立卷",
    ground=ARCHIVE,
    may=may_check,
    bars=lambda actor, _case: role_may_move(actor, "archive"),
    form=ReturnCompilationForm,
    service=services.return_compilation,
    explain="检查有问题的，写明要改什么，退回立卷人。",
    button="退回",
    success="已退回，改好后重新立卷。",
    icon="arrow-back-up",
    danger=True,
    records={"archive.returned": "退回重新立卷"},
    path="archive/return/",
    page="archives:return",
    template="archives/file.html",
    context=_compiled,
    api="return-compilation",
    body="ReturnCompilationWrite",
)

REPACK = Act(
    name="archive.repack",
    label="重新生成存档包",
    ground=ARCHIVE,
    may=may_repack,
    form=CheckForm,
    service=services.repack_archive,
    explain="存档包没有生成的，再生成一次；已经生成的不再改动。",
    button="重新生成",
    success="存档包正在生成。",
    icon="refresh",
    path="archive/repack/",
    page="archives:repack",
    api="repack",
    body="RepackBody",
)

SUPPLEMENT = Act(
    name="archive.supplement",
    label="补充归档",
    ground=ARCHIVE,
    may=may_supplement,
    form=SupplementForm,
    service=services.add_supplement,
    explain="归档以后才有的材料单独编号、单独签名，原来的存档包不动。",
    button="补充归档",
    success="已补充归档。",
    icon="file-plus",
    records={"archive.supplemented": "补充归档"},
    path="archive/supplement/",
    page="archives:supplement",
    api="archive-supplement",
    body="ArchiveSupplementWrite",
    creates=True,
    describe="归档以后补充材料：题名、责任者、形成日期、原因和扫描件。",
)


def _put_right(made: Correction) -> str:
    if made.kind == CorrectionKind.SUCCESSOR:
        return "已变更装修人。请为新装修人开凭条；原装修人的凭条不再有效。"
    return "已更正联系方式。"


def _filed(_actor: Actor, case: Case) -> dict[str, Any]:
    return {"is_filed": archive_of(case) is not None}


PUT_RIGHT = Act(
    name="archive.put_right",
    label="更正联系方式、变更装修人",
    ground=ARCHIVE,
    may=may_put_right,
    form=PutRightForm,
    service=services.put_right,
    explain="办结以后保修还在：电话换了，或者房屋过户、装修人去世的，在这里登记。原来签过的文书和存档包不动，材料作补充归档。",
    button="保存",
    success=_put_right,
    icon="pencil",
    menu=lambda _actor, case: case.status in ENDS,
    path="archive/put-right/",
    page="archives:put-right",
    template="archives/put_right.html",
    options=_filed,
)


def _years(_actor: Actor, body: Organisation) -> dict[str, Any]:
    return {"years": years_of(body.pk)}


def _bundle_page(_body: Organisation, bundle: Bundle) -> str:
    return reverse("transfer:bundle", kwargs={"pk": bundle.pk})


BUNDLE = Act(
    name="archive.bundle",
    label="生成汇总存档包",
    ground=TRANSFERS,
    may=may_bundle,
    form=BundleForm,
    service=services.ask_for_bundle,
    explain="一个年度，或其中一个小区的全部存档包和补充归档装成一个，带目录和签名的清单。逐件核对，件数多的要一些时间，可以离开这一页。",
    button="生成",
    success="已开始生成。",
    icon="archive",
    records={
        "archive.bundle_asked": "生成汇总存档包",
        "archive.bundle_made": "汇总存档包已生成",
        "archive.bundle_broken": "汇总存档包取不全",
    },
    path="bundles/new/",
    page="transfer:bundle-new",
    options=_years,
    after=_bundle_page,
)

ACTS = (SCAN, ACCEPTANCE_FORM, MISSING_NOTE, COMPILE, FILE, RETURN, REPACK, SUPPLEMENT, PUT_RIGHT, BUNDLE)
