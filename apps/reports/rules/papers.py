"""Attachment 3 (杭房局〔2024〕43号 附件3): the weekly table, as plain data."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from apps.documents.rules.papers import NO_MARK, UNHASHED, PaperMark
from apps.lib.amounts import Yuan
from apps.lib.formats import money
from apps.reports.rules.figures import NOTES

# As the form prints them: no blank stands after its 3.
NUMBERED_NOTES = (f"1. {NOTES[0]}", f"2. {NOTES[1]}", f"3.{NOTES[2]}")
"""备注 of the form, word for word."""


@dataclass(frozen=True, slots=True)
class WeeklyRow:
    """One row; households, and ``amount`` in 元. None prints as — (not reported)."""

    target: str
    this_week: int | None
    completed: int | None
    building: int | None
    amount: Yuan | None

    @property
    def amount_text(self) -> str:
        """Contract amount in 万元."""
        return money(self.amount)


@dataclass(frozen=True, slots=True)
class WeeklyTable:
    """住宅房屋装修（厨卫换新）进展情况统计表 of one district and week.

    ``footnotes`` say what the form leaves open: cut-off, 上期 + 新增 - 核减 = 本期, 结转, 更正,
    source of the declared total. ``audit_digest`` is the day's digest of the record.
    """

    bureau_name: str
    reporter: str
    week: str
    period: str
    prefabricated: WeeklyRow
    traditional: WeeklyRow
    footnotes: tuple[str, ...] = ()
    narrative: str = ""
    asked: tuple[str, ...] = field(default=(), metadata=UNHASHED)
    """Items of a return with their answers, a line each."""
    audit_digest: str = field(default="", metadata=UNHASHED)
    mark: PaperMark = field(default=NO_MARK, metadata=UNHASHED)

    @property
    def notes(self) -> tuple[str, ...]:
        """备注 of the form."""
        return NUMBERED_NOTES


@dataclass(frozen=True, slots=True)
class YearCloseLine:
    """A case of the 年终核定; ``amount`` 元."""

    place: int
    number: str
    street: str
    space: str
    state: str
    completed: str
    accepted: str
    amount: Yuan
    words: str

    @property
    def amount_text(self) -> str:
        """Contract amount in 万元."""
        return money(self.amount)


@dataclass(frozen=True, slots=True)
class YearCloseTable:
    """年终核定表 of one district and year, signed and stamped on paper (P8); no form is published for it."""

    bureau_name: str
    year: int
    last_week: str
    done: int
    ongoing: int
    passed: int
    amount: Yuan
    differences: int
    lines: tuple[YearCloseLine, ...]
    initial: str = ""
    """What of the sums are 期初数, '' where there are none."""
    mark: PaperMark = field(default=NO_MARK, metadata=UNHASHED)

    @property
    def amount_text(self) -> str:
        """Contract amounts in 万元."""
        return money(self.amount)


@dataclass(frozen=True, slots=True)
class RollUpPair:
    """The two rows of a district, or of a sum; ``standing`` says where its report stands."""

    name: str
    assembled: WeeklyRow
    declared: WeeklyRow
    standing: str = ""
    submitted_at: datetime | None = None
    as_of_week: int | None = None
    """Number of the week its cumulative is of, where it is an earlier one."""
    is_sum: bool = False


@dataclass(frozen=True, slots=True)
class RollUpTable:
    """The table of a week over several districts: a pair of rows each, and the sums, in the form's columns.

    It bears no hash: it is made of reports that each bear theirs.
    """

    body_name: str
    year: int
    number: int
    period_start: date
    period_end: date
    expected: int
    accepted: int
    pairs: tuple[RollUpPair, ...]
    notes: tuple[str, ...]
    mark: PaperMark = field(default=NO_MARK, metadata=UNHASHED)
