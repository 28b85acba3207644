"""管理: the sections a person has, and what waits in each."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render, resolve_url
from django.views.decorators.http import require_safe

from apps.administration.sections import sections_of
from apps.orgs.permissions import acting


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """List the actor's sections."""
    actor = acting(request)
    sections = sections_of(actor)
    if not sections:
        raise PermissionDenied("“管理”由各单位的管理员、分管领导和上级主管使用。")
    rows = [{"section": section, "waits": section.waits(actor)} for section in sections]
    context = {"rows": rows, "help_url": resolve_url(settings.HELP_PAGE)}
    return render(request, "administration/index.html", context)
