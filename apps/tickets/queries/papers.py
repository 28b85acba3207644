"""What 诉求登记回执 prints."""

from __future__ import annotations

from apps.documents.rules.papers import PaperMark
from apps.tickets.models import Ticket
from apps.tickets.rules.papers import ReceiptPaper


def receipt_paper(ticket: Ticket, code: str) -> ReceiptPaper:
    """Return the receipt of a ticket with its code as it is read out."""
    return ReceiptPaper(
        number=ticket.number,
        code=code,
        came_at=ticket.opened_at,
        body_name=ticket.body.name,
        body_phone=ticket.body.phone,
        page="",
        recorder=f"{ticket.recorded_organisation} {ticket.recorded_by}",
        mark=PaperMark(number=ticket.number, issued_at=ticket.opened_at),
    )
