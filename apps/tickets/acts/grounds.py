"""What acts are done to: the desk where a ticket is written down, and a ticket."""

from __future__ import annotations

from typing import Any

from django.db.models import Model
from django.shortcuts import get_object_or_404
from django.urls import reverse

from apps.acts.acts import Act, Ground
from apps.acts.grounds import NothingYet
from apps.lib.actors import Actor
from apps.lib.decisions import Decision
from apps.tickets.models import Ticket
from apps.tickets.permissions import may_read
from apps.tickets.queries.lists import ticket_rows
from apps.tickets.serializers import TicketDone, TicketOpened

_TAG = "诉求件"


class TicketsGround(NothingYet):
    """The desk, where nothing stands yet."""

    title = "登记诉求"
    found = "tickets:index"
    template = "tickets/act.html"
    path = "tickets"
    operation = "api-tickets"
    tag = _TAG
    result_class = TicketOpened

    def stands(self, actor: Actor, subject: None, record: object) -> Any:
        """Return its number. No code: a request that is repeated could not be answered alike."""
        made = record if isinstance(record, Ticket) else Ticket.objects.get(pk=str(record))
        return {"id": made.pk, "number": made.number, "body_name": made.body.name}


class TicketGround(Ground[Ticket]):
    """A ticket in the actor's rows."""

    title = "诉求件"
    found = "tickets:index"
    template = "tickets/act.html"
    path = "tickets/<uuid:pk>"
    operation = "api-ticket"
    tag = _TAG
    result_class = TicketDone

    def reads(self, actor: Actor) -> Decision:
        return may_read(actor)

    def load(self, actor: Actor, **kwargs: Any) -> Ticket:
        """Return the ticket of the URL; whoever it concerns meets none."""
        return get_object_or_404(ticket_rows(actor), pk=kwargs["pk"])

    def version(self, subject: Ticket) -> int:
        """Each act asks where it stands; nobody edits what another has read."""
        return 0

    def named(self, subject: Ticket) -> dict[str, Any]:
        """Services take ``ticket_id``."""
        return {"ticket_id": subject.pk}

    def place(self, subject: Ticket) -> dict[str, Any]:
        """Addresses take ``pk``."""
        return {"pk": subject.pk}

    def home(self, act: Act[Ticket], subject: Ticket) -> str:
        """Return the ticket's page."""
        return reverse("tickets:ticket", kwargs=self.place(subject))

    def frame(self, actor: Actor, subject: Ticket) -> dict[str, Any]:
        """Say which ticket it is."""
        return {"ticket": subject, "about": f"{subject.number} · {subject.get_kind_display()}"}

    def stands(self, actor: Actor, subject: Ticket, record: object) -> Any:
        """Return how it stands and the id of what was written."""
        key = record.pk if isinstance(record, Model) else record or subject.pk
        return {
            "id": subject.pk,
            "number": subject.number,
            "status": subject.status,
            "status_label": subject.get_status_display(),
            "record_id": str(key),
        }


TICKETS = TicketsGround()
TICKET = TicketGround()
