"""更正 of a contract's amount or signing date: a slip put right, no 补充协议 that nobody signed (R24)."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import transaction

from apps.audit.services import FieldChange
from apps.cases.models import Case
from apps.cases.services import lock_case, update_case
from apps.lib import clock
from apps.lib.actors import Actor
from apps.lib.amounts import Yuan, spelled
from apps.lib.decisions import Refused, require
from apps.plans.enums import AppendixKind, ContractKind
from apps.plans.models import ApplicationAppendix, Contract, ContractCorrection
from apps.plans.permissions import may_correct_contract
from apps.plans.queries import contracts_in_force, plans_held_against
from apps.plans.services.application_form import append_change
from apps.plans.services.contracts import check_contract


@transaction.atomic
def correct_contract(
    *,
    case_id: UUID,
    by: Actor,
    reason: str,
    amount: Yuan | None = None,
    signed_on: date | None = None,
    number: int | None = None,
    amount_checked: bool = False,
    version: int | None = None,
) -> ContractCorrection:
    """Put right what was typed of a contract, by default of the one in force; None stays as it is.

    Values from → to, reason and person stay. The amount of the contract in force is the case's, and
    the week it is recorded in counts the difference; weeks taken before keep their figures.
    """
    case = lock_case(case_id=case_id, by=by, version=version)
    require(may_correct_contract(by, case))
    if not reason.strip():
        raise Refused("请写明更正原因。", field="reason", code="reason")
    contracts = contracts_in_force(case)
    place = next((at for at, row in enumerate(contracts) if number in (None, row.number)), None)
    if place is None:
        raise Refused("没有这一份合同，请刷新页面。", field="number", code="number")
    contract = contracts[place]
    made = ContractCorrection(
        contract=contract,
        amount_before=contract.amount,
        amount_after=contract.amount if amount is None else amount,
        signed_on_before=contract.signed_on,
        signed_on_after=signed_on or contract.signed_on,
        in_force=place == 0,
        reason=reason.strip()[:300],
        made_at=clock.now(),
        made_by=by.signature,
        made_by_role=by.role,
        made_by_organisation=by.organisation_name,
    )
    if not made.words:
        raise Refused("没有任何变化。", code="unchanged")
    _check(case, contracts, place, made, amount_checked)
    contract.amount, contract.signed_on = made.amount_after, made.signed_on_after
    contract.save(update_fields=["amount", "signed_on"])
    made.save(force_insert=True)
    before, after = spelled(made.amount_before), spelled(made.amount_after)
    update_case(
        case=case,
        by=by,
        action="contract.corrected",
        values={"contract_amount": contract.amount} if made.in_force else None,
        facts={"contract": contract.number, "before": before, "amount": after},
        changes=[
            FieldChange(name, old, new)
            for name, old, new in (
                ("contract_amount", before, after),
                ("contract_signed_on", str(made.signed_on_before), str(made.signed_on_after)),
            )
            if old != new
        ],
        reason=made.reason,
    )
    append_change(
        case=case,
        by=by,
        kind=AppendixKind.CORRECTED,
        text=f"更正{contract.kind_label}登记：{made.words}{ApplicationAppendix.REASON}{made.reason}",
    )
    return made


def _check(
    case: Case, contracts: list[Contract], place: int, made: ContractCorrection, checked: bool
) -> None:
    contract, on = contracts[place], made.signed_on_after
    former = contracts[place + 1] if place + 1 < len(contracts) else None
    later = contracts[place - 1] if place else None
    # An amount that stands is not asked about again because a day is put right.
    same = made.amount_before == made.amount_after
    plan = plans_held_against(case, [contract])[contract.number]
    check_contract(made.amount_after, on, plan, former, checked=checked or same)
    if later is not None and on > later.signed_on:
        raise Refused("签订日期晚于后一份补充协议。", field="signed_on", code="too_late")
    starts = contract.kind == ContractKind.MAIN and case.started_on is not None and not case.backfilled
    if starts and case.started_on and on > case.started_on:
        words = "签订日期晚于开工日期；如开工日期有误，请先更正开工日期。"
        raise Refused(words, field="signed_on", code="too_late")
