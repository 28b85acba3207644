"""Attachment 1 (杭房局〔2024〕43号 附件1) and the receipt that comes before it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from apps.documents.rules.papers.formats import Option, area, chinese_date, money, options
from apps.documents.rules.papers.marks import NO_MARK, UNHASHED, PaperMark
from apps.documents.rules.papers.plans import PlanSummary, Signature

BUILDINGS = ("电梯房", "楼梯房", "平房")
FAMILIES = ("困难家庭", "一般家庭")
WISHES = ("厨房换新", "卫生间换新", "厨卫均换新")


@dataclass(frozen=True, slots=True)
class LaterChange:
    """A change after the form was issued: added below, never printed over it."""

    on: date
    text: str
    by: str = ""

    @property
    def on_text(self) -> str:
        """Date of the change."""
        return chinese_date(self.on)


@dataclass(frozen=True, slots=True)
class ApplicationForm:
    """住宅房屋装配化“厨卫换新”申请表. ``area`` in m², ``budget`` in 万元.

    ``building``, ``family`` and ``wish`` are words of the form or ''. For a reader who may not
    see them, pass a masked ``id_number`` and ``family=''`` with ``family_withheld=True``.
    """

    filled_on: date | None
    household_name: str
    id_number: str
    phone: str
    enterprise_name: str
    enterprise_contact: str
    enterprise_phone: str
    address: str
    owner_name: str
    family_size: int | None
    building: str
    area: Decimal | None
    built_year: str
    rooms: int | None
    halls: int | None
    bathrooms: int | None
    family: str
    wish: str
    budget: Decimal | None
    plan: PlanSummary | None = None
    family_withheld: bool = False
    household_signature: Signature | None = field(default=None, metadata=UNHASHED)
    enterprise_signature: Signature | None = field(default=None, metadata=UNHASHED)
    opinion: str = field(default="", metadata=UNHASHED)
    opinion_on: date | None = field(default=None, metadata=UNHASHED)
    later_changes: tuple[LaterChange, ...] = field(default=(), metadata=UNHASHED)
    mark: PaperMark = field(default=NO_MARK, metadata=UNHASHED)

    @property
    def filled_text(self) -> str:
        """填表时间."""
        return chinese_date(self.filled_on)

    @property
    def building_options(self) -> tuple[Option, ...]:
        """电梯房, 楼梯房, 平房."""
        return options(BUILDINGS, self.building)

    @property
    def family_options(self) -> tuple[Option, ...]:
        """困难家庭, 一般家庭; none filled for a reader who may not know."""
        return options(FAMILIES, "" if self.family_withheld else self.family)

    @property
    def wish_options(self) -> tuple[Option, ...]:
        """厨房换新, 卫生间换新, 厨卫均换新."""
        return options(WISHES, self.wish)

    @property
    def area_text(self) -> str:
        """Built area in m²."""
        return f"{area(self.area)} ㎡" if self.area is not None else ""

    @property
    def budget_text(self) -> str:
        """Budget in 万元."""
        return money(self.budget)

    @property
    def opinion_date(self) -> str:
        """Date under the district's opinion, blank until it is sealed."""
        return chinese_date(self.opinion_on)


@dataclass(frozen=True, slots=True)
class RegistrationReceipt:
    """登记回执: what was taken down and what happens next. ``id_number`` masked."""

    number: str
    registered_on: date
    household_name: str
    id_number: str
    phone: str
    address: str
    wish: str
    programme: str
    street_name: str
    street_phone: str
    clerk: str
    next_steps: tuple[str, ...]
    bureau_name: str = ""
    agent_name: str = ""
    tags: tuple[str, ...] = ()
    mark: PaperMark = field(default=NO_MARK, metadata=UNHASHED)

    @property
    def registered_text(self) -> str:
        """Date of registration."""
        return chinese_date(self.registered_on)
