"""Saying while a task runs that its worker is alive."""

from __future__ import annotations

import logging
from datetime import timedelta
from threading import Event, Thread
from time import monotonic
from types import TracebackType
from uuid import UUID

from django.conf import settings
from django.db import DatabaseError, connection

from apps.lib import clock
from apps.outbox.enums import JobStatus
from apps.outbox.models import Job

logger = logging.getLogger(__name__)


class Heartbeat:
    """Extends a claim three times a lease, until the block ends or the task took ``longest``.

    A thread of its own with a connection of its own, so that a task inside one long transaction
    counts as alive. On SQLite that transaction holds the only writer's place, so nobody beats; there
    the runner is alone and takes back what it finds claimed when it starts.
    """

    def __init__(self, job_id: UUID, token: UUID, *, longest: timedelta, active: bool = True) -> None:
        self._job_id = job_id
        self._token = token
        self._ends = monotonic() + longest.total_seconds()
        self._stop = Event()
        self._thread: Thread | None = None
        if active and connection.vendor != "sqlite":
            self._thread = Thread(target=self._beat, name=f"heartbeat-{job_id}", daemon=True)

    def __enter__(self) -> Heartbeat:
        if self._thread is not None:
            self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stop.set()
        if self._thread is not None:
            self._thread.join()

    def _beat(self) -> None:
        lease = settings.JOB_LEASE_SECONDS
        try:
            while not self._stop.wait(lease / 3) and monotonic() < self._ends:
                now = clock.now()
                try:
                    held = Job.objects.filter(
                        pk=self._job_id, lease=self._token, status=JobStatus.RUNNING
                    ).update(heartbeat_at=now, lease_until=now + timedelta(seconds=lease))
                except DatabaseError as error:
                    logger.warning("job %s: heartbeat failed (%s)", self._job_id, type(error).__name__)
                    connection.close()
                    continue
                # Taken over or ended: the lock at the attempt's end refuses what the task still writes.
                if not held:
                    return
        finally:
            # This thread's own connection; Django closes only those of requests.
            connection.close()
