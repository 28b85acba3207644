"""上门路线: the agreed visits of a body on a day, by the hour."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from apps.cases.models import Case
from apps.cases.queries import household_view
from apps.inspections.models import Appointment
from apps.inspections.queries.appointments import VISITORS, map_link, visits_of_day
from apps.inspections.rules.papers import RouteStop
from apps.lib.actors import Actor
from apps.lib.formats import time_of_day
from apps.lib.identity import mask_name
from apps.orgs.enums import DISTRICT_ROLES, SensitiveField, Sight
from apps.orgs.permissions import sight

ROUNDERS = VISITORS | DISTRICT_ROLES
"""Roles that look at a day's route: who comes to households, and the desks of the district."""


@dataclass(frozen=True, slots=True)
class Stop:
    """One visit of the route."""

    row: Appointment
    household: str
    """Masked."""
    phone: str
    """Masked; the whole number is asked for on its page, which logs it."""
    map_url: str

    @property
    def case(self) -> Case:
        return self.row.case

    @property
    def time_text(self) -> str:
        """From when to when."""
        row = self.row
        return f"{time_of_day(row.starts)}—{time_of_day(row.ends)}" if row.starts and row.ends else ""


def may_print_phones(actor: Actor) -> bool:
    """Whether the role may open telephone numbers at all."""
    return sight(actor, SensitiveField.PHONE) is Sight.REVEALABLE


def day_route(actor: Actor, day: date) -> list[Stop]:
    """Return the route of a day (one query, capped)."""
    return [
        Stop(
            row,
            mask_name(row.case.household.name),
            household_view(actor, row.case).phone,
            map_link(f"{row.case.street_office.name}{row.case.dwelling.address}"),
        )
        for row in visits_of_day(actor, day)
    ]


def route_stops(actor: Actor, day: date, phones: Mapping[UUID, str]) -> tuple[RouteStop, ...]:
    """Return the route as it is printed; ``phones`` opened for it by case."""
    return tuple(
        RouteStop(
            time_text=stop.time_text,
            purpose=stop.row.purpose_label,
            number=stop.case.number or "",
            address=stop.case.dwelling.address,
            household=stop.household,
            phone=phones.get(stop.case.pk, stop.phone),
            officers=stop.row.officers,
            note=stop.row.note,
        )
        for stop in day_route(actor, day)
    )
