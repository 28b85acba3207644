"""What was taken down before 备案 and passes with it: the confirmed plan, the recorded contract (R1)."""

from __future__ import annotations

from apps.cases.models import Case
from apps.cases.services import Proof, register_prover
from apps.lib.actors import Actor
from apps.lib.amounts import spelled
from apps.plans.enums import ContractKind, PlanStatus
from apps.plans.models import Contract
from apps.plans.queries import confirmed_plan, contract_in_force, is_of_asked_spaces, is_overrun
from apps.plans.services.contracts import looked
from apps.plans.services.drafts import end_version, leave_plan


def end_other_spaces(case: Case, by: Actor) -> None:
    """End a signed plan of other spaces than the household now wants: it passes not."""
    plan = confirmed_plan(case)
    if plan is None or is_of_asked_spaces(case, plan):
        return
    why = "签字以后改造意愿有更正，须按现在的意愿另编方案"
    end_version(plan, PlanStatus.VOID, why)
    leave_plan(
        case=case,
        by=by,
        action="plan.voided",
        reason=why,
        closing="原方案已作废",
        facts={"plan": plan.number},
    )


def plan_confirmed(case: Case) -> Proof | None:
    """Say which plan the household signed."""
    plan = confirmed_plan(case)
    if plan is None:
        return None
    over = is_overrun(case, plan.planned_days)
    return Proof(
        on=plan.confirmation.signed_on,
        reason=f"{plan.confirmation.signed_by}已签字确认",
        values={"planned_days": plan.planned_days, "overrun": over},
        facts={"plan": plan.number, "hash": plan.content_hash, "overrun": over},
    )


def contract_recorded(case: Case) -> Proof | None:
    """Say which contract is in force, with the amount it has by its supplements."""
    main = Contract.objects.filter(case=case, voided_at__isnull=True, kind=ContractKind.MAIN).first()
    latest, plan = contract_in_force(case), confirmed_plan(case)
    if main is None or latest is None or plan is None:
        return None
    return Proof(
        on=main.signed_on,
        reason="已登记装修合同",
        values={"contract_amount": latest.amount},
        facts={"contract": main.number, "amount": spelled(latest.amount, 2), **looked(latest.amount, plan)},
    )


def register() -> None:
    """Let the mover ask here."""
    register_prover("confirm_plan", plan_confirmed, first=end_other_spaces)
    register_prover("sign_contract", contract_recorded)
