"""What a person sees when the server fails."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.template import loader
from django.views.decorators.csrf import requires_csrf_token

from apps.lib import tracing


@requires_csrf_token
def server_error(request: HttpRequest) -> HttpResponse:
    """Say so, with the number by which the line in the log is found; asks no database."""
    page = loader.get_template("500.html").render({"request_id": tracing.request_id.get()})
    return HttpResponse(page, status=500)
