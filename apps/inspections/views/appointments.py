"""上门预约: the tab of the case page."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from apps.acts.views import arranged
from apps.inspections.acts import APPOINTMENTS, OFFER, ON_APPOINTMENT
from apps.inspections.queries.appointments import appointments_of
from apps.orgs.permissions import acting

_WAITING = frozenset({"status", "open"})


@require_safe
def appointments(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show what was arranged with the household, and what may be done about it now."""
    actor = acting(request)
    case = APPOINTMENTS.load(actor, pk=pk)
    views = appointments_of(actor, case)
    shown = [
        (view, arranged(actor, view.row, ON_APPOINTMENT, hidden=_WAITING).others if view.row.is_open else ())
        for view in views
    ]
    context = {
        **APPOINTMENTS.frame(actor, case),
        "shown": shown,
        "offers": arranged(actor, case, (OFFER,), hidden=frozenset({"status"})).others,
    }
    return render(request, "inspections/appointments.html", context)
