"""The 材料清单 that a body, or one above it, has set for a track."""

from __future__ import annotations

from datetime import date

from apps.orgs.models import Organisation
from apps.programs.models import MaterialList
from apps.programs.queries.parameters import bodies_from


def material_list_of(organisation_id: int, track: str, on: date) -> MaterialList | None:
    """Return the list of a body on a day; None: the house's. One query where nobody has set one."""
    rows = list(
        MaterialList.objects.filter(track=track, valid_from__lte=on)
        .select_related("organisation")
        .order_by("number")
    )
    if not rows:
        return None
    newest = {row.organisation_id: row for row in rows}
    chain = (newest.get(body) for body in bodies_from(organisation_id, on))
    return next((row for row in chain if row is not None and row.lines), None)


def material_list_versions(organisation: Organisation, track: str) -> list[MaterialList]:
    """Return every version of a body's list, newest first."""
    return list(MaterialList.objects.filter(organisation=organisation, track=track).order_by("-number"))
