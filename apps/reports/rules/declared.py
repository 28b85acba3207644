"""The declared total of 传统装修: sources added, what is counted elsewhere taken off (附件3 备注2, P6)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from enum import StrEnum
from typing import Any

from apps.lib import clock, formats
from apps.lib.amounts import ZERO, Yuan, from_wan, spelled


class LineKind(StrEnum):
    """Where households of a line come from, or why they are taken off."""

    FILING = "filing"
    CODE = "code"
    OFFLINE = "offline"
    SINGLE = "single"
    """One total that nobody split: as it was declared before there were lines."""
    DUPLICATE = "duplicate"
    NEW_HOME = "new_home"
    ASSEMBLED = "assembled"


LABELS: Mapping[LineKind, str] = {
    LineKind.FILING: "备案系统",
    LineKind.CODE: "一码",
    LineKind.OFFLINE: "线下",
    LineKind.SINGLE: "合计数",
    LineKind.DUPLICATE: "重复",
    LineKind.NEW_HOME: "新房首次",
    LineKind.ASSEMBLED: "已计入装配化",
}
QUERIED = (LineKind.FILING, LineKind.CODE)
"""Systems that are asked at a moment; every other line has a day."""
DEDUCTED = (LineKind.DUPLICATE, LineKind.NEW_HOME, LineKind.ASSEMBLED)
FIXED = (*QUERIED, *DEDUCTED)
"""Kinds of which a total has one line at most."""
COUNTS: Mapping[str, str] = {"week": "本周进度", "done": "已完成", "ongoing": "正在装修"}
"""Columns of households, with their short labels."""
COLUMNS: Mapping[str, str] = {**COUNTS, "amount": "合同金额"}


def columns_of(kind: LineKind) -> frozenset[str]:
    """Return what a line of a kind says, besides which line it is."""
    own = {"label"} if kind is LineKind.OFFLINE else set()
    return frozenset({*own, *COLUMNS, "queried_at" if kind in QUERIED else "day", "person", "evidence"})


def column_label(kind: LineKind, column: str) -> str:
    """Return what a column is called within a line of a kind."""
    labels = {
        "label": "来源名称",
        "week": "本周进度",
        "done": "已完成装修",
        "ongoing": "正在装修",
        "amount": "合同金额（万元）",
        "queried_at": "查询时间",
        "day": "核对日期" if kind in DEDUCTED else "统计日期",
        "person": "查询人" if kind in QUERIED else "经手人",
        "evidence": "名单" if kind in DEDUCTED else "佐证材料",
    }
    return labels[column]


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the total (申报数的一行): households, ``amount`` in 元. None is nothing said, 0 a number."""

    kind: LineKind
    key: str = ""
    """Which line it is, kept from draft to draft; of a kind there is one of, the kind."""
    label: str = ""
    week: int | None = None
    done: int | None = None
    ongoing: int | None = None
    amount: Yuan | None = None
    queried_at: datetime | None = None
    day: date | None = None
    person: str = ""
    evidence: str = ""
    """Number of the stored file; in frozen content its SHA-256."""

    @property
    def deducts(self) -> bool:
        """Whether it is taken off."""
        return self.kind in DEDUCTED

    @property
    def filled(self) -> bool:
        """Whether it says a number: a label or a name alone waits for one."""
        return any(getattr(self, column) is not None for column in COLUMNS)

    @property
    def name(self) -> str:
        """What people call it."""
        if self.kind is LineKind.SINGLE:
            return self.label or LABELS[self.kind]
        return f"{LABELS[self.kind]}（{self.label}）" if self.label else LABELS[self.kind]

    @property
    def moment(self) -> datetime | None:
        """When it was queried; of a day its beginning."""
        if self.queried_at is not None or self.day is None:
            return self.queried_at
        return datetime.combine(self.day, time(), clock.SHANGHAI)

    @property
    def when(self) -> str:
        """When it was queried or counted, as it is printed."""
        return formats.moment(self.queried_at) if self.queried_at else formats.day(self.day)


@dataclass(frozen=True, slots=True)
class Totals:
    """The declared row (申报数); None where no source says the number."""

    week: int | None = None
    done: int | None = None
    ongoing: int | None = None
    amount: Yuan | None = None
    amount_missing: int = 0
    """Households whose contract amount was not obtained (金额未取得)."""

    @property
    def households(self) -> int:
        """已完成 plus 正在装修."""
        return (self.done or 0) + (self.ongoing or 0)

    @property
    def priced(self) -> int:
        """Households whose amounts are in the total."""
        return self.households - self.amount_missing


def _column(lines: Iterable[Line], column: str) -> list[tuple[Line, Any]]:
    return [(line, value) for line in lines if (value := getattr(line, column)) is not None]


