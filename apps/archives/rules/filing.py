"""档号 of a 一户一档: one case is one 件 (GB/T 42727-2023, 电子档案管理办法). Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

UNSET = "未设定"


@dataclass(frozen=True, slots=True)
class FilingMark:
    """全宗·年度·保管期限·件号: under what a 件 stands in its body's archive."""

    fonds: str
    """全宗号 as the body has set it; '' prints 未设定."""
    year: int
    """年度 of the programme."""
    period: str
    """保管期限; '' prints 未设定."""
    number: int
    """件号, counted from 1 without gaps within the three before it."""

    @property
    def words(self) -> str:
        """As it is printed."""
        return f"{self.fonds or UNSET}·{self.year}·{self.period or UNSET}·{self.number:04d}"


def gaps(numbers: Iterable[int]) -> list[int]:
    """Return the 件号 that are missing between 1 and the last, or stand twice; [] where all is in order."""
    seen = sorted(numbers)
    if not seen:
        return []
    twice = {each for each, following in pairwise(seen) if each == following}
    return sorted(twice | (set(range(1, seen[-1] + 1)) - set(seen)))
