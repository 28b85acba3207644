"""The review list: what a body looks at, never more than is shown; and how many ended how."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Sum

from apps.lib.actors import Actor
from apps.orgs.enums import ScopeLevel
from apps.orgs.permissions import row_scope
from apps.signals.enums import Kind, State
from apps.signals.forms import Wanted
from apps.signals.models import Signal, SignalCount, SignalQuerySet
from apps.signals.permissions import decides, has_it, may_read

PAGE, MOST_PAGES = 30, 40
"""Beyond so many pages a list asks for a condition."""
COUNTED = 999
"""Counts of a list stop here."""
_TONES = {
    State.OPEN: "accent",
    State.CHECKING: "warn",
    State.CLEARED: "ok",
    State.SOUND: "ok",
    State.FOLLOWED: "bad",
    State.LAPSED: "",
}


def signal_rows(actor: Actor) -> SignalQuerySet:
    """Return the 疑点 the actor may look at; none for a role that looks at none."""
    return Signal.objects.visible_to(actor) if may_read(actor) else Signal.objects.none()


@dataclass(frozen=True, slots=True)
class SignalLine:
    """A row of the list."""

    signal: Signal
    tone: str
    numbers: list[str]
    """Of the first cases."""
    more: int
    """How many cases beyond them."""
    last: str
    """Who did the last thing of it."""
    mine: bool
    """Whether it is for the actor's body to decide."""

    @property
    def body(self) -> str:
        """Whose matter it is."""
        named = self.signal.bureau or self.signal.city_bureau
        return named.name if named else "跨市，由省级主管部门核看"


_NAMED = 3


def line_of(actor: Actor, signal: Signal) -> SignalLine:
    """Return a 疑点 as a list shows it; load it with ``for_display``."""
    parts = list(signal.parts.all())
    named = [str(part.case) for part in parts[:_NAMED]]
    steps = list(signal.steps.all())
    return SignalLine(
        signal,
        _TONES[State(signal.state)],
        named,
        max(0, signal.case_count - len(named)),
        f"{steps[-1].by}：{steps[-1].reason}" if steps else "",
        mine=is_mine(actor, signal),
    )


@dataclass(frozen=True, slots=True)
class ListPage:
    """A page of the list; ``total`` stops at :data:`COUNTED`."""

    rows: list[SignalLine]
    number: int
    more: bool
    total: int

    @property
    def total_words(self) -> str:
        """共 12 条."""
        return f"共 {COUNTED} 条以上" if self.total > COUNTED else f"共 {self.total} 条"

    @property
    def ends_early(self) -> bool:
        """Whether more match than may be turned to."""
        return self.more and self.number >= MOST_PAGES


def list_page(actor: Actor, wanted: Wanted) -> ListPage:
    """Return a page, what was found last first (five statements)."""
    rows = signal_rows(actor)
    if wanted.state != "all":
        rows = rows.filter(state=wanted.state)
    if wanted.kind:
        rows = rows.filter(kind=wanted.kind)
    if wanted.year is not None:
        rows = rows.filter(year=wanted.year)
    if wanted.turn == "own":
        rows = _of_own_body(actor, rows)
    total = rows.order_by()[: COUNTED + 1].count()
    number = min(wanted.page, MOST_PAGES)
    begin = (number - 1) * PAGE
    found = list(rows.for_display().order_by("-found_at", "-pk")[begin : begin + PAGE + 1])
    return ListPage([line_of(actor, each) for each in found[:PAGE]], number, len(found) > PAGE, total)


COLUMNS = (State.OPEN, State.CHECKING, State.CLEARED, State.SOUND, State.FOLLOWED, State.LAPSED)


@dataclass(frozen=True, slots=True)
class Tally:
    """How many of each kind were found in a year, and what came of them."""

    rows: tuple[tuple[Kind, tuple[tuple[State, int], ...], int], ...]
    total: tuple[tuple[State, int], ...]
    whole: int

    @property
    def reviewed(self) -> int:
        """How many a person has decided of."""
        return sum(count for state, count in self.total if state not in (State.OPEN, State.LAPSED))


def tally(actor: Actor, year: int) -> Tally:
    """Return the counts of a year as they are kept (one statement)."""
    scope = row_scope(actor)
    rows = SignalCount.objects.filter(year=year)
    if scope.level is ScopeLevel.BUREAU:
        rows = rows.filter(bureau_id=scope.organisation_id or 0)
    elif scope.level is ScopeLevel.CITY:
        rows = rows.filter(city_id=scope.organisation_id or 0)
    elif scope.level is not ScopeLevel.PROVINCE:
        rows = rows.none()
    found: dict[tuple[str, str], int] = {
        (kind, state): count or 0
        for kind, state, count in rows.order_by()
        .values("kind", "state")
        .annotate(whole=Sum("count"))
        .values_list("kind", "state", "whole")
    }
    lines = []
    for kind in Kind:
        counts = tuple((state, found.get((kind.value, state.value), 0)) for state in COLUMNS)
        whole = sum(count for _, count in counts)
        if whole:
            lines.append((kind, counts, whole))
    total = tuple((state, sum(dict(counts)[state] for _, counts, _ in lines)) for state in COLUMNS)
    return Tally(tuple(lines), total, sum(whole for _, _, whole in lines))


def signal_task_count(actor: Actor, *, most: int) -> int:
    """Return how many wait for the actor's own body, counting no further than one beyond ``most``."""
    if not decides(actor):
        return 0
    rows = _of_own_body(actor, signal_rows(actor).filter(state=State.OPEN))
    return rows.order_by()[: most + 1].count()


def has_turns(actor: Actor) -> bool:
    """Whether an actor's rows are the matter of several bodies: a bureau's are all its own."""
    return row_scope(actor).level is not ScopeLevel.BUREAU


def _of_own_body(actor: Actor, rows: SignalQuerySet) -> SignalQuerySet:
    scope = row_scope(actor)
    if scope.level is ScopeLevel.CITY:
        return rows.filter(bureau__isnull=True)
    if scope.level is ScopeLevel.PROVINCE:
        return rows.filter(bureau__isnull=True, city_bureau__isnull=True)
    return rows


def is_mine(actor: Actor, signal: Signal) -> bool:
    """Whether it is for the actor's body to decide."""
    return decides(actor) and has_it(actor, signal)
