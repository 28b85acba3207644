"""The queue of the grown-out profile: Celery on Redis carries ids of jobs, the rows carry the rest.

Workers: ``celery -A caseflow worker``. The beat: ``celery -A caseflow beat``, as many as wanted.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Collection
from uuid import UUID

from celery import Celery
from celery.beat import Scheduler
from django.conf import settings
from kombu import Connection
from kombu.exceptions import LimitExceeded, OperationalError
from kombu.pools import connections, producers
from redis.exceptions import RedisError

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "caseflow.settings")

logger = logging.getLogger(__name__)

QUEUE = "caseflow"
_AWAY = (OperationalError, RedisError, LimitExceeded)
"""How a queue that cannot be reached shows, besides OSError."""

app = Celery("caseflow")
app.conf.update(
    broker_url=settings.REDIS_URL or "memory://",
    task_default_queue=QUEUE,
    # A row is the truth: no result is kept elsewhere, and a message only says "look at this row".
    result_backend=None,
    task_ignore_result=True,
    task_serializer="json",
    accept_content=["json"],
    # A worker that dies has not acknowledged, and takes one message at a time.
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    worker_prefetch_multiplier=1,
    broker_transport_options={
        # Redelivery is a second net under the lease of the row: short, because a message that comes
        # twice finds its row claimed or done.
        "visibility_timeout": 60,
        "unacked_restore_interval": 5,
        "unacked_restore_throttle": 1,
        # A page that publishes must not wait for a Redis that is gone.
        "socket_connect_timeout": 1,
        "socket_keepalive": True,
    },
    broker_connection_retry_on_startup=True,
    broker_connection_max_retries=None,
    worker_cancel_long_running_tasks_on_connection_loss=False,
    worker_send_task_events=False,
    worker_enable_remote_control=True,
    worker_hijack_root_logger=False,
    beat_scheduler="caseflow.celery:RowScheduler",
    timezone="Asia/Shanghai",
)


@app.task(name="caseflow.run_job")
def run_job(job_id: str) -> None:
    """Work off the row; everything about it is written there."""
    # Celery imports this module before Django has loaded the apps.
    from apps.outbox import services

    services.run_job(UUID(job_id), worker=_node())


def _node() -> str:
    from celery import current_task

    return f"{current_task.request.hostname}:{os.getpid()}"


class RedisQueue:
    """What the outbox tells of rows that wait."""

    def publish(self, ids: Collection[UUID]) -> None:
        """Send one message a row; its id is the row's."""
        try:
            with producers[self._connection()].acquire(block=True, timeout=2) as producer:
                for job_id in ids:
                    app.send_task(
                        run_job.name, [str(job_id)], task_id=str(job_id), producer=producer, retry=False
                    )
        except _AWAY as error:
            raise ConnectionError(type(error).__name__) from error

    def is_empty(self) -> bool:
        """Whether no message waits."""
        try:
            with connections[self._connection()].acquire(block=True, timeout=2) as connection:
                return bool(connection.default_channel.client.llen(QUEUE) == 0)
        except _AWAY as error:
            raise ConnectionError(type(error).__name__) from error

    @staticmethod
    def _connection() -> Connection:
        # One try: a page publishes, and the row waits for the next tick anyway.
        once = {"max_retries": 0, "interval_start": 0, "interval_step": 0}
        return app.connection_for_write(url=settings.REDIS_URL, transport_options=once)


class RowScheduler(Scheduler):
    """A beat that keeps no state of its own: slots are rows, so two beats write each slot once."""

    def setup_schedule(self) -> None:
        """Nothing to set up: tasks declare their schedules themselves."""

    def tick(self, *args: object, **kwargs: object) -> float:
        """Do what is due and say how long to sleep; no trouble is a reason to end."""
        from django.db import close_old_connections

        from apps.outbox import services
        from apps.outbox.services.execution import where
        from apps.outbox.services.tick import SECONDS

        # No request begins or ends here, so nothing else lets go of a connection the database dropped.
        close_old_connections()
        try:
            services.tick()
        except Exception as error:  # noqa: BLE001 - a beat that ends would end all scheduled work
            logger.error("beat: %s; trying again", where(error))
            close_old_connections()
        return SECONDS
