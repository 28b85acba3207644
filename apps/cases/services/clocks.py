"""Stored due dates: recomputed by every write that can change them, never typed in."""

from __future__ import annotations

from django.db import transaction

from apps.cases.enums import Status
from apps.cases.models import Case
from apps.cases.queries.days import clock_facts, rules_for
from apps.cases.rules.clocks import ClockKind, count_clocks
from apps.lib.calendars import WorkDays
from apps.programs.queries import LimitBook, RuleValues, workdays

COLUMN_OF = {kind: f"{kind.value}_due_on" for kind in ClockKind}


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
    for column in COLUMN_OF.values():
        setattr(case, column, None)
    if case.passed_on is not None or (case.started_on is None and case.status != Status.RECEIVED):
        return
    asked: list[WorkDays] = []

    def calendar() -> WorkDays:
        asked.append(days or workdays())
        return asked[-1]

    facts, limits = clock_facts(case, ended=False), rules_for(case, rules, book)
    for kind, counted in count_clocks(facts, limits, calendar).items():
        setattr(case, COLUMN_OF[kind], counted.due_on)
    # Not for works: they are counted in calendar days, and no calendar moves them.
    if asked:
        case.calendar_version = asked[-1].version


@transaction.atomic
def recompute_clocks(*, case: Case) -> Case:
    """Recompute the stored due dates after a pause or a new calendar; saves only those columns."""
    set_clocks(case)
    case.save(update_fields=[*COLUMN_OF.values(), "calendar_version"])
    return case
