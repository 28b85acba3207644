"""Last days that rest on an older work calendar, reckoned anew: each once, with its reason in the record."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import transaction

from apps.audit.services import Subject, record
from apps.cases.models import Case
from apps.cases.queries.calendar import COLUMNS, LABELS, on_calendar
from apps.cases.queries.days import LIMITS_OF_CASES
from apps.cases.services.clocks import set_clocks
from apps.cases.services.reminders import tell_moved
from apps.lib.actors import SYSTEM, Actor
from apps.programs.models import CalendarYear, RuleSet
from apps.programs.queries import limit_book, rules_of, workdays

BATCH = 200


def stale_cases(*, after: str = "", most: int = BATCH) -> list[UUID]:
    """Return the next open cases, by id after ``after``, that were reckoned on another calendar."""
    rows = on_calendar().exclude(calendar_version=workdays().version)
    if after:
        rows = rows.filter(pk__gt=UUID(after))
    return list(rows.order_by("pk").values_list("pk", flat=True)[:most])


@transaction.atomic
def refresh_cases(
    *, case_ids: list[UUID], by: Actor = SYSTEM, year: int | None = None, wait: bool = True
) -> int:
    """Reckon the days of these cases anew; return how many moved. Repeatable.

    A case whose day moves has both days and the notice of ``year`` in its record, or those of the years
    concerned; its desks are told, and reminded by the new day. Without ``wait`` cases that somebody is
    working on are left for later.
    """
    days, rules = workdays(), {each.pk: rules_of(each) for each in RuleSet.objects.prefetch_related("rules")}
    book = limit_book(LIMITS_OF_CASES)
    # Locked before it is read: a case that has ended meanwhile must not get its clock back.
    held = Case.objects.select_for_update(of=("self",), skip_locked=not wait).filter(pk__in=case_ids)
    moved, still = 0, []
    # In the order of ids: two that lock several cases must not wait for each other.
    for case in held.order_by("pk").prefetch_related("returns"):
        before = {name: getattr(case, column) for name, column in COLUMNS.items()}
        set_clocks(case, rules=rules[case.rule_set_id], days=days, book=book)
        changed = [name for name, column in COLUMNS.items() if getattr(case, column) != before[name]]
        if changed:
            case.save(update_fields=[*COLUMNS.values(), "calendar_version"])
            moved += 1
        else:
            still.append(case.pk)
        for name in changed:
            _tell(case, name, before[name], year, by)
    Case.objects.filter(pk__in=still).update(calendar_version=days.version)
    return moved


def _tell(case: Case, name: str, was: date | None, year: int | None, by: Actor) -> None:
    now = getattr(case, COLUMNS[name])
    notices = CalendarYear.objects.filter(
        year__in=[year] if year else {day.year for day in (was, now) if day}
    ).order_by("year")
    why = "、".join(f"{each.year} 年放假安排（{each.source}）" for each in notices)
    record(
        by=by,
        subject=Subject("case", str(case.pk)),
        action="case.clock_refreshed",
        facts={"clock": name, "before": str(was), "after": str(now), "because": why},
        jurisdiction=case.county_code,
    )
    if was and now:
        tell_moved(case=case, label=LABELS[name], was=was, due=now, why=why, by=by)


def refresh_clocks(*, by: Actor = SYSTEM) -> int:
    """Reckon every day anew that rests on an older calendar; return how many moved. A transaction a batch."""
    moved = 0
    while case_ids := stale_cases():
        moved += refresh_cases(case_ids=case_ids, by=by)
    return moved
