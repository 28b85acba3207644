"""The check of one upload under this installation's size limits; stores nothing."""

from __future__ import annotations

from django.conf import settings
from django.core.files.base import File

from apps.documents.forms.virus_scan import scan
from apps.documents.rules.uploads import CheckedUpload, check_upload, too_big

DEFAULT_MAX_BYTES = 20 * 1024 * 1024


def max_bytes(kind: str) -> int:
    """Return the size limit of a kind in bytes.

    The setting ``DOCUMENT_MAX_BYTES`` maps kinds to limits, '' to that of all other kinds.
    """
    limits: dict[str, int] = getattr(settings, "DOCUMENT_MAX_BYTES", {})
    return limits.get(kind, limits.get("", DEFAULT_MAX_BYTES))


def check(upload: File[bytes], *, kind: str) -> CheckedUpload:
    """Read an upload and return what may be kept of it; raise ``BadUpload`` if nothing.

    An upload over the limit is refused by its size, before it is read into memory; the virus
    scanner, where there is one, sees the bytes before any decoder does.
    """
    limit = max_bytes(kind)
    if upload.size > limit:
        raise too_big(upload.size, limit)
    upload.seek(0)
    # One byte more than allowed: should the size said above be wrong, check_upload still sees it is too much.
    content = upload.read(limit + 1)
    scan(content)
    return check_upload(upload.name or "", content, kind=kind, max_bytes=limit)
