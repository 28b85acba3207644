"""回避登记: who does not look at the homes of which enterprise."""

from __future__ import annotations

from django.db import IntegrityError, transaction

from apps.audit.services import Subject, record
from apps.enterprises.models import Enterprise
from apps.lib import clock
from apps.lib.actors import Actor
from apps.lib.decisions import Refused, require
from apps.orgs.models import Organisation
from apps.orgs.permissions import own_body
from apps.supervision.models import Tie
from apps.supervision.permissions import may_declare, may_end_tie
from apps.supervision.queries.people import people_of


@transaction.atomic
def declare_tie(*, by: Actor, user_id: int, enterprise: Enterprise, reason: str) -> Tie:
    """Keep a person of the body away from an enterprise's homes; draws fixed before stay as they are."""
    require(may_declare(by))
    if user_id not in {key for key, _name in people_of(by)}:
        raise Refused("请从列出的人里选。", field="user_id", code="person")
    taken = Refused("这个人与这家企业的回避已经登记。", field="enterprise", code="twice")
    if Tie.objects.standing().filter(user=user_id, enterprise=enterprise).exists():
        raise taken
    try:
        # A savepoint: of two presses at once the second is told, and not shown an error.
        with transaction.atomic():
            tie = Tie.objects.create(
                body=Organisation.objects.get(pk=own_body(by)),
                user_id=user_id,
                enterprise=enterprise,
                reason=reason,
                declared_at=clock.now(),
                declared_by=by.signature,
            )
    except IntegrityError as error:
        raise taken from error
    record(
        by=by,
        subject=Subject("tie", str(tie.pk)),
        action="tie.declared",
        facts={"user": user_id, "enterprise": enterprise.pk},
        reason=reason,
    )
    return tie


@transaction.atomic
def end_tie(*, tie_id: int, by: Actor, reason: str) -> Tie:
    """Let a leader lift it, with the reason."""
    tie = Tie.objects.select_for_update(of=("self",)).select_related("body").get(pk=tie_id)
    require(may_end_tie(by, tie))
    tie.ended_at, tie.ended_by, tie.ended_reason = clock.now(), by.signature, reason
    tie.save(update_fields=["ended_at", "ended_by", "ended_reason"])
    record(by=by, subject=Subject("tie", str(tie.pk)), action="tie.ended", reason=reason)
    return tie
