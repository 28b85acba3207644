"""The digest under which a report's content is frozen."""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import sha256


def content_hash(content: Mapping[str, object]) -> str:
    """Return the SHA-256 of a report's content in canonical JSON."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sha256(text.encode()).hexdigest()
