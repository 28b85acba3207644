"""What would be told to 12345 of a 工单 that is settled here (docs/tickets.md, contract 1)."""

from __future__ import annotations

from typing import Any

from apps.lib import clock
from apps.tickets.enums import StepKind
from apps.tickets.models import Ticket

CONTRACT = 1
"""Raised when the meaning of a field changes; new fields do not raise it."""


def hotline_answer(ticket: Ticket) -> dict[str, Any] | None:
    """Return what an adapter would push to 12345; None where there is no 工单 or nothing is settled.

    The answer as the author reads it, and nothing of whose it is: 12345 knows its caller.
    """
    last = ticket.steps.filter(kind=StepKind.SETTLED).order_by("-number").first()
    if not ticket.hotline_number or ticket.settled_on is None or last is None:
        return None
    return {
        "contract": CONTRACT,
        "sheet": ticket.hotline_number,
        "ticket": ticket.number,
        "body": last.organisation,
        "end": last.end,
        "end_label": last.get_end_display(),
        "answer": last.text_encrypted.text(),
        "passed_to": last.to_name,
        "receipt": last.receipt,
        "way": last.way,
        "settled_at": clock.local(last.at).isoformat(),
    }
