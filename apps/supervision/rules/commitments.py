"""Numbers that two witnesses commit to before there is a day digest, and the seed made of all three. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from itertools import pairwise
from unicodedata import normalize

LEAST, MOST = 20, 60
"""Digits of a witness's number: fewer could be found out from the commitment by trying."""
FEWEST_DIFFERENT = 5


def read_number(text: str) -> str:
    """Return a witness's number as it is committed to: its digits alone, however they were grouped."""
    return "".join(each for each in normalize("NFKC", text) if each not in " \t\r\n-,.，。、")


def number_problem(number: str) -> str:
    """Say in words why a number cannot be taken; '' where it can. Takes what :func:`read_number` returns."""
    # isdigit alone takes superscripts and other scripts: the script that checks reads ASCII.
    if not (number.isascii() and number.isdigit()):
        return "只写数字。"
    if len(number) < LEAST:
        return f"至少 {LEAST} 位数字，现在是 {len(number)} 位。"
    if len(number) > MOST:
        return f"最多 {MOST} 位数字，现在是 {len(number)} 位。"
    if len(set(number)) < FEWEST_DIFFERENT or _repeats(number) or _counts(number):
        return "这个数字太容易猜到。请掷骰子、翻号码簿，或者随手写没有规律的数字。"
    return ""


def _repeats(number: str) -> bool:
    return any(
        number == (number[:period] * len(number))[: len(number)] for period in range(1, len(number) // 2 + 1)
    )


def _counts(number: str) -> bool:
    steps = {(int(after) - int(before)) % 10 for before, after in pairwise(number)}
    return len(steps) == 1


def commitment(fixed: str, witness: str, number: str) -> str:
    """Return the commitment to a witness's number: it fits one population and one witness only."""
    return _sha256("caseflow-draw-commitment-1", fixed, witness, number)


def seed_of(fixed: str, numbers: Sequence[str], day: str, digest: str) -> str:
    """Return the seed: digest of the fixed population, the numbers in the witnesses' order, the day digest.

    ``day`` as 2026-11-27; ``digest`` is that of the record of that day, which holds both commitments.
    """
    return _sha256("caseflow-draw-seed-1", fixed, *numbers, day, digest)


def _sha256(*lines: str) -> str:
    return sha256("".join(f"{line}\n" for line in lines).encode()).hexdigest()
