"""Calendar days of the works: the one count that plan, clock, check and record are held to."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from apps.cases.enums import PausedClock
from apps.cases.models import Case
from apps.lib import clock
from apps.lib.calendars import Deadline, Pause, Span, WorkDays, works_span
from apps.lib.filing_limit import ReturnSpan, filing_deadline
from apps.programs.queries import RuleValues, rules_of


def pauses_of(case: Case, which: PausedClock) -> tuple[Pause, ...]:
    """Recorded pauses of one clock, oldest first, first and last day included; an open one has no end.

    ``closed_on`` of a pausing hold is the last day on which the clock stood still.
    """
    rows = case.holds.filter(pauses=which).order_by("opened_on", "id")
    return tuple(Pause(start=hold.opened_on, end=hold.closed_on, reason=hold.text) for hold in rows)


def return_spans(case: Case) -> tuple[ReturnSpan, ...]:
    """Return the returns of a case as the 备案时限 counts them; a lifted one ends with the day of lifting."""
    rows = case.returns.order_by("number").values_list("returned_at", "resubmitted_at", "lifted_at")
    spans = []
    for made, answered, lifted in rows:
        back = answered or lifted
        spans.append(ReturnSpan(clock.local(made).date(), clock.local(back).date() if back else None))
    return tuple(spans)


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
