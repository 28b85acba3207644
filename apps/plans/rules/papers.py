"""Attachment 1 (杭房局〔2024〕43号 附件1) with its appendix, and the plan to sign, as plain data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from apps.documents.rules.papers import NO_MARK, UNHASHED, PaperCheck, PaperMark, Signature
from apps.documents.rules.papers.formats import Option, day_or_blanks, options
from apps.lib.amounts import Yuan
from apps.lib.formats import area, day, money
from apps.lib.id_documents import IdDocument
from apps.plans.rules.content import Content, total
from apps.plans.rules.measures import SpaceMeasure
from apps.plans.rules.red_lines import words

RESIDENT_ID = IdDocument.RESIDENT_ID.label
# The words of the form itself: options() refuses any other, so that no choice prints unmarked.
BUILDINGS = ("电梯房", "楼梯房", "平房")
FAMILIES = ("困难家庭", "一般家庭")
WISHES = ("厨房换新", "卫生间换新", "厨卫均换新")


@dataclass(frozen=True, slots=True)
class PlanSummary:
    """A plan version as every paper prints it: its content, its spaces measured, its checks."""

    version: int
    content: Content
    spaces: tuple[SpaceMeasure, ...]
    checks: tuple[PaperCheck, ...]
    days_note: str = ""
    overrun_note: str = ""
    designer: str = ""
    confirmed: str = ""
    rule_note: str = ""

    @property
    def total_text(self) -> str:
        """Sum in 万元."""
        return money(total(self.content.lines))

    @property
    def start_text(self) -> str:
        """Planned first day."""
        return day(self.content.planned_start, nothing="待定")

    @property
    def hazard_words(self) -> str:
        """What the survey says where it lists nothing; '' where nobody has said anything."""
        survey = self.content.hazard_survey
        return survey.sentence if survey else ""

    @property
    def red_lines(self) -> tuple[str, ...]:
        """What the plan says of the 禁止事项; none where nobody has said anything."""
        return words(self.content)

    @property
    def hazards(self) -> tuple[str, ...]:
        """What is replaced, where and by what."""
        return tuple(
            (f"{hazard.location}：" if hazard.location else "")
            + f"{hazard.name}，应更换"
            + (f"为{hazard.product}" if hazard.product else "")
            for hazard in self.content.hazards
        )


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands beside a plan on its paper: a heading, a sentence, and lines of what differs."""

    title: str
    sentence: str
    lines: tuple[str, ...]


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
    compared: int | None = None
    """Number of the version the household saw last, which ``changes`` start from."""
    beside: tuple[Beside, ...] = field(default=(), metadata=UNHASHED)
    """What others say of the version; computed from what never changes, and no part of what is signed."""
    awaits_signature: bool = True
    """Whether this version waits for the household; no other one asks for a signature."""
    statement: str = field(default="", metadata=UNHASHED)
    """What was drawn under, word for word; '' where the sentence printed here waits for ink."""
    signature: Signature | None = field(default=None, metadata=UNHASHED)
    later: tuple[str, ...] = field(default=(), metadata=UNHASHED)
    """What was put right of household and dwelling after the paper was made."""
    mark: PaperMark = field(default=NO_MARK, metadata=UNHASHED)


@dataclass(frozen=True, slots=True)
class LaterChange:
    """A change after the form was issued: added below, never printed over it."""

    on: date
    text: str
    by: str = ""

    @property
    def on_text(self) -> str:
        """Date of the change."""
        return day_or_blanks(self.on)


@dataclass(frozen=True, slots=True)
class ApplicationForm:
    """住宅房屋装配化“厨卫换新”申请表: others stamp it, so it is signed in ink alone. ``budget`` in 元.

    ``facts`` are the registered facts by their names on the form, as printed or ''; ``building``,
    ``family`` and ``wish`` are words of the form. For a reader who may not see them, pass a masked
    ``id_number`` and ``family`` '' with ``family_withheld=True``.
    """

    filled_on: date | None
    facts: Mapping[str, str]
    enterprise_name: str
    enterprise_contact: str
    enterprise_phone: str
    budget: Yuan | None
    plan: PlanSummary | None = None
    family_withheld: bool = False
    ink: str = field(default="", metadata=UNHASHED)
    """When the paper itself was signed and stamped, as the scan on record says; '' while there is none."""
    later_changes: tuple[LaterChange, ...] = field(default=(), metadata=UNHASHED)
    mark: PaperMark = field(default=NO_MARK, metadata=UNHASHED)

    @property
    def filled_text(self) -> str:
        """填表时间."""
        return day_or_blanks(self.filled_on)

    @property
    def other_document(self) -> str:
        """The 证件类型 where the number is no 身份证号, whose name the form prints."""
        document = self.facts.get("id_type", "")
        return "" if document == RESIDENT_ID else document

    @property
    def building_options(self) -> tuple[Option, ...]:
        """电梯房, 楼梯房, 平房."""
        return options(BUILDINGS, self.facts["building"])

    @property
    def family_options(self) -> tuple[Option, ...]:
        """困难家庭, 一般家庭; none filled for a reader who may not know."""
        return options(FAMILIES, "" if self.family_withheld else self.facts["family"])

    @property
    def wish_options(self) -> tuple[Option, ...]:
        """厨房换新, 卫生间换新, 厨卫均换新."""
        return options(WISHES, self.facts["wish"])

    @property
    def area_text(self) -> str:
        """Built area in m²."""
        return f"{area(Decimal(self.facts['area']))} ㎡" if self.facts["area"] else ""

    @property
    def budget_text(self) -> str:
        """Budget in 万元."""
        return money(self.budget, nothing="")
