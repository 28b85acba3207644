"""Writes of the outbox: background work, messages."""

from apps.outbox.services.cancellation import cancel_job, forget_old_jobs, retry_job
from apps.outbox.services.delivery import ADAPTERS, HIDDEN, deliver, end_stuck, texts_page
from apps.outbox.services.dispatch import publish_due
from apps.outbox.services.execution import Cancelled, Lost, run_job
from apps.outbox.services.mail import HOURS as MAIL_HOURS
from apps.outbox.services.mail import ask_for_mails, choose_mail, mail_is_on, send_mail
from apps.outbox.services.messages import (
    Contact,
    Desk,
    Person,
    Recipient,
    asked,
    end_told,
    forget_old_messages,
    lapse,
    mark_read,
    send_again,
    settle,
    sms_is_on,
    tell,
    tell_code,
    told_key,
)
from apps.outbox.services.queue import enqueue
from apps.outbox.services.tick import plan_slots, run_due_jobs, take_back_lost, tick

__all__ = [
    "ADAPTERS",
    "HIDDEN",
    "MAIL_HOURS",
    "Cancelled",
    "Contact",
    "Desk",
    "Lost",
    "Person",
    "Recipient",
    "ask_for_mails",
    "asked",
    "cancel_job",
    "choose_mail",
    "deliver",
    "end_stuck",
    "end_told",
    "enqueue",
    "forget_old_jobs",
    "forget_old_messages",
    "lapse",
    "mail_is_on",
    "mark_read",
    "plan_slots",
    "publish_due",
    "retry_job",
    "run_due_jobs",
    "run_job",
    "send_again",
    "send_mail",
    "settle",
    "sms_is_on",
    "take_back_lost",
    "tell",
    "tell_code",
    "texts_page",
    "tick",
    "told_key",
]
