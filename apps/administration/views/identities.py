"""统一身份: who may come in by the gate beside passwords."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from apps.administration.permissions import NOT_YOURS, administers_any
from apps.administration.queries.identities import identity_lines
from apps.orgs.permissions import acting


@require_safe
def identities(request: HttpRequest) -> HttpResponse:
    """List the people of the actor's bodies with their links."""
    actor = acting(request)
    if not administers_any(actor):
        raise PermissionDenied(NOT_YOURS)
    lines = identity_lines(actor) if settings.SIGN_IN_GATE else []
    context = {"lines": lines, "gate": settings.SIGN_IN_GATE_LABEL, "is_on": bool(settings.SIGN_IN_GATE)}
    return render(request, "administration/identities.html", context)
