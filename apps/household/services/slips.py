"""Issuing and ending slips: a new one ends the one before, and only its paper knows what opens it."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Max

from apps.cases.models import Case
from apps.cases.services import lock_case, update_case
from apps.household.enums import Holder
from apps.household.models import Slip
from apps.household.permissions import may_issue, may_revoke
from apps.household.queries.slips import agent_index, code_index, phone_index, phone_of, token_index
from apps.household.rules.codes import Secret, drawn, last_four
from apps.lib import clock
from apps.lib.actors import Actor
from apps.lib.decisions import Refused, require
from apps.plans.services.signatures import proof_on_file

REISSUED = "另开新的凭条"


@transaction.atomic
def issue_slip(
    *,
    case_id: UUID,
    by: Actor,
    holder: str,
    acts: bool = False,
    version: int | None = None,
    secret: Secret | None = None,
) -> Slip:
    """Issue a slip to the household or its agent; the one that ``holder`` had ends at once.

    ``acts``: the agent may act by a code to his own number, for the 委托书 on file says so; with this slip it
    begins and ends. ``secret`` of what is returned is printed now or never: only digests are kept. It is
    drawn, unless the demonstration gives one that everybody knows.
    """
    case = lock_case(case_id=case_id, by=by, version=version)
    require(may_issue(by, case))
    if holder == Holder.AGENT and not case.household.agent_name:
        raise Refused("登记里没有代办人；有了委托书，先更正代办人。", field="holder", code="agent")
    if not last_four(phone_of(case, holder)):
        # Whoever opens it types the last four digits of that number: without one it opens for nobody.
        who = Holder(holder).label
        raise Refused(f"{who}没有登记电话，凭条打不开；请先更正联系方式。", field="holder", code="phone")
    if acts and holder != Holder.AGENT:
        raise Refused("只有代办人的凭条要写明能不能代办。", field="acts", code="holder")
    if acts and proof_on_file(case) is None:
        raise Refused("还没有收到委托书：先收材料，再开可以代办的凭条。", field="acts", code="proof")
    _end(case, by, holder=holder, reason=REISSUED)
    secret, now = secret or drawn(), clock.now()
    slip = Slip(
        case=case,
        number=(case.slips.aggregate(last=Max("number"))["last"] or 0) + 1,
        holder=holder,
        agent_index=agent_index(case, holder),
        token_index=token_index(secret.token),
        acts=acts,
        phone_index=phone_index(case, holder) if acts else "",
        issued_at=now,
        issued_by=by.signature,
        issued_organisation=by.organisation_name,
        expires_at=now + timedelta(days=settings.HOUSEHOLD_SLIP_DAYS),
    )
    slip.code_index = code_index(slip.pk, secret.code)
    slip.save(force_insert=True)
    update_case(case=case, by=by, action="household.slip_issued", facts=_facts(slip))
    slip.secret = secret  # type: ignore[misc]  # on this instance alone
    return slip


@transaction.atomic
def revoke_slip(*, case_id: UUID, by: Actor, number: int, reason: str, version: int | None = None) -> Slip:
    """End a slip at once: who has it open is out at the next click."""
    case = lock_case(case_id=case_id, by=by, version=version)
    require(may_revoke(by, case))
    slip = case.slips.not_revoked().filter(number=number).first()
    if slip is None:
        raise Refused("这张凭条已经停用。", field="number", code="revoked")
    _end(case, by, holder=slip.holder, reason=reason)
    update_case(case=case, by=by, action="household.slip_revoked", facts=_facts(slip), reason=reason)
    return slip


def _end(case: Case, by: Actor, *, holder: str, reason: str) -> None:
    case.slips.not_revoked().filter(holder=holder).update(
        revoked_at=clock.now(), revoked_by=by.signature, revoke_reason=reason
    )


def _facts(slip: Slip) -> dict[str, object]:
    return {"slip": slip.number, "holder": slip.holder, "acts": slip.acts}
