"""What makes a paper checkable: the hash of its content, a short code, and a QR."""

from __future__ import annotations

import dataclasses
import json
from base64 import b32encode
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from hashlib import sha256
from typing import Any

import segno

from apps.lib import formats

UNHASHED = {"hashed": False}
"""Metadata of a field that is added around the content, not part of it."""


@dataclass(frozen=True, slots=True)
class PaperMark:
    """The foot of a paper: which one it is, and how to tell a true copy.

    ``content_hash`` is the :func:`content_hash` stored when the paper was issued; without one the
    foot carries no check code. ``status`` (已提交 第2版 ...) stands in the head, ``watermark``
    (草稿) across every page.
    """

    number: str
    content_hash: str = ""
    issued_at: datetime | None = None
    status: str = ""
    watermark: str = ""

    @property
    def check_code(self) -> str:
        """Eight letters and digits that a person can compare, from the content's hash."""
        return check_code(self.content_hash) if self.content_hash else ""

    @property
    def issued_text(self) -> str:
        """Moment of issue in Shanghai time, '' before."""
        return formats.moment(self.issued_at, nothing="")

    @property
    def short_hash(self) -> str:
        """First half of the hash in groups, enough to compare by eye."""
        return short_hash(self.content_hash)

    def qr(self, check_page: str) -> str:
        """Return a QR code as ``data:`` URI: the URL on the check page, or number and code without one."""
        # As much of the hash as the foot prints: two papers may share the short code, none shares this.
        text = f"{check_page}{self.content_hash[:32]}/" if check_page else f"{self.number} {self.check_code}"
        return str(segno.make(text, error="m").svg_data_uri(scale=4, border=0))


NO_MARK = PaperMark("")


def content_hash(paper: Any) -> str:
    """Return the SHA-256 of everything a paper states, independent of its layout.

    Fields marked :data:`UNHASHED` (foot, later additions) do not take part.
    """
    canonical = json.dumps(_plain(paper), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sha256(canonical.encode()).hexdigest()


def check_code(digest: str) -> str:
    """Return the check code (校验码) of a hex digest, as ABCD-EFGH."""
    code = b32encode(bytes.fromhex(digest)[:5]).decode()
    return f"{code[:4]}-{code[4:]}"


def short_hash(digest: str) -> str:
    """Return the first half of a hex digest in groups of eight."""
    text = digest[:32]
    return " ".join(text[start : start + 8] for start in range(0, len(text), 8))


# Hashes of issued papers are stored: nothing below may ever spell a value differently.
def _plain(value: Any) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        stated = {
            each.name: _plain(getattr(value, each.name))
            for each in dataclasses.fields(value)
            if each.metadata.get("hashed", True)
        }
        # The type's name takes part: two kinds of papers with like fields must not share a hash.
        return {"": type(value).__name__, **stated}
    if isinstance(value, tuple | list):
        return [_plain(each) for each in value]
    if isinstance(value, Decimal):
        # 12.50 from the database and 12.5 as typed state the same.
        return f"{value.normalize():f}"
    if isinstance(value, Fraction):
        return str(value)
    if isinstance(value, date | datetime):
        return value.isoformat()
    return value
