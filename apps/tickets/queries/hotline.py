"""What 12345 is told of a 工单 that is settled here (docs/connections/12345.md)."""

from __future__ import annotations

from typing import Any

from apps.lib import clock
from apps.tickets.enums import StepKind
from apps.tickets.models import Ticket, TicketStep

CONTRACT = 1
"""Raised when the meaning of a field changes; new fields do not raise it."""


def hotline_answer(ticket: Ticket) -> dict[str, Any] | None:
    """Return what 12345 is told of a ticket; None where there is no 工单 or nothing is settled."""
    last = ticket.steps.filter(kind=StepKind.SETTLED).order_by("-number").first()
    if ticket.settled_on is None or last is None or not last.sheet:
        return None
    return answer_of(ticket, last)


def answer_of(ticket: Ticket, settled: TicketStep) -> dict[str, Any]:
    """Return one end of a ticket as 12345 is told: what the author reads, and nothing of whose it is.

    12345 knows its caller.
    """
    return {
        "contract": CONTRACT,
        "sheet": settled.sheet,
        "ticket": ticket.number,
        "body": settled.organisation,
        "end": settled.end,
        "end_label": settled.get_end_display(),
        "answer": settled.text_encrypted.text(),
        "passed_to": settled.to_name,
        "receipt": settled.receipt,
        "way": settled.way,
        "settled_at": clock.local(settled.at).isoformat(),
    }
