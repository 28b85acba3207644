"""机构与管辖: the bodies a person keeps, and one of them."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from apps.acts.acts import offers
from apps.administration.acts.bodies import CALL_OFF, ON_BODIES
from apps.administration.acts.on_bodies import body_seen
from apps.administration.permissions import NOT_YOURS, administers, administers_any, governs
from apps.administration.queries.bodies import bodies_governed, body_lines, body_page
from apps.orgs.permissions import acting


@require_safe
def bodies(request: HttpRequest) -> HttpResponse:
    """List the actor's own body and those right below it."""
    actor = acting(request)
    if not administers_any(actor):
        raise PermissionDenied(NOT_YOURS)
    return render(request, "administration/bodies.html", {"lines": body_lines(actor)})


@require_safe
def body(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one body: what it covers, to whom it reports, whom to telephone, what is planned, its record."""
    actor = acting(request)
    found = body_seen(actor, pk)
    # The province decides what crosses cities, of bodies it does not keep.
    if not (administers(actor, found) or governs(actor, found)):
        raise PermissionDenied(NOT_YOURS)
    page = body_page(found)
    planned = [
        (
            change,
            CALL_OFF.url(change)
            if change.organisation_id == found.pk and CALL_OFF.may(actor, change)
            else "",
        )
        for change in page.planned
    ]
    return render(
        request,
        "administration/body.html",
        {
            "page": page,
            "body": found,
            "planned": planned,
            "below": bodies_governed(actor, found),
            "offers": list(offers(actor, found, ON_BODIES)),
        },
    )
