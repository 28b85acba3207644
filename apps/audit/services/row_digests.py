"""The seals of stored rows, computed from their columns."""

from __future__ import annotations

from apps.audit import rules
from apps.audit.models import DayDigest, Event
from apps.lib import crypto


def event_seal(event: Event) -> str:
    """Return the seal an event must carry, as hex."""
    values = {name: getattr(event, rules.ATTRIBUTES.get(name, name)) for name in rules.EVENT_FIELDS}
    return crypto.audit_mac(rules.canonical(values)).hex()


def digest_seal(digest: DayDigest) -> str:
    """Return the seal a daily digest must carry, as hex."""
    values = {name: getattr(digest, name) for name in rules.DIGEST_FIELDS}
    return crypto.audit_mac(rules.canonical(values)).hex()
