"""对接: every system with its switch, what is to be sent, and each call."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render, resolve_url
from django.views.decorators.http import require_safe

from apps.acts.acts import offers
from apps.connections.acts import DELIVERY, PARTNER, PUSH_AGAIN, PUSH_ALL, SWITCH_OFF, SWITCH_ON
from apps.connections.enums import DeliveryState
from apps.connections.permissions import may_see, may_see_returned
from apps.connections.queries import LISTED, calls_of, cards, delivery_list, line_of, why_not
from apps.connections.queries import returned as returned_lines
from apps.connections.rules.partners import PARTNERS
from apps.lib.actors import Actor
from apps.orgs.permissions import acting, admit

ON_PARTNER = (SWITCH_OFF, SWITCH_ON, PUSH_ALL)


def _keeper(request: HttpRequest) -> Actor:
    actor = acting(request)
    admit(may_see(actor))
    return actor


@require_safe
def connections(request: HttpRequest) -> HttpResponse:
    """Show how each system stands, and the newest deliveries of a filter."""
    actor = _keeper(request)
    partner, state = request.GET.get("partner", ""), request.GET.get("state", "")
    partner = partner if partner in PARTNERS else ""
    state = state if state in DeliveryState.values else ""
    shown = [
        (card, list(offers(actor, card.partner, ON_PARTNER, hidden=frozenset({"status"}))))
        for card in cards()
    ]
    context = {
        "cards": shown,
        "page": delivery_list(partner=partner, state=state),
        "partners": PARTNERS.values(),
        "states": DeliveryState.choices,
        "partner": partner,
        "state": state,
        "managing": resolve_url(settings.MANAGING_PAGE),
    }
    return render(request, "connections/connections.html", context)


@require_safe
def delivery(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show one delivery with every call that was made for it."""
    actor = _keeper(request)
    row = DELIVERY.load(actor, pk=pk)
    partner, calls = PARTNERS[row.partner], calls_of(row)
    context = {
        "line": line_of(row, why_not(partner)),
        "calls": calls,
        "cut": f"共 {row.attempts} 次，列出最近的 {len(calls)} 次" if row.attempts > len(calls) else "",
        "offers": list(offers(actor, row, (PUSH_AGAIN,))),
        "managing": resolve_url(settings.MANAGING_PAGE),
        "home": PARTNER.home(SWITCH_OFF, partner),
    }
    return render(request, "connections/delivery.html", context)


@require_safe
def returned(request: HttpRequest) -> HttpResponse:
    """List what systems outside do not take and the actor's own desk can mend."""
    actor = acting(request)
    admit(may_see_returned(actor))
    lines, has_more = returned_lines(actor)
    return render(
        request, "connections/returned.html", {"lines": lines, "has_more": has_more, "listed": LISTED}
    )
