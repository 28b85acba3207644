"""What stands now (现在的数), not at a cut-off: funnel, what is late, opinions, linked programmes (R32).

Every number here names a figure of :func:`live_figure`, which lists the cases it counts.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from apps.cases.enums import ACCEPTED, ENDED, FINISHED, STARTED, LinkedProgramme, Status
from apps.cases.models import Case
from apps.cases.models.case import CaseQuerySet
from apps.cases.queries import funnel_states, past_due, running_periods
from apps.inspections.enums import Satisfaction
from apps.inspections.models import AcceptanceAttempt
from apps.lib.actors import Actor
from apps.orgs.enums import SensitiveField, Sight
from apps.orgs.permissions import sight
from apps.programs.models import Program
from apps.reports.enums import LiveFacet
from apps.reports.queries.live_counts import LiveCounts, has_programme
from apps.reports.rules.charts import coordinate

BAR = 168
"""Longest bar of the funnel, in units of its drawing."""


def figure_url(figure: str, program: Program, **more: object) -> str:
    """Address of the cases behind a figure of 总览."""
    asked = {"year": program.year, **{name: value for name, value in more.items() if value}}
    return f"{reverse('reports:overview-figure', args=[figure])}?{urlencode(asked)}"


@dataclass(frozen=True, slots=True)
class Stage:
    """A step of the funnel, with how many are past the last day of the period that runs in it."""

    label: str
    count: int
    url: str
    bar: str
    late: int
    late_words: str
    late_url: str


@dataclass(frozen=True, slots=True)
class Linked:
    """A programme whose combination is encouraged, with its households."""

    label: str
    count: int
    url: str


@dataclass(frozen=True, slots=True)
class Funnel:
    """Where the cases of a year stand now."""

    stages: tuple[Stage, ...]
    open: int
    open_url: str
    accepted: int
    accepted_url: str
    linked: tuple[Linked, ...]
    """Started households by linked programme."""


def funnel(actor: Actor, program: Program, counts: LiveCounts) -> Funnel:
    """Tell where the actor's cases of a year stand, late and by linked programme.

    困难家庭 is named only to who may know it (R18).
    """
    named = [
        (label, statuses)
        for label, statuses in funnel_states()
        if not set(statuses) <= ENDED | ACCEPTED  # what is over has no place in a queue
    ]
    standing, late_by = counts.by_status, counts.late
    most = max((sum(standing.get(s, 0) for s in statuses) for _, statuses in named), default=0) or 1
    stages, periods = [], running_periods()
    for label, statuses in named:
        first, period = statuses[0], periods.get(statuses[0])
        count = sum(standing.get(s, 0) for s in statuses)
        late = sum(late_by.get(s, 0) for s in statuses)
        stages.append(
            Stage(
                label=label,
                count=count,
                url=figure_url(f"stage-{first.value}", program),
                bar=coordinate(BAR * count / most),
                late=late,
                late_words=f"{late} 户{period.label}超期" if period and late else "",
                late_url=figure_url(f"late-{first.value}", program),
            )
        )
    return Funnel(
        stages=tuple(stages),
        open=sum(count for status, count in standing.items() if status not in ENDED | ACCEPTED),
        open_url=figure_url("open", program),
        accepted=sum(standing.get(status, 0) for status in ACCEPTED),
        accepted_url=figure_url("accepted", program),
        linked=tuple(
            Linked(
                each.label,
                counts.linked.get(each.value, 0),
                figure_url(f"linked-{each.value}", program),
            )
            for each in _linked_shown(actor)
        ),
    )


def live_cases(actor: Actor, program: Program) -> CaseQuerySet:
    """Return the cases of a year an actor sees, without drafts: to the overview they are nobody's yet."""
    return Case.objects.visible_to(actor).filter(program=program).exclude(status=Status.DRAFT)


