"""Writing events and accesses."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction

from apps.audit import rules
from apps.audit.enums import AccessKind
from apps.audit.models import AccessLog, Chain, Event
from apps.audit.rules import FieldChange, Subject
from apps.audit.services import locks
from apps.audit.services.row_digests import digest_of_event
from apps.audit.services.transactions import joining
from apps.lib import clock, crypto
from apps.lib.actors import Actor
from apps.lib.decisions import Refused


@joining
def record(
    *,
    by: Actor,
    subject: Subject,
    action: str,
    changes: Iterable[FieldChange] = (),
    facts: Mapping[str, object] | None = None,
    reason: str = "",
    jurisdiction: str = "",
) -> Event:
    """Append one event to the subject's chain, in the transaction of the write it tells of.

    ``facts`` are plain values that are nobody's personal data (status codes, version numbers,
    dates); an ID or mobile number among them raises ValueError. ``reason`` is free text as a person
    gave it; ID and mobile numbers in it are masked, since the text can never be mended. ``by.name``
    stands in the record: for a household pass a role name such as 装修人, not the person's name.
    Lock rows of your own before calling: the chain row is locked until the transaction ends.
    """
    locks.hold_for_recording()
    chain = _locked_chain(subject)
    uuid = uuid4()
    fact_text = rules.canonical_json(facts or {})
    rules.refuse_personal(fact_text)
    event = Event(
        uuid=uuid,
        version=rules.FORMAT_VERSION,
        chain=chain,
        subject_kind=subject.kind,
        subject_id=subject.key,
        seq=chain.seq + 1,
        action=action,
        reason=rules.mask_personal(reason),
        changes=rules.canonical_json(
            [
                {
                    "field": change.field,
                    "old": _digest(uuid, change.field, change.old),
                    "new": _digest(uuid, change.field, change.new),
                }
                for change in changes
            ]
        ),
        facts=fact_text,
        jurisdiction=jurisdiction,
        prev=chain.head,
        **_frozen(by),
    )
    event.hash = digest_of_event(event)
    event.save(force_insert=True)
    Chain.objects.filter(pk=chain.pk).update(seq=event.seq, head=event.hash)
    return event


def _locked_chain(subject: Subject) -> Chain:
    chains = Chain.objects.select_for_update()
    where: dict[str, Any] = {"subject_kind": subject.kind, "subject_id": subject.key}
    found = chains.filter(**where).first()
    if found is None:
        # get_or_create would set a savepoint; ignore_conflicts needs none.
        # Two first events at once: the loser of the unique constraint waits here for the winner.
        Chain.objects.bulk_create([Chain(**where)], ignore_conflicts=True)
        found = chains.get(**where)
    return found


def _digest(uuid: UUID, field: str, value: object) -> str | None:
    if value is None:
        return None
    return crypto.keyed_digest(rules.digest_input(uuid, field, value))


def _frozen(by: Actor) -> dict[str, Any]:
    return {
        "at": clock.now(),
        "user_id": by.user_id,
        "actor_name": by.name,
        "role": by.role,
        "organisation_id": by.organisation_id,
        "organisation_name": by.organisation_name,
        "on_behalf_of": by.on_behalf_of,
    }


@transaction.atomic
def log_access(*, by: Actor, subject: Subject, kind: AccessKind | str, field: str, purpose: str) -> AccessLog:
    """Record that someone saw personal data in full. Raises Refused without a purpose.

    ``kind`` is ``unmask``, ``download`` or ``export``; ``field`` names what was seen.
    """
    stated = rules.mask_personal(purpose).strip()
    if not stated:
        raise Refused("请填写查看用途", field="purpose", code="purpose_missing")
    if len(stated) > 300:
        raise Refused("查看用途请控制在 300 字以内", field="purpose", code="purpose_too_long")
    return AccessLog.objects.create(
        kind=AccessKind(kind),
        subject_kind=subject.kind,
        subject_id=subject.key,
        field=field,
        purpose=stated,
        **_frozen(by),
    )
