"""What people do with jobs: cancel, try again, and forgetting the old ones."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from apps.audit.services import Subject, record
from apps.lib import clock
from apps.lib.actors import Actor
from apps.lib.decisions import Refused, require
from apps.outbox.enums import ACTIVE, UNSTARTED, JobStatus
from apps.outbox.models import Job
from apps.outbox.permissions import may_cancel, may_retry
from apps.outbox.services.dispatch import publish_soon
from apps.outbox.services.execution import end_cancelled

SYSTEM_DAYS = 30
PEOPLE_DAYS = 90


def _locked(job_id: UUID, by: Actor, action: str, reason: str = "") -> Job:
    # The event first: a task that digests the record holds its chain and asks for its own row last.
    record(by=by, subject=Subject("job", str(job_id)), action=action, reason=reason)
    return Job.objects.visible_to(by).select_for_update().get(pk=job_id)


@transaction.atomic
def cancel_job(*, job_id: UUID, by: Actor, reason: str) -> Job:
    """Cancel a job within the actor's sight; raise DoesNotExist, or Refused with words.

    One that waits ends at once. One that runs ends at its next step, and what that step wrote is
    undone; steps committed before stay.
    """
    if not reason.strip():
        raise Refused("请写明取消原因。", field="reason", code="reason")
    job = _locked(job_id, by, "job.cancelled", reason)
    require(may_cancel(by, job))
    job.cancel_requested_at = clock.now()
    job.cancel_reason = reason.strip()[:200]
    job.cancelled_by = by.signature
    if job.status in UNSTARTED:
        end_cancelled(job)
    else:
        job.save()
    return job


@transaction.atomic
def retry_job(*, job_id: UUID, by: Actor) -> Job:
    """Let a failed or waiting job be tried again now; raise DoesNotExist, or Refused with words."""
    job = _locked(job_id, by, "job.retried")
    require(may_retry(by, job))
    job.status = JobStatus.QUEUED
    job.attempts = 0
    job.run_after = clock.now()
    job.published_at = job.finished_at = None
    job.error_text = job.error_detail = ""
    job.save()
    publish_soon(job.pk)
    return job


@transaction.atomic
def forget_old_jobs() -> int:
    """Delete ended jobs of the system after a month, of people after three; return how many."""
    now = clock.now()
    deleted, _ = (
        Job.objects.exclude(status__in=ACTIVE)
        .filter(
            Q(user_id=None, finished_at__lt=now - timedelta(days=SYSTEM_DAYS))
            | Q(finished_at__lt=now - timedelta(days=PEOPLE_DAYS))
        )
        .delete()
    )
    return deleted
