"""Calendar days of the works: the one count that plan, clock, check and record are held to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from django.db.models import Q

from apps.cases.enums import HoldKind, PausedClock, Status
from apps.cases.models import Case, ReturnNotice
from apps.cases.rules.clocks import ClockKind, Facts, count_clocks
from apps.lib import clock
from apps.lib.calendars import Deadline, Pause, Span, WorkDays, works_span
from apps.lib.filing_limit import ReturnSpan
from apps.programs.enums import ParameterCode
from apps.programs.queries import LimitBook, RuleValues, limit_book, rules_of


def pauses_of(case: Case, which: PausedClock) -> tuple[Pause, ...]:
    """Recorded pauses of one clock, oldest first, first and last day included; an open one has no end.

    ``closed_on`` of a pausing hold is the last day on which the clock stood still.
    """
    rows = case.holds.filter(pauses=which).order_by("opened_on", "id")
    return tuple(Pause(start=hold.opened_on, end=hold.closed_on, reason=hold.text) for hold in rows)


def return_spans(case: Case) -> tuple[ReturnSpan, ...]:
    """Return the returns of a case as the 备案时限 counts them; a lifted one ends with the day of lifting."""
    # all(), so that a list of cases may have read them ahead.
    return tuple(return_span(each) for each in sorted(case.returns.all(), key=lambda each: each.number))


def return_span(notice: ReturnNotice) -> ReturnSpan:
    """Return one return by its days in Shanghai, whatever hour it was made and answered at."""
    back = notice.resubmitted_at or notice.lifted_at
    made = clock.local(notice.returned_at).date()
    return ReturnSpan(made, clock.local(back).date() if back else None)


LIMITS_OF_CASES = (ParameterCode.FILING_WORKDAYS, ParameterCode.RECTIFICATION_DAYS)
"""Parameters of a body that a case's clocks are held to."""
LIMITED = (Status.RECEIVED, Status.RECTIFYING)
"""States in which such a clock runs."""


def rules_for(case: Case, rules: RuleValues | None = None, book: LimitBook | None = None) -> RuleValues:
    """Return the rules a case is held to: its rule set's, with the limits of the body that began its clock.

    ``rules``, those of its rule set, and ``book`` where the caller has read them. Asks for the limits only
    where one of them runs.
    """
    rules = rules or rules_of(case.rule_set)
    if case.status not in LIMITED or case.bureau_id is None:
        return rules
    # A clock that runs when the case is handed over keeps the limits it began with.
    bureau = case.limits_bureau_id or case.bureau_id
    limits = (book or limit_book(LIMITS_OF_CASES)).of(bureau, case.applied_on)
    filing = limits.number(ParameterCode.FILING_WORKDAYS)
    mending = limits.number(ParameterCode.RECTIFICATION_DAYS)
    return replace(
        rules,
        filing_workdays=rules.filing_workdays if filing is None else filing,
        rectification_days=rules.rectification_days if mending is None else mending,
    )


def clock_facts(case: Case, *, ended: bool = True) -> Facts:
    """Return the days of a case that its clocks are counted from; asks only for what its state needs.

    Without ``ended`` the stops of works that are over are not asked for: only what runs is stored.
    """
    filing = case.status == Status.RECEIVED
    stops = _stops(case) if case.started_on and (ended or not case.completed_on) else ()
    return Facts(
        filing=filing,
        received_on=case.received_on,
        returns=return_spans(case) if filing else (),
        started_on=case.started_on,
        completed_on=case.completed_on,
        pauses=tuple(pause for pause, counts in stops if counts),
        # Behind the end nobody asks any more: what was refused then stays in the record.
        unconfirmed=() if case.completed_on else tuple(pause for pause, counts in stops if not counts),
        rectifying=case.status == Status.RECTIFYING,
        rectifying_from=case.rectifying_from,
        rectified_on=case.rectified_on,
        passed_on=case.passed_on,
    )


def _stops(case: Case) -> tuple[tuple[Pause, bool], ...]:
    rows = case.holds.filter(Q(pauses=PausedClock.WORKS) | Q(kind=HoldKind.STOP_WORK))
    return tuple(
        (Pause(hold.opened_on, hold.closed_on, hold.text), hold.pauses == PausedClock.WORKS)
        for hold in rows.order_by("opened_on", "id")
        # Before a new start there were other works, whose stops are no business of these.
        if hold.closed_on is None or case.started_on is None or hold.closed_on >= case.started_on
    )


def filing_clock(case: Case, rules: RuleValues, days: WorkDays) -> Deadline | None:
    """Return the last day for 备案 of a received case; None before 受理 and where no limit is set."""
    counted = count_clocks(clock_facts(case), rules, lambda: days).get(ClockKind.FILING)
    return counted.deadline if counted else None


def works_days(
    case: Case,
    until: date,
    *,
    pauses: Sequence[Pause] | None = None,
    rules: RuleValues | None = None,
) -> Span | None:
    """Return the days on site from the start to ``until``; None for a case not started by then.

    ``pauses``, those of the works, and ``rules``, those of the case, where the caller has read them already.
    """
    if case.started_on is None or until < case.started_on:
        return None
    return works_span(
        case.started_on,
        until,
        pauses=pauses_of(case, PausedClock.WORKS) if pauses is None else pauses,
        count_first_day=(rules or rules_of(case.rule_set)).first_day_counts,
    )


def acceptance_from(case: Case) -> date | None:
    """Return the day the month for acceptance runs from: completion, or the latest end of rectification.

    The day confirmed, never the day it was typed (P1).
    """
    return case.rectified_on or case.completed_on


def rectification_span(case: Case, until: date, rules: RuleValues) -> Span | None:
    """Return the days a rectification took up to ``until``, counted as works are (P1)."""
    if case.rectifying_from is None or until < case.rectifying_from:
        return None
    return works_span(case.rectifying_from, until, count_first_day=rules.first_day_counts)
