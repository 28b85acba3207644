"""Which last days of open cases rest on the work calendar, and which another calendar would move (R7).

Cases are counted by the few things their last day follows from and never read one by one, but for those
whose returns stop or restart the 备案时限.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from apps.cases.enums import ENDED, Status
from apps.cases.models import Case, ReturnNotice
from apps.cases.queries.days import LIMITS_OF_CASES, filing_clock, rules_for
from apps.lib.actors import Actor
from apps.lib.calendars import WorkDays, acceptance_deadline
from apps.lib.filing_limit import filing_deadline
from apps.programs.enums import ParameterCode
from apps.programs.models import RuleSet
from apps.programs.queries import LimitBook, RuleValues, limit_book, rules_of

FILING, ACCEPTANCE = "filing", "acceptance"
COLUMNS: Mapping[str, str] = {FILING: "filing_due_on", ACCEPTANCE: "acceptance_due_on"}
LABELS: Mapping[str, str] = {FILING: "备案时限", ACCEPTANCE: "验收期"}
"""The clocks that rest on the work calendar; days of works and of rectification are calendar days."""
_Alike = tuple[int, int, int | None]
"""Body whose limit holds, rule set, and the limit."""


def on_calendar() -> QuerySet[Case]:
    """Return the open cases that have a last day reckoned in workdays or moved off holidays."""
    return Case.objects.filter(
        Q(acceptance_due_on__isnull=False, passed_on__isnull=True) | Q(filing_due_on__isnull=False)
    ).exclude(status__in=ENDED)


@dataclass(frozen=True, slots=True)
class Moves:
    """Cases of one clock and one rule set whose last day moves from one day to another, by bureau."""

    clock: str
    before: date
    after: date
    bureaus: Mapping[int, int]
    """Number of cases by the bureau's id."""
    asked: Q
    """How the cases are found."""

    @property
    def label(self) -> str:
        """The clock's name."""
        return LABELS[self.clock]

    @property
    def cases(self) -> int:
        """How many there are."""
        return sum(self.bureaus.values())


def moves_under(days: WorkDays) -> tuple[Moves, ...]:
    """Return which last days of open cases a calendar would move, and where to."""
    rules = {each.pk: rules_of(each) for each in RuleSet.objects.prefetch_related("rules")}
    return tuple(sorted([*_acceptance(days, rules), *_filing(days, rules)], key=_order))


def _order(each: Moves) -> tuple[date, str, date]:
    return each.before, each.clock, each.after


def _acceptance(days: WorkDays, rules: Mapping[int, RuleValues]) -> Iterator[Moves]:
    def due(since: date, rule_set: int) -> date | None:
        months = rules[rule_set].acceptance_months
        return acceptance_deadline(since, days, months=months).due_on if months is not None else None

    rows = on_calendar().filter(status=Status.COMPLETED, acceptance_due_on__isnull=False)
    start = Coalesce("rectified_on", "completed_on")
    for before, after, rule_set, since, bureaus in _grouped(rows, start, "acceptance_due_on", due):
        asked = Q(
            Q(rectified_on__in=since) | Q(rectified_on__isnull=True, completed_on__in=since),
            acceptance_due_on=before,
            status=Status.COMPLETED,
            rule_set=rule_set,
        )
        yield Moves(ACCEPTANCE, before, after, bureaus, asked)


def _filing(days: WorkDays, rules: Mapping[int, RuleValues]) -> Iterator[Moves]:
    def due(since: date, rule_set: int) -> date | None:
        limit = rules[rule_set].filing_workdays
        return filing_deadline(since, limit, days).due_on if limit is not None else None

    # Only where a rule set says what a return does to the limit does a case have days of its own.
    effects = [pk for pk, each in rules.items() if each.return_effect]
    returned = Q(Exists(ReturnNotice.objects.filter(case=OuterRef("pk"))), rule_set__in=effects)
    rows = on_calendar().filter(status=Status.RECEIVED, filing_due_on__isnull=False)
    book = limit_book(LIMITS_OF_CASES)
    # Those held to a body that has set a limit of its own are counted by it, and by the day it is asked for.
    limited = Q(limits_bureau__in=book.touched) | Q(limits_bureau__isnull=True, bureau__in=book.touched)
    plain = rows.exclude(returned).exclude(limited)
    for before, after, rule_set, since, bureaus in _grouped(plain, F("received_on"), "filing_due_on", due):
        asked = Q(received_on__in=since, filing_due_on=before, status=Status.RECEIVED, rule_set=rule_set)
        yield Moves(FILING, before, after, bureaus, asked & ~returned & ~limited)
    yield from _limited(rows.exclude(returned).filter(limited), ~returned, days, rules, book)
    yield from _each(rows.filter(returned), days, rules, book)


