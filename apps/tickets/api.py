"""/tickets: what a body has and looks after, and what is done of them; mounted under /api/v1/."""

from __future__ import annotations

from typing import Any, ClassVar

import django_filters
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.urls import path

from apps.acts.api import endpoints
from apps.api.problems import Problem
from apps.api.views import DetailView, ListView
from apps.lib.decisions import Denied
from apps.tickets.acts import ACTS
from apps.tickets.enums import Kind, Source, Status
from apps.tickets.models import Ticket
from apps.tickets.permissions import may_read
from apps.tickets.queries.lists import ticket_rows
from apps.tickets.queries.pages import ticket_row, ticket_shown
from apps.tickets.serializers import TicketRow, TicketShown


class TicketFilters(django_filters.FilterSet):  # type: ignore[misc]
    """Filters of the list."""

    status = django_filters.ChoiceFilter(choices=Status.choices(), label="办到哪一步")
    kind = django_filters.ChoiceFilter(choices=Kind.choices(), label="类别")
    source = django_filters.ChoiceFilter(choices=Source.choices(), label="来源")
    number = django_filters.CharFilter(max_length=20, label="诉求编号")
    hotline_number = django_filters.CharFilter(max_length=40, label="12345 工单编号")
    due_by = django_filters.DateFilter("due_on", lookup_expr="lte", label="期限不晚于")

    class Meta:
        model = Ticket
        fields: ClassVar[list[str]] = []


class _OfTickets:
    tag = "诉求件"
    queryset: Any = Ticket.objects.none()

    def rows(self) -> QuerySet[Ticket]:
        """Return what the token's body has or looks after; 403 for who handles none."""
        actor = self.actor  # type: ignore[attr-defined]
        reads = may_read(actor)
        if isinstance(reads, Denied):
            raise Problem(403, reads.reason, code=reads.code)
        return ticket_rows(actor)


class TicketsView(_OfTickets, ListView[Ticket]):
    """本单位承办的和所辖的诉求件，新的在前；反映本单位的不在其中，本人的姓名、电话不给。"""

    summary = "诉求件"
    result_class = TicketRow
    filterset_class = TicketFilters
    ordering = ("-opened_at", "-pk")

    def present(self, row: Ticket) -> Any:
        return ticket_row(self.actor, row)


class TicketView(_OfTickets, DetailView[Ticket]):
    """一件诉求：原话、照片、办理经过。"""

    summary = "一件诉求"
    result_class = TicketShown

    def one(self) -> Ticket:
        """Return the ticket of the URL."""
        return get_object_or_404(self.rows(), pk=self.kwargs["pk"])

    def present(self, row: Ticket) -> Any:
        return ticket_shown(self.actor, row)


routes = [
    path("tickets", TicketsView.as_view(), name="api-tickets"),
    path("tickets/<uuid:pk>", TicketView.as_view(), name="api-ticket"),
    *endpoints(ACTS),
]
