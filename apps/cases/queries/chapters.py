"""The record as chapters: a case's stages with their days, what happened in each, and what it came to."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

from apps.audit.models import Event
from apps.audit.queries import timeline
from apps.cases.enums import ENDED, Status
from apps.cases.facts import BY_NAME, Fact
from apps.cases.models import Case
from apps.cases.queries.case_page import ClockView
from apps.cases.queries.own_time import own_time_from
from apps.cases.queries.record import Entry, entry_of
from apps.cases.workflow import HANDED_OVER, STATES
from apps.lib import clock, formats
from apps.lib.actors import Actor
from apps.orgs.enums import SensitiveField, Sight
from apps.orgs.permissions import sight

PAGE = 200
"""Events read for a page: several times what a long case has."""
_AT_ONCE = timedelta(seconds=5)

KINDS: dict[str, str] = {"act": "办理", "change": "改动", "site": "现场", "paper": "文书"}
"""Kinds of entries a reader may ask for, in the order offered."""
_KIND_OF = {
    **dict.fromkeys(("visit", "defect", "works", "acceptance"), "site"),
    **dict.fromkeys(("application", "archive", "contract"), "paper"),
}
_TROUBLE = {
    "case.returned": "退回",
    "case.replace_enterprise": "更换企业",
    "case.require_rectification": "整改",
    "works.stopped": "停工",
    "plan.rejected": "户主有意见",
}
"""What makes a chapter a troubled one, and how often it happened is said."""


@dataclass(frozen=True, slots=True)
class Value:
    """A changed value that the record may show: from → to."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Line:
    """One entry in its chapter."""

    entry: Entry
    kind: str
    values: tuple[Value, ...] = ()


@dataclass(frozen=True, slots=True)
class Mark:
    """A word in a chapter's heading, with its colour."""

    text: str
    tone: str


@dataclass(frozen=True, slots=True)
class Chapter:
    """One stage of the case, its lines newest first."""

    name: str
    first: date
    last: date | None
    """Last day of the stage; None while the case stands in it."""
    days: int
    marks: tuple[Mark, ...]
    lines: tuple[Line, ...]
    open: bool

    @property
    def story(self) -> str:
        """What a reader of the folded chapter must know: how it ended, and by whom."""
        return (
            f"{self.lines[0].entry.title} {self.lines[0].entry.by.partition(' · ')[0]}" if self.lines else ""
        )


@dataclass(frozen=True, slots=True)
class Spent:
    """Days a case spent in a stage, all visits together; ``width`` of its bar, of the longest's."""

    name: str
    days: int
    width: str


@dataclass(frozen=True, slots=True)
class Filter:
    """One kind of entries with how many there are."""

    key: str
    label: str
    count: int
    current: bool


@dataclass(frozen=True, slots=True)
class Story:
    """The record of a case as its page tells it; ``before`` continues it (0 at the end)."""

    chapters: tuple[Chapter, ...]
    filters: tuple[Filter, ...]
    spent: tuple[Spent, ...]
    values: tuple[tuple[Entry, Value], ...]
    """Every changed value shown, newest first."""
    before: int


@dataclass(frozen=True, slots=True)
class _Stay:
    """A visit of a chapter: when it began and ended, by business days and by recorded moments."""

    name: str
    first: date
    until: datetime | None = None
    last: date | None = None
    works: bool = False
    measured: bool = True
    """Whether its days tell anything: not after an end, nor of papers that wait on a shelf."""

    @property
    def days(self) -> int:
        """Days between both ends; of the works every day counts, the first and the last too (R6)."""
        return max(((self.last or clock.today()) - self.first).days, 0) + (1 if self.works else 0)


