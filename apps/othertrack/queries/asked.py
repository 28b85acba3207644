"""What the last return of an application asks for."""

from __future__ import annotations

from apps.othertrack.enums import FactKind, Status
from apps.othertrack.models import Renovation
from apps.othertrack.rules.asking import Asked, asked_items


def asked_of(renovation: Renovation) -> Asked:
    """Return what waits to be mended of a returned application."""
    if renovation.status != Status.RETURNED:
        return Asked()
    fact = renovation.facts.filter(kind=FactKind.RETURNED).order_by("-number").first()
    if fact is None:
        return Asked()
    text = fact.seen_encrypted.text()
    return Asked(
        fact.number,
        text,
        tuple(asked_items(text)),
        tuple(fact.copies),
        f"{fact.organisation} {fact.by}".strip(),
        fact.at,
    )
