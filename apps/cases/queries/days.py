"""Calendar days of the works: the one count that plan, clock, check and record are held to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from apps.cases.enums import PausedClock, Status
from apps.cases.models import Case, ReturnNotice
from apps.lib import clock, formats
from apps.lib.calendars import (
    Deadline,
    Pause,
    Span,
    WorkDays,
    acceptance_deadline,
    construction_deadline,
    works_span,
)
from apps.lib.filing_limit import ReturnSpan, filing_deadline
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
    return tuple(_return_span(each) for each in sorted(case.returns.all(), key=lambda each: each.number))


def _return_span(notice: ReturnNotice) -> ReturnSpan:
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


def filing_clock(case: Case, rules: RuleValues, days: WorkDays) -> Deadline | None:
    """Return the last day for 备案 of a received case; None before 受理 and where no limit is set."""
    if case.received_on is None or rules.filing_workdays is None:
        return None
    return filing_deadline(
        case.received_on,
        rules.filing_workdays,
        days,
        returns=return_spans(case),
        effect=rules.return_effect,
    )


def acceptance_clock(case: Case, rules: RuleValues, days: WorkDays) -> Deadline | None:
    """Return the last day for acceptance; None before completion, where none is set and where it has ended.

    While works are mended it stands still: it begins anew from the day that is confirmed (P1).
    """
    since = acceptance_from(case)
    if since is None or case.passed_on or rules.acceptance_months is None:
        return None
    if case.started_on is None or case.completed_on is None or case.status == Status.RECTIFYING:
        return None
    return acceptance_deadline(since, days, months=rules.acceptance_months)


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


def rectification_deadline(case: Case, rules: RuleValues) -> Deadline | None:
    """Return the end of a rectification, counted as works are; None where no body has set a period."""
    if rules.rectification_days is None or case.rectifying_from is None:
        return None
    due_on = construction_deadline(
        case.rectifying_from, rules.rectification_days, count_first_day=rules.first_day_counts
    ).due_on
    first = "当日计入" if rules.first_day_counts else "当日不计入"
    asked = formats.day_and_weekday(case.rectifying_from)
    lines = [f"自 {asked} 要求整改起 {rules.rectification_days} 个日历天，{first}。"]
    if due_on is not None:
        lines.append(f"到期日为 {formats.day_and_weekday(due_on)}，节假日不顺延。")
    return Deadline(due_on, tuple(lines))


def rectification_span(case: Case, until: date, rules: RuleValues) -> Span | None:
    """Return the days a rectification took up to ``until``, counted as works are (P1)."""
    if case.rectifying_from is None or until < case.rectifying_from:
        return None
    return works_span(case.rectifying_from, until, count_first_day=rules.first_day_counts)
