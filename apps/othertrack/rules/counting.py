"""What of our own stands in a declared total of 传统装修. Pure.

附件3 备注2 lets the total come from 装修备案 and 一码: so a household is in it once works have begun and its
装修备案 was found. A case that was converted had begun, and counts from the conversion on.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from apps.lib import formats
from apps.lib.amounts import ZERO, Yuan
from apps.othertrack.enums import LEFT


def counts(*, status: str, is_filed: bool, is_begun: bool, is_converted: bool) -> bool:
    """Whether a household belongs into the total now."""
    if status in [each.value for each in LEFT]:
        return False
    return is_begun and (is_filed or is_converted)


@dataclass(frozen=True, slots=True)
class Own:
    """One of our own households that the total must hold."""

    home: str
    """Key of the dwelling: two applications of one home are one household."""
    is_done: bool
    amount: Yuan | None
    is_new: bool = False
    """Whether it came in after the cut-off before."""


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


def matched(rows: Iterable[Own]) -> Matched:
    """Count homes, not applications: done where any of them is done, new where all of them are."""
    homes: dict[str, list[Own]] = {}
    for row in rows:
        homes.setdefault(row.home, []).append(row)
    done = sum(any(row.is_done for row in each) for each in homes.values())
    priced = [row.amount for each in homes.values() for row in each if row.amount is not None]
    return Matched(
        done=done,
        ongoing=len(homes) - done,
        week=sum(all(row.is_new for row in each) for each in homes.values()),
        amount=sum(priced, ZERO),
        unpriced=sum(all(row.amount is None for row in each) for each in homes.values()),
    )


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
