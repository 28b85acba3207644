"""Calendar days of the works: the one count that plan, clock, check and record are held to."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from apps.cases.enums import PausedClock
from apps.cases.models import Case
from apps.lib.calendars import Pause, Span, works_span
from apps.programs.queries import RuleValues, rules_of


def pauses_of(case: Case, which: PausedClock) -> tuple[Pause, ...]:
    """Recorded pauses of one clock, oldest first, first and last day included; an open one has no end.

    ``closed_on`` of a pausing hold is the last day on which the clock stood still.
    """
    rows = case.holds.filter(pauses=which).order_by("opened_on", "id")
    return tuple(Pause(start=hold.opened_on, end=hold.closed_on, reason=hold.text) for hold in rows)


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
