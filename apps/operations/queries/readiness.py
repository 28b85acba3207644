"""May this process be sent requests?"""

from __future__ import annotations

import os
from collections.abc import Callable

from django.conf import settings
from django.core.files.storage import FileSystemStorage, default_storage
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from apps.audit.services import triggers

OK, FAILED, DEGRADED, OFF = "ok", "failed", "degraded", "off"
REDIS_SECONDS = 1.0

_schema_is_current = False
"""A process's code does not change and migrations are not taken back: one good answer lasts."""


def readiness() -> dict[str, str]:
    """Return every part's state; the site is ready unless one is ``failed``.

    ``degraded`` parts cost a service but no page: without Redis the pages work and jobs wait.
    """
    states = {"database": _tried(_database, DatabaseError)}
    known = states["database"] == OK
    states["migrations"] = _tried(_migrations, DatabaseError) if known else FAILED
    states["audit_triggers"] = _tried(_audit_triggers, DatabaseError) if known else FAILED
    states["storage"] = _tried(_storage, OSError)
    states["redis"] = _redis()
    return states


def is_ready(states: dict[str, str]) -> bool:
    """Whether no part has failed; a degraded one does not count."""
    return FAILED not in states.values()


def _tried(look: Callable[[], bool], *errors: type[Exception]) -> str:
    try:
        return OK if look() else FAILED
    except errors:
        return FAILED


def _database() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return bool(cursor.fetchone() == (1,))


def _migrations() -> bool:
    global _schema_is_current
    if not _schema_is_current:
        executor = MigrationExecutor(connection)
        _schema_is_current = not executor.migration_plan(executor.loader.graph.leaf_nodes())
    return _schema_is_current


def _audit_triggers() -> bool:
    # Never remembered, unlike the schema: a trigger can be dropped while we run.
    return not triggers.missing()


def _storage() -> bool:
    if isinstance(default_storage, FileSystemStorage):
        folder = default_storage.location
        # a fresh site makes the folder with its first file
        existing = folder if os.path.isdir(folder) else os.path.dirname(folder)  # noqa: PTH112, PTH120
        return os.access(existing, os.W_OK | os.X_OK)
    default_storage.exists(".readiness")  # raises OSError when the store does not answer
    return True


def _redis() -> str:
    url = getattr(settings, "REDIS_URL", "")
    if not url:
        return OFF
    import redis  # the embedded profile never pays for this import

    try:
        with redis.Redis.from_url(
            url, socket_timeout=REDIS_SECONDS, socket_connect_timeout=REDIS_SECONDS
        ) as client:
            return OK if client.ping() else DEGRADED
    except (redis.RedisError, OSError, ValueError):
        return DEGRADED
