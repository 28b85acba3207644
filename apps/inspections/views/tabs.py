"""The two tabs of the case page, and the photos on them."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from apps.acts.views import arranged
from apps.cases.acts.grounds import load_case
from apps.cases.permissions import may_fetch
from apps.documents.models import StoredFile
from apps.documents.services import file_response
from apps.inspections.acts import (
    ACCEPTANCE,
    ON_ACCEPTANCE,
    ON_ATTEMPT,
    ON_WORKS,
    WORKS,
)
from apps.inspections.models import Photo
from apps.inspections.queries import acceptance_view, works_view
from apps.orgs.permissions import acting

WAITING = frozenset({"status", "open", "none"})
"""Denials that say that it is not the time for an act: the tabs leave its button out."""


@require_safe
def works(request: HttpRequest, pk: UUID) -> HttpResponse:
    """施工与巡查."""
    actor = acting(request)
    case = WORKS.load(actor, pk=pk)
    context = {
        **WORKS.frame(actor, case),
        "works": works_view(actor, case),
        "acts": arranged(actor, case, ON_WORKS, hidden=WAITING),
    }
    return render(request, "inspections/works.html", context)


@require_safe
def acceptance(request: HttpRequest, pk: UUID) -> HttpResponse:
    """验收."""
    actor = acting(request)
    case = ACCEPTANCE.load(actor, pk=pk)
    acts = arranged(actor, case, ON_ACCEPTANCE, hidden=WAITING)
    context = {
        **ACCEPTANCE.frame(actor, case),
        "acceptance": acceptance_view(actor, case),
        "primary": acts.primary,
        "on_attempt": acts.among(ON_ATTEMPT),
        "beside": acts.among(ON_ACCEPTANCE[len(ON_ATTEMPT) :]),
    }
    return render(request, "inspections/acceptance.html", context)


@require_safe
def photo(request: HttpRequest, pk: UUID, photo_id: UUID) -> HttpResponse:
    """Show one photo of the case; papers and anything sensitive go through the file page."""
    actor = acting(request)
    case = load_case(actor, pk)
    shown = get_object_or_404(Photo, pk=photo_id, case=case, is_image=True)
    file = get_object_or_404(StoredFile, pk=shown.file_id, sensitive=False)
    if not file.is_image or not may_fetch(actor, case, file):
        raise Http404
    return file_response(file, inline=True)
