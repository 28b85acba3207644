"""What the list and the page of a draw show."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Q

from apps.audit.queries import digest_covering
from apps.cases.models import Case
from apps.inspections.models import AcceptanceAttempt
from apps.lib import formats
from apps.lib.actors import Actor
from apps.outbox.queries import Where
from apps.supervision.enums import WAITING, Finding, Stage, Standing
from apps.supervision.models import Draw, Recheck, Witness
from apps.supervision.rules import sample_size
from apps.supervision.rules.margins import CONFIDENCE, margin_of
from apps.supervision.rules.records import read_fixed

LISTED = 100
CELLS = 400
"""So many cases are drawn as cells; more would be dust."""


@dataclass(frozen=True, slots=True)
class DrawLine:
    """A row of the list."""

    draw: Draw
    tone: str
    mine: str
    """What the actor has to do now; '' for nothing."""


@dataclass(frozen=True, slots=True)
class DrawList:
    """The newest draws, those that wait for the actor apart."""

    lines: list[DrawLine]
    is_cut: bool

    @property
    def mine(self) -> list[DrawLine]:
        """Those that wait for the actor."""
        return [each for each in self.lines if each.mine]


_TONES = {
    Stage.FIXED: "accent",
    Stage.COMMITTED: "accent",
    Stage.DRAWN: "accent",
    Stage.PUBLISHED: "ok",
    Stage.WITHDRAWN: "",
}
STANDING_TONES = {
    Standing.ASKING: "",
    Standing.AGREED: "accent",
    Standing.RECORDED: "accent",
    Standing.DONE: "ok",
    Standing.DROPPED: "",
}


def draw_list(actor: Actor) -> DrawList:
    """Return the newest draws that the actor may see."""
    rows = list(Draw.objects.visible_to(actor).for_display()[: LISTED + 1])
    lines = [DrawLine(row, _TONES[Stage(row.stage)], _owed(actor, row)) for row in rows[:LISTED]]
    return DrawList(lines, len(rows) > LISTED)


def _owed(actor: Actor, draw: Draw) -> str:
    mine = next((each for each in draw.witnesses.all() if each.user_id == actor.user_id), None)
    if mine is None:
        return ""
    if draw.stage == Stage.FIXED and not mine.commitment:
        return "请封存数字"
    if draw.stage == Stage.COMMITTED and mine.opened_at is None:
        there = draw.committed_event is not None and digest_covering(draw.committed_event) is not None
        return "请开封" if there else ""
    return ""


def waiting_rechecks(actor: Actor, *, limit: int) -> list[Recheck]:
    """Return the households that wait for the actor to ask, look or confirm, soonest due first."""
    if actor.user_id is None:
        return []
    rows = Recheck.objects.filter(
        draw__stage=Stage.DRAWN, people__user=actor.user_id, people__left_reason=""
    ).filter(
        Q(standing__in=[Standing.ASKING, Standing.AGREED])
        | Q(standing=Standing.RECORDED) & ~Q(recorded_by_holder=actor.holder)
    )
    rows = rows.select_related("draw__body", "case__dwelling").prefetch_related("people")
    return list(rows.order_by("draw__due_on", "draw", "place")[:limit])


def waiting_draws(actor: Actor, *, limit: int) -> list[DrawLine]:
    """Return the draws in which the actor, as a witness, has something to do now."""
    if actor.user_id is None:
        return []
    rows = Draw.objects.filter(stage__in=WAITING, witnesses__user=actor.user_id).for_display()
    found = [DrawLine(row, "accent", _owed(actor, row)) for row in rows.order_by("fixed_at")[:limit]]
    return [each for each in found if each.mine]


@dataclass(frozen=True, slots=True)
class Step:
    """One of the steps whose order is the proof."""

    label: str
    state: str
    note: str


@dataclass(frozen=True, slots=True)
class Kept:
    """Somebody who may not go to a case, and why."""

    name: str
    why: str


@dataclass(frozen=True, slots=True)
class DrawnLine:
    """A case that came up."""

    recheck: Recheck
    case: Case
    shown: bool
    """Whether the case is among the actor's: only then its address is said, and its page is there."""
    accepted_by: str
    people: list[str]
    barred: list[Kept]
    opens: bool
    """Whether the actor may open what is found there."""
    tone: str

    @property
    def words(self) -> str:
        """Where it stands; once looked at, what was found."""
        row = self.recheck
        if row.standing == Standing.DONE:
            return Finding(row.finding).label
        if row.standing == Standing.DROPPED:
            return f"{row.get_consent_display()}，没有复核"
        return row.standing_label


@dataclass(frozen=True, slots=True)
class StratumLine:
    """An enterprise: how many there are, should be and were drawn."""

    name: str
    size: int
    share: Decimal
    due: int
    drawn: int

    @property
    def share_words(self) -> str:
        """The share as it was set."""
        return formats.per_cents(self.share)


@dataclass(frozen=True, slots=True)
class PersonLine:
    """Somebody of the pool: to how many sent, from how many of the drawn kept away."""

    name: str
    sent: int
    barred: int


