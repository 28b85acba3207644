"""A bureau's year worked out anew from movements and records, beside what is kept of it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from apps.reports.models import DayCount, SetMember, WeekSnapshot
from apps.reports.queries.proof import stored_movements
from apps.reports.queries.records import records
from apps.reports.rules.days import Change, changes_by_day
from apps.reports.rules.ledger import Member, State
from apps.reports.rules.recount import PASSED
from apps.reports.rules.spans import Span, spans


@dataclass(frozen=True, slots=True)
class Counts:
    """Members over the weeks of a year, the week in which each passed 验收, and what each day changed."""

    spans: frozenset[Span]
    passed: Mapping[UUID, int]
    days: Mapping[date, Change]


def kept_counts(newest: WeekSnapshot) -> Counts:
    """Return what is kept of a bureau's year through its newest week."""
    of = {"bureau_id": newest.bureau_id, "program_id": newest.program_id}
    rows = list(SetMember.objects.filter(**of))
    return Counts(
        spans=frozenset(
            Span(row.case_id, Member(State(row.state), row.amount), row.from_number, row.to_number)
            for row in rows
        ),
        passed={
            row.case_id: row.passed_number
            for row in rows
            if row.passed_number is not None and row.to_number is None
        },
        days={
            row.day: Change(row.done, row.passed)
            for row in DayCount.objects.filter(**of)
            if row.done or row.passed
        },
    )


def recounted(newest: WeekSnapshot) -> Counts:
    """Work a bureau's year out anew. It reads all of it: for jobs and commands, never for a page."""
    found = records(newest.bureau_id, newest.cutoff_at)
    members = spans(stored_movements(newest))
    days = changes_by_day(
        found,
        bureau_id=newest.bureau_id,
        year_opened_at=newest.year_opened_at,
        after=newest.year_opened_at,
        before=newest.cutoff_at,
    )
    weeks = WeekSnapshot.objects.filter(
        bureau_id=newest.bureau_id, program_id=newest.program_id, number__lte=newest.number
    )
    ends = list(weeks.order_by("number").values_list("cutoff_at", "number"))
    cutoffs = [cutoff_at for cutoff_at, _ in ends]
    done = {each.case_id for each in members if each.to_number is None and each.member.state is State.DONE}
    since = _done_since(members)
    passed: dict[UUID, int] = {}
    for record in sorted(found, key=lambda each: (each.recorded_at, each.order)):
        if record.case_id not in done or record.recorded_at >= newest.cutoff_at or record.status is None:
            continue
        if record.status in PASSED:
            # A record at the very cut-off belongs to the week after.
            number = ends[bisect_right(cutoffs, record.recorded_at)][1]
            # One that came from another district had passed before it counted here.
            passed.setdefault(record.case_id, max(number, since[record.case_id]))
        elif record.status != "completed":
            passed.pop(record.case_id, None)
    return Counts(frozenset(members), passed, days)


def _done_since(members: Iterable[Span]) -> dict[UUID, int]:
    """Return from which week on each case has counted as complete without leaving the set in between.

    A household that was handed over and came back begins anew here, as its kept row does.
    """
    since: dict[UUID, int] = {}
    begins: dict[UUID, int | None] = {}
    for each in sorted(members, key=lambda span: span.from_number, reverse=True):
        left_between = each.case_id in begins and (
            each.to_number is None or each.to_number + 1 != begins[each.case_id]
        )
        if left_between:
            # Marked, so that still older rows do not join on either.
            begins[each.case_id] = None
            continue
        begins[each.case_id] = each.from_number
        if each.member.state is State.DONE:
            since[each.case_id] = each.from_number
    return since
