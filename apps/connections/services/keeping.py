"""What a person decides about a system outside: off and on, one record again, all of them again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from apps.audit.services import Subject, record
from apps.connections.enums import DeliveryState, Fault
from apps.connections.models import Call, Delivery, Switch
from apps.connections.permissions import (
    may_give_up,
    may_line_up,
    may_push_again,
    may_push_mended,
    may_switch_off,
    may_switch_on,
)
from apps.connections.rules.partners import PARTNERS, Partner
from apps.connections.services.pushing import call_off, set_to_work
from apps.lib import clock
from apps.lib.actors import Actor
from apps.lib.decisions import require
from apps.outbox.services import enqueue

CALLS_KEPT = timedelta(days=90)
"""Ours: so long it is looked back at when a system was away (docs/privacy.md)."""
_AT_ONCE = 10_000


@transaction.atomic
def switch_off(*, partner: Partner, by: Actor, reason: str) -> Switch:
    """Send nothing more to a system; what is to be sent waits."""
    require(may_switch_off(by, partner))
    return _switch(partner, by, is_on=False, reason=reason)


@transaction.atomic
def switch_on(*, partner: Partner, by: Actor, reason: str) -> Switch:
    """Send again, what has waited first."""
    require(may_switch_on(by, partner))
    row = _switch(partner, by, is_on=True, reason=reason)
    Delivery.objects.filter(partner=partner.key).unsent().filter(due_at__isnull=False).update(due_at=None)
    enqueue(task="connections.take_up", by=by, title=f"推送：{partner.label}停用期间的")
    return row


@transaction.atomic
def push_again(*, delivery_id: UUID, by: Actor, reason: str) -> Delivery:
    """Send one record again, under the key it has."""
    delivery = Delivery.objects.select_for_update().get(pk=delivery_id)
    require(may_push_again(by, delivery))
    return _again(delivery, by, reason)


@transaction.atomic
def push_mended(*, delivery_id: UUID, by: Actor) -> Delivery:
    """Send again what the actor's own desk had to mend; DoesNotExist for another's."""
    delivery = Delivery.objects.returned_to(by).select_for_update(of=("self",)).get(pk=delivery_id)
    require(may_push_mended(by, delivery))
    return _again(delivery, by, "")


@transaction.atomic
def give_up(*, delivery_id: UUID, by: Actor, reason: str) -> Delivery:
    """Send what the actor's own desk had to mend no more, and nothing that would follow it."""
    delivery = Delivery.objects.returned_to(by).select_for_update(of=("self",)).get(pk=delivery_id)
    require(may_give_up(by, delivery))
    call_off(partner=delivery.partner, reference=delivery.reference, words="街道、区县不再推送")
    facts = {"delivery": str(delivery.pk), "label": delivery.label, "field": delivery.field}
    _record(PARTNERS[delivery.partner], by, "connection.given_up", reason, facts)
    delivery.refresh_from_db()
    return delivery


def _again(delivery: Delivery, by: Actor, reason: str) -> Delivery:
    delivery.state, delivery.fault = DeliveryState.WAITING, ""
    delivery.field = delivery.words = ""
    delivery.save(update_fields=["state", "fault", "field", "words"])
    set_to_work(delivery, by=by, by_hand=True)
    facts = {"delivery": str(delivery.pk), "label": delivery.label}
    _record(PARTNERS[delivery.partner], by, "connection.pushed_again", reason, facts)
    return delivery


@transaction.atomic
def push_all(*, partner: Partner, by: Actor, reason: str) -> Partner:
    """Have everything that a system should have sent anew; what it has it drops by its key."""
    require(may_line_up(by, partner))
    enqueue(
        task="connections.line_up",
        by=by,
        args={"partner": partner.key},
        title=f"全部重新推送：{partner.label}",
    )
    _record(partner, by, "connection.pushed_all", reason, {})
    return partner


def forget_old_calls() -> int:
    """Delete calls without an answer that are older than :data:`CALLS_KEPT`; return how many.

    Never the last call of a delivery, and none that was answered, taken or refused: those say what became of
    a record.
    """
    later = Call.objects.filter(delivery=OuterRef("delivery"), number__gt=OuterRef("number"))
    unanswered = Q(fault=Fault.OPERATIONAL) | Q(milliseconds=None)
    old = Call.objects.filter(unanswered, Exists(later), started_at__lt=clock.now() - CALLS_KEPT)
    deleted, _ = Call.objects.filter(pk__in=list(old.values_list("pk", flat=True)[:_AT_ONCE])).delete()
    return deleted


def _switch(partner: Partner, by: Actor, *, is_on: bool, reason: str) -> Switch:
    row, _is_new = Switch.objects.update_or_create(
        partner=partner.key,
        defaults={
            "is_on": is_on,
            "reason": reason,
            "changed_by": f"{by.organisation_name} {by.signature}",
            "changed_at": clock.now(),
        },
    )
    _record(partner, by, "connection.switched_on" if is_on else "connection.switched_off", reason, {})
    return row


def _record(partner: Partner, by: Actor, action: str, reason: str, facts: Mapping[str, object]) -> None:
    subject = Subject("partner", partner.key)
    record(by=by, subject=subject, action=action, facts={"partner": partner.key, **facts}, reason=reason)