def totals(lines: Sequence[Line], *, amount_missing: int | None = None) -> Totals:
    """Add what the sources say and take off the rest; a column that no source says stays empty."""

    def total(column: str) -> Any:
        said = _column(lines, column)
        if all(line.deducts for line, _ in said):
            return None
        # From the first number on: an amount must not begin at the int 0.
        nothing = ZERO if column == "amount" else 0
        return sum((-value if line.deducts else value for line, value in said), nothing)

    return Totals(**{column: total(column) for column in COLUMNS}, amount_missing=amount_missing or 0)


def overdrawn(lines: Sequence[Line]) -> tuple[Line, str] | None:
    """Return the last deduction and the column in which more is taken off than the sources say."""
    summed = totals(lines)
    for column in COLUMNS:
        value = getattr(summed, column)
        if value is not None and value < 0:
            return next(line for line, _ in reversed(_column(lines, column)) if line.deducts), column
    return None


def sum_text(lines: Sequence[Line], column: str) -> str:
    """Print a column as the sum it is: 备案系统 12 ＋ 一码 3 − 重复 1 ＝ 14; '' where nothing is said."""
    total = getattr(totals(lines), column)
    if total is None:
        return ""
    terms: dict[LineKind, Any] = {}
    for line, value in _column(lines, column):
        terms[line.kind] = terms[line.kind] + value if line.kind in terms else value
    single = next((line.name for line in lines if line.kind is LineKind.SINGLE), "")
    # As the form stands, whatever the order of a body; what takes nothing off is no term.
    shown = [kind for kind in LineKind if terms.get(kind) or (kind in terms and kind not in DEDUCTED)]
    said = ""
    for kind in shown:
        sign = f" {formats.MINUS} " if kind in DEDUCTED else " ＋ " if said else ""
        said += f"{sign}{single or LABELS[kind]} {_written(column, terms[kind])}"
    return said if len(shown) == 1 else f"{said} ＝ {_written(column, total)}"


def _written(column: str, value: Any) -> str:
    return formats.money(value) if column == "amount" else str(value)


# --- what is missing ---


@dataclass(frozen=True, slots=True)
class Gap:
    """Something a line still lacks: which field of which line, and its name for people."""

    line: Line
    column: str
    words: str


def gaps(lines: Sequence[Line], *, amount_missing: int | None) -> list[Gap]:
    """Return what the filled lines lack before they can be handed in, in the order of the form.

    A source says all three numbers of households; an amount, unless it is said of how many households
    none was obtained. Every line says when and by whom; a deduction may leave columns out.
    """
    found = []
    for line in lines:
        if not line.filled:
            continue
        asked: dict[str, str] = {}
        if line.kind is LineKind.OFFLINE:
            asked["label"] = "名称"
        if not line.deducts:
            asked |= COUNTS if amount_missing else COLUMNS
        if line.kind in QUERIED:
            asked["queried_at"] = "查询时间"
        else:
            asked["day"] = "日期"
        asked["person"] = "查询人" if line.kind in QUERIED else "经手人"
        found += [
            Gap(line, column, f"{line.name}的{words}")
            for column, words in asked.items()
            if getattr(line, column) in (None, "")
        ]
    return found


# --- what wants a word ---


JUMP_TIMES = 5
"""本周进度, or the average contract amount, this many times the last week's (or a part of it) is asked about.

本地约定: no source says what is much. Five is the measure of slipped amounts elsewhere (0102).
"""
JUMP_LEAST = 20
"""So many households more at least: from 1 to 6 is no jump (本地约定)."""


class Warning(StrEnum):
    """What does not stop a report but wants a word."""

    SUM = "sum"
    DONE = "done"
    AMOUNT = "amount"
    WEEK_JUMP = "week_jump"
    AMOUNT_JUMP = "amount_jump"
    OWN = "own"
    """Less than our own households, which the total holds (R9)."""


WARNINGS: Mapping[Warning, str] = {
    Warning.SUM: "累计与上期加本周不符",
    Warning.DONE: "已完成比上期减少",
    Warning.AMOUNT: "合同金额比上期减少",
    Warning.WEEK_JUMP: "本周进度骤增",
    Warning.AMOUNT_JUMP: "户均合同金额变化过大",
    Warning.OWN: "少于本系统的办件",
}


