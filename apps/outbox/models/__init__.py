"""Tables of the outbox."""

from apps.outbox.models.jobs import Job, JobQuerySet
from apps.outbox.models.keys import IdempotencyKey

__all__ = ["IdempotencyKey", "Job", "JobQuerySet"]
