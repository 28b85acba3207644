"""States of background work and of messages."""

from django.db import models


class JobStatus(models.TextChoices):
    """Where a job stands."""

    QUEUED = "queued", "排队中"
    RUNNING = "running", "进行中"
    WAITING = "waiting", "等待重试"
    DONE = "done", "已完成"
    FAILED = "failed", "未完成"
    CANCELLED = "cancelled", "已取消"


UNSTARTED = frozenset({JobStatus.QUEUED, JobStatus.WAITING})
ACTIVE = UNSTARTED | {JobStatus.RUNNING}
"""Not yet ended: one of each scheduled task at a time."""
