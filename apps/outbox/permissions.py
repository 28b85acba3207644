"""Who may see, cancel and repeat a job."""

from __future__ import annotations

from apps.lib.actors import Actor
from apps.lib.decisions import Allowed, Decision, Denied
from apps.outbox.enums import ACTIVE, JobStatus, oversees_as
from apps.outbox.models import Job


def oversees(actor: Actor) -> bool:
    """Whether the actor sees the schedule and the system's jobs."""
    return oversees_as(actor.role, actor.organisation_kind)


def may_cancel(actor: Actor, job: Job) -> Decision:
    """Everybody who sees a job may cancel it while it has not ended; the system's run by themselves."""
    if job.status not in ACTIVE:
        return Denied("这项任务已经结束，不能再取消。", code="ended")
    if job.cancel_requested_at is not None:
        return Denied("已经提出取消，正在停下。", code="requested")
    if job.scheduled:
        return Denied("定时任务由系统运行，不能取消。", code="scheduled")
    return Allowed()


def may_retry(actor: Actor, job: Job) -> Decision:
    """What failed, or waits for its next attempt, may be tried again now."""
    if job.status not in (JobStatus.FAILED, JobStatus.WAITING):
        return Denied("只有未完成或等待重试的任务可以重试。", code="status")
    return Allowed()