@dataclass(frozen=True, slots=True)
class Opinions:
    """What the households of completed works said, by their latest acceptance."""

    satisfied: int
    dissatisfied: int
    unspoken: int
    """An inspector has spoken, the household not yet."""


def _latest_attempt(**wanted: object) -> Q:
    later = AcceptanceAttempt.objects.filter(case=OuterRef("case"), number__gt=OuterRef("number"))
    own = AcceptanceAttempt.objects.filter(~Exists(later), ~Q(verdict=""), case=OuterRef("pk"), **wanted)
    return Q(Exists(own), status__in=FINISHED)


def opinions(counts: LiveCounts) -> Opinions:
    """Tell how many households of completed works said what."""
    said = counts.opinions
    return Opinions(
        said.get(Satisfaction.SATISFIED, 0), said.get(Satisfaction.DISSATISFIED, 0), said.get("", 0)
    )


def _linked_shown(actor: Actor) -> list[LinkedProgramme]:
    hidden = sight(actor, SensitiveField.HARDSHIP) is not Sight.PLAIN
    return [each for each in LinkedProgramme if not (hidden and each is LinkedProgramme.HAZARD)]


@dataclass(frozen=True, slots=True)
class LiveFigure:
    """A figure of the moment: its words, which cases it counts, and which kept rows say how many."""

    label: str
    reason: str
    """Why a case counts, for the head of its list."""
    wanted: Q
    kept: Q


def live_figure(actor: Actor, name: str, *, today: date) -> LiveFigure | None:
    """Return a figure of the moment by its name in addresses; None of one there is not."""
    return _figures(actor, today).get(name)


def _figures(actor: Actor, today: date) -> dict[str, LiveFigure]:
    over = Q(status__in=[*ENDED, *ACCEPTED])
    found = {
        "open": LiveFigure(
            "在办",
            "已登记，还没有验收合格或办结",
            ~over,
            Q(facet=LiveFacet.STATUS) & ~Q(value__in=[*ENDED, *ACCEPTED]),
        ),
        "registered": LiveFigure("登记", "已登记的全部案件", Q(), Q(facet=LiveFacet.STATUS)),
        "accepted": _standing("验收合格（现在）", "验收合格，没有撤销", ACCEPTED),
        "building": _standing("正在装修（现在）", "已开工，未完工", STARTED - FINISHED),
        "finished": _standing("已完成装修（现在）", "已完工，没有核减", FINISHED),
        "satisfied": _spoken("户主满意", "最近一次验收时表示满意", Satisfaction.SATISFIED),
        "dissatisfied": _spoken("户主不满意", "最近一次验收时表示不满意", Satisfaction.DISSATISFIED),
        "unspoken": _spoken("户主没表态", "验收人员已出意见，户主还没有确认", ""),
    }
    for label, statuses in funnel_states():
        found[f"stage-{statuses[0].value}"] = _standing(label, "现在办到这一步", statuses)
    for status, period in running_periods().items():
        found[f"late-{status.value}"] = LiveFigure(
            f"{period.label}超期",
            f"过了{period.last_day}仍未办完",
            Q(status=status) & past_due(today),
            Q(facet=LiveFacet.DUE, value=status),
        )
    for each in _linked_shown(actor):
        found[f"linked-{each.value}"] = LiveFigure(
            f"结合{each.label}",
            "已开工，登记时结合这一项目",
            Q(status__in=STARTED) & has_programme(each),
            Q(facet=LiveFacet.LINKED, value=each.value),
        )
    return found


def _standing(label: str, reason: str, statuses: Collection[Status]) -> LiveFigure:
    kept = Q(facet=LiveFacet.STATUS, value__in=list(statuses))
    return LiveFigure(label, reason, Q(status__in=list(statuses)), kept)


def _spoken(label: str, reason: str, said: str) -> LiveFigure:
    kept = Q(facet=LiveFacet.OPINION, value=said)
    return LiveFigure(label, reason, _latest_attempt(satisfaction=said), kept)
