"""申请条件 as asked at a bureau on a day: its own, and those of the bodies above it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from apps.orgs.models import Organisation
from apps.programs.models import Condition
from apps.programs.queries.parameters import bodies_from


def any_conditions() -> bool:
    """Whether any body has ever asked a question (one query): most sites never do."""
    return Condition.objects.exists()


def conditions_of(organisation_id: int, on: date) -> tuple[Condition, ...]:
    """Return what is asked at a bureau of who applies on a day, from the top down (three queries)."""
    chain = bodies_from(organisation_id, on)
    rows = Condition.objects.filter(organisation__in=chain, valid_from__lte=on).select_related("organisation")
    asked = [row for row in _newest(rows) if row.is_asked]
    return tuple(sorted(asked, key=lambda row: (-chain.index(row.organisation_id), row.code)))


def condition_versions(organisation: Organisation, code: int) -> list[Condition]:
    """Return every version of a body's question, newest first."""
    return list(Condition.objects.filter(organisation=organisation, code=code).order_by("-number"))


def _newest(rows: Iterable[Condition]) -> list[Condition]:
    """Return the newest version of each question."""
    newest: dict[tuple[int, int], Condition] = {}
    for row in sorted(rows, key=lambda each: each.number):
        newest[row.organisation_id, row.code] = row
    return list(newest.values())
