"""What is done of 诉求件, each declared once."""

from apps.tickets.acts.grounds import TICKET, TICKETS
from apps.tickets.acts.handling import ACCEPT, CALL, FORWARD, HOTLINE, SETTLE, TALK
from apps.tickets.acts.recording import RECORD_TICKET

ON_TICKET = (ACCEPT, CALL, TALK, SETTLE, FORWARD, HOTLINE)
"""Acts of a ticket's page, in their order there."""
ACTS = (RECORD_TICKET, *ON_TICKET)

__all__ = [
    "ACCEPT",
    "ACTS",
    "CALL",
    "FORWARD",
    "HOTLINE",
    "ON_TICKET",
    "RECORD_TICKET",
    "SETTLE",
    "TALK",
    "TICKET",
    "TICKETS",
]
