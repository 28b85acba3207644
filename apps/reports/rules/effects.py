"""What one move of one case changes in a week's table: columns and by how much. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from operator import sub
from uuid import UUID

from apps.lib import formats
from apps.lib.amounts import ZERO, Yuan
from apps.reports.rules.figures import FIGURE_LABELS, Figure, Figures, figures
from apps.reports.rules.ledger import Member


def column_changes(case_id: UUID, known: Member | None, now: Member | None, then: Member | None) -> list[str]:
    """Return the columns that differ, each with its signed difference in words.

    ``known``: as the week before left the case, ``now``: as it would be counted without the move,
    ``then``: with it. Held to :func:`figures`, by which the table itself is made.
    """
    before, after = _alone(case_id, known, now), _alone(case_id, known, then)
    said = [
        f"“{label}”{_signed(change)} 户"
        for label, change in (
            (FIGURE_LABELS[Figure.THIS_WEEK], after.this_week - before.this_week),
            (FIGURE_LABELS[Figure.DONE], after.done - before.done),
            (FIGURE_LABELS[Figure.ONGOING], after.ongoing - before.ongoing),
            (FIGURE_LABELS[Figure.REMOVED], after.removed - before.removed),
        )
        if change
    ]
    amount = after.amount - before.amount
    if amount:
        sign = "加" if amount > 0 else "减"
        said.append(f"“{FIGURE_LABELS[Figure.AMOUNT]}”{sign} {formats.money(abs(amount))} 万元")
    return said


def _alone(case_id: UUID, known: Member | None, member: Member | None) -> Figures:
    return figures(
        {case_id: known} if known else {},
        {case_id: member} if member else {},
        carried=0,
    )


def _signed(change: int) -> str:
    return f"加 {change}" if change > 0 else f"减 {-change}"


@dataclass(frozen=True, slots=True)
class Own:
    """One of our own renovations of a home, as it counts within the declared total of 传统装修."""

    is_done: bool
    is_new: bool
    """Counted since this week began."""
    amount: Yuan | None


def own_changes(before: Sequence[Own], after: Sequence[Own]) -> list[str]:
    """Return what changes in our own part of 传统装修 where one home's renovations do; a home counts once."""
    then, now = _home(after), _home(before)
    said = [
        f"{label}{_signed(change)} 户"
        for label, change in zip(("本周新增", "已完成", "正在装修"), map(sub, then, now), strict=True)
        if change
    ]
    amount = sum((each.amount or ZERO for each in after), ZERO)
    amount -= sum((each.amount or ZERO for each in before), ZERO)
    if amount:
        said.append(f"合同金额{'加' if amount > 0 else '减'} {formats.money(abs(amount))} 万元")
    return said


def _home(own: Sequence[Own]) -> tuple[int, int, int]:
    is_done = any(each.is_done for each in own)
    return int(bool(own) and all(each.is_new for each in own)), int(is_done), int(bool(own) and not is_done)
