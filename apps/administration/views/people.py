"""人员账号 of the own body and of those right below it."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from apps.acts.services import opened
from apps.administration.acts.people import ADD
from apps.administration.acts.people_grounds import body_seen
from apps.administration.acts.people_page import people_page
from apps.administration.permissions import NOT_YOURS, administers_any, sees_people
from apps.lib.decisions import Denied
from apps.orgs.permissions import acting


@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """Go to the people of the own body."""
    actor = acting(request)
    if not administers_any(actor):
        raise PermissionDenied(NOT_YOURS)
    return redirect("administration:people-of", body=actor.organisation_id)


@require_safe
def people_of_body(request: HttpRequest, body: int) -> HttpResponse:
    """Show the people of a body, with the form for adding one."""
    actor = acting(request)
    organisation = body_seen(actor, body)
    decision = sees_people(actor, organisation)
    if isinstance(decision, Denied):
        raise PermissionDenied(decision.reason)
    context = people_page(actor, organisation, request.GET.get("tab", ""))
    form = opened(ADD, by=actor, subject=organisation) if context["adds"] else None
    return render(request, "administration/people.html", {**context, "add_form": form, "add": ADD})
