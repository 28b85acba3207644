"""To whom a ticket may be handed, and which bureaus a door offers."""

from __future__ import annotations

from apps.lib import clock
from apps.lib.actors import Actor
from apps.orgs.enums import OrganisationKind, RegionLevel, Role
from apps.orgs.models import Organisation
from apps.orgs.permissions import own_body
from apps.orgs.queries import bodies_below, body_above, bureaus_below
from apps.tickets.models import Ticket
from apps.tickets.rules.routes import may_go_to


def targets_of(ticket: Ticket) -> list[Organisation]:
    """Return the bodies to which a ticket may go from where it is: above, beside and below it."""
    body, today = ticket.body, clock.today()
    above = body_above(body, today)
    found = [above] if above is not None else []
    if body.kind == OrganisationKind.DISTRICT_BUREAU:
        found += bodies_below(body, today)
        if above is not None:
            found += bureaus_below(above, today)
    elif body.kind in (OrganisationKind.CITY_BUREAU, OrganisationKind.PROVINCE):
        found += bureaus_below(body, today)
    barred = {body.pk, ticket.complained_body_id}
    return [
        each
        for each in dict.fromkeys(found)
        if each.pk not in barred and may_go_to(ticket.kind, ticket.about, each.kind)
    ]


def public_bureaus() -> list[Organisation]:
    """Return the district bureaus that anybody may name, in the order of their regions."""
    rows = Organisation.objects.active().of_kind(OrganisationKind.DISTRICT_BUREAU)
    return list(rows.select_related("region").order_by("region_id", "pk"))


def bureaus_for(actor: Actor) -> list[Organisation]:
    """Return the bureaus in whose districts a desk writes a ticket down."""
    body = Organisation.objects.select_related("region__parent__parent__parent").filter(pk=own_body(actor))
    own, today = body.first(), clock.today()
    if own is None:
        return []
    if actor.role == Role.STREET_CLERK:
        above = body_above(own, today)
        return [above] if above is not None else []
    if own.kind == OrganisationKind.DISTRICT_BUREAU:
        return [own]
    if own.kind == OrganisationKind.CITY_BUREAU:
        below = bureaus_below(own, today)
        return [each for each in below if each.kind == OrganisationKind.DISTRICT_BUREAU]
    return public_bureaus() if own.kind == OrganisationKind.PROVINCE else []


def called(bureau: Organisation) -> str:
    """Return what people call a bureau's district: 上城区; of a bureau of a part of one its own name."""
    of_county = bureau.region is not None and bureau.region.level == RegionLevel.COUNTY
    return bureau.region.name if of_county and bureau.region else bureau.name
