"""Removing looks at personal data that are over age; the chained record itself is never shortened."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from apps.audit.models import AccessLog
from apps.audit.services import triggers
from apps.lib import clock

LEAST = timedelta(days=triggers.LEAST_DAYS)


@transaction.atomic
def purge_accesses(*, before: datetime) -> int:
    """Remove looks older than ``before``; return how many. Younger than six months: ValueError.

    The trigger that refuses it is taken away for this one statement and put back in the same
    transaction, so nobody else ever meets the table without it.
    """
    if before > clock.now() - LEAST:
        raise ValueError(f"looks at personal data are kept for at least {triggers.LEAST_DAYS} days")
    # Taking the trigger away locks the whole table: not for nothing.
    if not AccessLog.objects.filter(at__lt=before).exists():
        return 0
    return triggers.purge_looks(before)
