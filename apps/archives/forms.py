"""What comes into the archive."""

from __future__ import annotations

from django import forms

from apps.documents.enums import FileKind
from apps.documents.forms import ParkedFileField, ParkedFilesMixin


class ApplicationScanForm(ParkedFilesMixin, forms.Form):
    """The 申请表 as signed and sealed, scanned."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    scan = ParkedFileField(label="申请表签字盖章扫描件", kind=FileKind.APPLICATION_SCAN)
