"""统计表栏目: which columns a weekly table prints, in which order, under which heads. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from unicodedata import category, normalize

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
_TEN_THOUSAND_YUAN = "万元"
# 单元 is a part of a building, 元月 a month: neither is money.
_MONEY = re.compile(r"[十百千万亿]*(?<!单)元(?![月旦年])")
_HOUSEHOLDS = re.compile(r"\([^()]*户[^()]*\)")
_MANY_HOUSEHOLDS = re.compile(r"\([^()]*[十百千万亿]户[^()]*\)")
_UNIT = re.compile(r"\((?:\d*户(?:/区)?|万元)\)")
_FORMS_OWN_GROUPS = frozenset({"", "累计进度"})


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

    @property
    def meant(self) -> str:
        """``栏目 = figure（unit）`` where its heads do not say which figure it is, else ''."""
        in_wan = self.figure in AMOUNTS
        plain = (
            _bare(self.heading) == PRINTABLE[self.figure]
            and _bare(self.group) in _FORMS_OWN_GROUPS
            and (not in_wan or _TEN_THOUSAND_YUAN in _even(self.group + self.heading))
        )
        if plain:
            return ""
        name = f"{self.group}·{self.heading}" if self.group else self.heading
        return f"{name} = {PRINTABLE[self.figure]}（{_TEN_THOUSAND_YUAN if in_wan else '户'}）"


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
    whose: str = ""
    """Name of that body."""

    @property
    def figures(self) -> tuple[str, ...]:
        """What stands in the columns."""
        return tuple(each.figure for each in self.columns)

    @property
    def origin(self) -> str:
        """Whose form it is, with its 文号; '' for the form of 杭房局〔2024〕43号 附件3."""
        return f"{self.whose}（{self.source}）" if self.source else ""

    @property
    def legend(self) -> str:
        """栏目说明: which figure stands under each heading that is not the figure's own name; '' for none."""
        return "；".join(each.meant for each in self.columns if each.meant)

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
    misled = next((wrong for each in columns if (wrong := misleading(each))), None)
    if misled is not None:
        return misled[1]
    groups = [each.group for place, each in enumerate(columns) if each.group and _begins(columns, place)]
    apart = next((each for each in groups if groups.count(each) > 1), "")
    return f"“{apart}”下面的各栏应挨在一起" if apart else ""


def misleading(column: Column) -> tuple[str, str] | None:
    """Return the head (its field) that says another figure or unit than is printed, and why; or None."""
    own = PRINTABLE[column.figure]
    for field in ("group", "heading"):
        text: str = getattr(column, field)
        other = next((each for each in _named(text) if each != column.figure), None)
        if other is not None:
            return field, _other_figure(PRINTABLE[other], own)
        if wrong := _wrong_unit(_even(text), is_amount=column.figure in AMOUNTS):
            return field, f"“{own}”{wrong}"
    together = _bare(column.group) + _bare(column.heading)
    if together != own and together in PRINTABLE.values():
        return "heading", _other_figure(together, own)
    if column.figure in AMOUNTS and _TEN_THOUSAND_YUAN not in _even(column.group + column.heading):
        return "heading", f"“{own}”按万元印，请在栏目名称或上层栏目里写明（万元）"
    return None


def _other_figure(other: str, own: str) -> str:
    return f"“{other}”是另一个数的名称，这一栏印的是“{own}”，请换一个名称"


def _wrong_unit(text: str, *, is_amount: bool) -> str:
    money = set(_MONEY.findall(text))
    if "%" in text:
        return "不是比例，请去掉 %"
    if is_amount:
        if money - {_TEN_THOUSAND_YUAN}:
            return "按万元印，单位请写万元"
        return "是金额，按万元印，请去掉（户）" if _HOUSEHOLDS.search(text) else ""
    if money:
        return "是户数，请去掉万元、元"
    return "按户印，单位请写户" if _MANY_HOUSEHOLDS.search(text) else ""


def _named(text: str) -> list[str]:
    """Return the figures whose names stand in a head."""
    # Brackets and signs between its characters make no other name of it.
    even = re.sub(r"\W", "", _bare(text))
    found = [
        (match.start(), match.end(), figure)
        for figure, label in PRINTABLE.items()
        for match in re.finditer(label, even)
    ]
    # Where two names overlap, the later one is meant: 装修合同金额变更 is a 变更, no 金额.
    return [
        figure
        for start, end, figure in found
        if not any(start < first < end < last for first, last, _ in found)
    ]


def _even(text: str) -> str:
    """Return a head without blanks and what cannot be seen, its brackets and signs in one width."""
    seen = (each for each in normalize("NFKC", text) if category(each) != "Cf")
    return "".join("".join(seen).split())


def _bare(text: str) -> str:
    """Return a head without its unit."""
    return _UNIT.sub("", _even(text))


def _begins(columns: Sequence[Column], place: int) -> bool:
    return not place or columns[place - 1].group != columns[place].group


Value = int | Yuan | str | None


def text_of(figure: str, value: Value) -> str:
    """Return a figure as papers print it: 户 as they are, amounts in 万元, — for what was not reported."""
    if value is None:
        return formats.NOTHING
    return money(value) if figure in AMOUNTS and not isinstance(value, str) else str(value)
