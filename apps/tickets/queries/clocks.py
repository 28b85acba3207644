"""The periods of a ticket's body, as it had set them on the day the ticket came."""

from __future__ import annotations

from apps.orgs.enums import OrganisationKind
from apps.programs.enums import ParameterCode
from apps.programs.queries import limits_of
from apps.tickets.models import Ticket
from apps.tickets.rules.clocks import Due, due_from

CODES = (ParameterCode.TICKET_CALL_DAYS, ParameterCode.TICKET_SETTLE_DAYS)


def due_of(ticket: Ticket) -> Due:
    """Return the last days of a ticket, from the day it began; None where its body has set no period.

    A street sets none and reports to nobody: there its bureau's hold on.
    """
    at_street = ticket.body.kind == OrganisationKind.STREET_OFFICE
    body_id = ticket.bureau_id if at_street and ticket.bureau_id else ticket.body_id
    limits = limits_of(body_id, ticket.begun_on, CODES)
    return due_from(
        ticket.begun_on,
        call_days=limits.number(ParameterCode.TICKET_CALL_DAYS),
        settle_days=limits.number(ParameterCode.TICKET_SETTLE_DAYS),
    )
