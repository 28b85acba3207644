"""The 归档范围和保管期限表 that holds for a body on a day."""

from __future__ import annotations

from datetime import date

from apps.orgs.models import Organisation
from apps.programs.models import RetentionTable
from apps.programs.queries.parameters import bodies_from


def retention_of(organisation_id: int, on: date) -> RetentionTable | None:
    """Return a body's table as of a day, else that of the body it reports to; None where nobody has one."""
    rows = list(RetentionTable.objects.filter(valid_from__lte=on).select_related("organisation"))
    if not rows:
        return None
    newest = {row.organisation_id: row for row in sorted(rows, key=lambda each: each.number)}
    chain = bodies_from(organisation_id, on)
    return next((newest[body] for body in chain if body in newest), None)


def retention_versions(organisation: Organisation) -> list[RetentionTable]:
    """Return every version of a body's table, newest first."""
    return list(RetentionTable.objects.filter(organisation=organisation).order_by("-number"))
