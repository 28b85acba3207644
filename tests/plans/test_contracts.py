"""装修合同, supplements, plan changes and another enterprise (R5)."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from apps.cases.enums import HoldKind, Status
from apps.cases.models import Case, EnterpriseChoice
from apps.cases.services import backfill_case
from apps.enterprises.services import OffListEnterprise
from apps.inspections.services import start_works
from apps.lib import clock
from apps.lib.decisions import Refused
from apps.plans import services
from apps.plans.enums import Means, Method, PlanStatus
from apps.plans.models import ApplicationAppendix, ApplicationForm, Contract, PlanVersion
from apps.plans.queries import confirmed_plan, needs_met, open_change, versions_for
from tests.factories.plans import (
    bathroom,
    confirm,
    content,
    kitchen,
    make_planned_case,
    sign_contract,
    submit,
)
from tests.factories.uploads import HTML, pdf, upload
from tests.factories.works import make_works_case
from tests.factories.world import World, made_up_credit_code


@pytest.fixture
def confirmed(world: World) -> Case:
    return make_planned_case(world, upto="confirmed")


@pytest.fixture
def contracted(world: World) -> Case:
    return make_planned_case(world, upto="contracted")


def open_kinds(case: Case) -> set[str]:
    return set(case.holds.filter(closed_at__isnull=True).values_list("kind", flat=True))


def test_the_contract_moves_the_case_with_its_amount(world: World, confirmed: Case) -> None:
    contract = sign_contract(confirmed, by=world.chen, amount="76200")
    confirmed.refresh_from_db()
    assert (confirmed.status, confirmed.contract_amount) == (Status.CONTRACTED, Decimal("76200"))
    assert contract.plan_id == confirmed_plan(confirmed).pk  # type: ignore[union-attr]
    assert open_kinds(confirmed) == set()


@pytest.mark.parametrize("amount", ["0", "-1"])
def test_a_contract_without_a_positive_amount_is_refused(world: World, confirmed: Case, amount: str) -> None:
    with pytest.raises(Refused) as refusal:
        sign_contract(confirmed, by=world.chen, amount=amount)
    assert refusal.value.field == "amount"


@pytest.mark.parametrize("days", [1, -1])
def test_a_contract_dated_in_the_future_or_before_the_confirmation_is_refused(
    world: World, confirmed: Case, days: int
) -> None:
    with pytest.raises(Refused) as refusal:
        services.record_contract(
            case_id=confirmed.pk,
            by=world.chen,
            amount=Decimal("76200"),
            signed_on=clock.today() + timedelta(days=days),
            scan=upload("合同.pdf", pdf()),
        )
    assert refusal.value.field == "signed_on"


def test_a_scan_that_is_not_what_it_says_is_refused_and_nothing_remains(
    world: World, confirmed: Case
) -> None:
    with pytest.raises(Refused) as refusal:
        services.record_contract(
            case_id=confirmed.pk,
            by=world.chen,
            amount=Decimal("76200"),
            signed_on=clock.today(),
            scan=upload("合同.pdf", HTML),
        )
    confirmed.refresh_from_db()
    assert refusal.value.field == "scan"
    assert confirmed.status == Status.CONFIRMED
    assert not Contract.objects.exists()


def test_no_contract_before_the_household_confirmed(world: World, case: Case) -> None:
    submit(world, case)
    with pytest.raises(Refused) as refusal:
        sign_contract(case, by=world.chen)
    assert refusal.value.code == "status"


def test_a_supplement_is_a_version_and_the_form_gets_a_note(world: World, contracted: Case) -> None:
    services.add_supplement(
        case_id=contracted.pk,
        by=world.chen,
        amount=Decimal("72000"),
        signed_on=clock.today(),
        scan=upload("补充.pdf", pdf()),
        reason="减少水电点位",
    )
    contracted.refresh_from_db()
    assert contracted.contract_amount == Decimal("72000")
    assert [row.number for row in Contract.objects.filter(case=contracted)] == [1, 2]
    assert ApplicationAppendix.objects.get().text == "补充协议：合同金额由 7.62 万元变更为 7.20 万元"


def test_a_change_keeps_the_confirmed_plan_in_force_until_it_is_signed(
    world: World, contracted: Case
) -> None:
    first = confirmed_plan(contracted)
    services.propose_change(case_id=contracted.pk, by=world.chen, reason="户主想换地砖")
    assert HoldKind.PLAN_CHANGE in open_kinds(contracted)
    submit(world, contracted, plan=content(kitchen(floor=Method.DRY), bathroom()))
    assert confirmed_plan(contracted) == first
    second = confirm(contracted, by=world.zhou)
    contracted.refresh_from_db()
    first.refresh_from_db()  # type: ignore[union-attr]
    assert (first.status, second.status) == (PlanStatus.SUPERSEDED, PlanStatus.CONFIRMED)  # type: ignore[union-attr]
    assert contracted.status == Status.CONTRACTED
    assert open_kinds(contracted) == set()


def test_a_confirmed_change_is_appended_and_the_issued_form_stays(world: World, contracted: Case) -> None:
    issued = ApplicationForm.objects.get(case=contracted)
    services.propose_change(case_id=contracted.pk, by=world.chen, reason="户主想换地砖")
    submit(world, contracted, plan=content(days=14))
    confirm(contracted, by=world.zhou)
    again = ApplicationForm.objects.get(case=contracted)
    assert (again.content_hash, bytes(again.content_encrypted)) == (
        issued.content_hash,
        bytes(issued.content_encrypted),
    )
    assert "第 2 版" in again.appendices.get().text


def test_a_change_is_checked_again(world: World, contracted: Case) -> None:
    services.propose_change(case_id=contracted.pk, by=world.chen, reason="户主想换地砖")
    changed = submit(world, contracted, plan=content(kitchen(), bathroom(wall=Method.WET)))
    assert changed.status == PlanStatus.FAILED
    assert needs_met(contracted)[HoldKind.PLAN_CHANGE] is False


def test_a_change_may_be_withdrawn_and_no_second_one_opened_meanwhile(world: World, contracted: Case) -> None:
    services.propose_change(case_id=contracted.pk, by=world.chen, reason="户主想换地砖")
    with pytest.raises(Refused):
        services.propose_change(case_id=contracted.pk, by=world.chen, reason="再改")
    services.withdraw_change(case_id=contracted.pk, by=world.chen, reason="户主不改了")
    assert open_change(contracted) is None
    assert open_kinds(contracted) == set()
    assert services.propose_change(case_id=contracted.pk, by=world.chen, reason="又想改").number == 3


def test_a_change_back_to_fifteen_days_needs_no_note(world: World) -> None:
    case = make_planned_case(world, "contracted", plan=content(days=18, reason="整栋停水"))
    assert HoldKind.OVERRUN_NOTE in open_kinds(case)
    services.propose_change(case_id=case.pk, by=world.chen, reason="工期缩短")
    submit(world, case, plan=content(days=15))
    confirm(case, by=world.zhou)
    case.refresh_from_db()
    assert (case.overrun, open_kinds(case)) == (False, set())


def test_another_enterprise_voids_plan_and_contract_and_keeps_the_history(
    world: World, contracted: Case
) -> None:
    services.replace_enterprise(
        case_id=contracted.pk, by=world.zhou, enterprise=world.yangben, reason="户主另选企业"
    )
    contracted.refresh_from_db()
    assert (contracted.status, contracted.enterprise) == (Status.DESIGNING, world.yangben)
    assert contracted.contract_amount is None
    assert PlanVersion.objects.get(case=contracted).status == PlanStatus.VOID
    assert Contract.objects.get(case=contracted).is_void
    assert EnterpriseChoice.objects.filter(case=contracted).count() == 2
    assert needs_met(contracted)[HoldKind.PLAN_CONFIRMED] is False
    assert open_kinds(contracted) == {HoldKind.PLAN_CONFIRMED}


def test_the_new_enterprise_goes_the_whole_way_on_the_same_case(world: World, contracted: Case) -> None:
    services.replace_enterprise(
        case_id=contracted.pk, by=world.zhou, enterprise=world.yangben, reason="户主另选企业"
    )
    submit(world, contracted, by=world.tao)
    confirm(contracted, by=world.zhou)
    sign_contract(contracted, by=world.tao, amount="69000")
    contracted.refresh_from_db()
    assert (contracted.status, contracted.contract_amount) == (Status.CONTRACTED, Decimal("69000"))
    assert ApplicationForm.objects.filter(case=contracted).count() == 1


def test_a_backfilled_case_brings_its_older_papers(world: World) -> None:
    case = make_planned_case(world, "submitted")
    backfill_case(case_id=case.pk, by=world.zhou, reason="先施工后登记")
    earlier = clock.today() - timedelta(days=10)
    plan = PlanVersion.objects.get(case=case)
    services.confirm_plan(
        case_id=case.pk,
        by=world.zhou,
        content_hash=plan.content_hash,
        means=Means.SIGNED_SCAN,
        scan=upload("签字方案.pdf", pdf()),
        signed_on=earlier,
    )
    contract = services.record_contract(
        case_id=case.pk,
        by=world.chen,
        amount=Decimal("69000"),
        signed_on=earlier - timedelta(days=1),
        scan=upload("合同.pdf", pdf()),
    )
    assert contract.signed_on == earlier - timedelta(days=1)


def test_the_new_enterprise_s_days_are_counted_from_its_own_start(world: World) -> None:
    case = make_works_case(world, upto="building")
    with clock.at(clock.now() + timedelta(days=20)):
        services.replace_enterprise(
            case_id=case.pk, by=world.zhou, enterprise=world.yangben, reason="企业停业"
        )
        case.refresh_from_db()
        assert (case.started_on, case.works_due_on) == (None, None)
        submit(world, case, by=world.tao)
        confirm(case, by=world.zhou)
        sign_contract(case, by=world.tao)
        start_works(case_id=case.pk, by=world.zhou, started_on=clock.today())
        case.refresh_from_db()
        assert case.started_on == clock.today()
        assert case.works_due_on == clock.today() + timedelta(days=14)


def test_an_enterprise_does_not_see_its_predecessor_s_plan(world: World, contracted: Case) -> None:
    services.replace_enterprise(
        case_id=contracted.pk, by=world.zhou, enterprise=world.yangben, reason="户主另选企业"
    )
    assert not versions_for(world.tao, contracted).exists()
    assert versions_for(world.zhou, contracted).count() == 1


def test_an_enterprise_off_the_list_is_an_equal_choice(world: World, contracted: Case) -> None:
    services.replace_enterprise(
        case_id=contracted.pk,
        by=world.zhou,
        enterprise=OffListEnterprise(
            name="名录外装饰有限公司",
            credit_code=made_up_credit_code(88),
            contact_name="联络员丙",
            contact_phone="13800000588",
        ),
        reason="户主另选企业",
    )
    choice = EnterpriseChoice.objects.get(case=contracted, ended_at__isnull=True)
    assert (choice.was_listed, choice.enterprise.name) == (False, "名录外装饰有限公司")


def test_a_change_of_enterprise_needs_a_reason_and_another_enterprise(world: World, contracted: Case) -> None:
    with pytest.raises(Refused) as no_reason:
        services.replace_enterprise(
            case_id=contracted.pk, by=world.zhou, enterprise=world.yangben, reason=" "
        )
    with pytest.raises(Refused) as same:
        services.replace_enterprise(
            case_id=contracted.pk, by=world.zhou, enterprise=world.shili, reason="户主另选企业"
        )
    assert (no_reason.value.field, same.value.field) == ("reason", "enterprise")


def test_an_enterprise_cannot_replace_itself(world: World, contracted: Case) -> None:
    with pytest.raises(Refused) as refusal:
        services.replace_enterprise(
            case_id=contracted.pk, by=world.chen, enterprise=world.yangben, reason="不想做了"
        )
    assert refusal.value.code == "post"
