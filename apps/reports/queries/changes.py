"""What changed between two versions of a week: cells from → to, named adjustments by case number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from apps.lib.formats import money
from apps.reports.enums import MemberState
from apps.reports.models import Adjustment, ReportVersion
from apps.reports.queries.ledger import Week, movement_of
from apps.reports.rules.cells import changed_cells
from apps.reports.rules.ledger import Kind, Movement


@dataclass(frozen=True, slots=True)
class CellChange:
    """One cell that two versions state differently."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class NamedChange:
    """One named adjustment made between two versions."""

    case_id: object
    number: str
    words: str
    reason: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """What one version changed against the one before it."""

    number: int
    """The earlier version."""
    cells: tuple[CellChange, ...]
    adjustments: tuple[NamedChange, ...]


def movement_words(movement: Movement) -> str:
    """Say what a named adjustment does: 计入 1 户, 减去 1 户, 正在装修 → 已完成装修 …"""
    if movement.kind is Kind.IN:
        return "计入 1 户"
    if movement.kind is Kind.OUT:
        return "减去 1 户"
    parts = []
    if movement.before and movement.after and movement.before != movement.after:
        parts.append(
            f"{MemberState(movement.before.value).label} → {MemberState(movement.after.value).label}"
        )
    if movement.amount_change:
        sign = "＋" if movement.amount_change > 0 else ""
        parts.append(f"合同金额 {sign}{money(movement.amount_change)} 万元")
    return "，".join(parts)


def named_change(row: Adjustment) -> NamedChange:
    """Return an adjustment in words; its case must be loaded."""
    return NamedChange(row.case_id, row.case.number or "", movement_words(movement_of(row)), row.reason)


def compared(
    opened: Week, versions: Sequence[ReportVersion], version: ReportVersion, content: Mapping[str, Any]
) -> Comparison | None:
    """Compare a version (as ``content`` states it) with the one before it; None for the first."""
    earlier = next((each for each in versions if each.number == version.number - 1), None)
    if earlier is None:
        return None
    after, until = earlier.submitted_at, version.submitted_at
    made = [
        each
        for each in opened.rows
        if each.snapshot_id == each.entered_id
        and (after is None or each.made_at > after)
        and (until is None or each.made_at <= until)
    ]
    return Comparison(
        number=earlier.number,
        cells=tuple(CellChange(*each) for each in changed_cells(earlier.content, content)),
        adjustments=tuple(named_change(each) for each in made),
    )
