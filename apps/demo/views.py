"""The page of texts that would be sent."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from apps.demo.services.texts import NAME, samples, texts


@login_not_required
@never_cache
@require_safe
def text_page(request: HttpRequest) -> HttpResponse:
    """Show what would be sent by telephone; leads away where texts go out, or where none are sent."""
    if settings.MESSAGE_ADAPTER != NAME:
        return redirect("household:enter")
    return render(request, "demo/texts.html", {"texts": texts(), "samples": samples()})
