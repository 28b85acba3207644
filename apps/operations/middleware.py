"""Around every request: answers to probes, counting, and a second try for reads."""

from __future__ import annotations

import sys
from collections.abc import Callable
from time import perf_counter
from typing import Any

from django.db import InterfaceError, OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import resolve

from apps.operations.services import counters

Handler = Callable[[HttpRequest], HttpResponseBase]
PROBES = frozenset({"/healthz", "/readyz", "/metrics"})
_LOST = "_caseflow_connection_lost"


class ProbeMiddleware:
    """Answers the machines' URLs before anything else is asked.

    A probe calls by URL, without TLS and without a host name of ours; it must not be redirected,
    need a session from a database that is gone, or fill the access log. Stands first.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path_info not in PROBES:
            return self.get_response(request)
        match = resolve(request.path_info)
        response: HttpResponse = match.func(request, *match.args, **match.kwargs)
        return response


class MeasureMiddleware:
    """Counts requests by route, method and status. Stands right after the probes."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        started = perf_counter()
        response = self.get_response(request)
        match = request.resolver_match
        # static files never reach the urlconf; what no route knows must not become a label
        route = (match.view_name or "unnamed") if match else "none"
        counters.observe_request(
            route=route,
            method=request.method or "",
            status=response.status_code,
            seconds=perf_counter() - started,
        )
        return response


class RetryReadsMiddleware:
    """Answers a read a second time when the database connection was lost under the first.

    Only GET and HEAD, once: these change nothing but may have written an access-log line, and twice
    looked is truthfully twice written. A write is never sent again: the person is told and decides.
    Stands outside the session, whose loading may be what failed.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        # An exception below arrives here as an answer: Django turns it into a 500 around each middleware.
        if not (
            response.status_code >= 500 and request.method in {"GET", "HEAD"} and hasattr(request, _LOST)
        ):
            return response
        delattr(request, _LOST)
        connection.close()
        # All below runs again on this request: the user read over the lost connection must not be taken over.
        request.__dict__.pop("_cached_user", None)
        response = self.get_response(request)
        if response.status_code < 500:
            counters.RETRIED_READS.inc()
        return response


def remember_lost_connection(*, request: HttpRequest | None = None, **_: Any) -> None:
    """Receive got_request_exception: mark a request whose database connection broke.

    A statement that ran too long or met a deadlock also raises OperationalError, on a connection
    that is still good; repeating such a read would double the load.
    """
    error = sys.exc_info()[1]
    if request is not None and isinstance(error, OperationalError | InterfaceError):
        try:
            sound = connection.connection is not None and connection.is_usable()
        except (OperationalError, InterfaceError):
            sound = False
        if not sound:
            setattr(request, _LOST, True)
