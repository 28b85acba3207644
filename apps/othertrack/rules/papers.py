"""Papers of the other track as plain data: every word of them from somebody's act."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from apps.documents.rules.papers import NO_MARK, UNHASHED, PaperMark
from apps.lib import formats
from apps.lib.amounts import Yuan


@dataclass(frozen=True, slots=True)
class AppliedPaper:
    """What an application says, on both papers."""

    number: str
    household_name: str
    address: str
    area: str
    extent: str
    items: tuple[str, ...]
    applied_on: date | None
    proof: str
    contractor: str
    contract_amount: Yuan | None
    contract_signed_on: date | None
    converted_from: str
    """Number of the assembled case that it was; '' for none."""

    @property
    def applied_text(self) -> str:
        """Day of the application."""
        return formats.day(self.applied_on, nothing="")

    @property
    def items_text(self) -> str:
        """吊顶、地板."""
        return "、".join(self.items)

    @property
    def amount_text(self) -> str:
        """In 万元."""
        return formats.money(self.contract_amount, nothing="")

    @property
    def signed_text(self) -> str:
        """Day of the contract."""
        return formats.day(self.contract_signed_on, nothing="")


@dataclass(frozen=True, slots=True)
class RenovationReceipt:
    """其他装修登记回执: what the household takes home."""

    applied: AppliedPaper
    office_name: str
    office_phone: str
    bureau_name: str
    clerk: str
    code: str
    """查询码 as it is read out."""
    standing: str = field(default="", metadata=UNHASHED)
    """How it stood when this copy was printed; '' where everything is still to come."""
    page: str = field(default="", metadata=UNHASHED)
    """Where number and code are typed."""
    mark: PaperMark = field(default=NO_MARK, metadata=UNHASHED)


@dataclass(frozen=True, slots=True)
class DeclinedPaper:
    """审查不通过告知书: why a household's application was declined, by whom, and where it may ask."""

    number: str
    household_name: str
    address: str
    applied_on: date | None
    declined_on: date
    ground: str
    clause: str
    reason: str
    may_reapply: bool
    """Whether another application of this home can be taken down once what it lacked is there."""
    bureau_name: str
    bureau_phone: str
    office_name: str
    office_phone: str
    reviewer: str
    page: str = field(default="", metadata=UNHASHED)
    """Where a complaint is typed."""
    mark: PaperMark = field(default=NO_MARK, metadata=UNHASHED)

    @property
    def applied_text(self) -> str:
        """Day of the application."""
        return formats.day(self.applied_on, nothing="")

    @property
    def declined_text(self) -> str:
        """Day of the decision."""
        return formats.day(self.declined_on)


@dataclass(frozen=True, slots=True)
class CheckedLine:
    """One fact on the sheet: its day, what was found, who looked when."""

    label: str
    day: str
    found: str
    seen: str
    who: str
    looked: str


@dataclass(frozen=True, slots=True)
class RenovationSheet:
    """核查审查表: the dated facts of 43号 三(二) as they stand."""

    applied: AppliedPaper
    lines: tuple[CheckedLine, ...]
    patrols: tuple[CheckedLine, ...]
    status: str
    bureau_name: str
    mark: PaperMark = field(default=NO_MARK, metadata=UNHASHED)
