"""What is read of 一户一档."""

from apps.archives.queries.filing import archive_of, waiting_compilation
from apps.archives.queries.items import (
    ArchiveItem,
    ArchiveLine,
    archive_items,
    archive_lines,
    filing_marks,
    missing_items,
)
from apps.archives.queries.page import archive_page, missing_note_blank

__all__ = [
    "ArchiveItem",
    "ArchiveLine",
    "archive_items",
    "archive_lines",
    "archive_of",
    "archive_page",
    "filing_marks",
    "missing_items",
    "missing_note_blank",
    "waiting_compilation",
]
