"""Both orders (R1): what a household brings along is taken down before 备案 and passes at once with it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from apps.cases import services as cases
from apps.cases.acts.facts import CHOOSE
from apps.cases.enums import HoldKind, Status
from apps.cases.models import Case
from apps.cases.queries.chapters import story_of
from apps.enterprises.services import OffListEnterprise
from apps.inspections.services import start_works
from apps.lib import clock
from apps.lib.decisions import Refused
from apps.outbox.models import Message
from apps.plans import services
from apps.plans.enums import Method, PlanStatus
from apps.plans.models import ApplicationForm, Contract, PlanVersion
from apps.plans.queries import confirmed_plan
from apps.plans.queries.papers import application_paper
from tests.factories.brought import ago, bring_all, bring_contract, choose, signed_on_paper
from tests.factories.plans import bathroom, confirm, content, kitchen, sign_contract, submit
from tests.factories.stages import return_and_mend
from tests.factories.world import NOON, World, later, made_up_credit_code, make_case

TODAY = NOON.date()


def needs(case: Case) -> set[str]:
    return set(case.holds.filter(closed_at__isnull=True).values_list("kind", flat=True))


def moves(case: Case) -> list[tuple[str, date]]:
    return list(case.transitions.order_by("id").values_list("name", "effective_on"))


def file(world: World, case: Case) -> Case:
    return cases.file_case(case_id=case.pk, by=world.shen)


@pytest.fixture
def waiting(world: World) -> Case:
    """A household of 清波街道 that waits for 备案."""
    return make_case(world, upto="received")


def test_what_was_brought_passes_with_the_filing_each_with_its_own_day(world: World, waiting: Case) -> None:
    bring_all(world, waiting)
    waiting.refresh_from_db()
    assert waiting.status == Status.RECEIVED
    assert needs(waiting) == set()

    case = file(world, waiting)

    assert case.status == Status.CONTRACTED
    assert moves(case)[2:] == [
        ("file", TODAY),
        ("choose_enterprise", ago(10)),
        ("confirm_plan", ago(6)),
        ("sign_contract", ago(5)),
    ]
    # The reviewer who files makes the moves: no role beside the table's, their facts are others'.
    assert set(case.transitions.values_list("actor_role", flat=True)) == {"street_clerk", "district_reviewer"}
    assert (case.contract_amount, case.planned_days, case.overrun) == (Decimal("76200"), 12, False)
    assert needs(case) == set()
    with clock.at(later(2)):
        started = start_works(case_id=case.pk, by=world.jiang, started_on=clock.today())
    assert started.status == Status.BUILDING


def standing(case: Case) -> dict[str, object]:
    """Return what the two orders must have alike when works may begin."""
    plan = confirmed_plan(case)
    assert plan is not None
    return {
        "status": case.status,
        "moves": sorted(case.transitions.values_list("name", flat=True)),
        "plans": list(PlanVersion.objects.of_case(case).values_list("number", "status", "kind")),
        "contracts": list(Contract.objects.filter(case=case).values_list("number", "kind", "amount")),
        "form": ApplicationForm.objects.filter(case=case).count(),
        "amount": case.contract_amount,
        "days": case.planned_days,
        "needs answered": sorted(case.holds.exclude(closed_at=None).values_list("kind", flat=True)),
        "open": needs(case),
    }


def test_both_orders_end_alike(world: World, waiting: Case) -> None:
    nothing = make_case(world, upto="designing")
    submit(world, nothing)
    confirm(nothing, by=world.zhou)
    sign_contract(nothing, by=world.chen)
    nothing.refresh_from_db()
    bring_all(world, waiting)

    assert standing(file(world, waiting)) == standing(nothing)


@pytest.mark.parametrize(
    ("brought", "reached", "needed"),
    [
        (0, Status.FILED, set()),
        (1, Status.DESIGNING, {HoldKind.PLAN_CONFIRMED}),
        (2, Status.DESIGNING, {HoldKind.PLAN_CONFIRMED}),
        (3, Status.CONFIRMED, {HoldKind.CONTRACT_RECORDED}),
    ],
)
def test_a_household_with_a_part_of_it_goes_on_from_there(
    world: World, waiting: Case, brought: int, reached: Status, needed: set[str]
) -> None:
    for step in (choose, submit, signed_on_paper)[:brought]:
        step(world, waiting)  # type: ignore[operator]

    case = file(world, waiting)

    assert (case.status, needs(case)) == (reached, needed)


def test_the_rest_is_done_after_the_filing_in_the_ordinary_way(world: World, waiting: Case) -> None:
    choose(world, waiting)
    submit(world, waiting)
    with clock.at(later(1)):
        file(world, waiting)
        # Typed before 备案 from the paper they had: its signature is older than the typing.
        signed_on_paper(world, waiting)
        sign_contract(waiting, by=world.chen)
    waiting.refresh_from_db()
    assert (waiting.status, needs(waiting)) == (Status.CONTRACTED, set())


def test_a_plan_that_fails_the_checks_does_not_pass(world: World, waiting: Case) -> None:
    choose(world, waiting)
    plan = submit(world, waiting, plan=content(kitchen(wall=Method.WET), bathroom()))
    assert plan.status == PlanStatus.FAILED

    case = file(world, waiting)

    assert (case.status, needs(case)) == (Status.DESIGNING, {HoldKind.PLAN_CONFIRMED})


def test_a_long_plan_still_waits_for_the_district_s_note(world: World, waiting: Case) -> None:
    choose(world, waiting)
    submit(world, waiting, plan=content(days=16, reason="整栋停水"))
    signed_on_paper(world, waiting)
    bring_contract(world, waiting)
    case = file(world, waiting)
    assert (case.status, case.overrun, needs(case)) == (Status.CONTRACTED, True, {HoldKind.OVERRUN_NOTE})
    with pytest.raises(Refused):
        start_works(case_id=case.pk, by=world.jiang, started_on=TODAY)


def test_a_plan_for_other_spaces_than_now_wanted_does_not_pass(world: World, waiting: Case) -> None:
    bring_all(world, waiting)
    cases.correct_facts(case_id=waiting.pk, by=world.zhou, changes={"will": "kitchen"}, reason="只做厨房")

    case = file(world, waiting)

    assert (case.status, needs(case)) == (Status.DESIGNING, {HoldKind.PLAN_CONFIRMED})
    assert PlanVersion.objects.get(case=case).status == PlanStatus.VOID
    # The contract is still theirs: it passes as soon as they sign a plan of what they want.
    submit(world, case, plan=replace(content(), spaces=content().spaces[:1]))
    confirm(case, by=world.zhou)
    case.refresh_from_db()
    assert (case.status, needs(case)) == (Status.CONTRACTED, set())


def test_only_the_chosen_enterprise_sees_the_household_before_the_filing(world: World, waiting: Case) -> None:
    assert not Case.objects.visible_to(world.chen).filter(pk=waiting.pk).exists()
    choose(world, waiting)
    assert Case.objects.visible_to(world.chen).filter(pk=waiting.pk).exists()
    assert not Case.objects.visible_to(world.tao).filter(pk=waiting.pk).exists()
    with pytest.raises(Case.DoesNotExist):
        submit(world, waiting, by=world.tao)


def test_the_enterprise_is_told_of_the_choice_and_the_counter_not_to_choose_again(
    world: World, waiting: Case
) -> None:
    choose(world, waiting)
    assert Message.objects.filter(kind="case.enterprise_chosen").count() == 1
    file(world, waiting)
    assert not Message.objects.filter(kind="case.file").exists()


def test_an_enterprise_off_the_list_has_its_signed_plan_entered_by_the_counter(
    world: World, waiting: Case
) -> None:
    off_list = OffListEnterprise("另选装饰有限公司", made_up_credit_code(77), "外示例", "13800000077")
    cases.record_choice(case_id=waiting.pk, by=world.zhou, enterprise=off_list, chosen_on=ago(9))
    submit(world, waiting, by=world.zhou)
    signed_on_paper(world, waiting)
    bring_contract(world, waiting)
    assert file(world, waiting).status == Status.CONTRACTED


def test_a_second_enterprise_is_a_change_not_a_second_choice(world: World, waiting: Case) -> None:
    choose(world, waiting)
    with pytest.raises(Refused) as refused:
        choose(world, waiting)
    assert refused.value.code == "status"


# --- R5 before 备案 too: reject, change the enterprise, withdraw ---


def test_the_household_may_reject_the_plan_before_the_filing(world: World, waiting: Case) -> None:
    choose(world, waiting)
    plan = submit(world, waiting)
    services.reject_plan(
        case_id=waiting.pk, by=world.zhou, opinion="颜色太浅", content_hash=plan.content_hash
    )
    assert services.start_new_version(case_id=waiting.pk, by=world.chen).number == 2


def test_the_household_may_change_the_enterprise_before_the_filing(world: World, waiting: Case) -> None:
    bring_all(world, waiting)
    services.replace_enterprise(
        case_id=waiting.pk, by=world.zhou, enterprise=world.yangben, reason="原企业排期过长"
    )
    waiting.refresh_from_db()
    assert (waiting.status, waiting.enterprise, waiting.contract_amount) == (
        Status.RECEIVED,
        world.yangben,
        None,
    )
    assert not Case.objects.visible_to(world.chen).filter(pk=waiting.pk).exists()
    case = file(world, waiting)
    assert (case.status, confirmed_plan(case)) == (Status.DESIGNING, None)


def test_the_household_may_withdraw_with_all_it_brought(world: World, waiting: Case) -> None:
    bring_all(world, waiting)
    assert cases.withdraw_case(case_id=waiting.pk, by=world.zhou).status == Status.WITHDRAWN


def test_a_confirmed_plan_is_changed_before_the_filing_by_a_new_version(world: World, waiting: Case) -> None:
    bring_all(world, waiting)
    with pytest.raises(Refused):
        services.save_plan_draft(case_id=waiting.pk, by=world.chen, content=content())
    services.propose_change(case_id=waiting.pk, by=world.chen, reason="改地面")
    case = file(world, waiting)
    # The change keeps the contract from passing; once it is signed the contract on record passes.
    assert case.status == Status.CONFIRMED
    submit(world, case)
    confirm(case, by=world.zhou)
    case.refresh_from_db()
    assert (case.status, needs(case)) == (Status.CONTRACTED, set())


def test_a_change_given_up_lets_the_contract_pass(world: World, waiting: Case) -> None:
    bring_all(world, waiting)
    services.propose_change(case_id=waiting.pk, by=world.chen, reason="改地面")
    case = file(world, waiting)
    case = services.withdraw_change(case_id=case.pk, by=world.chen, reason="不改了")
    assert case.status == Status.CONTRACTED


def test_a_hold_lifted_by_the_leader_lets_the_contract_pass(world: World, waiting: Case) -> None:
    bring_all(world, waiting)
    services.propose_change(case_id=waiting.pk, by=world.chen, reason="改地面")
    case = file(world, waiting)
    hold = case.holds.get(kind=HoldKind.PLAN_CHANGE, closed_at__isnull=True)
    cases.lift_hold(case_id=case.pk, hold_id=hold.pk, by=world.ling, reason="户主明确不改")
    case.refresh_from_db()
    assert case.status == Status.CONTRACTED


def test_no_contract_is_taken_down_without_a_signed_plan(world: World, waiting: Case) -> None:
    choose(world, waiting)
    with pytest.raises(Refused):
        bring_contract(world, waiting)


def test_a_draft_at_the_counter_takes_nothing_down(world: World) -> None:
    draft = make_case(world, upto="draft")
    with pytest.raises(Refused):
        choose(world, draft)


def test_the_enterprise_named_at_registration_is_not_typed_twice(world: World) -> None:
    case = make_case(
        world,
        upto="received",
        intended_enterprise="另选装饰有限公司",
        intended_contact="外示例",
        intended_phone="13800000077",
    )
    shown = CHOOSE.initial(world.zhou, case)
    assert (shown["off_name"], shown["off_contact"], shown["off_phone"]) == (
        "另选装饰有限公司",
        "外示例",
        "13800000077",
    )
    # Nothing is chosen by that (R3).
    assert "enterprise" not in shown


def test_what_a_return_puts_right_is_appended_to_the_form_issued_before(world: World, waiting: Case) -> None:
    bring_all(world, waiting)
    with clock.at(later(1)):
        return_and_mend(world, waiting)
    (change,) = application_paper(ApplicationForm.objects.get(case=waiting)).later_changes
    assert change.text.startswith("补正：")
    assert "家庭人数由“3”改为“4”" in change.text


def test_what_was_brought_along_took_no_days_after_the_filing(world: World, waiting: Case) -> None:
    bring_all(world, waiting)
    case = file(world, waiting)
    days = {chapter.name: (chapter.first, chapter.last) for chapter in story_of(world.wang, case).chapters}
    assert days["定企业"] == (ago(10), ago(10))
    assert days["方案"] == (ago(10), ago(6))
    assert days["开工准备"] == (TODAY, None)


def test_works_older_than_the_application_are_a_backfill(world: World, waiting: Case) -> None:
    bring_all(world, waiting)
    case = file(world, waiting)
    with pytest.raises(Refused) as refused:
        start_works(case_id=case.pk, by=world.jiang, started_on=ago(2))
    assert refused.value.code == "before_application"
    cases.backfill_case(case_id=case.pk, by=world.zhou, reason="先施工后登记")
    assert start_works(case_id=case.pk, by=world.jiang, started_on=ago(2)).started_on == ago(2)
