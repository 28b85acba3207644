"""Attachment 3 (杭房局〔2024〕43号 附件3): the weekly table, as plain data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from apps.documents.rules.papers import NO_MARK, UNHASHED, PaperMark
from apps.lib.amounts import Yuan
from apps.lib.formats import money
from apps.reports.rules.figures import NOTES
from apps.reports.rules.layout import NOT_ASKED, Column, Layout, Value, text_of

# As the form prints them: no blank stands after its 3.
NUMBERED_NOTES = (f"1. {NOTES[0]}", f"2. {NOTES[1]}", f"3.{NOTES[2]}")
"""备注 of the form, word for word."""
_COMMON = (
    Column("this_week", "本周进度（户）"),
    Column("done", "已完成装修", "累计进度（户）"),
    Column("ongoing", "正在装修", "累计进度（户）"),
    Column("amount", "装修合同金额（万元）"),
)
WEEKLY_FORM = Layout((Column("target", "全年目标（30 户/区）"), *_COMMON))
"""杭房局〔2024〕43号 附件3, which holds until a body has set columns of its own."""
ROLL_UP_FORM = Layout((Column("target", "全年目标"), *_COMMON))
"""The same for a table of several districts, whose target is not 30."""


@dataclass(frozen=True, slots=True)
class WeeklyRow:
    """One row; households, and ``amount`` in 元. None prints as — (not reported)."""

    target: str
    this_week: int | None
    completed: int | None
    building: int | None
    amount: Yuan | None
    more: Mapping[str, Value] = field(default_factory=dict, hash=False, metadata=UNHASHED)
    """What else a body's own form may print of the row, by :data:`~apps.reports.rules.layout.PRINTABLE`."""

    @property
    def amount_text(self) -> str:
        """Contract amount in 万元."""
        return money(self.amount)

    def value(self, figure: str) -> Value:
        """Return a figure; None where it was not reported, ``--`` where it is not asked of the row."""
        plain: dict[str, Value] = {
            "target": self.target,
            "this_week": self.this_week,
            "done": self.completed,
            "ongoing": self.building,
            "amount": self.amount,
        }
        return plain[figure] if figure in plain else self.more.get(figure, NOT_ASKED)

    def texts(self, layout: Layout) -> tuple[str, ...]:
        """Return what stands in the columns of a form."""
        return tuple(text_of(figure, self.value(figure)) for figure in layout.figures)


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
    layout: Layout = field(default=WEEKLY_FORM, metadata=UNHASHED)

    @property
    def own(self) -> tuple[str, ...]:
        """The row 装配化装修 in the form's columns."""
        return self.prefabricated.texts(self.layout)

    @property
    def declared(self) -> tuple[str, ...]:
        """The row 传统装修 in the form's columns."""
        return self.traditional.texts(self.layout)

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
    layout: Layout = field(default=ROLL_UP_FORM, metadata=UNHASHED)

    @property
    def printed(self) -> tuple[tuple[RollUpPair, tuple[str, ...], tuple[str, ...]], ...]:
        """The pairs, each with its two rows in the form's columns."""
        columns = self.layout
        return tuple(
            (pair, pair.assembled.texts(columns), pair.declared.texts(columns)) for pair in self.pairs
        )
