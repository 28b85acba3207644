"""诉求编号 with its check digit, and the 查询码: how they are made and how a person's typing is read."""

from __future__ import annotations

import re
from unicodedata import normalize

CODE_DIGITS = 10
_NUMBER = re.compile(r"(20\d\d)\D?(\d{6,9})\D?(\d)")


def check_digit(digits: str) -> str:
    """Return the check digit of ISO 7064 MOD 11,10 (GB/T 17710—2008).

    It finds every single wrong digit, and nearly all that changed places.
    """
    product = 10
    for each in digits:
        product = (product + int(each)) % 10 or 10
        product = product * 2 % 11
    return str((11 - product) % 10)


def ticket_number(year: int, serial: int) -> str:
    """Return the number of the ``serial``-th of a year: 2026-000123-4."""
    running = str(serial).zfill(6)
    return f"{year}-{running}-{check_digit(f'{year}{running}')}"


def number_read(text: str) -> str:
    """Return a number as it is kept, however it was typed; '' for what cannot be one."""
    plain = re.sub(r"\s", "", normalize("NFKC", text)).replace("—", "-")
    found = _NUMBER.fullmatch(plain)
    if found is None:
        return ""
    year, running, check = found.groups()
    return f"{year}-{running}-{check}" if check_digit(year + running) == check else ""


def digits_of(text: str) -> str:
    """Return the digits of what was typed, full-width ones and gaps read as people mean them."""
    return "".join(each for each in normalize("NFKC", text) if each in "0123456789")


def code_of(digest: str) -> str:
    """Return the code that a keyed digest (hex) stands for."""
    return f"{int(digest, 16) % 10**CODE_DIGITS:0{CODE_DIGITS}}"


def grouped(code: str) -> str:
    """Return a code as it is shown: 01 2345 6789."""
    return f"{code[:-8]} {code[-8:-4]} {code[-4:]}"
