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
    own: Matched, *, households: int | None, done: int | None, amount: Decimal | None
) -> list[Short]:
    """Return where a declared total falls short of ours; a column that nobody declared is not judged.

    Ours are part of the total and never added to it.
    """
    found = []
    if households is not None and households < own.households:
        found.append(_short("households", "累计", f"{households} 户", f"{own.households} 户"))
    if done is not None and done < own.done:
        found.append(_short("done", "已完成", f"{done} 户", f"{own.done} 户"))
    if amount is not None and amount < own.amount:
        words = f"{formats.money(own.amount)} 万元"
        found.append(_short("amount", "合同金额", f"{formats.money(amount)} 万元", words))
    return found


def _short(column: str, label: str, declared: str, own: str) -> Short:
    return Short(column, f"{label}申报 {declared}，少于本系统办件的 {own}")
