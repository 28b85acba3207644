"""What of our own stands in a declared total of 传统装修. Pure.

附件3 备注2 lets the total come from 装修备案 and 一码: so a household is in it once works have begun and its
装修备案 was found. A case that was converted had begun, and counts from the conversion on.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from apps.lib import formats
from apps.lib.amounts import ZERO, Yuan


def counts(
    *, is_filed: bool, is_disproved: bool, is_begun: bool, is_converted: bool, stands: bool, has_left: bool
) -> bool:
    """Whether a household belongs into the total now.

    ``stands``: whether it did until now. It stays while a look that an amendment undid is made anew, until
    one finds otherwise (``is_disproved``), and when its application ends (``has_left``): the works remain.
    """
    if has_left:
        return stands
    if not is_begun:
        return False
    return is_converted or is_filed or (stands and not is_disproved)


@dataclass(frozen=True, slots=True)
class Matched:
    """Our own households by the columns of the row 传统装修."""

    done: int = 0
    ongoing: int = 0
    week: int = 0
    amount: Yuan = ZERO
    unpriced: int = 0
    """Households without a contract amount."""

    @property
    def households(self) -> int:
        """已完成 plus 正在装修."""
        return self.done + self.ongoing


@dataclass(frozen=True, slots=True)
class Short:
    """A column in which a declared total says less than our own households alone."""

    column: str
    words: str


def shortfalls(
    own: Matched,
    *,
    households: int | None,
    done: int | None,
    ongoing: int | None,
    week: int | None,
    amount: Decimal | None,
) -> list[Short]:
    """Return where a declared total falls short of ours; a column that nobody declared is not judged.

    Ours are part of the total and never added to it.
    """
    counted = (
        ("households", "累计", households, own.households),
        ("done", "已完成", done, own.done),
        ("ongoing", "正在装修", ongoing, own.ongoing),
        ("week", "本周进度", week, own.week),
    )
    found = [
        _short(column, label, f"{declared} 户", f"{ours} 户")
        for column, label, declared, ours in counted
        if declared is not None and declared < ours
    ]
    if amount is not None and amount < own.amount:
        words = f"{formats.money(own.amount)} 万元"
        found.append(_short("amount", "合同金额", f"{formats.money(amount)} 万元", words))
    return found


def _short(column: str, label: str, declared: str, own: str) -> Short:
    return Short(column, f"{label}申报 {declared}，少于本系统办件的 {own}")
