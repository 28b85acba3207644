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
from apps.administration.permissions import (
    NOT_YOURS,
    administered,
    administers,
    administers_any,
    sees_people,
)
from apps.administration.queries import reviews
from apps.documents.services import bytes_response, render_pdf
from apps.orgs.permissions import acting, admit


@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """Go to the people of the own body."""
    actor = acting(request)
    if not administers_any(actor):
        raise PermissionDenied(NOT_YOURS)
    return redirect("administration:people-of", body=actor.organisation_id)


@require_safe
def review_paper(request: HttpRequest, body: int) -> HttpResponse:
    """The list for the half-yearly review as PDF; ``below=1``: with the bodies below the own one."""
    actor = acting(request)
    organisation = body_seen(actor, body)
    admit(administers(actor, organisation))
    own = organisation.pk == actor.organisation_id
    below = administered(actor)[1:] if own and request.GET.get("below") == "1" else []
    content = render_pdf(
        "administration/papers/review.html", {"paper": reviews.review_paper(organisation, below)}
    )
    return bytes_response(content, filename=f"{organisation.name}-人员账号复核名单.pdf")


@require_safe
def people_of_body(request: HttpRequest, body: int) -> HttpResponse:
    """Show the people of a body, with the form for adding one."""
    actor = acting(request)
    organisation = body_seen(actor, body)
    admit(sees_people(actor, organisation))
    context = people_page(actor, organisation, request.GET.get("tab", ""))
    form = opened(ADD, by=actor, subject=organisation) if context["adds"] else None
    return render(request, "administration/people.html", {**context, "add_form": form, "add": ADD})
