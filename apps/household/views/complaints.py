"""A complaint of the household's own case, from its own page; number and code are shown this once."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render, resolve_url

from apps.household.models import Visit
from apps.household.permissions import visitor
from apps.household.views.visiting import common, with_visit_to_write
from apps.lib.decisions import Refused
from apps.tickets.forms.doors import OwnComplaintForm, TicketPicturesForm
from apps.tickets.queries.pages import author_page
from apps.tickets.services import complain_as_household, fresh_request


@with_visit_to_write
def complain(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Ask what it is; nothing of it is shown on these pages afterwards."""
    slip = visit.slip
    frame = {
        **common(request, visit),
        "complaints_url": resolve_url(settings.COMPLAINTS_PAGE),
        "status_url": resolve_url(settings.TICKET_STATUS_PAGE),
        "pictures_url": resolve_url(settings.TICKET_PICTURES_PAGE),
    }
    if request.method != "POST":
        form = OwnComplaintForm(initial={"request": fresh_request()})
        return render(request, "household/complaint.html", {**frame, "form": form})
    form = OwnComplaintForm(request.POST)
    if form.is_valid():
        try:
            ticket = complain_as_household(case=slip.case, by=visitor(slip), **form.cleaned_data)
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, refused.reason)
        else:
            context = {"ticket": ticket, "page": author_page(ticket), "form": TicketPicturesForm()}
            return render(request, "household/complaint_sent.html", {**frame, **context})
    return render(request, "household/complaint.html", {**frame, "form": form}, status=422)
