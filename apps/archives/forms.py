"""What comes into the archive."""

from __future__ import annotations

from apps.acts.forms import ActForm
from apps.documents.enums import FileKind
from apps.documents.forms import ParkedFileField


class ApplicationScanForm(ActForm):
    """The 申请表 as signed and stamped, scanned."""

    scan = ParkedFileField(
        label="申请表签字盖章扫描件",
        kind=FileKind.APPLICATION_SCAN,
        help_text="装修人签字、企业盖章、区住建部门盖章后的扫描件",
    )
