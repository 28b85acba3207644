"""The one way to a stored file: through the app that owns what it belongs to."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from apps.documents.models import StoredFile
from apps.documents.permissions import reading_of
from apps.documents.services import file_response
from apps.orgs.permissions import acting


@require_GET
def file(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Serve a file as attachment; pictures of a case may be shown in place with ``?inline=1``.

    Whom its owner does not let read it: 404, as if it were not there. Every fetch is logged.
    """
    actor = acting(request)
    stored = get_object_or_404(StoredFile, pk=pk)
    reading = reading_of(stored)
    if reading is None or not reading.may_read(actor, stored):
        raise Http404
    inline = reading.inline and request.GET.get("inline") == "1"
    return file_response(stored, inline=inline, by=actor, purpose=reading.purpose)
