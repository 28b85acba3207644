"""The key figures of 总览: each with its denominator, and every number of cases opens to them (R32)."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from apps.lib import formats
from apps.lib.amounts import in_wan
from apps.programs.models import Program
from apps.reports.queries.live import Opinions, figure_url
from apps.reports.queries.opened import OF_A_WEEK
from apps.reports.queries.progress import Progress
from apps.reports.rules.figures import Figure


@dataclass(frozen=True, slots=True)
class Part:
    """Words of the line below a tile, or a number in it; ``url`` opens the number."""

    text: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Tile:
    """A key figure, what it is a part of, and the lines below it."""

    label: str
    value: str
    url: str
    of: str = ""
    lines: tuple[tuple[Part, ...], ...] = ()


def tiles(program: Program, pace: Progress, said: Opinions) -> list[Tile]:
    """Return the tiles of a page."""
    week = {figure: sum(each.fresh.get(figure, 0) for each in pace.weeks.values()) for figure in OF_A_WEEK}
    split = bool(pace.target and pace.others)
    counted = {"of": "counted"} if split else {}

    def number(count: int, figure: str, **more: str) -> Part:
        # Nothing lies behind a nought: no list that says so.
        return Part(f" {count} ", figure_url(figure, program, **more) if count else "")

    def beside(count: int, figure: str) -> tuple[tuple[Part, ...], ...]:
        if not split:
            return ()
        words = f"另有 {len(pace.others)} 家不计入目标，"
        return ((Part(words), number(count, figure, of="others"), Part("户")),)

    def begun(count: int) -> tuple[tuple[Part, ...], ...]:
        return ((Part(f"其中期初数 {count} 户，没有逐户名单"),),) if count else ()

    own = pace.counted_initial

    def fresh(figure: str, word: str, share: str = "") -> tuple[Part, ...]:
        return (Part(f"{share}本期{word}"), number(week[figure], figure), Part("户"))

    def tile(label: str, count: int, figure: str, *lines: tuple[Part, ...], of: str = "") -> Tile:
        return Tile(label, str(count), number(count, figure, **counted).url, of, lines)

    signed = pace.started + pace.other_done + pace.other_ongoing
    mean = formats.number(Fraction(in_wan(pace.amount)) / signed, places=2) if signed else ""
    each = f"户，户均 {mean}" if signed else "户"
    return [
        tile(
            f"完成，{len(pace.counted)} 家" if split else "已完成装修",
            pace.done,
            Figure.DONE,
            fresh(Figure.FINISHED_WEEK, "完工", _share("目标", pace.done, pace.target)),
            *begun(own.done),
            *(((Part(f"并入单位 {pace.not_added} 户，尚未计入"),),) if pace.not_added else ()),
            *beside(pace.other_done, Figure.DONE),
            of=f"/ {pace.target}" if pace.target else "",
        ),
        tile(
            "正在装修",
            pace.ongoing,
            Figure.ONGOING,
            fresh(Figure.THIS_WEEK, "新开工"),
            *begun(own.ongoing),
            *beside(pace.other_ongoing, Figure.ONGOING),
        ),
        tile(
            "验收合格",
            pace.passed,
            Figure.PASSED,
            fresh(Figure.PASSED_WEEK, "合格", _share("完成", pace.passed, pace.done)),
            *begun(own.passed),
            *beside(pace.other_passed, Figure.PASSED),
        ),
        Tile(
            "合同金额，万元",
            formats.money(pace.amount),
            number(signed, Figure.AMOUNT).url,
            lines=((Part("完成和在装"), number(signed, Figure.AMOUNT), Part(each)),),
        ),
        Tile(
            "户主满意，现在",
            str(said.satisfied),
            number(said.satisfied, "satisfied").url,
            lines=(
                (
                    Part("不满意"),
                    number(said.dissatisfied, "dissatisfied"),
                    Part("户，没表态"),
                    number(said.unspoken, "unspoken"),
                    Part("户"),
                ),
            ),
        ),
    ]


def _share(of: str, count: int, whole: int | None) -> str:
    return f"{of}的 {formats.whole_percent(Fraction(count, whole))}，" if whole else ""
