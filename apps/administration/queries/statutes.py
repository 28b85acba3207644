"""条文规则 of a body as its page shows them."""

from __future__ import annotations

from dataclasses import dataclass

from apps.lib import clock
from apps.orgs.models import Organisation
from apps.programs.models import StatuteReading
from apps.programs.queries import readings_in_force
from apps.programs.rules.statutes import STATUTES, Standing, unread


@dataclass(frozen=True, slots=True)
class StatuteLine:
    """A line as it stands for a body today, and what is to come."""

    now: Standing
    row: StatuteReading | None
    """None: nobody has compared it with the original."""
    coming: StatuteReading | None
    """The next that will hold: a version with a later number that begins no later never does."""


def statute_lines(body: Organisation) -> list[StatuteLine]:
    """Return every line of a body (three queries)."""
    today = clock.today()
    rows = readings_in_force(body.pk, today)
    later: dict[str, StatuteReading] = {}
    own = StatuteReading.objects.filter(organisation=body).order_by("-number")
    settled = set()
    # From the newest number down: one that has begun covers every number below it for good.
    for row in own:
        if row.valid_from <= today:
            settled.add(row.code)
        elif row.code not in settled:
            coming = later.get(row.code)
            if coming is None or row.valid_from < coming.valid_from:
                later[row.code] = row
    return [
        StatuteLine(rows[code].standing if code in rows else unread(statute), rows.get(code), later.get(code))
        for code, statute in STATUTES.items()
    ]
