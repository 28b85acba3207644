"""A contract beside the budget in force: what a change of the plan leaves to be said."""

from __future__ import annotations

from dataclasses import dataclass

from apps.cases.models import Case
from apps.lib.amounts import Yuan
from apps.lib.formats import MINUS, money
from apps.plans.models import Contract, ContractDifference, PlanVersion
from apps.plans.queries.content import content_of
from apps.plans.queries.state import confirmed_plan, contract_in_force
from apps.plans.rules import total


@dataclass(frozen=True, slots=True)
class BudgetGap:
    """A contract amount that is not the changed plan's budget (元); ``said`` where somebody said why."""

    plan: PlanVersion
    contract: Contract
    budget: Yuan
    amount: Yuan
    said: ContractDifference | None

    @property
    def difference(self) -> Yuan:
        """How much more the budget is than the contract."""
        return self.budget - self.amount

    @property
    def words(self) -> str:
        """Both amounts and what lies between, in 万元."""
        sign = "多" if self.difference > 0 else "少"
        gap = money(abs(self.difference)).removeprefix(MINUS)
        return (
            f"方案第 {self.plan.number} 版预算 {money(self.budget)} 万元，"
            f"比合同金额 {money(self.amount)} 万元{sign} {gap} 万元"
        )


def budget_gap(case: Case) -> BudgetGap | None:
    """Return the gap that a change of the plan opened; None where the money is as the contract has it.

    A contract may differ from the very budget it was signed on: that is the parties' own affair. A
    supplement rests on the plan in force, so it leaves no gap.
    """
    contract = contract_in_force(case)
    plan = confirmed_plan(case) if contract is not None else None
    if contract is None or plan is None or contract.plan_id == plan.pk:
        return None
    budget = total(content_of(plan).lines)
    rests_on = PlanVersion.objects.with_content().get(pk=contract.plan_id)
    if budget in (contract.amount, total(content_of(rests_on).lines)):
        return None
    said = ContractDifference.objects.filter(plan=plan).first()
    return BudgetGap(plan, contract, budget, contract.amount, said)
