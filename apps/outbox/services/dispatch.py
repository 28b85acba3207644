"""Telling the queue, or the runner in this process, that a row waits.

A notice that gets lost does no harm: the next tick gives it again.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection
from datetime import timedelta
from time import monotonic
from typing import Protocol
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string

from apps.lib import clock
from apps.outbox.models import Job

logger = logging.getLogger(__name__)

REST = 5.0
"""Seconds without another try after the queue could not be reached: no page waits for it twice."""
BATCH = 500
AGAIN = timedelta(seconds=3)
"""A row told of this lately may still be on its way to a worker."""

_resting_until = 0.0
_listeners: list[Callable[[], None]] = []


class Queue(Protocol):
    """What carries ids to workers."""

    def publish(self, ids: Collection[UUID]) -> None:
        """Hand over ids; raise OSError when the queue cannot be reached."""

    def is_empty(self) -> bool:
        """Whether nothing waits in it; raise OSError when it cannot be reached."""


def queue() -> Queue | None:
    """Return the configured queue; None when work is done in this process."""
    if not settings.REDIS_URL:
        return None
    # By name: the queue lies in the site's package, above this app.
    made: Queue = import_string(settings.JOB_QUEUE)()
    return made


def listen(wake: Callable[[], None]) -> None:
    """Let the runner of this process be woken by rows that were committed here."""
    if wake not in _listeners:
        _listeners.append(wake)


def publish_soon(job_id: UUID) -> None:
    """Tell of a row once the running transaction has committed."""
    # Earlier, a quick worker would look for a row that nobody but us can see yet.
    transaction.on_commit(lambda: _tell([job_id]))


def _tell(ids: list[UUID]) -> None:
    target = queue()
    if target is None:
        for wake in _listeners:
            wake()
        return
    if monotonic() >= _resting_until:
        _publish(target, ids)


def _publish(target: Queue, ids: list[UUID]) -> bool:
    global _resting_until
    try:
        target.publish(ids)
    except OSError as error:
        _resting_until = monotonic() + REST
        logger.warning("queue out of reach (%s); %d jobs wait as rows", type(error).__name__, len(ids))
        return False
    # Only now: what could not be handed over stays unmarked, and the next tick tries again.
    Job.objects.filter(pk__in=ids).update(published_at=clock.now())
    return True


def publish_due() -> int:
    """Tell the queue of the rows it has not heard of; return how many.

    An empty queue beside waiting rows has lost them: then all are told again. A row told twice is
    still claimed once.
    """
    target = queue()
    if target is None:
        return 0
    now = clock.now()
    rows = Job.objects.due(now).order_by("run_after")
    ids = list(rows.filter(published_at__isnull=True).values_list("pk", flat=True)[:BATCH])
    if not ids:
        told = list(rows.filter(published_at__lt=now - AGAIN).values_list("pk", flat=True)[:BATCH])
        try:
            ids = told if told and target.is_empty() else []
        except OSError as error:
            logger.warning("queue out of reach (%s)", type(error).__name__)
    return len(ids) if ids and _publish(target, ids) else 0