def story_of(
    actor: Actor,
    case: Case,
    *,
    clocks: Iterable[ClockView] = (),
    kind: str = "",
    before: int | None = None,
) -> Story:
    """Return the record in chapters, newest first; ``kind`` (a key of KINDS) leaves the others out."""
    events = timeline("case", case.pk, limit=PAGE + 1, before=before)
    shown = [event for event in events[:PAGE] if not _accompanies(event, events)]
    values = _values(actor, case)
    lines = [
        (event, Line(entry_of(actor, event, moves=False), _kind(event), values(event))) for event in shown
    ]
    wanted = kind if kind in KINDS else ""
    stays = _stays(case)
    return Story(
        chapters=tuple(_chapters(stays, lines, list(clocks), wanted, present=before is None and not wanted)),
        filters=tuple(_filters([line for _, line in lines], wanted)),
        spent=tuple(_spent(stays)),
        values=tuple((line.entry, value) for _, line in lines for value in line.values),
        before=events[PAGE - 1].seq if len(events) > PAGE else 0,
    )


def _kind(event: Event) -> str:
    if event.changed_fields and event.action != "case.registered":
        return "change"
    return _KIND_OF.get(event.action.partition(".")[0], "act")


def _accompanies(event: Event, events: Sequence[Event]) -> bool:
    """Whether a matter opened or closed by the way of another act: that act tells it already."""
    if event.action not in ("hold.opened", "hold.closed"):
        # Of old: said without its reason, it told nobody anything.
        return event.action == "case.clock_refreshed" and "because" not in event.fact_values
    return any(
        other is not event
        and not other.action.startswith("hold.")
        and other.user_id == event.user_id
        and abs(other.at - event.at) < _AT_ONCE
        for other in events
    )


def _stays(case: Case) -> list[_Stay]:
    """Return the chapters a case went through, oldest first; one begun anew later stands anew."""
    moves = case.transitions.exclude(name=HANDED_OVER).order_by("id")
    rows = list(moves.values_list("target", "effective_on", "recorded_at"))
    stays = [_Stay(STATES[Status.DRAFT].chapter, clock.local(case.created_at).date())]
    for target, on, at in rows:
        row, last = STATES[Status(target)], stays[-1]
        if row.chapter == last.name:
            continue
        # What was brought along has a day before the filing it passed with: it took no days there (R1).
        stays[-1] = replace(last, until=at, first=min(last.first, on), last=on)
        stays.append(
            _Stay(
                row.chapter,
                on,
                works=target == Status.BUILDING,
                measured=target not in ENDED | {Status.PASSED},
            )
        )
        if target in ENDED:
            stays[-1] = replace(stays[-1], last=on)
    # A fact brought along is older than the stage that it opened; of works the first day is the works' own.
    if stays[-1].last is None and rows and not stays[-1].works:
        stays[-1] = replace(stays[-1], first=max(stays[-1].first, *(on for _, on, _ in rows)))
    return stays


def _chapters(
    stays: list[_Stay], lines: list[tuple[Event, Line]], clocks: list[ClockView], kind: str, *, present: bool
) -> Iterator[Chapter]:
    told = _by_stay(stays, lines)
    latest = max(told, default=0)
    for number in reversed(range(len(stays))):
        stay, own = stays[number], told.get(number, [])
        shown = tuple(line for _, line in own if kind in ("", line.kind))
        # The one the case stands in is told though nothing has happened in it yet.
        if not shown and not (present and number == len(stays) - 1):
            continue
        marks = tuple(_marks(stay, [event for event, _ in own], clocks))
        opened = bool(kind) or number >= latest or any(mark.tone == "warn" for mark in marks)
        yield Chapter(stay.name, stay.first, stay.last, stay.days, marks, shown, opened)


def _by_stay(stays: list[_Stay], lines: list[tuple[Event, Line]]) -> dict[int, list[tuple[Event, Line]]]:
    """Return the lines of each chapter by its number: the move that leaves one is its last line."""
    found: dict[int, list[tuple[Event, Line]]] = {}
    # What is older than this page has left its chapters already.
    oldest = lines[-1][0].at if lines else clock.now()
    number = sum(stay.until is not None and stay.until + _AT_ONCE < oldest for stay in stays)
    for event, line in reversed(lines):
        number = min(number, len(stays) - 1)
        found.setdefault(number, []).insert(0, (event, line))
        number += _leaves(event)
    return found


