"""The year of a date and its targets as of a day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q

from apps.orgs.models import Organisation
from apps.programs.models import Program, SpanTarget, Target


def program_of(on: date) -> Program:
    """Return the programme year a date belongs to; raise Program.DoesNotExist outside all years."""
    return Program.objects.get(opens_on__lte=on, closes_on__gte=on)


@dataclass(frozen=True, slots=True)
class Targets:
    """Targets of a year with all their versions, each organisation's in their order."""

    versions: Mapping[int, Sequence[Target]]
    merged: Mapping[int, Sequence[Organisation]] = field(default_factory=dict)
    """By body: those with a target that went up in it since."""

    def at(self, organisation_id: int | None, on: date) -> Target | None:
        """Return an organisation's version in force at the end of a day: the newest that has begun."""
        rows = self.versions.get(organisation_id, ()) if organisation_id is not None else ()
        return next((row for row in reversed(rows) if row.begun(on)), None)

    def households(self, organisation_id: int, on: date) -> int | None:
        """Return how many households it is to reach as of a day; None where none is set."""
        found = self.at(organisation_id, on)
        return found.households if found else None

    def not_added(self, organisation_id: int, on: date) -> int:
        """Return the targets of bodies that went up in an organisation, until its own is set anew after that.

        They are never added by themselves: what one body is to reach for two is the upper body's to say.
        """
        found = 0
        for body in self.merged.get(organisation_id, ()):
            closed_on = body.closed_on
            if closed_on is None or closed_on > on:
                continue
            own = self.at(body.pk, closed_on)
            if own is not None and own.households and not self._set_anew(body, closed_on, on):
                found += own.households
        return found

    def _set_anew(self, body: Organisation, since: date, on: date) -> bool:
        return any(
            row.valid_from is not None and row.valid_from >= since and row.begun(on)
            for heir in _heirs(body)
            for row in self.versions.get(heir.pk, ())
        )


def _heirs(body: Organisation) -> Iterator[Organisation]:
    """Yield the bodies in which a body went up, one after the other."""
    while body.successor is not None:
        body = body.successor
        yield body


def targets_of(program: Program, organisations: Iterable[int] | None = None) -> Targets:
    """Return the targets of some organisations and of those that went up in them, of all without them.

    One query; of three mergers in a row the first body is not found any more.
    """
    rows = Target.objects.filter(program=program).order_by("number")
    if organisations is not None:
        ids = list(organisations)
        rows = rows.filter(
            Q(organisation__in=ids)
            | Q(organisation__successor__in=ids)
            | Q(organisation__successor__successor__in=ids)
        )
    versions: dict[int, list[Target]] = defaultdict(list)
    merged: dict[int, list[Organisation]] = defaultdict(list)
    for row in rows.select_related("organisation__successor__successor", "organisation__region"):
        if row.organisation_id not in versions and row.organisation.successor_id is not None:
            for heir in _heirs(row.organisation):
                merged[heir.pk].append(row.organisation)
        versions[row.organisation_id].append(row)
    return Targets(versions, merged)


def span_target_of(organisation_id: int | None, year: int, on: date) -> SpanTarget | None:
    """Return a body's target over several years that a year is one of, as of a day (one query).

    Of several the one that ends last; None where none is set. It is no sum of the years' targets.
    """
    newest: dict[tuple[int, int], SpanTarget] = {}
    rows = SpanTarget.objects.filter(organisation=organisation_id, first_year__lte=year, last_year__gte=year)
    for row in rows.order_by("number"):
        if row.begun(on):
            newest[row.last_year, row.first_year] = row
    standing = [row for _, row in sorted(newest.items(), reverse=True) if row.households is not None]
    return next(iter(standing), None)
