"""What was done of a ticket, one row a step, and the desk that has work by it."""

from __future__ import annotations

from uuid import uuid4

from django.db.models import Max

from apps.audit.services import Subject
from apps.encryption import Plain
from apps.lib import clock
from apps.lib.actors import Actor
from apps.orgs.enums import OrganisationKind, Role
from apps.outbox.services import Desk, settle, tell
from apps.tickets.enums import StepKind
from apps.tickets.models import Ticket, TicketStep

_DESKS = {
    OrganisationKind.STREET_OFFICE.value: Role.STREET_CLERK,
    OrganisationKind.DISTRICT_BUREAU.value: Role.DISTRICT_CLERK,
    OrganisationKind.CITY_BUREAU.value: Role.CITY_OFFICER,
    OrganisationKind.PROVINCE.value: Role.PROVINCE_OFFICER,
}
"""On whose desk at a body a ticket lies."""


def add_step(
    ticket: Ticket,
    by: Actor,
    kind: StepKind,
    *,
    text: str = "",
    end: str = "",
    to_name: str = "",
    receipt: str = "",
    way: str = "",
    sheet: str = "",
) -> TicketStep:
    """Write down one step; the ticket's row is locked, or new."""
    last = TicketStep.objects.filter(ticket=ticket).aggregate(last=Max("number"))["last"] or 0
    step = TicketStep(
        id=uuid4(),
        ticket=ticket,
        number=last + 1,
        kind=kind,
        at=clock.now(),
        by=by.signature,
        organisation=by.organisation_name,
        end=end,
        to_name=to_name.strip(),
        receipt=receipt.strip(),
        way=way.strip(),
        sheet=sheet,
    )
    step.text_encrypted = Plain(text.strip())
    step.save(force_insert=True)
    return step


def tell_desk(ticket: Ticket, by: Actor) -> None:
    """Tell the desk of the body that has the ticket now; nothing of what it says, nor of whose it is."""
    role = _DESKS.get(ticket.body.kind)
    if role is None:
        return
    tell(
        to=[Desk(ticket.body_id, role)],
        kind="ticket.waits",
        title=f"诉求件 {ticket.number} 等您办理",
        by=by,
        key=f"ticket:{ticket.pk}:{ticket.body_id}:{ticket.reopened_at or ''}:{ticket.steps.count()}",
        subject=subject_of(ticket),
        page="tickets:ticket",
        matter="ticket.waits",
    )


def end_tasks(ticket: Ticket) -> None:
    """Take it off every desk: it is settled, or with another body."""
    settle(subject=subject_of(ticket))


def subject_of(ticket: Ticket) -> Subject:
    """Return what record and messages know a ticket by."""
    return Subject("ticket", str(ticket.pk))
