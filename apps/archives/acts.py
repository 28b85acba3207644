"""What people do about the archive of a household."""

from __future__ import annotations

from typing import Any

from apps.acts.acts import Act
from apps.archives import services
from apps.archives.forms import AcceptanceFormScanForm, ApplicationScanForm
from apps.archives.permissions import may_add_acceptance_form, may_add_scan, unsigned_forms
from apps.cases.acts.grounds import StageGround
from apps.cases.enums import HoldKind
from apps.cases.models import Case
from apps.lib.actors import Actor

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

ACTS = (SCAN, ACCEPTANCE_FORM)
