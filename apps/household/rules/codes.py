"""The link and the code of a slip, how they are drawn, printed and read back."""

from __future__ import annotations

import re
import secrets
import unicodedata
from dataclasses import dataclass

CODE_DIGITS = 10
"""Digits, as old phones have a key for them: 33 bits, tried a few times an hour at most."""
_DASHES = "-‐‑‒–—―−﹣－_"
_NUMBER = re.compile(r"(\D+?)-?(\d{4})-?(\d+)")


@dataclass(frozen=True, slots=True)
class Secret:
    """What a slip prints and the house forgets: the link, and the 查询码 that stands for it."""

    token: str
    """Last part of the link in the QR, 128 bits."""
    code: str
    """Typed where no camera reads the QR."""

    @property
    def grouped(self) -> str:
        """The code as a telephone number is printed: 123 456 7890."""
        return f"{self.code[:3]} {self.code[3:6]} {self.code[6:]}"


def drawn() -> Secret:
    """Draw link and code of a new slip."""
    return Secret(secrets.token_urlsafe(16), str(secrets.randbelow(10**CODE_DIGITS)).zfill(CODE_DIGITS))


def digits_of(text: str) -> str:
    """Return the digits of what was typed, full-width ones and those between blanks or dashes too."""
    return "".join(each for each in unicodedata.normalize("NFKC", text) if each in "0123456789")


def last_four(phone: str) -> str:
    """Return the last four digits of a telephone number; '' where it has fewer."""
    digits = digits_of(phone)
    return digits[-4:] if len(digits) >= 4 else ""


def case_number(text: str) -> str:
    """Return a 办件编号 as it is kept, however it was typed: 上城 2026 0187 reads 上城-2026-0187."""
    plain = unicodedata.normalize("NFKC", text)
    plain = re.sub(f"[{_DASHES}\\s]+", "-", plain.strip()).strip("-")
    found = _NUMBER.fullmatch(plain)
    return "-".join(found.groups()) if found else plain
