"""The year of a date and its targets as of a day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from apps.programs.models import Program, Target


def program_of(on: date) -> Program:
    """Return the programme year a date belongs to; raise Program.DoesNotExist outside all years."""
    return Program.objects.get(opens_on__lte=on, closes_on__gte=on)


@dataclass(frozen=True, slots=True)
class Targets:
    """Targets of a year with all their versions, each organisation's in their order."""

    versions: Mapping[int, Sequence[Target]]

    def at(self, organisation_id: int | None, on: date) -> Target | None:
        """Return an organisation's version in force at the end of a day: the newest that has begun."""
        rows = self.versions.get(organisation_id, ()) if organisation_id is not None else ()
        return next((row for row in reversed(rows) if row.begun(on)), None)

    def households(self, organisation_id: int, on: date) -> int | None:
        """Return how many households it is to reach as of a day; None where none is set."""
        found = self.at(organisation_id, on)
        return found.households if found else None


def targets_of(program: Program, organisations: Iterable[int] | None = None) -> Targets:
    """Return the targets of some organisations, of all without them (one query)."""
    rows = Target.objects.filter(program=program).order_by("number")
    if organisations is not None:
        rows = rows.filter(organisation__in=list(organisations))
    versions: dict[int, list[Target]] = defaultdict(list)
    for row in rows:
        versions[row.organisation_id].append(row)
    return Targets(versions)
