"""What changed between two versions of a week: cells from → to, named adjustments by case number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from apps.lib.formats import money
from apps.reports.enums import MemberState
from apps.reports.models import Adjustment, ReportVersion
from apps.reports.queries.ledger import movement_of
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
    versions: Sequence[ReportVersion], version: ReportVersion, content: Mapping[str, Any]
) -> Comparison | None:
    """Compare a version (as ``content`` states it) with the one before it; None for the first (one query)."""
    earlier = next((each for each in versions if each.number == version.number - 1), None)
    if earlier is None:
        return None
    made = Adjustment.objects.filter(
        snapshot_id=version.report.snapshot_id,
        entered_id=version.report.snapshot_id,
        made_at__gt=earlier.submitted_at,
    )
    if version.submitted_at is not None:
        made = made.filter(made_at__lte=version.submitted_at)
    return Comparison(
        number=earlier.number,
        cells=tuple(CellChange(*each) for each in changed_cells(earlier.content, content)),
        adjustments=tuple(
            named_change(each) for each in made.select_related("case").order_by("made_at", "pk")
        ),
    )