@dataclass(frozen=True, slots=True)
class DrawPage:
    """A draw as its page shows it."""

    draw: Draw
    steps: list[Step]
    cells: list[bool]
    """Of the population in the order of its numbers: whether drawn; [] where there are too many."""
    size: int
    excluded: list[Mapping[str, str]]
    earlier: list[Mapping[str, str]]
    ties: list[Mapping[str, Any]]
    """Of the people to enterprises of the population, as they stood when it was fixed."""
    drawn: list[DrawnLine]
    reserve: int
    strata: list[StratumLine]
    people: list[PersonLine]
    witnesses: list[Witness]
    margin: str
    digest_is_there: bool
    due: int
    """How many are, or will be, drawn."""

    @property
    def file(self) -> str:
        """What the record is called when it is downloaded."""
        return record_name(self.draw)

    @property
    def share_words(self) -> str:
        """The share of enterprises without one of their own."""
        return formats.per_cents(self.draw.share)

    @property
    def groups(self) -> list[str]:
        """The digest of what was fixed in groups of four."""
        return grouped(self.draw.fixed_sha256)

    @property
    def seed(self) -> list[str]:
        """The seed in groups of four."""
        return grouped(self.draw.seed)


def record_name(draw: Draw) -> str:
    """Return what a draw's record is called when it is downloaded."""
    return f"draw-{draw.year}-{draw.number}.json"


def grouped(text: str) -> list[str]:
    """Return a digest in groups that an eye can follow."""
    return [text[place : place + 4] for place in range(0, len(text), 4)]


def draw_page(actor: Actor, draw: Draw) -> DrawPage:
    """Return a draw as its page shows it (a fixed number of queries)."""
    facts = draw.facts
    population, people, share, shares = read_fixed(facts)
    rows = list(draw.rechecks.select_related("case__dwelling", "case__enterprise").prefetch_related("people"))
    came_up = {row.case.number for row in rows if row.instead_of_id is None}
    sizes, drawn = (
        Counter(each.stratum for each in population),
        Counter(row.stratum for row in rows if row.instead_of_id is None),
    )
    strata = [
        StratumLine(
            name, size, shares.get(name, share), sample_size(size, shares.get(name, share)), drawn[name]
        )
        for name, size in sorted(sizes.items())
    ]
    barred = {each.number: each.barred for each in population}
    names = {each.key: each.name for each in people}
    sent = Counter(each.user_id for row in rows for each in row.going)
    own = set(
        Case.objects.visible_to(actor)
        .filter(pk__in=[row.case_id for row in rows])
        .values_list("pk", flat=True)
    )
    accepted = _accepted_by(rows)
    opened = set(Recheck.objects.visible_to(actor).filter(draw=draw).values_list("pk", flat=True))
    due = sum(each.due for each in strata)
    off = margin_of([(each.size, each.due, each.share) for each in strata])
    made = json.loads(draw.outcome) if draw.outcome else None
    digest = digest_covering(draw.committed_event) if draw.committed_event is not None else None
    return DrawPage(
        draw=draw,
        steps=_steps(draw, digest.day if digest else None),
        cells=[each.number in came_up for each in population] if len(population) <= CELLS else [],
        size=len(population),
        excluded=facts["excluded"],
        earlier=facts["earlier"],
        ties=facts.get("ties", []),
        drawn=[
            DrawnLine(
                row,
                row.case,
                row.case_id in own,
                accepted.get(row.case_id, ""),
                [each.name for each in row.going],
                [Kept(names[key], why) for key, why in barred[row.case.number or ""].items()],
                row.pk in opened,
                STANDING_TONES[Standing(row.standing)],
            )
            for row in rows
        ],
        reserve=len(made["reserve"]) if made else 0,
        strata=strata,
        people=[
            PersonLine(
                each.name,
                sent[int(each.key)],
                sum(1 for row in rows if each.key in barred[row.case.number or ""]),
            )
            for each in people
        ],
        witnesses=list(draw.witnesses.all()),
        margin="" if off is None else f"置信水平 {formats.per_cents(CONFIDENCE)}，误差 ±{off} 个百分点",
        digest_is_there=digest is not None,
        due=due,
    )


def _accepted_by(rows: list[Recheck]) -> dict[object, str]:
    attempts = AcceptanceAttempt.objects.filter(
        case__in=[row.case_id for row in rows], concluded_at__isnull=False
    )
    # In the order of their numbers: the last one stays.
    return dict(attempts.order_by("number").values_list("case_id", "inspector_name"))


def _steps(draw: Draw, digest_day: date | None) -> list[Step]:
    words = f"{formats.day(draw.due_on)}前查完"
    moments: list[tuple[str, datetime | date | None, str]] = [
        ("定总体", draw.fixed_at, ""),
        ("封存两个数字", draw.committed_at, "等见证人"),
        ("取日摘要", digest_day, "每天零点以后取"),
        ("开封、抽取", draw.drawn_at, "两位都开封当场抽取"),
        ("复核、公布", draw.published_at if draw.stage == Stage.PUBLISHED else None, words),
    ]
    reached = [bool(moment) for _label, moment, _note in moments]
    current = reached.index(False) if False in reached else len(reached)
    steps = []
    for place, (label, moment, note) in enumerate(moments):
        if draw.stage == Stage.WITHDRAWN and place >= current:
            steps.append(Step(label, "stopped" if place == current else "todo", ""))
            continue
        state = "done" if reached[place] else "current" if place == current else "todo"
        said = note if not moment else _moment(moment)
        steps.append(Step(label, state, said))
    return steps


def _moment(moment: datetime | date) -> str:
    return formats.moment(moment) if isinstance(moment, datetime) else f"{formats.day(moment)}的摘要"


def where_of_draws(actor: Actor, draw_ids: list[str]) -> dict[str, Where]:
    """Return how the inbox calls draws, as far as the actor may see them."""
    rows = Draw.objects.visible_to(actor).filter(pk__in=draw_ids).select_related("body")
    return {str(each.pk): Where(f"{each.year} 年第 {each.number} 次", each.title) for each in rows}
