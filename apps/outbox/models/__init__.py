"""Tables of the outbox."""

from apps.outbox.models.jobs import Job, JobQuerySet
from apps.outbox.models.keys import IdempotencyKey
from apps.outbox.models.messages import Message, MessageQuerySet, MessageRead

__all__ = ["IdempotencyKey", "Job", "JobQuerySet", "Message", "MessageQuerySet", "MessageRead"]
