"""The digests of stored rows, computed from their columns."""

from __future__ import annotations

from collections.abc import Iterable

from apps.audit import rules
from apps.audit.models import DayDigest, Event
from apps.lib import crypto


def digest_of_event(event: Event) -> str:
    """Return the digest an event must carry, as hex."""
    values = _values(event, rules.EVENT_FIELDS)
    return crypto.audit_mac(rules.canonical(values)).hex()


def digest_of_day(digest: DayDigest) -> str:
    """Return the digest a daily digest must carry, as hex."""
    values = _values(digest, rules.DIGEST_FIELDS)
    return crypto.audit_mac(rules.canonical(values)).hex()


def _values(row: Event | DayDigest, names: Iterable[str]) -> dict[str, object]:
    return {name: getattr(row, rules.ATTRIBUTES.get(name, name)) for name in names}
