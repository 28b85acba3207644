"""Digesting a day waits for writers in flight, and writers wait for a digest being taken.

Without this, an event with a lower row number could be committed after a digest over higher
numbers was taken, and would stand outside every digest. SQLite has one writer anyway.
"""

from __future__ import annotations

from django.db import connection

# Any fixed number that nothing else in this database locks on.
_RECORD_LOCK = 5_824_001_337


def hold_for_recording() -> None:
    """Let others record too, but no one take a digest, until this transaction ends."""
    _lock("pg_advisory_xact_lock_shared")


def hold_for_digest() -> None:
    """Wait for all writers in flight and keep new ones out until this transaction ends."""
    _lock("pg_advisory_xact_lock")


def _lock(function: str) -> None:
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s)", [_RECORD_LOCK])
