"""What stands now (现在的数), not at a cut-off: funnel, what is late, opinions, linked programmes (R32).

Every number here names a figure of :func:`live_figure`, which lists the cases it counts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Exists, OuterRef, Q
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


def funnel(actor: Actor, program: Program, *, today: date) -> Funnel:
    """Count the actor's cases of a year by stage, late and by linked programme (one query).

    困难家庭 is named only to who may know it (R18).
    """
    shown = _linked_shown(actor)
    rows: list[Any] = list(
        live_cases(actor, program)
        .order_by()
        .values("status")
        .annotate(
            n=Count("pk"),
            late=Count("pk", filter=past_due(today)),
            **{each.value: Count("pk", filter=_has(each)) for each in shown},
        )
    )
    counts = {row["status"]: (row["n"], row["late"]) for row in rows}
    begun = [row for row in rows if row["status"] in STARTED]
    named = [
        (label, statuses)
        for label, statuses in funnel_states()
        if not set(statuses) <= ENDED | ACCEPTED  # what is over has no place in a queue
    ]
    most = max((sum(counts.get(s, (0, 0))[0] for s in statuses) for _, statuses in named), default=0) or 1
    stages, periods = [], running_periods()
    for label, statuses in named:
        first, period = statuses[0], periods.get(statuses[0])
        count = sum(counts.get(s, (0, 0))[0] for s in statuses)
        late = sum(counts.get(s, (0, 0))[1] for s in statuses)
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
        open=sum(count for status, (count, _) in counts.items() if status not in ENDED | ACCEPTED),
        open_url=figure_url("open", program),
        accepted=sum(counts.get(status, (0, 0))[0] for status in ACCEPTED),
        accepted_url=figure_url("accepted", program),
        linked=tuple(
            Linked(
                each.label,
                sum(row[each.value] for row in begun),
                figure_url(f"linked-{each.value}", program),
            )
            for each in shown
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


def opinions(actor: Actor, program: Program) -> Opinions:
    """Count households of completed works by their opinion (one query)."""
    later = AcceptanceAttempt.objects.filter(case=OuterRef("case"), number__gt=OuterRef("number"))
    counts: Mapping[str, int] = dict(
        AcceptanceAttempt.objects.filter(
            ~Exists(later), ~Q(verdict=""), case__in=live_cases(actor, program).filter(status__in=FINISHED)
        )
        .order_by()
        .values_list("satisfaction")
        .annotate(n=Count("pk"))
    )
    return Opinions(
        counts.get(Satisfaction.SATISFIED, 0), counts.get(Satisfaction.DISSATISFIED, 0), counts.get("", 0)
    )


def _has(programme: LinkedProgramme) -> Q:
    # A list of codes as JSON: quotes keep one code from being found inside another.
    return Q(linked_programmes__icontains=f'"{programme.value}"')


def _linked_shown(actor: Actor) -> list[LinkedProgramme]:
    hidden = sight(actor, SensitiveField.HARDSHIP) is not Sight.PLAIN
    return [each for each in LinkedProgramme if not (hidden and each is LinkedProgramme.HAZARD)]


@dataclass(frozen=True, slots=True)
class LiveFigure:
    """A figure of the moment: its words and which cases it counts."""

    label: str
    reason: str
    """Why a case counts, for the head of its list."""
    wanted: Q


def live_figure(actor: Actor, name: str, *, today: date) -> LiveFigure | None:
    """Return a figure of the moment by its name in addresses; None of one there is not."""
    return _figures(actor, today).get(name)


def _figures(actor: Actor, today: date) -> dict[str, LiveFigure]:
    found = {
        "open": LiveFigure("在办", "已登记，还没有验收合格或办结", ~Q(status__in=[*ENDED, *ACCEPTED])),
        "accepted": LiveFigure("验收合格（现在）", "验收合格，没有撤销", Q(status__in=ACCEPTED)),
        "registered": LiveFigure("登记", "已登记的全部案件", Q()),
        "building": LiveFigure("正在装修（现在）", "已开工，未完工", Q(status__in=STARTED - FINISHED)),
        "finished": LiveFigure("已完成装修（现在）", "已完工，没有核减", Q(status__in=FINISHED)),
        "satisfied": LiveFigure(
            "户主满意", "最近一次验收时表示满意", _latest_attempt(satisfaction=Satisfaction.SATISFIED)
        ),
        "dissatisfied": LiveFigure(
            "户主不满意", "最近一次验收时表示不满意", _latest_attempt(satisfaction=Satisfaction.DISSATISFIED)
        ),
        "unspoken": LiveFigure(
            "户主没表态", "验收人员已出意见，户主还没有确认", _latest_attempt(satisfaction="")
        ),
    }
    for label, statuses in funnel_states():
        found[f"stage-{statuses[0].value}"] = LiveFigure(label, "现在办到这一步", Q(status__in=statuses))
    for status, period in running_periods().items():
        found[f"late-{status.value}"] = LiveFigure(
            f"{period.label}超期",
            f"过了{period.last_day}仍未办完",
            Q(status=status) & past_due(today),
        )
    for each in _linked_shown(actor):
        found[f"linked-{each.value}"] = LiveFigure(
            f"结合{each.label}", "已开工，登记时结合这一项目", Q(status__in=STARTED) & _has(each)
        )
    return found