def _leaves(event: Event) -> bool:
    left, entered = event.fact_values.get("from"), event.fact_values.get("to")
    if left not in Status.values or entered not in Status.values:
        return False
    return STATES[Status(left)].chapter != STATES[Status(entered)].chapter


def _marks(stay: _Stay, events: list[Event], clocks: list[ClockView]) -> Iterator[Mark]:
    for action, word in _TROUBLE.items():
        count = sum(event.action == action for event in events)
        if count:
            yield Mark(f"{word} {count} 次", "warn")
    measured = next((each for each in clocks if stay.works and each.used_days and each.finished), None)
    if measured is not None and measured.net_days is not None:
        limit = (measured.due_on - stay.first).days + 1 if measured.due_on else measured.net_days
        over = (measured.used_days or 0) - limit
        yield Mark(f"超期 {over} 天", "warn") if over > 0 else Mark("没有超期", "ok")


def _filters(lines: list[Line], wanted: str) -> Iterator[Filter]:
    yield Filter("", "全部", len(lines), not wanted)
    for key, label in KINDS.items():
        count = sum(line.kind == key for line in lines)
        if count:
            yield Filter(key, label, count, wanted == key)


def _spent(stays: list[_Stay]) -> Iterator[Spent]:
    days: dict[str, int] = {}
    for stay in stays:
        if stay.measured:
            days[stay.name] = days.get(stay.name, 0) + stay.days
    most = max(days.values(), default=0)
    for name, spent in days.items():
        yield Spent(name, spent, formats.percent(Fraction(spent, most), sign="%") if spent else "")


def _values(actor: Actor, case: Case) -> Callable[[Event], tuple[Value, ...]]:
    """Return what finds an event's changed values; no personal value is among them, whoever looks."""
    trusted = sight(actor, SensitiveField.HARDSHIP) is Sight.PLAIN
    written = list(_written(case)) if trusted else []
    own_from = own_time_from(actor, case)

    def found(event: Event) -> tuple[Value, ...]:
        facts = event.fact_values
        if "before" in facts and "amount" in facts:
            # What the enterprise before had agreed is nothing to the one after it (R3).
            if own_from is not None and event.at < own_from:
                return ()
            return (Value("合同金额（万元）", *(_wan(facts[name]) for name in ("before", "amount"))),)
        if not event.action.startswith(("case.corrected.", "case.resubmitted")):
            return ()
        near = min(written, key=lambda pair: abs(pair[0] - event.at), default=None)
        return near[1] if near is not None and abs(near[0] - event.at) < _AT_ONCE else ()

    return found


def _written(case: Case) -> Iterator[tuple[datetime, tuple[Value, ...]]]:
    """Yield when facts of a case were changed, and from what to what: corrections and answers to returns."""
    for row in case.corrections.all():
        said = json.loads(row.values_encrypted.text() or "{}")
        yield row.made_at, _shown((name, old, new) for name, (old, new) in said.items())
    for notice in case.returns.all():
        if notice.resubmitted_at is not None:
            changes = ((each["field"], each["before"], each["after"]) for each in notice.changes)
            yield notice.resubmitted_at, _shown(changes)


def _shown(changes: Iterable[tuple[str, str, str]]) -> tuple[Value, ...]:
    return tuple(
        Value(BY_NAME[name].short or BY_NAME[name].label, _word(name, old), _word(name, new))
        for name, old, new in changes
        if name in BY_NAME and _is_plain(BY_NAME[name])
    )


def _is_plain(fact: Fact) -> bool:
    return fact.sight is None and fact.cut is None and not fact.encrypted and not fact.lines


def _wan(text: object) -> str:
    return formats.area(Decimal(str(text)))  # the record keeps 万元: two decimals, as areas have


def _word(name: str, text: str) -> str:
    labels = {str(value): str(label) for value, label in BY_NAME[name].choices or ()}
    return labels.get(text, text) or "空"
