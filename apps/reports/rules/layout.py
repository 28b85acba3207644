"""统计表栏目: which columns a weekly table prints, in which order, under which heads. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from apps.lib import formats
from apps.lib.amounts import Yuan
from apps.lib.formats import money

PRINTABLE: Mapping[str, str] = {
    "target": "全年目标",
    "this_week": "本周进度",
    "done": "已完成装修",
    "ongoing": "正在装修",
    "amount": "装修合同金额",
    "closing": "本期累计",
    "opening": "上期累计",
    "removed": "核减",
    "carried": "上年结转",
    "amount_change": "合同金额变更",
}
"""What may be printed: the figures a report froze when it was handed in, by their names in the API."""
AMOUNTS = frozenset({"amount", "amount_change"})
"""Those in 万元; the others count households."""
LONGEST_HEADING = 24
_MOST_AT_EASE = 6
NOT_ASKED = "--"
"""What the form prints of 传统装修 where it asks for nothing."""


@dataclass(frozen=True, slots=True)
class Column:
    """One printed column (栏目): a figure of :data:`PRINTABLE` under a heading."""

    figure: str
    heading: str
    group: str = ""
    """上层栏目: columns side by side with the same one stand under it together; '' for none."""

    def kept(self) -> dict[str, str]:
        """Return it as it is kept."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Head:
    """One cell of a table's head: from which column on, over how many columns and rows."""

    text: str
    first: int
    columns: int = 1
    rows: int = 1

    @property
    def lines(self) -> tuple[str, ...]:
        """The heading, its bracket on a line of its own where it stands over one column."""
        name, bracket, unit = self.text.partition("（")
        return (name, bracket + unit) if name and bracket and self.columns == 1 else (self.text,)


@dataclass(frozen=True, slots=True)
class Layout:
    """统计表栏目: the columns of a body's form, from left to right."""

    columns: tuple[Column, ...]
    source: str = ""
    """文号 of the body that set them; '' for the form's own."""

    @property
    def figures(self) -> tuple[str, ...]:
        """What stands in the columns."""
        return tuple(each.figure for each in self.columns)

    @property
    def is_wide(self) -> bool:
        """Whether so many columns stand side by side that they are written smaller."""
        return len(self.columns) > _MOST_AT_EASE

    @property
    def depth(self) -> int:
        """How many rows the head has."""
        return 2 if any(each.group for each in self.columns) else 1

    @property
    def upper(self) -> tuple[Head, ...]:
        """First row of the head."""
        found: list[Head] = []
        for place, column in enumerate(self.columns):
            last = found[-1] if found else None
            if not column.group:
                found.append(Head(column.heading, place, rows=self.depth))
            elif last is not None and last.text == column.group and last.rows == 1:
                found[-1] = Head(last.text, last.first, last.columns + 1)
            else:
                found.append(Head(column.group, place))
        return tuple(found)

    @property
    def lower(self) -> tuple[Head, ...]:
        """Second row of the head: what stands under an 上层栏目."""
        return tuple(Head(each.heading, place) for place, each in enumerate(self.columns) if each.group)


def unsound(columns: Sequence[Column]) -> str:
    """Return what is wrong with a body's columns, '' where nothing is."""
    if not columns:
        return "至少选一栏"
    if any(each.figure not in PRINTABLE for each in columns):
        return "只能从列出的各数中选"
    figures = [each.figure for each in columns]
    twice = next((each for each in figures if figures.count(each) > 1), "")
    if twice:
        return f"“{PRINTABLE[twice]}”选了两次"
    heads = [(each.group, each.heading) for each in columns]
    doubled = next((each for each in heads if heads.count(each) > 1), None)
    if doubled is not None:
        return f"有两栏都叫“{doubled[1]}”"
    groups = [each.group for place, each in enumerate(columns) if each.group and _begins(columns, place)]
    apart = next((each for each in groups if groups.count(each) > 1), "")
    return f"“{apart}”下面的各栏应挨在一起" if apart else ""


def _begins(columns: Sequence[Column], place: int) -> bool:
    return not place or columns[place - 1].group != columns[place].group


Value = int | Yuan | str | None


def text_of(figure: str, value: Value) -> str:
    """Return a figure as papers print it: 户 as they are, amounts in 万元, — for what was not reported."""
    if value is None:
        return formats.NOTHING
    return money(value) if figure in AMOUNTS and not isinstance(value, str) else str(value)
