"""期初数: what a bureau counted on paper before its first week here, and how it is told (R10)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from apps.lib import formats
from apps.lib.amounts import ZERO, Yuan, is_whole_fen
from apps.lib.formats import money


@dataclass(frozen=True, slots=True)
class Initial:
    """Households and 元 without cases behind them; of a correction, by how much it changes them."""

    done: int = 0
    ongoing: int = 0
    passed: int = 0
    """Of those completed, how many had passed 验收."""
    amount: Yuan = ZERO

    def __add__(self, other: Initial) -> Initial:
        return Initial(
            self.done + other.done,
            self.ongoing + other.ongoing,
            self.passed + other.passed,
            self.amount + other.amount,
        )

    def __sub__(self, other: Initial) -> Initial:
        return self + Initial(-other.done, -other.ongoing, -other.passed, -other.amount)

    def __bool__(self) -> bool:
        return bool(self.done or self.ongoing or self.passed or self.amount)

    @property
    def closing(self) -> int:
        """已完成 plus 正在装修."""
        return self.done + self.ongoing

    @property
    def words(self) -> str:
        """The numbers as a footnote names them."""
        return (
            f"已完成 {self.done} 户（其中验收合格 {self.passed} 户）、正在装修 {self.ongoing} 户、"
            f"合同金额 {money(self.amount)} 万元"
        )


NONE = Initial()


def unsound(figures: Initial) -> tuple[str, str, str] | None:
    """Return what cannot be meant by some figures: column, words and code; None where they can."""
    for name, label in (("done", "已完成"), ("ongoing", "正在装修"), ("passed", "验收合格")):
        if getattr(figures, name) < 0:
            return name, f"{label}的户数不能小于 0。", "negative"
    if figures.passed > figures.done:
        return "passed", "验收合格的户数不能多于已完成。", "passed"
    if figures.amount < 0 or not is_whole_fen(figures.amount):
        return "amount", "合同金额不能小于 0，最多写到分。", "amount"
    if figures.amount and not figures.closing:
        return "amount", "没有户数，不会有合同金额。", "amount_alone"
    return None


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the 期初数: the first one, or a correction that counts from a later week on."""

    change: Initial
    from_number: int
    day: date
    """From this day on it stands in the counts by day."""
    as_of: date
    source: str
    basis: str
    reason: str = ""
    other: str = ""
    """The other body of a merger, where it was one that moved them here or away."""


def until(entries: Iterable[Entry], number: int) -> Initial:
    """Return what counts at the end of a week."""
    return sum((each.change for each in entries if each.from_number <= number), NONE)


def step(entries: Sequence[Entry], number: int) -> str:
    """Return what 期初数 add to the sum of a week, as a part of it; '' where nothing."""
    change = until(entries, number).closing - until(entries, number - 1).closing
    now = [each for each in entries if each.from_number == number]
    words = "期初数更正" if any(each.from_number < number for each in entries) else "期初数"
    if now and all(each.other for each in now):
        words = "并入机构的期初数" if change > 0 else "转出的期初数"
    return f" {'＋' if change > 0 else formats.MINUS} {words} {abs(change)}" if change else ""


def notes(entries: Iterable[Entry], number: int) -> list[str]:
    """Explain 期初数 in a week's footnotes: whence they are, and what was corrected; oldest entry first."""
    known = [each for each in entries if each.from_number <= number]
    if not known:
        return []
    whole = until(known, number)
    lines = []
    if whole:
        # Of several that a body entered itself the last one says what all of them say; a merger's adds to it.
        own = [each for each in known if not each.other][-1:]
        whence = "；".join(
            f"{each.other}并入，" * bool(each.other)
            + f"截至 {formats.day(each.as_of)}，来源：{each.source}，依据：{each.basis}"
            for each in [*own, *(each for each in known if each.other)]
        )
        lines.append(
            f"累计进度含期初数：启用以前书面统计的{whole.words}（{whence}），没有逐户名单，不计入本周进度。"
        )
    before = NONE
    for each in known:
        after = before + each.change
        # A reason has what was changed after somebody had handed a week in.
        if each.reason and each.from_number == number:
            lines.append(f"期初数更正：由{before.words}，改为{after.words}（{each.reason}）。")
        before = after
    return lines
