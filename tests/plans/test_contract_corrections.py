"""更正 of a contract: a slip put right from → to, without a 补充协议 that nobody signed (R24)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from apps.audit.models import Event
from apps.cases import services as cases
from apps.cases.models import Case
from apps.lib import clock
from apps.lib.actors import Actor
from apps.lib.decisions import Refused
from apps.plans import services
from apps.plans.models import ApplicationAppendix, Contract, ContractCorrection
from tests.factories.brought import bring_all
from tests.factories.plans import make_planned_case, sign_contract
from tests.factories.uploads import pdf, upload
from tests.factories.world import World, make_case

REASON = "登记时多输了一个 0"


@pytest.fixture
def confirmed(world: World) -> Case:
    return make_planned_case(world, upto="confirmed")


@pytest.fixture
def contracted(world: World) -> Case:
    return make_planned_case(world, upto="contracted")


def correct(case: Case, by: Actor, **changes: Any) -> ContractCorrection:
    return services.correct_contract(case_id=case.pk, by=by, **{"reason": REASON, **changes})


def supplement(world: World, case: Case, amount: str) -> Contract:
    return services.add_supplement(
        case_id=case.pk,
        by=world.chen,
        amount=Decimal(amount),
        signed_on=clock.today(),
        scan=upload("补充.pdf", pdf()),
        reason="减少水电点位",
    )


@pytest.mark.parametrize("amount", ["762000", "7620"])
def test_an_amount_with_a_figure_too_many_or_too_few_is_asked_about(
    world: World, confirmed: Case, amount: str
) -> None:
    with pytest.raises(Refused) as refusal:
        sign_contract(confirmed, by=world.chen, amount=amount)
    assert (refusal.value.code, refusal.value.field) == ("check_amount", "amount")
    assert not Contract.objects.exists()


def test_whoever_looked_again_is_believed_and_the_record_says_so(world: World, confirmed: Case) -> None:
    services.record_contract(
        case_id=confirmed.pk,
        by=world.chen,
        amount=Decimal("762000"),
        signed_on=clock.today(),
        scan=upload("合同.pdf", pdf()),
        amount_checked=True,
    )
    facts = Event.objects.get(action="case.sign_contract").fact_values
    assert (facts["amount_checked"], facts["amount"]) == (True, "76.20")


def test_a_supplement_is_asked_about_as_well(world: World, contracted: Case) -> None:
    with pytest.raises(Refused) as refusal:
        supplement(world, contracted, "762000")
    assert refusal.value.code == "check_amount"


def test_a_corrected_amount_is_the_cases_amount_and_both_values_stay(world: World, contracted: Case) -> None:
    made = correct(contracted, world.wang, amount=Decimal("72600"))
    contracted.refresh_from_db()
    assert contracted.contract_amount == Contract.objects.get().amount == Decimal("72600")
    assert made.words == "金额由 7.62 万元更正为 7.26 万元"
    assert (made.reason, made.made_by, made.in_force) == (REASON, "王演示", True)


def test_a_correction_is_no_supplement_and_stands_under_the_form(world: World, contracted: Case) -> None:
    correct(contracted, world.wang, amount=Decimal("72600"))
    assert [row.kind for row in Contract.objects.all()] == ["main"]
    assert ApplicationAppendix.objects.get().text == (
        f"更正装修合同登记：金额由 7.62 万元更正为 7.26 万元；原因：{REASON}"
    )


def test_the_signing_day_alone_leaves_the_amount(world: World, contracted: Case) -> None:
    with clock.at(clock.now() + timedelta(days=3)):
        made = correct(contracted, world.wang, signed_on=clock.today() - timedelta(days=1))
    contracted.refresh_from_db()
    assert made.words == "签订日期由 2026年9月1日 更正为 2026年9月3日"
    assert contracted.contract_amount == Decimal("76200")


def test_what_is_corrected_is_asked_about_as_what_is_recorded(world: World, contracted: Case) -> None:
    with pytest.raises(Refused) as refusal:
        correct(contracted, world.wang, amount=Decimal("762000"))
    assert refusal.value.code == "check_amount"


def test_a_far_amount_that_was_checked_is_not_asked_about_again_for_its_day(
    world: World, confirmed: Case
) -> None:
    services.record_contract(
        case_id=confirmed.pk,
        by=world.chen,
        amount=Decimal("762000"),
        signed_on=clock.today(),
        scan=upload("合同.pdf", pdf()),
        amount_checked=True,
    )
    with clock.at(clock.now() + timedelta(days=2)):
        made = correct(confirmed, world.wang, signed_on=clock.today())
    assert made.amount_after == Decimal("762000")


def test_a_contract_behind_a_supplement_is_put_right_without_moving_the_cases_amount(
    world: World, contracted: Case
) -> None:
    supplement(world, contracted, "72000")
    made = correct(contracted, world.wang, number=1, amount=Decimal("76300"))
    contracted.refresh_from_db()
    assert contracted.contract_amount == Decimal("72000")
    assert [row.amount for row in Contract.objects.order_by("number")] == [Decimal("76300"), Decimal("72000")]
    assert not made.in_force


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"reason": "  ", "amount": Decimal("72600")}, "reason"),
        ({}, ""),
        ({"amount": Decimal("76200")}, ""),
        ({"amount": Decimal(-1)}, "amount"),
        ({"number": 9, "amount": Decimal("72600")}, "number"),
    ],
)
def test_what_cannot_be_or_changes_nothing_is_refused(
    world: World, contracted: Case, changes: dict[str, Any], field: str
) -> None:
    with pytest.raises(Refused) as refusal:
        correct(contracted, world.wang, **changes)
    assert (refusal.value.field or "") == field
    assert not ContractCorrection.objects.exists()


@pytest.mark.parametrize("days", [1, -1])
def test_a_day_in_the_future_or_before_the_confirmation_is_refused(
    world: World, contracted: Case, days: int
) -> None:
    with pytest.raises(Refused) as refusal:
        correct(contracted, world.wang, signed_on=clock.today() + timedelta(days=days))
    assert refusal.value.field == "signed_on"


def test_the_first_contract_is_not_dated_after_its_supplement(world: World, contracted: Case) -> None:
    supplement(world, contracted, "72000")
    with clock.at(clock.now() + timedelta(days=2)), pytest.raises(Refused) as refusal:
        correct(contracted, world.wang, number=1, signed_on=clock.today())
    assert (refusal.value.field, refusal.value.code) == ("signed_on", "too_late")


@pytest.mark.parametrize("person", ["zhou", "chen", "yan", "shi"])
def test_only_the_district_that_counts_it_puts_it_right(world: World, contracted: Case, person: str) -> None:
    with pytest.raises(Refused) as refusal:
        correct(contracted, getattr(world, person), amount=Decimal("72600"))
    assert refusal.value.code == "post"


def test_another_district_finds_no_such_case(world: World, contracted: Case) -> None:
    with pytest.raises(Case.DoesNotExist):
        correct(contracted, world.xi, amount=Decimal("72600"))


def test_before_a_contract_there_is_nothing_to_put_right(world: World, confirmed: Case) -> None:
    with pytest.raises(Refused) as refusal:
        correct(confirmed, world.wang, amount=Decimal("72600"))
    assert refusal.value.code == "none"


def test_the_page_asks_at_the_amount_and_takes_the_answer(
    world: World, contracted: Case, signed_in: Callable[[Actor], Client]
) -> None:
    client, url = signed_in(world.wang), reverse("plans:correct-contract", args=[contracted.pk])
    fresh = client.get(url).context["form"]
    said = {
        "version": fresh.initial["version"],
        "key": fresh.initial["key"],
        "number": "1",
        "amount": "76.2万",
        "reason": REASON,
    }
    asked = client.post(url, said)
    assert asked.status_code == 422
    assert "约是它的 10 倍" in asked.content.decode()
    assert 'name="amount_checked"' in asked.content.decode()
    assert client.post(url, {**said, "amount_checked": "on"}).status_code == 302
    contracted.refresh_from_db()
    assert contracted.contract_amount == Decimal("762000")


def test_where_the_plan_has_ended_the_contract_is_held_against_the_plan_it_was_signed_on(
    world: World, signed_in: Callable[[Actor], Client]
) -> None:
    case = make_case(world, upto="received")
    bring_all(world, case)
    cases.correct_facts(case_id=case.pk, by=world.zhou, changes={"will": "kitchen"}, reason="只做厨房")
    cases.file_case(case_id=case.pk, by=world.shen)
    client, url = signed_in(world.wang), reverse("plans:correct-contract", args=[case.pk])
    fresh = client.get(url).context["form"].initial
    said = {"version": fresh["version"], "key": fresh["key"], "amount": "7620", "reason": REASON}
    asked = client.post(url, said)
    assert "约是它的 10 分之一" in asked.content.decode()
    assert 'name="amount_checked"' in asked.content.decode()
    assert client.post(url, {**said, "amount_checked": "on"}).status_code == 302
    case.refresh_from_db()
    assert case.contract_amount == Decimal("7620")


def test_an_amount_that_stays_is_not_asked_about_on_the_page(
    world: World, confirmed: Case, signed_in: Callable[[Actor], Client]
) -> None:
    services.record_contract(
        case_id=confirmed.pk,
        by=world.chen,
        amount=Decimal("762000"),
        signed_on=clock.today(),
        scan=upload("合同.pdf", pdf()),
        amount_checked=True,
    )
    url = reverse("plans:correct-contract", args=[confirmed.pk])
    with clock.at(clock.now() + timedelta(days=1)):
        client = signed_in(world.wang)
        fresh = client.get(url).context["form"].initial
        said = {"version": fresh["version"], "key": fresh["key"], "amount": "762000", "reason": REASON}
        said["signed_on"] = str(clock.today())
        assert client.post(url, said).status_code == 302


def test_the_tab_shows_from_and_to(
    world: World, contracted: Case, signed_in: Callable[[Actor], Client]
) -> None:
    correct(contracted, world.wang, amount=Decimal("72600"))
    page = signed_in(world.zhou).get(reverse("plans:plan", args=[contracted.pk])).content.decode()
    assert f"更正：金额由 7.62 万元更正为 7.26 万元。{REASON}" in page
