"""File fields of every form."""

from apps.documents.forms.checks import check, max_bytes
from apps.documents.forms.fields import (
    EvidenceField,
    ParkedFileField,
    ParkedFileInput,
    ParkedFilesMixin,
    SeveralFilesField,
    Submitted,
    upload_help,
)

__all__ = [
    "EvidenceField",
    "ParkedFileField",
    "ParkedFileInput",
    "ParkedFilesMixin",
    "SeveralFilesField",
    "Submitted",
    "check",
    "max_bytes",
    "upload_help",
]
