"""Handing what was refused to the desk that can mend it."""

from __future__ import annotations

from apps.audit.services import Subject
from apps.connections.models import Delivery
from apps.connections.rules.partners import Partner
from apps.lib.actors import SYSTEM
from apps.outbox.services import Desk, asked, settle, tell


def subject_of(delivery: Delivery) -> Subject:
    """Return what messages know a delivery by."""
    return Subject("delivery", str(delivery.pk))


def handed_over(partner: Partner, delivery: Delivery) -> None:
    """Note on a refused row who mends its field, and tell that desk once; the caller saves the row.

    Nobody where the partner names none: then it waits on the page of 对接 alone.
    """
    mender = partner.mender(delivery.reference, delivery.field) if partner.mender and delivery.field else None
    if mender is None:
        delivery.desk_id, delivery.mend_page, delivery.mend_id = None, "", ""
        ended(delivery)
        return
    delivery.desk_id = mender.organisation_id
    delivery.mend_page, delivery.mend_id = mender.page, mender.pk
    subject, matter = subject_of(delivery), f"mend:{delivery.field}"[:60]
    desks = [Desk(mender.organisation_id, role) for role in mender.roles]
    settle(subject=subject, keep=[matter], matter=matter, desks=desks)
    known = asked(subject=subject, matter=matter)
    tell(
        to=[desk for desk in desks if desk not in known],
        kind="connection.refused",
        title=f"{delivery.label}：{partner.label}不收",
        text=delivery.words,
        by=SYSTEM,
        key=f"delivery:{delivery.pk}:{delivery.attempts}",
        subject=subject,
        page="connections:returned-one",
        matter=matter,
    )


def ended(delivery: Delivery) -> None:
    """End the messages about it: nobody has anything to mend."""
    settle(subject=subject_of(delivery))
