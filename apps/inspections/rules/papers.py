"""Attachment 2 (杭房局〔2024〕43号 附件2) and the list for the round from door to door, as plain data."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from apps.documents.rules.papers import NO_MARK, UNHASHED, PaperCheck, PaperMark, Signature
from apps.documents.rules.papers.formats import Option, day_or_blanks, options
from apps.inspections.enums import ItemKind, ItemOutcome
from apps.lib import formats

CARRIED = "上次要求整改"
"""Under which the carried items of a second acceptance stand."""
CARRIED_OUTCOMES = {ItemOutcome.AGREES: "已整改到位", ItemOutcome.DISAGREES: "未整改到位"}
REFERENCE = "质量参考项"
"""Under which the items of 参考借鉴 stand."""
REFERENCE_OUTCOMES = {ItemOutcome.AGREES: "达到", ItemOutcome.DISAGREES: "未达到"}
SATISFACTION = ("满意", "不满意")


def found_words(kind: str, outcome: str, measured: str) -> str:
    """Return what was found on an item in words, ``measured`` for a surface; '' while it is unchecked."""
    if kind == ItemKind.CARRIED:
        return CARRIED_OUTCOMES.get(ItemOutcome(outcome), "") if outcome else ""
    if kind == ItemKind.REFERENCE:
        return REFERENCE_OUTCOMES.get(ItemOutcome(outcome), "") if outcome else ""
    if outcome == ItemOutcome.MEASURED:
        return f"实测 {measured}"
    if outcome == ItemOutcome.DISAGREES:
        return "未更换" if kind == ItemKind.HAZARD else "不符合"
    if outcome == ItemOutcome.AGREES:
        return "已更换" if kind == ItemKind.HAZARD else "与方案一致"
    return ""


@dataclass(frozen=True, slots=True)
class AcceptanceItem:
    """One item of the list: planned, found, and whether they agree (None: not checked yet)."""

    space: str
    item: str
    planned: str
    found: str = ""
    agrees: bool | None = None
    note: str = ""

    @property
    def verdict(self) -> str:
        """与方案一致, 不一致, or blank."""
        if self.agrees is None:
            return ""
        if self.is_carried:
            return CARRIED_OUTCOMES[ItemOutcome.AGREES if self.agrees else ItemOutcome.DISAGREES]
        if self.is_reference:
            return REFERENCE_OUTCOMES[ItemOutcome.AGREES if self.agrees else ItemOutcome.DISAGREES]
        return "与方案一致" if self.agrees else "不一致"

    @property
    def is_carried(self) -> bool:
        """Whether it was asked to be mended the last time, and is looked at again."""
        return self.space == CARRIED

    @property
    def is_reference(self) -> bool:
        """Whether it is 参考借鉴, and decides nothing."""
        return self.space == REFERENCE


@dataclass(frozen=True, slots=True)
class AcceptanceForm:
    """住宅房屋装配化“厨卫换新”项目验收表; ``attempt`` 2 and up is 整改后二次验收.

    Household and inspectors both sign it, so it is signed in ink alone.
    """

    household_name: str
    contact: str
    enterprise_name: str
    phone: str
    address: str
    accepted_at: datetime | None
    inspectors: str
    satisfied: bool | None
    opinion: str
    attempt: int = 1
    passed: bool | None = None
    household_remark: str = ""
    remarks: str = ""
    plan_version: int | None = None
    items: tuple[AcceptanceItem, ...] = ()
    checks: tuple[PaperCheck, ...] = ()
    defects: tuple[str, ...] = ()
    later: tuple[str, ...] = field(default=(), metadata=UNHASHED)
    """What was put right of household and dwelling after the paper was made."""
    mark: PaperMark = field(default=NO_MARK, metadata=UNHASHED)

    @property
    def carried(self) -> tuple[AcceptanceItem, ...]:
        """What the last acceptance asked to be mended: it stands first."""
        return tuple(item for item in self.items if item.is_carried)

    @property
    def references(self) -> tuple[AcceptanceItem, ...]:
        """What was looked at as 参考借鉴; none where nobody said anything to it."""
        return tuple(item for item in self.items if item.is_reference and item.agrees is not None)

    @property
    def of_plan(self) -> tuple[AcceptanceItem, ...]:
        """What is held against the plan, what failed the last time first."""
        return tuple(item for item in self.items if not (item.is_carried or item.is_reference))

    @property
    def accepted_text(self) -> str:
        """现场验收时间 in Shanghai time."""
        return formats.moment(self.accepted_at, nothing="")

    @property
    def satisfaction_options(self) -> tuple[Option, ...]:
        words = {None: "", True: SATISFACTION[0], False: SATISFACTION[1]}
        return options(SATISFACTION, words[self.satisfied])

    @property
    def result_options(self) -> tuple[Option, ...]:
        """The inspector's verdict, apart from the household's satisfaction."""
        words = {None: "", True: "验收合格", False: "需整改"}
        return options(("验收合格", "需整改"), words[self.passed])


@dataclass(frozen=True, slots=True)
class OpinionRecord:
    """改造家庭确认意见 drawn on an official's device: what was shown and said, and the drawing under it."""

    household_name: str
    address: str
    attempt: int
    plan_version: int
    accepted_at: datetime | None
    inspectors: str
    satisfied: bool
    remark: str
    items: tuple[AcceptanceItem, ...]
    signature: Signature = field(metadata=UNHASHED)
    later: tuple[str, ...] = field(default=(), metadata=UNHASHED)
    """What was put right of household and dwelling after the paper was made."""
    mark: PaperMark = field(default=NO_MARK, metadata=UNHASHED)

    @property
    def accepted_text(self) -> str:
        """现场验收时间 in Shanghai time."""
        return formats.moment(self.accepted_at, nothing="")

    @property
    def satisfaction_options(self) -> tuple[Option, ...]:
        return options(SATISFACTION, SATISFACTION[not self.satisfied])


