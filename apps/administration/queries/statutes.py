"""条文规则 of a body as its page shows them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from apps.lib import clock
from apps.orgs.models import Organisation
from apps.programs.models import StatuteReading
from apps.programs.queries import readings_in_force
from apps.programs.queries.parameters import bodies_from
from apps.programs.rules.statutes import STATUTES, Standing, unread

_LOOKED_AHEAD = 12
"""Days on which something changes that are looked at; more are not planned ahead."""


@dataclass(frozen=True, slots=True)
class Coming:
    """What will hold of a line from a day on, by the body itself or one above it."""

    valid_from: date
    row: StatuteReading | None
    """None: the reading is taken back, and no body above has one."""


@dataclass(frozen=True, slots=True)
class StatuteLine:
    """A line as it stands for a body today, and what is to come."""

    now: Standing
    row: StatuteReading | None
    """None: nobody has compared it with the original."""
    coming: Coming | None
    """The next change; a version with a later number that begins no later never comes."""


def statute_lines(body: Organisation) -> list[StatuteLine]:
    """Return every line of a body (three queries, and two for each day on which something changes)."""
    today = clock.today()
    rows = readings_in_force(body.pk, today)
    later = StatuteReading.objects.filter(
        organisation__in=bodies_from(body.pk, today), valid_from__gt=today, code__in=STATUTES
    )
    days = sorted(set(later.order_by().values_list("valid_from", flat=True)))[:_LOOKED_AHEAD]
    coming: dict[str, Coming] = {}
    for day in days:
        then = readings_in_force(body.pk, day)
        for code in STATUTES:
            if code not in coming and then.get(code) != rows.get(code):
                coming[code] = Coming(day, then.get(code))
    return [
        StatuteLine(
            rows[code].standing if code in rows else unread(statute), rows.get(code), coming.get(code)
        )
        for code, statute in STATUTES.items()
    ]