def _limited(
    rows: QuerySet[Case], plainly: Q, days: WorkDays, rules: Mapping[int, RuleValues], book: LimitBook
) -> Iterator[Moves]:
    """Count cases whose 备案时限 a body has set, by that body and the days that it follows from."""
    columns = ("held_to", "bureau_id", "rule_set_id", "received_on", "applied_on", "filing_due_on")
    counted = rows.annotate(held_to=Coalesce("limits_bureau", "bureau")).order_by().values_list(*columns)
    found: dict[tuple[date, date], tuple[dict[_Alike, tuple[set[date], set[date]]], dict[int, int]]] = {}
    for body, bureau, rule_set, since, applied, before, number in counted.annotate(Count("pk")):
        own = book.of(body, applied).number(ParameterCode.FILING_WORKDAYS)
        limit = rules[rule_set].filing_workdays if own is None else own
        after = filing_deadline(since, limit, days).due_on if limit is not None else None
        if after is None or after == before:
            continue
        alike, bureaus = found.setdefault((before, after), ({}, defaultdict(int)))
        # Of one body and one limit every day of application goes with every day of 受理.
        received, asked_on = alike.setdefault((body, rule_set, limit), (set(), set()))
        received.add(since)
        asked_on.add(applied)
        bureaus[bureau] += number
    for (before, after), (alike, bureaus) in found.items():
        asked = Q()
        for (body, rule_set, _), (received, asked_on) in alike.items():
            held = Q(limits_bureau=body) | Q(limits_bureau__isnull=True, bureau=body)
            asked |= held & Q(rule_set=rule_set, received_on__in=received, applied_on__in=asked_on)
        asked &= Q(filing_due_on=before, status=Status.RECEIVED)
        yield Moves(FILING, before, after, dict(bureaus), asked & plainly)


def _grouped(
    rows: QuerySet[Case], start: F | Coalesce, column: str, due: Callable[[date, int], date | None]
) -> Iterator[tuple[date, date, int, list[date], Mapping[int, int]]]:
    counted = rows.order_by().values_list(start, "rule_set_id", column, "bureau_id").annotate(Count("pk"))
    found: dict[tuple[date, date, int], tuple[set[date], dict[int, int]]] = {}
    for since, rule_set, before, bureau, number in counted:
        after = due(since, rule_set)
        if after is None or after == before:
            continue
        days, bureaus = found.setdefault((before, after, rule_set), (set(), defaultdict(int)))
        days.add(since)
        bureaus[bureau] += number
    for (before, after, rule_set), (days, bureaus) in found.items():
        yield before, after, rule_set, sorted(days), dict(bureaus)


def _each(
    rows: QuerySet[Case], days: WorkDays, rules: Mapping[int, RuleValues], book: LimitBook
) -> Iterator[Moves]:
    found: dict[tuple[date, date], tuple[list[UUID], dict[int, int]]] = {}
    for case in rows.prefetch_related("returns").iterator(chunk_size=500):
        deadline = filing_clock(case, rules_for(case, rules[case.rule_set_id], book), days)
        before, after = case.filing_due_on, deadline.due_on if deadline else None
        if before is None or after is None or before == after:
            continue
        cases, bureaus = found.setdefault((before, after), ([], defaultdict(int)))
        cases.append(case.pk)
        bureaus[case.bureau_id] += 1
    for (before, after), (cases, bureaus) in found.items():
        yield Moves(FILING, before, after, dict(bureaus), Q(pk__in=cases))


@dataclass(frozen=True, slots=True)
class MovedCase:
    """One case of the list: what moves, from which day to which."""

    case: Case
    label: str
    before: date
    after: date


def moved_cases(
    actor: Actor, moves: tuple[Moves, ...], *, start: int = 0, most: int = 50
) -> tuple[list[MovedCase], int]:
    """Return some of the moved cases that the actor may see, and how many those are in all.

    In the order of ``moves``; a whole page takes as many queries as it shows kinds of move, and two more.
    """
    visible = Case.objects.visible_to(actor)
    page: list[MovedCase] = []
    seen = 0
    for each in moves:
        rows = visible.filter(each.asked).order_by("number")
        number = rows.count()
        skipped = max(0, start - seen)
        if skipped < number and len(page) < most:
            some = rows.select_related("bureau")[skipped : skipped + most - len(page)]
            page += [MovedCase(case, each.label, each.before, each.after) for case in some]
        seen += number
    return page, seen
