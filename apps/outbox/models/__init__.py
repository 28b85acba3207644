"""Tables of the outbox."""

from apps.outbox.models.jobs import Job, JobQuerySet
from apps.outbox.models.mail import MailChoice
from apps.outbox.models.messages import Message, MessageQuerySet, MessageRead

__all__ = ["Job", "JobQuerySet", "MailChoice", "Message", "MessageQuerySet", "MessageRead"]
