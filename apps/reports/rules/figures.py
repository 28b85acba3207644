"""The figures of one week's table and the footnotes that explain them (杭房局〔2024〕43号 附件3)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from apps.lib import formats
from apps.lib.amounts import ZERO, Yuan
from apps.lib.formats import money
from apps.reports.rules.initial import Entry, notes, step, until
from apps.reports.rules.ledger import Kind, Members, Movement, State, derive, totals

TITLE = "住宅房屋装修（厨卫换新）进展情况统计表"
NOTES = (
    "统计数据均为老旧住宅装修改造，新房首次装修不在此次统计范围内。",
    "“传统装修”是指非装配化装修模式，统计时可结合装修备案系统和一码管理系统，采用线上与线下相结合的方式开展。",
    "此表每周四下班前统计上报。",
)
"""备注 1-3, verbatim."""


@dataclass(frozen=True, slots=True)
class Figures:
    """The row 装配化装修 and the sum that leads to it; households and 元."""

    carried: int
    opening: int
    """上期累计; in the first week of a year the 结转."""
    added: int
    removed: int
    done: int
    ongoing: int
    amount: Yuan
    amount_change: Yuan
    """Change of contract amounts of cases that were and stay members."""

    @property
    def this_week(self) -> int:
        """本周进度: what came in since the previous snapshot."""
        return self.added

    @property
    def closing(self) -> int:
        """本期累计."""
        return self.done + self.ongoing

    @property
    def adds_up(self) -> bool:
        """上期 + 新增 - 核减 = 本期."""
        return self.opening + self.added - self.removed == self.closing


def figures(opening: Members, closing: Members, *, carried: int) -> Figures:
    """Compare two sets and return the week's figures."""
    summed = totals(closing)
    movements = derive(opening, closing)
    return Figures(
        carried=carried,
        opening=len(opening),
        added=sum(1 for each in movements if each.kind is Kind.IN),
        removed=sum(1 for each in movements if each.kind is Kind.OUT),
        done=summed.done,
        ongoing=summed.ongoing,
        amount=summed.amount,
        amount_change=sum((each.amount_change for each in movements if each.kind is Kind.CHANGED), ZERO),
    )


class Figure:
    """Names of the figures that open to their cases."""

    THIS_WEEK = "this-week"
    DONE = "done"
    ONGOING = "ongoing"
    AMOUNT = "amount"
    OPENING = "opening"
    REMOVED = "removed"
    CARRIED = "carried"
    CHANGED = "changed"
    FINISHED_WEEK = "finished-week"
    PASSED = "passed"
    PASSED_WEEK = "passed-week"


FIGURE_LABELS = {
    Figure.THIS_WEEK: "本周进度",
    Figure.DONE: "累计进度：已完成装修",
    Figure.ONGOING: "累计进度：正在装修",
    Figure.AMOUNT: "装修合同金额",
    Figure.OPENING: "上期累计",
    Figure.REMOVED: "核减",
    Figure.CARRIED: "上年结转",
    Figure.CHANGED: "合同金额变更",
    Figure.FINISHED_WEEK: "本周完工",
    Figure.PASSED_WEEK: "本周验收合格",
}


def cases_of(figure: str, opening: Members, closing: Members, carried: Members) -> list[UUID]:
    """Return the cases behind a figure: exactly as many as the figure says."""
    movements = derive(opening, closing)
    found = {
        Figure.THIS_WEEK: lambda: [each.case_id for each in movements if each.kind is Kind.IN],
        Figure.REMOVED: lambda: [each.case_id for each in movements if each.kind is Kind.OUT],
        # A case that was only completed is changed too, but no amount moved.
        Figure.CHANGED: lambda: [
            each.case_id for each in movements if each.kind is Kind.CHANGED and each.amount_change
        ],
        Figure.FINISHED_WEEK: lambda: [
            each.case_id for each in movements if each.after is State.DONE and each.before is not State.DONE
        ],
        Figure.DONE: lambda: [i for i, member in closing.items() if member.state is State.DONE],
        Figure.ONGOING: lambda: [i for i, member in closing.items() if member.state is State.ONGOING],
        Figure.AMOUNT: lambda: list(closing),
        Figure.OPENING: lambda: list(opening),
        Figure.CARRIED: lambda: list(carried),
    }[figure]()
    return sorted(found, key=str)


