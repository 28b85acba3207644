"""What the author does later, with number and code: read, add pictures, bring it up once more."""

from __future__ import annotations

import secrets

from django.db import transaction

from apps.audit.services import record
from apps.lib import clock
from apps.lib.actors import Actor
from apps.lib.decisions import Refused, require
from apps.tickets.enums import Status, StepKind
from apps.tickets.models import Ticket
from apps.tickets.permissions import may_reopen
from apps.tickets.services.opening import code_index, start_clocks
from apps.tickets.services.steps import add_step, subject_of, tell_desk


def ticket_with(number: str, code: str) -> Ticket | None:
    """Return the ticket that number and code open; None for a wrong code as for a number nobody has."""
    rows = Ticket.objects.select_related("body").prefetch_related("steps", "pictures")
    ticket = rows.filter(number=number).first() if number else None
    # Compared in any case: a number that nobody has must not answer sooner.
    against = ticket or Ticket()
    is_right = secrets.compare_digest(code_index(against, code), against.code_index)
    return ticket if is_right else None


@transaction.atomic
def reopen_ticket(*, ticket: Ticket, by: Actor, text: str) -> Ticket:
    """Bring a settled ticket up once more: the body that settled it has it again, its periods begin anew."""
    ticket = Ticket.objects.select_for_update(of=("self",)).select_related("body").get(pk=ticket.pk)
    said = ticket.steps.filter(kind=StepKind.REOPENED).last()
    if ticket.status == Status.WAITING and said is not None and said.text_encrypted.text() == text.strip():
        return ticket  # pressed twice
    require(may_reopen(ticket))
    if not text.strip():
        raise Refused("请写明还有什么没有解决。", field="text", code="required")
    ticket.status, ticket.end, ticket.settled_on = Status.WAITING, "", None
    ticket.reopened_at, ticket.begun_on = clock.now(), clock.today()
    ticket.accepted_at = ticket.called_at = None
    ticket.hotline_due_on = None  # of the sheet that was answered
    start_clocks(ticket)
    ticket.save()
    add_step(ticket, by, StepKind.REOPENED, text=text)
    record(by=by, subject=subject_of(ticket), action="ticket.reopened", facts={"body": ticket.body_id})
    tell_desk(ticket, by)
    return ticket
