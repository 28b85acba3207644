"""装修合同 and its supplements: amount, scan, versions (R5)."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.core.files.base import File
from django.db import transaction

from apps.cases.enums import Status
from apps.cases.models import Case
from apps.cases.services import carry_on, lock_case, update_case
from apps.documents.enums import FileKind
from apps.documents.models import StoredFile
from apps.documents.rules.uploads import CheckedUpload
from apps.documents.services import Owner, keep
from apps.lib import clock, formats
from apps.lib.actors import Actor
from apps.lib.amounts import Yuan, spelled
from apps.lib.decisions import Refused, require
from apps.lib.formats import money
from apps.plans.enums import AppendixKind, ContractKind
from apps.plans.models import Contract, ContractDifference, PlanVersion
from apps.plans.permissions import may_explain_difference, may_record_contract, may_supplement
from apps.plans.queries import budget_gap, confirmed_plan, content_of, contract_in_force
from apps.plans.rules import slip_words, slipped, total
from apps.plans.services.application_form import append_change

Upload = StoredFile | CheckedUpload | File[bytes]


@transaction.atomic
def record_contract(
    *,
    case_id: UUID,
    by: Actor,
    amount: Yuan,
    signed_on: date,
    scan: Upload,
    amount_checked: bool = False,
    version: int | None = None,
) -> Contract:
    """Record the 装修合同 on the confirmed plan; the case moves on to 已签合同, or does with the filing.

    ``amount`` greater than 0; ``signed_on`` not before the household confirmed the plan,
    except on a 补录. ``amount_checked``: whoever records it has looked at the amount again, where it is
    far from the budget.
    """
    case = lock_case(case_id=case_id, by=by, version=version)
    require(may_record_contract(by, case))
    plan = confirmed_plan(case)
    if plan is None:
        raise Refused("方案还没有经户主确认，不能登记合同。", code="not_confirmed")
    check_contract(amount, signed_on, plan, checked=amount_checked)
    contract = _write(
        case=case,
        by=by,
        plan=plan,
        kind=ContractKind.MAIN,
        amount=amount,
        signed_on=signed_on,
        scan=scan,
    )
    if case.status == Status.CONFIRMED:
        carry_on(case=case, by=by)
        return contract
    update_case(
        case=case,
        by=by,
        action="contract.recorded",
        values={"contract_amount": amount},
        facts={"contract": contract.number, "amount": spelled(amount, 2), **looked(amount, plan)},
    )
    return contract


@transaction.atomic
def add_supplement(
    *,
    case_id: UUID,
    by: Actor,
    amount: Yuan,
    signed_on: date,
    scan: Upload,
    reason: str,
    amount_checked: bool = False,
    version: int | None = None,
) -> Contract:
    """Record a 补充协议; ``amount`` is the whole contract amount after it."""
    case = lock_case(case_id=case_id, by=by, version=version)
    require(may_supplement(by, case))
    if not reason.strip():
        raise Refused("请写明补充原因。", field="reason", code="reason")
    former = contract_in_force(case)
    plan = confirmed_plan(case)
    if former is None or plan is None:
        raise Refused("还没有登记装修合同，不能补充。", code="no_contract")
    check_contract(amount, signed_on, plan, former, checked=amount_checked)
    contract = _write(
        case=case,
        by=by,
        plan=plan,
        kind=ContractKind.SUPPLEMENT,
        amount=amount,
        signed_on=signed_on,
        scan=scan,
        reason=reason.strip()[:300],
    )
    update_case(
        case=case,
        by=by,
        action="contract.supplemented",
        values={"contract_amount": amount},
        facts={
            "contract": contract.number,
            "before": spelled(former.amount),
            "amount": spelled(amount, 2),
            **looked(amount, plan),
        },
        reason=reason,
    )
    append_change(
        case=case,
        by=by,
        kind=AppendixKind.CONTRACT_SUPPLEMENT,
        text=f"补充协议：合同金额由 {money(former.amount)} 万元变更为 {money(amount)} 万元",
    )
    return contract


@transaction.atomic
def explain_difference(
    *, case_id: UUID, by: Actor, reason: str, version: int | None = None
) -> ContractDifference:
    """Say why the contract stays as it is though the budget was changed with the plan."""
    case = lock_case(case_id=case_id, by=by, version=version)
    require(may_explain_difference(by, case))
    if not reason.strip():
        raise Refused("请写明差额原因。", field="reason", code="reason")
    gap = budget_gap(case)
    assert gap is not None  # noqa: S101 - may_explain_difference has found it
    said = ContractDifference.objects.create(
        plan=gap.plan,
        contract=gap.contract,
        amount=gap.amount,
        budget=gap.budget,
        reason=reason.strip()[:300],
        said_at=clock.now(),
        said_by=by.signature,
        said_organisation=by.organisation_name,
    )
    update_case(
        case=case,
        by=by,
        action="contract.difference_explained",
        facts={"plan": gap.plan.number, "amount": spelled(gap.amount), "budget": spelled(gap.budget)},
        reason=said.reason,
    )
    return said


def check_contract(
    amount: Yuan,
    signed_on: date,
    plan: PlanVersion,
    former: Contract | None = None,
    *,
    checked: bool = False,
) -> None:
    """Refuse an amount or a day that cannot be; ask about an amount that looks like a slip."""
    if amount <= 0:
        raise Refused("合同金额应大于 0。", field="amount", code="amount")
    budget = total(content_of(plan).lines)
    if not checked and slipped(amount, budget):
        raise Refused(slip_words(amount, budget), field="amount", code="check_amount")
    if signed_on > clock.today():
        raise Refused("签订日期不能晚于今天。", field="signed_on", code="future")
    # A supplement is held against the contract it changes, which was itself held against the plan.
    if former is not None:
        if signed_on < former.signed_on:
            raise Refused("签订日期早于上一份合同。", field="signed_on", code="too_early")
        return
    # 补录: whoever registers after works began brings a contract that is older than the record (R24)
    if signed_on < plan.confirmation.signed_on and not plan.case.backfilled:
        raise Refused(
            f"签订日期早于户主确认方案的日期（{formats.day(plan.confirmation.signed_on)}）。",
            field="signed_on",
            code="too_early",
        )


def looked(amount: Yuan, plan: PlanVersion) -> dict[str, object]:
    """Record that an amount far from the budget was looked at again."""
    return {"amount_checked": True} if slipped(amount, total(content_of(plan).lines)) else {}


def _write(
    *,
    case: Case,
    by: Actor,
    plan: PlanVersion,
    kind: ContractKind,
    amount: Yuan,
    signed_on: date,
    scan: Upload,
    reason: str = "",
) -> Contract:
    # Void contracts keep their number, so all are counted. No race: the case row is locked.
    last = Contract.objects.filter(case=case).order_by("-number").first()
    number = last.number + 1 if last else 1
    file = keep(
        by=by,
        file=scan,
        owner=Owner("case", str(case.pk)),
        kind=FileKind.CONTRACT_SCAN,
        # the parties' 身份证号 usually stands in a contract; its own enterprise holds the original
        sensitive=True,
        label=kind.label if kind is ContractKind.MAIN else f"{kind.label} {number}",
        field="scan",
    )
    return Contract.objects.create(
        case=case,
        number=number,
        kind=kind,
        enterprise=plan.enterprise,
        plan=plan,
        amount=amount,
        signed_on=signed_on,
        reason=reason,
        scan_file_id=file.pk,
        recorded_at=clock.now(),
        recorded_by=by.signature,
        recorded_organisation=by.organisation_name,
    )
