"""The words of a notice as a body, or one above it, has set them."""

from __future__ import annotations

from datetime import date

from apps.orgs.models import Organisation
from apps.programs.models import Wording
from apps.programs.queries.parameters import bodies_from


def wording_in_force(organisation_id: int, key: str, on: date) -> Wording | None:
    """Return what a body's notices say on a day; None: the house's words. One query where nobody set any."""
    rows = list(Wording.objects.filter(key=key, valid_from__lte=on).order_by("number"))
    if not rows:
        return None
    newest = {row.organisation_id: row for row in rows}
    chain = (newest.get(body) for body in bodies_from(organisation_id, on))
    return next((row for row in chain if row is not None and row.text), None)


def wordings_of(organisation: Organisation) -> dict[str, list[Wording]]:
    """Return every version a body has set, newest first, by notice (one query)."""
    found: dict[str, list[Wording]] = {}
    for row in Wording.objects.filter(organisation=organisation).order_by("-number"):
        found.setdefault(row.key, []).append(row)
    return found
