"""The outbox's work of every few seconds. Several processes may do it at once: nothing happens twice."""

from __future__ import annotations

import logging
from datetime import timedelta
from uuid import UUID

from django.db import connection, transaction

from apps.lib import clock
from apps.lib.actors import SYSTEM
from apps.lib.jobs import REGISTRY
from apps.outbox.enums import JobStatus
from apps.outbox.models import Job
from apps.outbox.services.dispatch import publish_due
from apps.outbox.services.execution import end_cancelled, give_up_or_wait, run_job
from apps.outbox.services.queue import enqueue

logger = logging.getLogger(__name__)

SECONDS = 2.0
"""How often to tick."""


def tick() -> None:
    """Write the jobs of slots that have come, take back lost jobs, tell the queue what waits."""
    plan_slots()
    take_back_lost()
    publish_due()


def plan_slots() -> int:
    """Write one job for each scheduled task whose slot has come; return how many are new.

    The slot is the job's key, so any number of beats write it once. After a pause only the latest
    slot is made up for, and none while the last one's job still waits: every task does all there is.
    """
    now = clock.now()
    slots = {
        task.name: task.schedule.slot(now).isoformat()
        for task in REGISTRY.values()
        if task.schedule is not None
    }
    known = set(Job.objects.filter(task__in=slots, key__in=slots.values()).values_list("task", "key"))
    missing = {name: slot for name, slot in slots.items() if (name, slot) not in known}
    if not missing:
        return 0
    waiting = set(
        Job.objects.active().filter(task__in=missing, scheduled=True).values_list("task", flat=True)
    )
    due = {name: slot for name, slot in missing.items() if name not in waiting}
    for name, slot in due.items():
        enqueue(task=name, by=SYSTEM, key=slot, scheduled=True)
    return len(due)


def take_back_lost(*, all_claimed: bool = False) -> int:
    """Give jobs of dead workers back to the queue, a moment later each time; return how many.

    With ``all_claimed`` every claim is void: the only runner there is has just started.
    """
    now = clock.now()
    rows = Job.objects.filter(status=JobStatus.RUNNING) if all_claimed else Job.objects.lost(now)
    count = 0
    for job_id in list(rows.values_list("pk", flat=True)[:100]):
        count += _take_back(job_id, all_claimed)
    return count


@transaction.atomic
def _take_back(job_id: UUID, all_claimed: bool) -> bool:
    # A row somebody holds is just being ended or taken back: nothing to wait for.
    skip = connection.features.has_select_for_update_skip_locked
    rows = Job.objects.select_for_update(skip_locked=skip).filter(pk=job_id, status=JobStatus.RUNNING)
    row = (rows if all_claimed else rows.filter(lease_until__lt=clock.now())).first()
    if row is None:
        return False
    logger.warning("job %s (%s): %s was not heard of again", row.pk, row.task, row.claimed_by)
    if row.cancel_requested_at is not None:
        end_cancelled(row)
        return True
    # The first loss is most likely a restart: go on at once. Who kills every worker waits longer.
    pause = timedelta(0) if row.attempts == 1 else timedelta(seconds=5 * (row.attempts - 1))
    give_up_or_wait(row, text="执行进程中断", detail="lease expired", pause=pause)
    return True


def run_due_jobs(*, limit: int = 100) -> int:
    """Work off what is due here and now, one after the other; return how many attempts were made.

    For the runner in the web process, and for tests.
    """
    count = 0
    while count < limit:
        job_id = (
            Job.objects.due(clock.now())
            .order_by("run_after", "created_at")
            .values_list("pk", flat=True)
            .first()
        )
        if job_id is None:
            return count
        run_job(job_id)
        count += 1
    return count
