"""Every write of 诉求件."""

from apps.tickets.services.authors import reopen_ticket, ticket_with
from apps.tickets.services.doors import complain, complain_as_household, complained_before, fresh_request
from apps.tickets.services.handling import (
    Author,
    accept_ticket,
    call_back,
    forward_ticket,
    note_hotline,
    note_talk,
    open_author,
    settle_ticket,
)
from apps.tickets.services.opening import add_pictures, open_ticket
from apps.tickets.services.recording import record_ticket

__all__ = [
    "Author",
    "accept_ticket",
    "add_pictures",
    "call_back",
    "complain",
    "complain_as_household",
    "complained_before",
    "forward_ticket",
    "fresh_request",
    "note_hotline",
    "note_talk",
    "open_author",
    "open_ticket",
    "record_ticket",
    "reopen_ticket",
    "settle_ticket",
    "ticket_with",
]
