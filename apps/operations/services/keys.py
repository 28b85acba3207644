"""Keys operators hold: the backup's, and fresh ones for a new site."""

from __future__ import annotations

import base64
import binascii

from django.conf import settings

from apps.lib.decisions import Refused
from apps.lib.encrypted_streams import KEY_BYTES


def backup_key() -> bytes | None:
    """Return the key of backups; None when none is set; Refused when it is no base64 of 32 bytes."""
    text = settings.CASEFLOW_BACKUP_KEY
    if not text:
        return None
    try:
        key = base64.b64decode(text, validate=True)
    except binascii.Error:
        key = b""
    if len(key) != KEY_BYTES:
        raise Refused("CASEFLOW_BACKUP_KEY 应为 32 字节的 base64（script/secrets 可生成）")
    return key
