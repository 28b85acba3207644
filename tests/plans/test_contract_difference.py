"""After a plan change: the contract beside the new budget, and what is to be said of it (R5)."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from apps.cases.models import Case
from apps.lib import clock
from apps.lib.decisions import Refused
from apps.plans import services
from apps.plans.models import ContractDifference
from apps.plans.queries import agreement_of, budget_gap
from apps.plans.rules import Content
from apps.plans.serializers.agreement import AgreementShown
from tests.factories.plans import confirm, content, make_planned_case, submit
from tests.factories.uploads import pdf, upload
from tests.factories.world import World


@pytest.fixture
def contracted(world: World) -> Case:
    """A contract of 7.62 万元 on a budget of 7.62 万元."""
    return make_planned_case(world, upto="contracted")


def dearer() -> Content:
    """Return the plan with 1,000 元 more: 7.72 万元."""
    said = content()
    return replace(said, lines=(replace(said.lines[0], amount=Decimal("39600")), *said.lines[1:]))


def change(world: World, case: Case, plan: Content | None = None) -> None:
    services.propose_change(case_id=case.pk, by=world.chen, reason="换柜体")
    submit(world, case, plan=plan or dearer())
    confirm(case, by=world.zhou)


def supplement(world: World, case: Case, amount: str) -> None:
    services.add_supplement(
        case_id=case.pk,
        by=world.zhou,
        amount=Decimal(amount),
        signed_on=clock.today(),
        scan=upload("补充.pdf", pdf()),
        reason="换柜体",
    )


def test_a_changed_budget_shows_what_lies_between_it_and_the_contract(world: World, contracted: Case) -> None:
    change(world, contracted)
    gap = budget_gap(contracted)
    assert gap is not None
    assert gap.words == "方案第 2 版预算 7.72 万元，比合同金额 7.62 万元多 0.10 万元"
    assert gap.said is None
    shown = AgreementShown(agreement_of(world.zhou, contracted), context={"actor": world.zhou}).data["gap"]
    assert shown == {"plan": 2, "budget_yuan": "77200.00", "amount_yuan": "76200.00", "reason": ""}


def test_a_change_that_leaves_the_money_asks_nothing(world: World, contracted: Case) -> None:
    change(world, contracted, content(days=10))
    assert budget_gap(contracted) is None


def test_a_contract_that_differed_from_the_start_is_the_parties_own_affair(
    world: World, contracted: Case
) -> None:
    supplement(world, contracted, "70000")
    assert budget_gap(contracted) is None
    change(world, contracted, content(days=10))
    assert budget_gap(contracted) is None


def test_a_supplement_answers(world: World, contracted: Case) -> None:
    change(world, contracted)
    supplement(world, contracted, "76500")
    assert budget_gap(contracted) is None


def test_a_corrected_amount_that_agrees_answers(world: World, contracted: Case) -> None:
    change(world, contracted)
    services.correct_contract(
        case_id=contracted.pk, by=world.wang, amount=Decimal("77200"), reason="登记时看错"
    )
    assert budget_gap(contracted) is None


def test_a_reason_answers_once_and_is_shown(world: World, contracted: Case) -> None:
    change(world, contracted)
    services.explain_difference(case_id=contracted.pk, by=world.chen, reason="差额由企业承担")
    said = ContractDifference.objects.get()
    assert (said.amount, said.budget, said.said_by) == (Decimal("76200"), Decimal("77200"), "陈样本")
    gap = budget_gap(contracted)
    assert gap is not None
    assert gap.said == said
    with pytest.raises(Refused) as refusal:
        services.explain_difference(case_id=contracted.pk, by=world.chen, reason="再说一遍")
    assert refusal.value.code == "noted"


def test_another_change_asks_again(world: World, contracted: Case) -> None:
    change(world, contracted)
    services.explain_difference(case_id=contracted.pk, by=world.chen, reason="差额由企业承担")
    said = dearer()
    change(
        world,
        contracted,
        replace(said, lines=(replace(said.lines[0], amount=Decimal("40600")), *said.lines[1:])),
    )
    gap = budget_gap(contracted)
    assert gap is not None
    assert (gap.plan.number, gap.said) == (3, None)


@pytest.mark.parametrize(("person", "code"), [("yan", "post"), ("shi", "post"), ("zhou", "none")])
def test_it_is_refused_to_others_and_without_a_gap(
    world: World, contracted: Case, person: str, code: str
) -> None:
    with pytest.raises(Refused) as refusal:
        services.explain_difference(case_id=contracted.pk, by=getattr(world, person), reason="x")
    assert refusal.value.code == code


def test_another_district_finds_no_such_case(world: World, contracted: Case) -> None:
    change(world, contracted)
    with pytest.raises(Case.DoesNotExist):
        services.explain_difference(case_id=contracted.pk, by=world.xi, reason="x")