@dataclass(frozen=True, slots=True)
class RoundVisit:
    """One household of a round; name and phone masked. ``items`` are the plan's items."""

    number: str
    address: str
    household: str
    phone: str
    enterprise: str
    wish: str
    items: tuple[AcceptanceItem, ...]
    due_text: str = ""
    hazards: tuple[str, ...] = ()
    attempt: int = 1
    remarks: tuple[str, ...] = ()
    """What the round should know of the case's papers before it goes there."""

    @property
    def carried(self) -> tuple[AcceptanceItem, ...]:
        """What the last acceptance asked to be mended."""
        return tuple(item for item in self.items if item.is_carried)

    @property
    def of_plan(self) -> tuple[AcceptanceItem, ...]:
        """What is held against the plan."""
        return tuple(item for item in self.items if not (item.is_carried or item.is_reference))


@dataclass(frozen=True, slots=True)
class RouteStop:
    """One agreed visit of a day's route; name masked, the phone too unless it was opened for the paper."""

    time_text: str
    purpose: str
    number: str
    address: str
    household: str
    phone: str
    officers: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class RoundList:
    """逐户上门清单 of a day and team: the route by the hour, then acceptances with blanks to fill."""

    bureau_name: str
    day: date | None
    inspectors: str
    visits: tuple[RoundVisit, ...]
    route_day: date | None = None
    route: tuple[RouteStop, ...] = ()
    mark: PaperMark = field(default=NO_MARK, metadata=UNHASHED)

    @property
    def day_text(self) -> str:
        return day_or_blanks(self.day)

    @property
    def title(self) -> str:
        """What it is called: with acceptances to fill in, or the route alone."""
        return "逐户上门验收清单" if self.visits else "逐户上门清单"

    @property
    def route_text(self) -> str:
        return day_or_blanks(self.route_day)


@dataclass(frozen=True, slots=True)
class RectificationNotice:
    """整改意见告知单: what an acceptance asks to be mended, told to enterprise and household (P2)."""

    number: str
    attempt: int
    household_name: str
    address: str
    enterprise_name: str
    accepted_at: datetime | None
    inspectors: str
    opinion: str
    remark: str
    """What the household said where it was not satisfied."""
    items: tuple[str, ...]
    due_on: date | None
    """By when it is to be mended; None where no limit is set."""
    told_on: date | None
    bureau_name: str
    bureau_phone: str
    clerk: str
    mark: PaperMark = field(default=NO_MARK, metadata=UNHASHED)

    @property
    def accepted_text(self) -> str:
        """现场验收时间 in Shanghai time."""
        return formats.moment(self.accepted_at, nothing="")

    @property
    def due_text(self) -> str:
        """By when, '' where no limit is set."""
        return formats.day(self.due_on, nothing="")

    @property
    def told_text(self) -> str:
        return formats.day(self.told_on, nothing="")