@dataclass(frozen=True, slots=True)
class Named:
    """A movement with the case's number, as a footnote names it."""

    number: str
    movement: Movement
    corrects: int | None = None
    """Number of the earlier, final week this corrects (更正第 k 期)."""
    adjusted: bool = False
    """Entered by a named adjustment after the cut-off."""
    corrects_year: int | None = None
    """Year of the corrected week, where it is not that of the table."""
    correction_reason: str = ""
    """Why the final week was corrected, as its bureau wrote it."""


def correction_mark(number: int, year: int | None = None) -> str:
    """Say which week is corrected: 更正第 45 期; with its year where that is another."""
    return f"更正 {year} 年第 {number} 期" if year else f"更正第 {number} 期"


def worth_naming(each: Named) -> bool:
    """Whether a change wants a word: an ordinary start is what 本周进度 counts, an ordinary finish 已完成."""
    if each.corrects or each.adjusted or each.movement.kind is Kind.OUT:
        return True
    return bool(each.movement.reason if each.movement.kind is Kind.IN else each.movement.amount_change)


def cutoff_note(cutoff_at: datetime, due_at: datetime) -> str:
    """State the data cut-off, which the source leaves open. Both moments in Asia/Shanghai."""
    # Cut-offs are stored as 0:00 of the next day; people say 24:00 of the day before.
    day = cutoff_at.date() - timedelta(days=1)
    before = "一二三四五"[(due_at.date() - day).days - 1]
    return (
        f"数据截至 {formats.day(day)} 24:00（报送日前{before}日；原文未规定，系本地约定），"
        f"报送截止 {formats.month_moment(due_at)}。"
    )


def footnotes(
    week: Figures,
    named: Iterable[Named],
    *,
    carried_gone: int = 0,
    entries: Sequence[Entry] = (),
    number: int = 0,
) -> list[str]:
    """Explain the figures in words: the sum, 结转, 期初数, 核减, changed amounts, corrections.

    ``carried_gone``: how many of the 结转 the week counts no more; ``entries``: 期初数 as of week ``number``.
    """
    before, whole = until(entries, number - 1).closing, until(entries, number).closing
    lines = [
        f"上期累计 {week.opening + before}{step(entries, number)} ＋ 新增 {week.added}"
        f" {formats.MINUS} 核减 {week.removed} ＝ 本期累计 {week.closing + whole}（户）。",
        *notes(entries, number),
    ]
    if week.carried:
        lines.append(_carried_note(week.carried, carried_gone))
    for each in named:
        movement, parts = each.movement, []
        mark = correction_mark(each.corrects, each.corrects_year) if each.corrects else ""
        prefix = f"{mark}：" if mark else "截止后更正：" if each.adjusted else ""
        reasons = [movement.reason, each.correction_reason and f"更正原因：{each.correction_reason}"]
        why = "；".join(filter(None, reasons))
        why = f"（{why}）" if why else ""
        if movement.kind is Kind.OUT:
            parts.append(f"核减 {each.number}{why}")
        # An ordinary start needs no footnote: it is what 本周进度 counts.
        elif movement.kind is Kind.IN and (prefix or movement.reason):
            parts.append(f"新增 {each.number}{why}")
        elif movement.kind is Kind.CHANGED:
            if movement.amount_change:
                sign = "＋" if movement.amount_change > 0 else ""
                parts.append(f"{each.number} 合同金额变更 {sign}{money(movement.amount_change)} 万元{why}")
            elif prefix:
                parts.append(f"{each.number} 进度更正{why}")
        lines += [f"{prefix}{part}。" for part in parts]
    return lines


def _carried_note(carried: int, gone: int) -> str:
    if gone >= carried:
        return f"上年结转的正在装修 {carried} 户均已核减，累计进度不再含上年结转。"
    was = f"（上年末 {carried} 户，其后已核减 {gone} 户）" if gone else ""
    return f"累计进度含上年结转的正在装修 {carried - gone} 户{was}，开工时已计入上年，不计入本周进度。"


def declared_note(*, source: str, queried: str, missing_reason: str, amount_missing: int = 0) -> str:
    """State where the row 传统装修 comes from (备注 2), or why it is empty this week."""
    if missing_reason:
        return f"传统装修：本周未取得数据（{missing_reason}）。"
    missing = f"其中合同金额未取得 {amount_missing} 户；" if amount_missing else ""
    return (
        f"传统装修为申报总数，来源：{source}，查询时间：{queried}；{missing}本系统同类案件已含在内，不另加。"
    )
