"""The tab 留言 of a case, and the way from a message to the letter it tells of."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from apps.acts.acts import offers
from apps.cases.models import Case
from apps.cases.views.scope import load_case
from apps.letters.acts import LETTERS, RECORD, WRITE
from apps.letters.models import Letter
from apps.letters.permissions import may_read
from apps.letters.queries import page_of_lines, place_of
from apps.orgs.permissions import acting


@require_safe
def letters(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show what the actor may read of a case's letters, newest first; say who reads them to all others."""
    actor, case = load_case(request, pk)
    reads = may_read(actor)
    page = page_of_lines(actor, case, page=request.GET.get("page", "")) if reads else None
    context = {
        **LETTERS.frame(actor, case),
        "reads": reads,
        "page": page,
        "offers": list(offers(actor, case, (WRITE, RECORD), hidden=frozenset({"status"}))),
    }
    return render(request, "letters/letters.html", context)


@require_safe
def letter(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Lead to a letter where it is pinned; another's does not exist."""
    actor = acting(request)
    found = get_object_or_404(Letter.objects.visible_to(actor), pk=pk)
    found.case = get_object_or_404(Case.objects.visible_to(actor).only("pk"), pk=found.case_id)
    pinned = reverse("letters:letters", kwargs={"pk": found.case_id})
    return redirect(f"{pinned}{place_of(actor, found)}#letter-{found.number}")
