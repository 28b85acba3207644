"""System checks: whether uploads are scanned for viruses, said where people who run the site look."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Info, Warning, register

from apps.documents.forms.virus_scan import configured_scanner


@register("documents")
def check_scanner_address(**_: Any) -> Sequence[CheckMessage]:
    """Refuse an address at which no scanner can listen."""
    try:
        configured_scanner()
    except ValueError:
        return [
            Error(
                f"CLAMD_SOCKET={settings.CLAMD_SOCKET!r} is neither a unix socket nor host:port.",
                hint="unix:/run/clamav/clamd.ctl, tcp://clamav:3310, or empty to scan nothing.",
                id="documents.E001",
            )
        ]
    return []


@register("documents")
def check_archive_pdf(**_: Any) -> Sequence[CheckMessage]:
    """Refuse any other PDF/A: 3b may carry attachments."""
    if settings.ARCHIVE_PDF in ("pdf/a-1b", "pdf/a-2b"):
        return []
    return [Error(f"ARCHIVE_PDF={settings.ARCHIVE_PDF!r} is not pdf/a-1b or pdf/a-2b.", id="documents.E002")]


@register("documents", deploy=True)
def check_scanner(**_: Any) -> Sequence[CheckMessage]:
    """Say that nothing is scanned, or that the scanner does not answer."""
    try:
        scanner = configured_scanner()
    except ValueError:
        return []
    if scanner is None:
        return [
            Info(
                "Uploads are not scanned for viruses: CLAMD_SOCKET is empty.",
                hint="See docs/files.md for what is checked without a scanner, and how to add one.",
                id="documents.I001",
            )
        ]
    if not scanner.answers():
        return [
            Warning(
                "The virus scanner at CLAMD_SOCKET does not answer"
                + ("; every upload is refused until it does." if settings.CLAMD_REQUIRED else "."),
                id="documents.W001",
            )
        ]
    return []
