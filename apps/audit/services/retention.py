"""Removing looks at personal data that are over age; the chained record itself is never shortened."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from apps.audit.models import AccessLog
from apps.audit.services import triggers
from apps.lib import clock

LEAST = timedelta(days=183)
"""网络安全法 第二十一条: logs are kept for six months at least."""


@transaction.atomic
def purge_accesses(*, before: datetime) -> int:
    """Remove looks older than ``before``; return how many. Younger than six months: ValueError.

    The trigger that refuses it is taken away for this one statement and put back in the same
    transaction, so nobody else ever meets the table without it.
    """
    if before > clock.now() - LEAST:
        raise ValueError("looks at personal data are kept for at least 183 days")
    old = AccessLog.objects.filter(at__lt=before)
    # On PostgreSQL dropping a trigger locks the whole table: not for nothing.
    if not old.exists():
        return 0
    with triggers.deletion_allowed(AccessLog._meta.db_table):
        removed, _ = old.delete()
    return removed
