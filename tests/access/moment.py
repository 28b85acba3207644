"""One moment, and those of what 管理 keeps."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from apps.acts.acts import Ground
from apps.connections.models import Delivery
from apps.connections.rules.partners import PARTNERS
from apps.lib import clock
from apps.orgs.models import ReportingLine
from apps.othertrack.acts import RENOVATION, RENOVATIONS
from apps.programs.models import CalendarYear
from apps.reports.enums import CloseStatus
from apps.reports.models import YearClose
from apps.signals.acts import SIGNAL
from apps.supervision.acts import DRAW, DRAWS, RECHECK, TIE
from apps.tickets.acts import TICKET, TICKETS
from tests.access.stage import Stage
from tests.factories import draws
from tests.factories.world import World


@dataclass(frozen=True)
class Moment:
    """One moment: a case (or week) of the stage, carried on by ``then``."""

    name: str
    label: str
    start: str
    """Key of the stage's case or, for a week, of its snapshot."""
    then: Callable[[Stage, Any], object] = lambda _stage, _subject: None
    week: bool = False
    year: bool = False
    kept: bool = False
    """A body, a year or a rule set of 管理."""
    directory: bool = False
    token: bool = False
    """Of the tokens of 上城: its body or one of them."""
    person: bool = False
    """Of a person of 上城: ``start`` is the persona."""
    body: bool = False
    system: bool = False
    """A system outside, or what is sent to it."""


def _begin(stage: Stage, bureau: Any) -> None:
    """Let a bureau's first week be that of next Thursday, its year not handed in."""
    YearClose.objects.filter(bureau=bureau).update(status=CloseStatus.OPEN)
    ReportingLine.objects.filter(organisation=bureau).update(valid_from=clock.today())


KEPT: tuple[Moment, ...] = (
    Moment("body_numbers", "区县", "body", kept=True),
    Moment("year_running", "年内", "year", kept=True),
    Moment("rules_draft", "草稿", "rules", kept=True),
    Moment("calendar_provisional", "暂定", "calendar", kept=True),
    Moment("city_words", "市级", "city", kept=True),
    Moment("bureau_begins", "年中启用的区县", "body", _begin, kept=True),
)
"""What 管理 keeps: a district's numbers, a year, a draft of rules, a year not announced, a city's words."""

TOKENS: tuple[Moment, ...] = (Moment("tokens", "机构在用", "body", token=True),)
"""A body whose tokens are kept."""
TOKEN: tuple[Moment, ...] = (
    Moment("token", "有效", "working", token=True),
    Moment("token_revoked", "已撤销", "revoked", token=True),
)
"""One token."""

BODIES: tuple[Moment, ...] = (
    Moment("body", "住建局", "shangcheng", body=True),
    Moment("body_province", "省建设厅", "province", body=True),
    Moment("body_company", "物业服务企业", "company", body=True),
    Moment("body_leaving", "有计划中的停用", "leaving", body=True),
)
"""Bodies; the last is going to be closed."""

KEEPINGS = (Moment("keeper", "随时", "keeper", directory=True),)
POINTS = (
    Moment("point", "开放", "point", directory=True),
    Moment("point_closed", "已撤销", "point_closed", directory=True),
)
ROLLS = (
    Moment("roll", "在用", "roll", directory=True),
    Moment("roll_closed", "已停用", "closed", directory=True),
)
PLACES = (
    Moment("place_applied", "已申请", "applied", directory=True),
    Moment("place_listed", "在名录中", "listed", directory=True),
    Moment("place_removed", "已移出", "removed", directory=True),
)
FIRMS = (
    Moment("firm", "有账号", "firm", directory=True),
    Moment("firm_alone", "没有账号", "firm_alone", directory=True),
)
TICKETS_OF = (
    Moment("ticket_waiting", "待受理", "ticket_waiting", directory=True),
    Moment("ticket_handling", "办理中", "ticket_handling", directory=True),
    Moment("ticket_settled", "已办结", "ticket_settled", directory=True),
    Moment("ticket_street", "转到街道，办理中", "ticket_street", directory=True),
    Moment("ticket_above", "反映区里，在市里待受理", "ticket_above", directory=True),
)
SIGNALS_OF = (
    Moment("signal_open", "待核看", "signal_open", directory=True),
    Moment("signal_checking", "转为核实", "signal_checking", directory=True),
    Moment("signal_cleared", "疑点排除", "signal_cleared", directory=True),
    Moment("signal_changed", "情况已变", "signal_changed", directory=True),
)
RENOVATIONS_OF = (
    Moment("renovation_applied", "已申请", "renovation_applied", directory=True),
    Moment("renovation_returned", "退回补正", "renovation_returned", directory=True),
    Moment("renovation_checked", "已核查", "renovation_checked", directory=True),
    Moment("renovation_troubled", "巡查有问题", "renovation_troubled", directory=True),
    Moment("renovation_reviewed", "已审查", "renovation_reviewed", directory=True),
    Moment("renovation_finished", "已审查，已完工", "renovation_finished", directory=True),
    Moment("renovation_approved", "已核准", "renovation_approved", directory=True),
)


