"""Plan and budget as papers show them: appendix of Attachment 1, and the paper to sign."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import groupby

from apps.documents.rules.papers.formats import area, chinese_date, money, percent
from apps.documents.rules.papers.marks import NO_MARK, UNHASHED, PaperMark


@dataclass(frozen=True, slots=True)
class PlanSurface:
    """One surface of a space: 墙面, 地面 or 吊顶. ``area`` in m²."""

    surface: str
    area: Decimal
    method: str
    product: str = ""
    dry: bool = False
    prefabricated: bool = False

    @property
    def area_text(self) -> str:
        """Area in m²."""
        return area(self.area)


@dataclass(frozen=True, slots=True)
class PlanSpace:
    """One renovated space. ``dry_ratio`` as a share of 1."""

    name: str
    surfaces: tuple[PlanSurface, ...]
    prefabricated_count: int
    dry_ratio: Decimal | Fraction | None

    @property
    def dry_text(self) -> str:
        """Dry share in percent, never rounded up."""
        return percent(self.dry_ratio)


@dataclass(frozen=True, slots=True)
class BudgetRow:
    """One budget line; ``amount`` in 万元. ``group`` heads lines that belong together."""

    name: str
    amount: Decimal
    group: str = ""
    quantity: str = ""
    note: str = ""

    @property
    def amount_text(self) -> str:
        """Amount in 万元."""
        return money(self.amount)


@dataclass(frozen=True, slots=True)
class PaperCheck:
    """One of the three checks: what was found, the line, and why."""

    title: str
    found: str
    limit: str
    passed: bool | None
    explanation: str = ""
    source: str = ""

    @property
    def verdict(self) -> str:
        """符合, 不符合, or 须说明 for a line that holds in principle only."""
        if self.passed is None:
            return "须说明"
        return "符合" if self.passed else "不符合"


@dataclass(frozen=True, slots=True)
class PlanSummary:
    """A plan version with its budget. Amounts in 万元, ``days`` in calendar days."""

    version: int
    spaces: tuple[PlanSpace, ...]
    budget: tuple[BudgetRow, ...]
    total: Decimal
    checks: tuple[PaperCheck, ...]
    planned_start: date | None = None
    days: int | None = None
    days_note: str = ""
    overrun_reason: str = ""
    overrun_note: str = ""
    hazards: tuple[str, ...] = ()
    designer: str = ""
    confirmed: str = ""
    rule_note: str = ""

    @property
    def total_text(self) -> str:
        """Sum in 万元."""
        return money(self.total)

    @property
    def start_text(self) -> str:
        """Planned first day."""
        return chinese_date(self.planned_start) if self.planned_start else "待定"

    @property
    def budget_groups(self) -> tuple[tuple[str, tuple[BudgetRow, ...]], ...]:
        """Budget lines under their heads, in the order given."""
        return tuple((group, tuple(rows)) for group, rows in groupby(self.budget, key=lambda row: row.group))


@dataclass(frozen=True, slots=True)
class Signature:
    """A signature as it is shown: the drawing (``data:`` URI) or only the words about it."""

    image: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class PlanPaper:
    """方案与预算 in large type, to be read, signed by hand and brought back."""

    household_name: str
    address: str
    spaces_label: str
    enterprise_name: str
    enterprise_contact: str
    enterprise_phone: str
    plan: PlanSummary
    return_to: str
    street_phone: str
    changes: tuple[str, ...] = ()
    signature: Signature | None = field(default=None, metadata=UNHASHED)
    mark: PaperMark = field(default=NO_MARK, metadata=UNHASHED)
