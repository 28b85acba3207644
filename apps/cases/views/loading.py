"""What every view over a case does first and last: load through scope, answer with the page."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render

from apps.cases.models import Case
from apps.cases.queries import case_header
from apps.documents.services import park_uploads
from apps.lib.actors import Actor
from apps.lib.decisions import Decision, Denied, Refused, Stale
from apps.orgs.permissions import acting


def load_case(request: HttpRequest, pk: UUID) -> tuple[Actor, Case]:
    """Return the actor and the case; 404 outside the actor's rows."""
    actor = acting(request)
    return actor, get_object_or_404(Case.objects.visible_to(actor).for_display(), pk=pk)


def allow_post(decision: Decision) -> None:
    """Answer 403 when the actor's post never does this; other refusals are for the service to say."""
    if isinstance(decision, Denied) and decision.code == "post":
        raise PermissionDenied(decision.reason)


def case_page(
    request: HttpRequest,
    template: str,
    actor: Actor,
    case: Case,
    *,
    status: int = 200,
    **context: Any,
) -> HttpResponse:
    """Answer with a page in the case's frame."""
    return render(request, template, {**case_header(actor, case), "tab": "case", **context}, status=status)


def put_refusal(form: forms.Form, refused: Refused) -> None:
    """Show a service's refusal at the field it names, or on the whole form."""
    form.add_error(refused.field if refused.field in form.fields else None, refused.reason)


def shown_again(form: forms.Form, case: Case, refused: Refused | None = None) -> None:
    """Prepare a refused form to be shown again: typed values, uploads and the case's newest version."""
    if refused is not None:
        put_refusal(form, refused)
    if isinstance(refused, Stale):
        # The reader now sees the newest state; the next try is made against it.
        data = QueryDict(form.data.urlencode() if isinstance(form.data, QueryDict) else "", mutable=True)
        data["version"] = str(case.version)
        form.data = data
    actor = getattr(form, "actor", None)
    if actor is not None:
        park_uploads(by=actor, form=form)


def back_to_case(request: HttpRequest, case: Case, message: str) -> HttpResponse:
    """Go to the case page with a word of success."""
    messages.success(request, message)
    return redirect("cases:case", pk=case.pk)
