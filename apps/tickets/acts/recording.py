"""代录: a desk writes a ticket down for somebody."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from apps.acts.acts import Act
from apps.lib.actors import Actor
from apps.tickets import services
from apps.tickets.acts.grounds import TICKETS
from apps.tickets.enums import Source
from apps.tickets.forms import RecordTicketForm
from apps.tickets.permissions import may_record
from apps.tickets.queries.targets import bureaus_for, called


def _bureaus(actor: Actor, _nothing: None) -> dict[str, Any]:
    found = bureaus_for(actor)
    return {"bureaus": found, "labels": [called(each) for each in found]}


RECORD_TICKET = Act(
    name="tickets.record",
    label="登记诉求",
    ground=TICKETS,
    may=may_record,
    form=RecordTicketForm,
    service=services.record_ticket,
    explain="来人、来电、来信和 12345 工单，照原话登记，和本人在网上写的一样办理。"
    "登记后给本人编号和查询码，本人凭它看办理情况。",
    button="登记",
    success="已登记。",
    describe="登记投诉、线索和 12345 工单。接口不给查询码：本人要自己查办理情况的，在窗口的页面上登记。",
    icon="plus",
    records={"ticket.opened": "登记诉求"},
    path="tickets/record/",
    page="tickets:record",
    template="tickets/record.html",
    initial=lambda _actor, _nothing: {"source": Source.DESK.value},
    options=_bureaus,
    after=lambda _nothing, ticket: reverse("tickets:issued", kwargs={"pk": ticket.pk}),
    api="record",
    body="TicketRecord",
    creates=True,
)
