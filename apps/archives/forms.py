"""What comes into the archive."""

from __future__ import annotations

from apps.acts.forms import ActForm
from apps.documents.enums import FileKind
from apps.documents.forms import ParkedFileField
from apps.plans.forms.fields import Day


class ApplicationScanForm(ActForm):
    """The 申请表 as signed and stamped, scanned."""

    scan = ParkedFileField(
        label="申请表签字盖章扫描件",
        kind=FileKind.APPLICATION_SCAN,
        help_text="装修人签字、企业盖章的纸质申请表；区住建部门还没有盖章的可以先传，盖章后再传一次",
        error_messages={"required": "请上传申请表扫描件。"},
    )
    signed_on = Day(label="双方签字盖章日期", help_text="装修人签字、企业盖章的日期")
    opinion_on = Day(
        label="区住建部门意见日期", required=False, help_text="纸上盖章处写的日期；还没有盖章的不填"
    )
