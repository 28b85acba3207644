"""What people do about the archive of a household."""

from __future__ import annotations

from apps.acts.acts import Act
from apps.archives import services
from apps.archives.forms import ApplicationScanForm
from apps.archives.permissions import may_add_scan
from apps.cases.acts.grounds import StageGround
from apps.cases.enums import HoldKind

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

ACTS = (SCAN,)
