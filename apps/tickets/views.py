"""诉求件 in the desk: the list, a ticket, whose it is, and the number and code handed over."""

from __future__ import annotations

import base64
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from apps.acts.acts import offers
from apps.acts.views import ActPage, arranged
from apps.documents.services import bytes_response, render_pdf
from apps.lib import clock, crypto
from apps.lib.actors import Actor
from apps.lib.decisions import Denied, Refused
from apps.orgs.permissions import acting, admit
from apps.tickets.acts import ON_TICKET, RECORD_TICKET, TICKET
from apps.tickets.forms import AuthorForm, ListForm
from apps.tickets.forms.lists import STATES
from apps.tickets.models import Ticket
from apps.tickets.permissions import knows_author, may_open_author, may_read, may_record
from apps.tickets.queries.lists import list_page
from apps.tickets.queries.pages import ticket_page
from apps.tickets.queries.papers import receipt_paper
from apps.tickets.rules.numbers import grouped
from apps.tickets.services import Author, open_author

_KEPT = "opened_tickets"
"""Key of the session: codes of tickets written down here, encrypted, to be handed over at this counter."""
_MOST = 5
PRINTABLE = timedelta(minutes=30)


def _reading(request: HttpRequest) -> Actor:
    actor = acting(request)
    admit(may_read(actor))
    return actor


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """List the tickets of the actor's body, the open ones first that are due first."""
    actor = _reading(request)
    form = ListForm(request.GET)
    wanted = form.asked()
    page = list_page(actor, wanted)
    states = [
        (wanted.query(state=name, number=""), label, name == wanted.state) for name, label in STATES.items()
    ]
    context = {
        "page": page,
        "form": ListForm({**wanted_fields(wanted)}),
        "wanted": wanted,
        "states": states,
        "is_filtered": bool(wanted.kind or wanted.source or wanted.number or wanted.year),
        "record": next(iter(offers(actor, None, [RECORD_TICKET])), None),
        "next_url": wanted.query(page=page.number + 1) if page.more and not page.ends_early else "",
        "previous_url": wanted.query(page=page.number - 1) if page.number > 1 else "",
    }
    return render(request, "tickets/index.html", context)


def wanted_fields(wanted: object) -> dict[str, object]:
    """Return the filters as the form shows them."""
    return {name: getattr(wanted, name) for name in ("state", "kind", "source", "number", "year")}


@never_cache
@require_safe
def ticket(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show a ticket: what was said, its clocks, what was done."""
    actor = _reading(request)
    found = TICKET.load(actor, pk=pk)
    context = {
        "ticket": found,
        "page": ticket_page(actor, found),
        "buttons": arranged(actor, found, ON_TICKET, hidden=frozenset({"status", "turn", "nobody", "top"})),
    }
    return render(request, "tickets/ticket.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def author(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Ask for the purpose, then show name and telephone once; every look is logged."""
    actor = _reading(request)
    found = TICKET.load(actor, pk=pk)
    if not knows_author(actor, found):
        raise Http404
    decision = may_open_author(actor, found)
    if isinstance(decision, Denied):
        messages.warning(request, decision.reason)
        return redirect("tickets:ticket", pk=pk)
    shown: Author | None = None
    form = AuthorForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            shown = open_author(ticket=found, by=actor, purpose=form.cleaned_data["purpose"])
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, refused.reason)
    context = {"ticket": found, "form": form, "shown": shown}
    response = render(request, "tickets/author.html", context, status=422 if form.errors else 200)
    # Neither a proxy nor the browser's own history may keep them.
    response["Cache-Control"] = "private, no-store"
    return response


def _aad(ticket: Ticket) -> str:
    return crypto.aad_of(ticket.pk, _KEPT)


class RecordPage(ActPage):
    """Writing down leads to number and code; only this browser's session can show the code."""

    def say(self, request: HttpRequest, result: object) -> None:
        """Hand the code on instead of a sentence; who sends the form twice has it from the first time."""
        if isinstance(result, Ticket) and result.code:
            kept = base64.b64encode(crypto.encrypt(result.code, aad=_aad(result))).decode()
            codes = {**request.session.get(_KEPT, {}), str(result.pk): kept}
            request.session[_KEPT] = dict(list(codes.items())[-_MOST:])


def _handed(request: HttpRequest, pk: UUID) -> tuple[Ticket, str]:
    """Return a ticket that this session wrote down, with its code; '' where it can be told no more.

    By the session alone: a ticket that went to a body above is not in the writer's rows.
    """
    admit(may_record(acting(request), None))
    kept = request.session.get(_KEPT, {}).get(str(pk))
    if kept is None:
        raise Http404
    found = get_object_or_404(Ticket.objects.select_related("body"), pk=pk)
    if clock.now() - found.opened_at > PRINTABLE:
        return found, ""
    try:
        return found, crypto.decrypt_text(base64.b64decode(kept), aad=_aad(found))
    except crypto.DecryptionFailed:
        return found, ""  # the keys were changed meanwhile


@never_cache
@require_safe
def issued(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show number and code, to be read out or printed."""
    found, code = _handed(request, pk)
    context = {"ticket": found, "code": grouped(code) if code else "", "status_url": _status_page(request)}
    return render(request, "tickets/issued.html", context)


@require_safe
def receipt(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Print 诉求登记回执 with number and code."""
    found, code = _handed(request, pk)
    if not code:
        messages.warning(request, "查询码只在登记后半小时内可以打印。")
        return redirect("tickets:issued", pk=pk)
    paper = replace(receipt_paper(found, grouped(code)), page=_status_page(request))
    content = render_pdf("tickets/papers/receipt.html", {"paper": paper})
    return bytes_response(content, filename=f"诉求登记回执-{found.number}.pdf")


def _status_page(request: HttpRequest) -> str:
    base = settings.PUBLIC_URL.rstrip("/") or f"{request.scheme}://{request.get_host()}"
    return base + reverse(settings.TICKET_STATUS_PAGE)
