"""Stored due dates: recomputed by every write that can change them, never typed in."""

from __future__ import annotations

from django.db import transaction

from apps.cases.enums import PausedClock, Status
from apps.cases.models import Case
from apps.cases.queries.days import (
    acceptance_clock,
    filing_clock,
    pauses_of,
    rectification_deadline,
    rules_for,
)
from apps.lib.calendars import WorkDays, construction_deadline
from apps.programs.queries import LimitBook, RuleValues, workdays


def set_clocks(
    case: Case,
    *,
    rules: RuleValues | None = None,
    days: WorkDays | None = None,
    book: LimitBook | None = None,
) -> None:
    """Put the due dates on the case in memory; the caller saves.

    ``rules``, those of its rule set, ``days`` and ``book`` where the caller has read them for many cases.
    """
    # First nothing: a day that applies no longer (a pause, an end of works) must not stay.
    case.filing_due_on = case.works_due_on = None
    case.acceptance_due_on = case.rectification_due_on = None
    if case.started_on is None and case.status != Status.RECEIVED:
        return
    rules = rules_for(case, rules, book)
    if case.status == Status.RECEIVED:
        if rules.filing_workdays is not None:
            days = days or workdays()
            deadline = filing_clock(case, rules, days)
            case.filing_due_on = deadline.due_on if deadline else None
            case.calendar_version = days.version
        return
    if case.started_on is None:
        return
    if not case.completed_on and rules.max_works_days is not None:
        case.works_due_on = construction_deadline(
            case.started_on,
            rules.max_works_days,
            count_first_day=rules.first_day_counts,
            pauses=pauses_of(case, PausedClock.WORKS),
        ).due_on
    if case.status == Status.RECTIFYING:
        # The enterprise's own period, where a body has set one: the bureau's month does not run meanwhile.
        deadline = rectification_deadline(case, rules)
        case.rectification_due_on = deadline.due_on if deadline else None
        return
    if case.completed_on and not case.passed_on and rules.acceptance_months is not None:
        days = days or workdays()
        deadline = acceptance_clock(case, rules, days)
        case.acceptance_due_on = deadline.due_on if deadline else None
        # Not for the works: they are counted in calendar days, and no calendar moves them.
        case.calendar_version = days.version


@transaction.atomic
def recompute_clocks(*, case: Case) -> Case:
    """Recompute the stored due dates after a pause or a new calendar; saves only those columns."""
    set_clocks(case)
    case.save(
        update_fields=[
            "filing_due_on",
            "works_due_on",
            "acceptance_due_on",
            "rectification_due_on",
            "calendar_version",
        ]
    )
    return case
