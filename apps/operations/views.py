"""Answers for machines: is the process alive, may it be sent requests, how is it doing."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from apps.operations.permissions import may_read_metrics
from apps.operations.queries.exposition import CONTENT_TYPE, exposition
from apps.operations.queries.readiness import is_ready, readiness


@login_not_required
@require_safe
def healthz(_request: HttpRequest) -> HttpResponse:
    """Say that the process answers; asks nothing else, so a lost database restarts no container."""
    return _fresh(JsonResponse({"status": "ok"}))


@login_not_required
@require_safe
def readyz(_request: HttpRequest) -> HttpResponse:
    """Say whether requests may be sent: 200, or 503 with the names of the parts that fail."""
    checks = readiness()
    ready = is_ready(checks)
    answer = {"status": "ready" if ready else "unavailable", "checks": checks}
    return _fresh(JsonResponse(answer, status=200 if ready else 503))


@login_not_required
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Give the counters in Prometheus' text format to who may read them."""
    if not may_read_metrics(request):
        return _fresh(HttpResponse("forbidden\n", content_type="text/plain; charset=utf-8", status=403))
    return _fresh(HttpResponse(exposition(), content_type=CONTENT_TYPE))


def _fresh(response: HttpResponse) -> HttpResponse:
    # Set here, because a probe passes none of the middleware that sets headers.
    response["Cache-Control"] = "no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response