def warnings(now: Totals, before: Totals | None, *, neighbours: bool) -> dict[Warning, str]:
    """Return what differs strangely from the last total handed in, each with its numbers.

    ``neighbours``: the last one is of the week before. Over a gap sums need not hold, and a week is no
    measure.
    """
    if before is None:
        return {}
    found: dict[Warning, str] = {}
    if neighbours and now.week is not None and before.households + now.week != now.households:
        expected = before.households + now.week
        found[Warning.SUM] = (
            f"上期累计 {before.households} ＋ 本周 {now.week} ＝ {expected}，所填累计 {now.households}，"
            f"相差 {abs(now.households - expected)} 户"
        )
    if now.done is not None and before.done is not None and now.done < before.done:
        found[Warning.DONE] = (
            f"上期已完成 {before.done} 户，本期 {now.done} 户，少 {before.done - now.done} 户"
        )
    if now.amount is not None and before.amount is not None and now.amount < before.amount:
        found[Warning.AMOUNT] = (
            f"上期 {formats.money(before.amount)} 万元，本期 {formats.money(now.amount)} 万元，"
            f"少 {formats.money(before.amount - now.amount)} 万元"
        )
    if (
        neighbours
        and now.week is not None
        and before.week is not None
        and now.week >= JUMP_TIMES * before.week
        and now.week - before.week >= JUMP_LEAST
    ):
        found[Warning.WEEK_JUMP] = (
            f"上期本周进度 {before.week} 户，本期 {now.week} 户，"
            f"达到 {JUMP_TIMES} 倍且多 {JUMP_LEAST} 户以上（本地约定）"
        )
    average, earlier = _average(now), _average(before)
    if average and earlier and not earlier / JUMP_TIMES < average < earlier * JUMP_TIMES:
        found[Warning.AMOUNT_JUMP] = (
            f"上期户均约 {_about(earlier)} 万元，本期约 {_about(average)} 万元，"
            f"相差 {JUMP_TIMES} 倍以上（本地约定），请核对单位是元还是万元"
        )
    return found


def _average(row: Totals) -> Yuan | None:
    if row.amount is None or row.priced <= 0:
        return None
    return row.amount / row.priced


def _about(amount: Yuan) -> str:
    # To whole 百元: it is shown as what it is about, and compared exactly.
    return formats.money(amount.quantize(Decimal("1E+2")))


# --- in words ---


def declared_notes(
    lines: Sequence[Line], *, amount_missing: int, warned: Iterable[tuple[str, str]] = ()
) -> list[str]:
    """Return the footnotes of the row 传统装修: the sums, each line with time and person, told warnings."""
    said = [line for line in lines if line.filled]
    sums = "；".join(f"{label} {sum_text(said, column)}" for column, label in COUNTS.items())
    notes = [f"传统装修为申报总数（户）：{sums}。本系统同类案件已含在内，不另加。"]
    amount = sum_text(said, "amount") or "未取得"
    missing = f"，其中合同金额未取得 {amount_missing} 户" if amount_missing else ""
    notes.append(f"传统装修合同金额（万元）：{amount}{missing}。")
    notes.append("传统装修数据来源：" + "；".join(_source(line) for line in said) + "。")
    notes += warned_notes(warned)
    return notes


def warned_notes(warned: Iterable[tuple[str, str]]) -> list[str]:
    """Return a footnote for each warning with the word that answers it."""
    return [f"传统装修：{words}。说明：{word.rstrip('。')}。" for words, word in warned]


def _source(line: Line) -> str:
    verb = "查询" if line.kind in QUERIED else "核对" if line.deducts else "统计"
    number = f" {line.week} 户" if line.kind is LineKind.OFFLINE and line.week is not None else ""
    proof = "附佐证" if line.evidence else "未附佐证"
    return f"{line.name}{'本周' if number else ''}{number}，{line.when} {line.person}{verb}，{proof}"


# --- as it is kept ---


def to_plain(line: Line) -> dict[str, Any]:
    """Return a line as drafts and contents keep it; amounts are spelled in 万元."""
    return {
        "kind": line.kind.value,
        "key": line.key,
        "label": line.label,
        "this_week": line.week,
        "done": line.done,
        "ongoing": line.ongoing,
        "amount": None if line.amount is None else spelled(line.amount),
        "queried_at": line.queried_at.isoformat() if line.queried_at else None,
        "day": line.day.isoformat() if line.day else None,
        "person": line.person,
        "evidence": line.evidence,
    }


def of_plain(plain: Mapping[str, Any]) -> Line:
    """Read a line as :func:`to_plain` wrote it."""
    return Line(
        kind=LineKind(plain["kind"]),
        key=plain["key"],
        label=plain["label"],
        week=plain["this_week"],
        done=plain["done"],
        ongoing=plain["ongoing"],
        amount=None if plain["amount"] is None else from_wan(Decimal(plain["amount"])),
        queried_at=datetime.fromisoformat(plain["queried_at"]) if plain["queried_at"] else None,
        day=date.fromisoformat(plain["day"]) if plain["day"] else None,
        person=plain["person"],
        evidence=plain["evidence"],
    )
