"""条文规则 as they hold for a body on a day."""

from __future__ import annotations

from datetime import date

from apps.orgs.models import Organisation
from apps.orgs.queries import bureaus_below
from apps.programs.models import StatuteReading
from apps.programs.queries.parameters import bodies_from
from apps.programs.rules.statutes import STATUTES, Standing, unread


def readings_in_force(organisation_id: int, on: date) -> dict[str, StatuteReading]:
    """Return what a body, or one above it, has read of each line as of a day; two queries at most."""
    rows = list(
        StatuteReading.objects.filter(valid_from__lte=on, code__in=STATUTES)
        .select_related("organisation")
        .order_by("number")
    )
    newest = {(row.organisation_id, row.code): row for row in rows}
    found: dict[str, StatuteReading] = {}
    # From the top down: what stands nearer to the body covers what stands above it.
    for body in reversed(bodies_from(organisation_id, on) if rows else []):
        for code in STATUTES:
            row = newest.get((body, code))
            if row is not None and row.is_read:
                found[code] = row
    return found


def statutes_of(organisation_id: int, on: date) -> tuple[Standing, ...]:
    """Return every line as of a day, in the house's order; one query where nobody has read any."""
    rows = readings_in_force(organisation_id, on)
    return tuple(
        rows[code].standing if code in rows else unread(statute) for code, statute in STATUTES.items()
    )


def followers(organisation: Organisation, code: str, on: date) -> list[Organisation]:
    """Return the bureaus below that follow a body in a line on a day: those with no reading of their own."""
    rows = StatuteReading.objects.filter(code=code, valid_from__lte=on).order_by("number")
    newest = {row.organisation_id: row.is_read for row in rows}
    found: list[Organisation] = []
    for body in bureaus_below(organisation, on):
        # What reports to a body with a reading of its own follows that one.
        if not newest.get(body.pk):
            found += [body, *followers(body, code, on)]
    return found


def reading_versions(organisation: Organisation, code: str) -> list[StatuteReading]:
    """Return every version of a body's reading of a line, newest first."""
    return list(StatuteReading.objects.filter(organisation=organisation, code=code).order_by("-number"))
