"""系统设定: what runs here and how it is set up, for those who answer for the site."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from apps.administration.queries.site import about, lines
from apps.orgs.permissions import acting
from apps.outbox.permissions import oversees


@never_cache
@require_safe
def site(request: HttpRequest) -> HttpResponse:
    """Show version, source and every setting; nothing can be changed here."""
    if not oversees(acting(request)):
        raise PermissionDenied("系统设定由市级、省级的主管和管理员查看。")
    context = {"about": about(), "groups": lines(), "source_url": settings.SOURCE_URL}
    return render(request, "administration/site.html", context)
