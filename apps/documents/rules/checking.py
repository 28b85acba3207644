"""A paper as anybody may check it: which one it is, whether it still stands, and no word of a person.

The check code of a paper (校验码) is short enough to type, so two papers may share it: what is found is a
list, and number and kind tell them apart.
"""

from __future__ import annotations

import re
import unicodedata
from base64 import b32decode
from dataclasses import dataclass
from datetime import datetime

from apps.documents.rules.papers.marks import check_code, short_hash
from apps.lib.labelled import Labelled

_CODE = re.compile(r"[A-Z2-7]{8}")
_DIGEST = re.compile(r"[0-9A-F]{12}|[0-9A-F]{32,64}")
"""What a QR holds; or the twelve digits that sentences signed before they bore the check code say."""
_MISREAD = str.maketrans({"0": "O", "1": "I", "8": "B"})
"""Digits that no code holds, and the letters a reader takes for them."""


class Standing(Labelled):
    """Whether a paper still counts."""

    GENUINE = "genuine", "这份文书是真的"
    REPLACED = "replaced", "已有新版"
    REVOKED = "revoked", "已作废"
    """It counted, and a later decision cancelled it; no newer one stands in its place."""
    WITHOUT_EFFECT = "without_effect", "不能作为依据"
    """It never came to count."""


@dataclass(frozen=True, slots=True)
class IssuedPaper:
    """What 文书核验 tells of a paper; ``digest`` is its :func:`content_hash`, ``note`` one sentence."""

    kind: str
    number: str
    version: str
    issuer: str
    issued_at: datetime
    digest: str
    standing: Standing
    note: str
    phone: str = ""

    @property
    def check_code(self) -> str:
        """The code as it stands under the QR."""
        return check_code(self.digest)

    @property
    def short_hash(self) -> str:
        """The part of the hash that the paper prints, in its groups."""
        return short_hash(self.digest)


def digest_range(typed: str) -> tuple[str, str] | None:
    """Return the first and last SHA-256 (hex) a typed check code or digest may stand for; None if it is none.

    Full-width letters, lower case, spaces and dashes, and the digits 0, 1, 8 read for O, I, B are understood.
    """
    plain = re.sub(r"[\s\-‐‑–—_·.]", "", unicodedata.normalize("NFKC", typed)).upper()
    if _DIGEST.fullmatch(plain):
        prefix = plain.lower()
    elif _CODE.fullmatch(code := plain.translate(_MISREAD)):
        prefix = b32decode(code).hex()
    else:
        return None
    return prefix.ljust(64, "0"), prefix.ljust(64, "f")
