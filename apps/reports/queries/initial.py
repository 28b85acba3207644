"""Reading 期初数: by bureau and year, at a week."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from apps.lib.amounts import from_wan, spelled
from apps.programs.models import Program
from apps.reports.enums import ReportStatus
from apps.reports.models import InitialFigures, ReportVersion, WeekSnapshot
from apps.reports.rules.initial import NONE, Entry, Initial, until

SIGNED = (ReportStatus.SUBMITTED, ReportStatus.ACCEPTED)
"""States of a version whose week takes no other 期初数."""


def initial_entries(program_id: int, bureaus: Iterable[int]) -> dict[int, list[Entry]]:
    """Return the entries of some bureaus' year, oldest first (one query)."""
    found: dict[int, list[Entry]] = defaultdict(list)
    for row in InitialFigures.objects.filter(
        program_id=program_id, bureau_id__in=list(bureaus)
    ).select_related("other"):
        found[row.bureau_id].append(entry_of(row))
    return found


def entry_of(row: InitialFigures) -> Entry:
    """Return a stored row as the rules know it."""
    return Entry(
        change=Initial(row.done, row.ongoing, row.passed, row.amount),
        from_number=row.from_number,
        day=row.day,
        as_of=row.as_of,
        source=row.source,
        basis=row.basis,
        reason=row.reason,
        other=row.other.short_name if row.other else "",
    )


def initial_of_year(program: Program, bureau_id: int) -> Initial:
    """Return all that a bureau's year has of them (one query)."""
    entries = initial_entries(program.pk, [bureau_id])[bureau_id]
    return until(entries, max((each.from_number for each in entries), default=0))


def initial_stands(newest: WeekSnapshot) -> bool:
    """Whether every version that stands says the 期初数 that are kept for its week (two queries)."""
    entries = initial_entries(newest.program_id, [newest.bureau_id])[newest.bureau_id]
    # What was returned, taken back or reopened may have said others: a correction counts in its week.
    said = ReportVersion.objects.filter(
        report__bureau_id=newest.bureau_id,
        report__snapshot__program_id=newest.program_id,
        status__in=SIGNED,
    ).values_list("report__snapshot__number", "content__initial")
    return all((frozen or None) == (plain(until(entries, number)) or None) for number, frozen in said)


def plain(initial: Initial) -> dict[str, object]:
    """Return them as content freezes them; amounts in 万元; {} where there are none."""
    if not initial:
        return {}
    return {
        "done": initial.done,
        "ongoing": initial.ongoing,
        "passed": initial.passed,
        "amount": spelled(initial.amount),
    }


def of_frozen(frozen: Mapping[str, Any] | None) -> Initial:
    """Read them as :func:`plain` wrote them."""
    if not frozen:
        return NONE
    return Initial(
        frozen["done"], frozen["ongoing"], frozen["passed"], from_wan(Decimal(str(frozen["amount"])))
    )
