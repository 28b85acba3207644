"""The list of texts that did not get through."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from apps.cases.permissions import may_see_undelivered
from apps.cases.queries.undelivered import LISTED, undelivered
from apps.orgs.permissions import acting, admit
from apps.outbox.services import sms_is_on


@require_safe
def undelivered_texts(request: HttpRequest) -> HttpResponse:
    """List the cases whose texts did not get through, with why and what to do."""
    actor = acting(request)
    admit(may_see_undelivered(actor))
    lines, has_more = undelivered(actor)
    context = {"lines": lines, "has_more": has_more, "listed": LISTED, "sms_is_on": sms_is_on()}
    return render(request, "cases/undelivered.html", context)