def _by(then: Callable[[World, Any], None]) -> Callable[[Stage, Any], None]:
    return lambda stage, subject: then(stage.world, subject)


DRAWS_OF = (
    Moment("draw_fixed", "等见证人封存", "draw_fixed", directory=True),
    Moment("draw_digested", "已取日摘要，等开封", "draw_digested", directory=True),
    Moment("draw_drawn", "已抽取", "draw_drawn", directory=True),
    Moment("draw_ready", "复核完", "draw_drawn", _by(draws.through), directory=True),
    Moment(
        "draw_published",
        "已公布",
        "draw_drawn",
        _by(draws.published),
        directory=True,
    ),
    Moment("draw_withdrawn", "已作罢", "draw_withdrawn", directory=True),
)
RECHECKS_OF = (
    Moment("recheck_asking", "等住户答复", "recheck", directory=True),
    Moment("recheck_agreed", "等复核", "recheck", _by(draws.agree), directory=True),
    Moment(
        "recheck_recorded",
        "等确认",
        "recheck",
        _by(draws.record),
        directory=True,
    ),
    Moment("recheck_done", "已复核", "recheck", _by(draws.confirm), directory=True),
)
OF_DESKS: dict[Ground[Any], tuple[Moment, ...]] = {
    TICKETS: TICKETS_OF[:1],
    TICKET: TICKETS_OF,
    SIGNAL: SIGNALS_OF,
    RENOVATIONS: RENOVATIONS_OF[:1],
    RENOVATION: RENOVATIONS_OF,
    DRAWS: DRAWS_OF[:1],
    DRAW: DRAWS_OF,
    RECHECK: RECHECKS_OF,
    TIE: (Moment("tie", "已登记", "tie", directory=True),),
}
ROWLESS = (TICKETS, RENOVATIONS, DRAWS)
"""Counters, at which nothing stands yet."""
PACKAGES = (
    Moment("package_waiting", "待公布", "package_waiting", directory=True),
    Moment("package_published", "已公布", "package_published", directory=True),
)
"""Of the directory: a body that keeps lists, points, packages."""

VISITS: tuple[Moment, ...] = (
    Moment("visit_offered", "已提出验收时段", "completed"),
    Moment("patrol_offered", "已提出巡查时段", "building"),
    Moment("survey_offered", "已提出复量时段", "designing"),
    Moment("acceptance_over", "约定的验收时间已过", "attempt"),
    Moment("visit_over", "约定的巡查时间已过", "faulty"),
    Moment("survey_over", "约定的复量时间已过", "stopped"),
)
"""Appointments of each purpose: one offered, one whose hour is over."""


def fresh(subject: Any) -> Any:
    """Return a subject as it stands now; a system outside is declared and no row."""
    manager = getattr(type(subject), "_base_manager", None)
    return manager.get(pk=subject.pk) if manager else subject


def subjects(stage: Stage, moment: Moment) -> dict[str, Any]:
    """Return what a moment may start from, by its name."""
    if moment.week:
        return {**stage.snapshots}
    if moment.year:
        return {**stage.closes}
    if moment.directory:
        return {**stage.directory}
    if moment.token:
        return {**stage.tokens, "body": stage.world.shangcheng}
    if moment.system:
        delivery = Delivery(pk=stage.matters["delivery"])
        return {"system": PARTNERS["haochaping"], "delivery": delivery}
    if moment.kept:
        found: dict[str, Any] = {"year": stage.world.program, "rules": stage.draft}
        found |= {"body": stage.world.shangcheng, "city": stage.world.city}
        return {**found, "calendar": CalendarYear.objects.get(pk=2027)}
    return {**stage.bodies} if moment.body else {**stage.cases}
