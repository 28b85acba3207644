"""How 查询码 and number of a renovation are made and read as people type them. Pure."""

from __future__ import annotations

import re
from unicodedata import normalize

CODE_DIGITS = 10


def code_of(digest: str) -> str:
    """Return the code that a keyed digest (hex) stands for."""
    return f"{int(digest, 16) % 10**CODE_DIGITS:0{CODE_DIGITS}}"


def grouped(code: str) -> str:
    """Return a code as it is shown: 01 2345 6789."""
    return f"{code[:-8]} {code[-8:-4]} {code[-4:]}"


def digits_of(text: str) -> str:
    """Return the digits of what was typed, full-width ones and gaps read as people mean them."""
    return "".join(each for each in normalize("NFKC", text) if each in "0123456789")


def number_read(text: str) -> str:
    """Return a number as it is kept, however its dashes and gaps were typed."""
    plain = re.sub(r"\s", "", normalize("NFKC", text))
    return re.sub(r"[—–－‐]+", "-", plain)
