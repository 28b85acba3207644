"""帮助: what is done where, and by whom."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from apps.orgs.permissions import acting
from apps.pages.queries.help import help_page

LONGEST = 40


@require_safe
def help_index(request: HttpRequest) -> HttpResponse:
    """Show what the person's own role does, then what others do; narrowed by ``q``."""
    words = request.GET.get("q", "").strip()[:LONGEST]
    shown = help_page(acting(request), words)
    return render(request, "pages/help.html", {"help": shown, "query": words, "longest": LONGEST})
