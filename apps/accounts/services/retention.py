"""How long logs of sign-ins and of access to personal data are kept.

网络安全法 第二十一条（三）: 留存相关的网络日志不少于六个月. The chained record of writes (audit.Event) is
never shortened.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from axes.models import AccessAttempt, AccessFailureLog
from axes.models import AccessLog as SignInLog
from django.conf import settings
from django.db import transaction

from apps.audit.services import Subject, purge_accesses, record
from apps.lib import clock
from apps.lib.actors import SYSTEM, Actor
from apps.lib.decisions import Refused

LEAST_DAYS = 183
"""Six months; no setting goes below."""


@dataclass(frozen=True, slots=True)
class Purged:
    """How many rows left each log, all from before one moment."""

    before: datetime
    sign_ins: int
    failures: int
    looks: int


def days_kept() -> int:
    """Return for how many days logs are kept; raises Refused for less than the law asks."""
    days = int(settings.LOG_RETENTION_DAYS)
    if days < LEAST_DAYS:
        raise Refused(
            f"日志至少留存 {LEAST_DAYS} 天（网络安全法 第二十一条：不少于六个月），现在设为 {days} 天。",
            field="LOG_RETENTION_DAYS",
            code="too_short",
        )
    return days


@transaction.atomic
def purge_logs(*, by: Actor = SYSTEM) -> Purged:
    """Delete log rows of sign-ins, failures and access to personal data that are over age; repeatable."""
    before = clock.now() - timedelta(days=days_kept())
    sign_ins, _ = SignInLog.objects.filter(attempt_time__lt=before).delete()
    failures, _ = AccessFailureLog.objects.filter(attempt_time__lt=before).delete()
    # Counters of failures, not a log: they go uncounted.
    AccessAttempt.objects.filter(attempt_time__lt=before).delete()
    purged = Purged(before, sign_ins, failures, purge_accesses(before=before))
    if purged.sign_ins or purged.failures or purged.looks:
        record(
            by=by,
            subject=Subject("logs", "access"),
            action="logs.purged",
            facts={
                "before": before.date().isoformat(),
                "sign_ins": purged.sign_ins,
                "failures": purged.failures,
                "looks": purged.looks,
            },
        )
    return purged
