"""The roll-up of a week, put together once for screen, PDF and Excel (R11)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from apps.documents.rules.papers import PaperMark
from apps.lib import clock
from apps.lib.actors import Actor
from apps.programs.models import Program
from apps.reports.enums import WeekState
from apps.reports.queries.lists import DistrictLine, Group, grid, sum_groups
from apps.reports.queries.live import figure_url
from apps.reports.queries.sheets import Row, printed
from apps.reports.queries.weeks import place_name
from apps.reports.rules.figures import Figure
from apps.reports.rules.layout import NOT_ASKED, Layout, Value
from apps.reports.rules.papers import ROLL_UP_FORM, RollUpPair, RollUpTable, WeeklyRow

NOTES = (
    "本周进度只加本期已接收的区县；未接收的区县本周记“—”，累计取其最近一次已接收的数，标“截至第几期”。",
    "传统装修为各区县申报总数。",
    "全年目标的合计是本级下达的目标；没有单独下达的，为各区县目标之和。",
)
OF_THE_WEEK = ("opening", "removed", "amount_change")
"""Further figures that are this week's own: an earlier week's stand for nothing now."""
MORE_NOTE = "上期累计、核减、合同金额变更同本周进度，上年结转同累计。"
"""Said where a body's own form prints one of them."""


@dataclass(frozen=True, slots=True)
class RollUp:
    """A week's groups with their sum; empty before the first week."""

    groups: tuple[Group, ...]
    total: Group

    @property
    def accepted(self) -> int:
        """Districts whose report of the week is accepted."""
        return sum(1 for line in self.total.lines if line.standing.state is WeekState.ACCEPTED)


_BLANK = Row(None, None, None, None, None)
NOTHING = RollUp((), Group(None, (), _BLANK, _BLANK))
"""Before the first week."""


def initial_notes(lines: Sequence[DistrictLine]) -> tuple[str, ...]:
    """Say whose cumulative contains 期初数, which no list opens."""
    begun = [(line, line.last.initial) for line in lines if line.last is not None and line.last.initial]
    if not begun:
        return ()
    places = "、".join(f"{place_name(line.snapshot.bureau)} {each.closing} 户" for line, each in begun)
    return (f"累计含期初数（启用以前的书面统计，没有逐户名单，不能点开）：{places}。",)


def merged_notes(lines: Sequence[DistrictLine]) -> tuple[str, ...]:
    """Say whose target has that of a body that went up in it beside it, not in it."""
    lacking = [(place_name(each.snapshot.bureau), each.not_added) for each in lines if each.not_added]
    places = "、".join(f"{name}另有并入单位 {households} 户" for name, households in lacking)
    return (f"全年目标尚未计入并入单位的：{places}。",) if places else ()


def roll_up(actor: Actor, program: Program, number: int) -> RollUp:
    """Return the roll-up of a week for a reader."""
    groups, aim = grid(actor, program, number, clock.now())
    return RollUp(tuple(groups), sum_groups(groups, aim))


FIGURES = {
    "this_week": Figure.THIS_WEEK,
    "done": Figure.DONE,
    "ongoing": Figure.ONGOING,
    "amount": Figure.AMOUNT,
}
"""Columns of 装配化装修 that open to cases; what a bureau declares has none behind it."""


def roll_up_links(
    program: Program, number: int, row: Row, lines: Sequence[DistrictLine], **cut: int | None
) -> dict[str, str]:
    """Return the addresses of a row's cases by column; '' where nothing lies behind.

    A reopened week shows what was accepted while its set moves on: its row opens to nothing and says so.
    """
    reopened = any(line.reopened for line in lines)
    behind = {name: None if reopened else getattr(row, name) for name in FIGURES}
    return {
        name: figure_url(figure, program, week=number, **cut) if behind[name] else ""
        for name, figure in FIGURES.items()
    }


def table_of(found: RollUp, *, body_name: str, layout: Layout = ROLL_UP_FORM) -> RollUpTable:
    """Return the roll-up as its papers want it, in the columns of ``layout``; there must be a week."""
    first, now = found.total.lines[0].snapshot, clock.now()
    pairs: list[RollUpPair] = []
    for group in found.groups:
        pairs += [_pair(line) for line in group.lines]
        if len(found.groups) > 1:
            pairs.append(_sum(f"{_name_of(group, body_name)}小计", group))
    pairs.append(_sum("合计", found.total))
    return RollUpTable(
        body_name=body_name,
        year=first.program.year,
        number=first.number,
        period_start=first.period_start,
        period_end=first.period_end,
        expected=len(found.total.lines),
        accepted=found.accepted,
        pairs=tuple(pairs),
        notes=(
            *NOTES,
            *((MORE_NOTE,) if {*OF_THE_WEEK, "carried"} & set(layout.figures) else ()),
            *initial_notes(found.total.lines),
            *merged_notes(found.total.lines),
        ),
        layout=layout,
        mark=PaperMark(number=f"汇总-{first.program.year}-第{first.number}期", issued_at=now),
    )


def _name_of(group: Group, body_name: str) -> str:
    if group.upper is None:
        return "未设报送关系"
    return "直接报送" if group.upper.name == body_name else f"{group.upper.name} "


def _pair(line: DistrictLine) -> RollUpPair:
    standing = line.standing
    return RollUpPair(
        name=place_name(line.snapshot.bureau),
        assembled=_own(line, (line,)),
        declared=_declared(line),
        standing=standing.label,
        submitted_at=standing.submitted_at if standing.state is not WeekState.MISSING else None,
        as_of_week=line.last.week if line.is_old and line.last else None,
    )


def _sum(name: str, group: Group) -> RollUpPair:
    return RollUpPair(name, _own(group, group.lines), _declared(group), is_sum=True)


def _own(of: DistrictLine | Group, lines: Sequence[DistrictLine]) -> WeeklyRow:
    return printed(of.assembled, more={"closing": of.assembled.total, **_more(lines)})


def _declared(of: DistrictLine | Group) -> WeeklyRow:
    return printed(of.declared, target=NOT_ASKED, more={"closing": of.declared.total})


def _more(lines: Sequence[DistrictLine]) -> dict[str, Value]:
    """Sum what a body's own form may print beside the row, over one district or many."""
    weeks = [line.accepted for line in lines if line.accepted is not None]
    known = [line.last for line in lines if line.last is not None]
    of_week = {name: sum(getattr(each, name) for each in weeks) if weeks else None for name in OF_THE_WEEK}
    return {**of_week, "carried": sum(each.carried for each in known) if known else None}


def accepted_weeks(lines: Sequence[DistrictLine], figure: str) -> dict[int, tuple[int, int]]:
    """Return by bureau the week whose accepted report the roll-up shows, and the figure in it."""
    found = {}
    column = next(name for name, each in FIGURES.items() if each == figure)
    for line in lines:
        row = line.assembled
        count = row.total if figure == Figure.AMOUNT else getattr(row, column)
        if line.last is not None and count is not None:
            found[line.snapshot.bureau_id] = (line.last.week, count)
    return found
