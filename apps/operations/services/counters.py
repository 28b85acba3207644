"""Counters of this process. Under several worker processes their sums are read from files.

prometheus-client chooses between memory and files when it is first imported, by
``PROMETHEUS_MULTIPROC_DIR``; ``caseflow/gunicorn.py`` sets it before the site is loaded.
Labels hold route names, methods and status codes: few values, nothing personal.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import DatabaseError
from django.db.backends.base.base import BaseDatabaseWrapper
from prometheus_client import Counter, Histogram

REQUESTS = Histogram(
    "caseflow_http_request_duration_seconds",
    "Requests by route, method and status, with their duration",
    ("route", "method", "status"),
    buckets=(0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)
DATABASE_ERRORS = Counter(
    "caseflow_database_errors_total", "Statements the database refused or lost, by kind of error", ("kind",)
)
RETRIED_READS = Counter(
    "caseflow_retried_reads_total", "Reads answered on a second try after the database connection was lost"
)
FAILED_LOGINS = Counter("caseflow_failed_logins_total", "Sign-ins refused")
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


def observe_request(*, route: str, method: str, status: int, seconds: float) -> None:
    """Count one answered request; a method nobody defined is counted as OTHER."""
    REQUESTS.labels(route, method if method in METHODS else "OTHER", str(status)).observe(seconds)


def count_database_errors(*, connection: BaseDatabaseWrapper, **_: Any) -> None:
    """Receive connection_created: count this connection's errors."""
    # Sent at every reconnect of the same object: without this look, errors would count double.
    if _counting not in connection.execute_wrappers:
        connection.execute_wrappers.append(_counting)


def _counting(
    execute: Callable[..., Any], sql: str, params: object, many: bool, context: dict[str, Any]
) -> Any:
    try:
        return execute(sql, params, many, context)
    except DatabaseError as error:
        DATABASE_ERRORS.labels(type(error).__name__).inc()
        raise


def count_failed_login(**_: Any) -> None:
    """Receive user_login_failed."""
    FAILED_LOGINS.inc()
