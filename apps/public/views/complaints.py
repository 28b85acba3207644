"""投诉和线索 by anybody: written once, read later with number and code, brought up once more.

No page remembers anybody: number and code travel in the form's body, never in an address.
"""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from apps.lib.decisions import Refused
from apps.public.services import (
    LETTERS,
    TICKETS,
    complains_too_often,
    count_complaint,
    tries_too_often,
    with_other_letters,
)
from apps.tickets.forms.doors import ComplaintForm, ReopenForm, StatusForm, TicketPicturesForm
from apps.tickets.models import Ticket
from apps.tickets.permissions import ANYBODY
from apps.tickets.queries.pages import author_page
from apps.tickets.queries.targets import called, public_bureaus
from apps.tickets.services import (
    add_pictures,
    complain,
    complained_before,
    fresh_request,
    reopen_ticket,
    ticket_with,
)

TOO_OFTEN = "这个网络刚才送出的太多了，没有送出。您写的都在下面，请过 10 分钟再送；着急的请打 12345。"
_posting = require_http_methods(["GET", "HEAD", "POST"])


@login_not_required
@never_cache
@_posting
def write(request: HttpRequest) -> HttpResponse:
    """Ask what it is; answer with a number and a code, shown this once."""
    bureaus = public_bureaus()
    options: dict[str, Any] = {"bureaus": bureaus, "labels": [called(each) for each in bureaus]}
    if request.method != "POST":
        form = ComplaintForm(initial={"request": fresh_request()}, **options)
        return render(request, "public/complaint.html", {"form": form})
    if LETTERS in request.POST:
        form = ComplaintForm(initial=request.POST.dict(), **options)
        return with_other_letters(request, "public/complaint.html", {"form": form})
    form = ComplaintForm(request.POST, **options)
    # Asked first: whoever presses again after a lost answer has sent it, however many others there are.
    if form.is_valid() and (again := complained_before(**form.cleaned_data)) is not None:
        return _sent(request, again)
    if form.is_valid() and complains_too_often(request):
        form.add_error(None, TOO_OFTEN)
        return render(request, "public/complaint.html", {"form": form}, status=429)
    if form.is_valid():
        try:
            ticket = complain(**form.cleaned_data)
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, refused.reason)
        else:
            count_complaint(request)
            return _sent(request, ticket)
    return render(request, "public/complaint.html", {"form": form}, status=422)


def _sent(request: HttpRequest, ticket: Ticket) -> HttpResponse:
    context = {
        "ticket": ticket,
        "page": author_page(ticket),
        "form": TicketPicturesForm(),
        "pictures_url": reverse("public:complaint-pictures"),
        "status_url": reverse("public:complaint-status"),
    }
    return render(request, "public/complaint_sent.html", context)


@login_not_required
@never_cache
@_posting
def status(request: HttpRequest) -> HttpResponse:
    """Ask for number and code; show how far it is, and the answer."""
    if request.method != "POST":
        return render(request, "public/complaint_status.html", {"form": StatusForm()})
    if LETTERS in request.POST:
        form = StatusForm(initial=request.POST.dict())
        return with_other_letters(request, "public/complaint_status.html", {"form": form})
    ticket = _opened(request)
    return ticket if isinstance(ticket, HttpResponse) else _shown(request, ticket)


@login_not_required
@never_cache
@_posting
def pictures(request: HttpRequest) -> HttpResponse:
    """Take pictures for a ticket, those that are sound at once."""
    if request.method != "POST":
        return redirect("public:complaint-status")
    ticket = _opened(request)
    if isinstance(ticket, HttpResponse):
        return ticket
    form = TicketPicturesForm(request.POST, request.FILES)
    form.is_valid()
    added = 0
    try:
        added = len(form.sound)
        add_pictures(ticket=ticket, by=ANYBODY, pictures=form.sound)
    except Refused as refused:
        added = 0
        form.add_error("pictures", refused.reason)
    return _shown(request, ticket, pictures_form=form, added=added, status=422 if form.errors else 200)


@login_not_required
@never_cache
@_posting
def reopen(request: HttpRequest) -> HttpResponse:
    """Bring a settled ticket up once more."""
    if request.method != "POST":
        return redirect("public:complaint-status")
    ticket = _opened(request)
    if isinstance(ticket, HttpResponse):
        return ticket
    form = ReopenForm(request.POST)
    if form.is_valid():
        try:
            reopen_ticket(ticket=ticket, by=ANYBODY, text=form.cleaned_data["text"])
            return _shown(request, ticket, reopened=True)
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, refused.reason)
    return _shown(request, ticket, reopen_form=form, status=422)


def _opened(request: HttpRequest) -> Ticket | HttpResponse:
    """Return the ticket that number and code open, or the page that asks for them again."""
    form = StatusForm(request.POST)
    page = "public/complaint_status.html"
    # Words that somebody has typed are never lost with a code that is not taken.
    context: dict[str, Any] = {
        "form": form,
        "typed": request.POST.get("text", "").strip(),
        "chosen": len(request.FILES.getlist("pictures")),
    }
    if not form.is_valid():
        return render(request, page, context, status=422)
    ticket = ticket_with(form.cleaned_data["number"], form.cleaned_data["code"])
    if ticket is None:
        if tries_too_often(request, TICKETS):
            return render(request, page, {**context, "too_often": True}, status=429)
        return render(request, page, {**context, "unknown": True}, status=404)
    ticket.code = form.cleaned_data["code"]  # type: ignore[misc]  # on this instance alone
    return ticket


def _shown(request: HttpRequest, ticket: Ticket, *, status: int = 200, **more: Any) -> HttpResponse:
    # Read anew: what was just written belongs to the page.
    fresh = Ticket.objects.select_related("body").prefetch_related("steps", "pictures").get(pk=ticket.pk)
    fresh.code = ticket.code  # type: ignore[misc]  # on this instance alone
    context = {
        "ticket": fresh,
        "page": author_page(fresh),
        "pictures_form": TicketPicturesForm(),
        "reopen_form": ReopenForm(),
        "pictures_url": reverse("public:complaint-pictures"),
        **more,
    }
    return render(request, "public/complaint_state.html", context, status=status)
