"""Stored due dates: recomputed by every write that can change them, never typed in."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.db.models import Q

from apps.audit.services import Subject, record
from apps.cases.enums import ENDED, PausedClock, Status
from apps.cases.models import Case
from apps.cases.queries.days import acceptance_from, filing_clock, pauses_of, rectification_deadline
from apps.lib.actors import SYSTEM, Actor
from apps.lib.calendars import acceptance_deadline, construction_deadline
from apps.programs.queries import rules_of, workdays


def set_clocks(case: Case) -> None:
    """Put the due dates on the case in memory; the caller saves."""
    # First nothing: a day that applies no longer (a pause, an end of works) must not stay.
    case.filing_due_on = case.works_due_on = None
    case.acceptance_due_on = case.rectification_due_on = None
    if case.started_on is None and case.status != Status.RECEIVED:
        return
    rules = rules_of(case.rule_set)
    if case.status == Status.RECEIVED:
        if rules.filing_workdays is not None:
            days = workdays()
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
        days = workdays()
        case.acceptance_due_on = acceptance_deadline(
            acceptance_from(case) or case.completed_on, days, months=rules.acceptance_months
        ).due_on
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


def refresh_clocks(*, by: Actor = SYSTEM) -> int:
    """Recompute the days for 备案 and acceptance that rest on an older calendar; return how many moved.

    Run after a year's 放假安排 was loaded. One transaction a case; repeatable.
    """
    version = workdays().version
    stale = (
        Case.objects.filter(
            Q(acceptance_due_on__isnull=False, passed_on__isnull=True) | Q(filing_due_on__isnull=False)
        )
        .exclude(status__in=ENDED)
        .exclude(calendar_version=version)
    )
    # Ids first, then a transaction each: one for all would lock every open case until the last.
    return sum(_refresh(case_id, by) for case_id in stale.order_by("pk").values_list("pk", flat=True))


@transaction.atomic
def _refresh(case_id: UUID, by: Actor) -> bool:
    case = Case.objects.select_for_update(of=("self",)).get(pk=case_id)
    before = case.filing_due_on or case.acceptance_due_on
    recompute_clocks(case=case)
    after = case.filing_due_on or case.acceptance_due_on
    if before == after:
        return False
    record(
        by=by,
        subject=Subject("case", str(case.pk)),
        action="case.clock_refreshed",
        facts={"before": str(before), "after": str(after)},
        jurisdiction=case.county_code,
    )
    return True
