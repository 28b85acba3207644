"""Every write of the record, and the proof that nothing else wrote to it."""

from apps.audit.rules import FieldChange, Problem, Subject
from apps.audit.services.day_digests import seal_day, seal_until_yesterday
from apps.audit.services.events import log_access, record
from apps.audit.services.retention import purge_accesses
from apps.audit.services.transactions import joining
from apps.audit.services.verification import Verification, verify, verify_all

__all__ = [
    "FieldChange",
    "Problem",
    "Subject",
    "Verification",
    "joining",
    "log_access",
    "purge_accesses",
    "record",
    "seal_day",
    "seal_until_yesterday",
    "verify",
    "verify_all",
]
