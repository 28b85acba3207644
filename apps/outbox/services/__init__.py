"""Writes of the outbox: submissions that count once, background work."""

from apps.outbox.services.enqueueing import enqueue
from apps.outbox.services.keys import Claim, claim, forget_old_keys, new_key, settle
from apps.outbox.services.publishing import publish_due
from apps.outbox.services.running import Cancelled, Lost, run_job
from apps.outbox.services.ticking import plan_slots, run_due_jobs, take_back_lost, tick

__all__ = [
    "Cancelled",
    "Claim",
    "Lost",
    "claim",
    "enqueue",
    "forget_old_keys",
    "new_key",
    "plan_slots",
    "publish_due",
    "run_due_jobs",
    "run_job",
    "settle",
    "take_back_lost",
    "tick",
]
