"""A plan signed before 备案 that ends with it, as the 改造意愿 was corrected: nothing of it stays (R1)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from apps.audit.models import Event
from apps.cases import services as cases
from apps.cases.enums import HoldKind, Status
from apps.cases.models import Case
from apps.cases.queries.record import title_of
from apps.cases.services import open_hold
from apps.outbox.models import Message
from apps.plans import services
from apps.plans.enums import PlanStatus
from apps.plans.models import PlanVersion
from apps.plans.rules import Content
from tests.factories.brought import bring_all, bring_contract, choose, signed_on_paper
from tests.factories.plans import confirm, content, sign_contract, submit
from tests.factories.world import World, make_case


def needs(case: Case) -> set[str]:
    return set(case.holds.filter(closed_at__isnull=True).values_list("kind", flat=True))


def kitchen_only() -> Content:
    return replace(content(), spaces=content().spaces[:1])


def now_wants_a_kitchen(world: World, case: Case) -> None:
    cases.correct_facts(case_id=case.pk, by=world.zhou, changes={"will": "kitchen"}, reason="只做厨房")


def file(world: World, case: Case) -> Case:
    return cases.file_case(case_id=case.pk, by=world.shen)


@pytest.fixture
def waiting(world: World) -> Case:
    """A household of 清波街道 that waits for 备案."""
    return make_case(world, upto="received")


@pytest.mark.parametrize("submitted", [False, True])
@pytest.mark.parametrize(
    ("contract", "reached", "needed"),
    [(True, Status.CONTRACTED, set()), (False, Status.CONFIRMED, {HoldKind.CONTRACT_RECORDED})],
)
def test_a_change_proposed_before_the_filing_does_not_outlive_the_plan(
    world: World, waiting: Case, submitted: bool, contract: bool, reached: Status, needed: set[str]
) -> None:
    choose(world, waiting)
    submit(world, waiting)
    signed_on_paper(world, waiting)
    if contract:
        bring_contract(world, waiting)
    now_wants_a_kitchen(world, waiting)
    services.propose_change(case_id=waiting.pk, by=world.chen, reason="只做厨房")
    if submitted:
        submit(world, waiting, plan=kitchen_only())

    case = file(world, waiting)

    assert (case.status, needs(case)) == (Status.DESIGNING, {HoldKind.PLAN_CONFIRMED})
    if not submitted:
        submit(world, case, plan=kitchen_only())
    confirm(case, by=world.zhou)
    case.refresh_from_db()
    assert (case.status, needs(case)) == (reached, needed)
    if not contract:
        sign_contract(case, by=world.chen)
        case.refresh_from_db()
        assert case.status == Status.CONTRACTED


def test_a_signature_answers_a_change_that_is_still_open_while_designing(world: World) -> None:
    case = make_case(world, upto="designing")
    # As cases filed before this was mended have it.
    open_hold(case=case, kind=HoldKind.PLAN_CHANGE, text="方案变更正在办理", by=world.chen)
    submit(world, case)
    confirm(case, by=world.zhou)
    assert needs(case) == {HoldKind.CONTRACT_RECORDED}


def test_a_long_duration_ends_with_its_plan(world: World, waiting: Case) -> None:
    choose(world, waiting)
    submit(world, waiting, plan=content(days=16, reason="整栋停水"))
    signed_on_paper(world, waiting)
    bring_contract(world, waiting)
    now_wants_a_kitchen(world, waiting)

    case = file(world, waiting)

    case.refresh_from_db()
    assert (case.status, needs(case)) == (Status.DESIGNING, {HoldKind.PLAN_CONFIRMED})
    assert (case.planned_days, case.overrun) == (None, False)


def test_the_record_says_that_the_plan_ended(world: World, waiting: Case) -> None:
    bring_all(world, waiting)
    now_wants_a_kitchen(world, waiting)
    file(world, waiting)
    event = Event.objects.get(action="plan.voided")
    assert (event.fact_values["plan"], event.reason) == (
        1,
        "签字以后改造意愿有更正，须按现在的意愿另编方案",
    )
    assert title_of("plan.voided") == "方案作废"


def test_a_plan_of_the_asked_spaces_does_not_end(world: World, waiting: Case) -> None:
    bring_all(world, waiting)
    file(world, waiting)
    assert PlanVersion.objects.get(case=waiting).status == PlanStatus.CONFIRMED
    assert not Event.objects.filter(action="plan.voided").exists()


def test_both_enterprises_are_told_of_a_replacement_before_the_filing(world: World, waiting: Case) -> None:
    choose(world, waiting)
    services.replace_enterprise(
        case_id=waiting.pk, by=world.zhou, enterprise=world.yangben, reason="原企业排期过长"
    )
    told = Message.objects.filter(kind="case.enterprise_chosen").values_list("organisation_id", flat=True)
    assert set(told) == {world.shili.organisation_id, world.yangben.organisation_id}
    left = Message.objects.filter(kind="case.enterprise_left").values_list("organisation_id", flat=True)
    assert set(left) == {world.shili.organisation_id}
