"""How the inbox calls a ticket."""

from apps.outbox.queries import register_subject
from apps.tickets.queries.lists import where_of_tickets

register_subject("ticket", where_of_tickets)
