"""浙里建造 is told how a case goes on, in its order, and nothing of whose home it is."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import jsonschema
import pytest

from apps.cases.models import Case, Transition
from apps.cases.services import file_case, withdraw_case
from apps.connections.enums import DeliveryState
from apps.connections.models import Delivery
from apps.connections.queries import returned, returned_count
from apps.connections.services import line_up, switch_off, switch_on, take_up
from apps.exchange.rules.progress import STEPS
from apps.exchange.services.construction import PARTNER, label_of
from apps.inspections.services import correct_days
from apps.lib import clock
from apps.outbox.services import run_due_jobs
from tests.exchange.contracts import check, examples_of, schema_of
from tests.factories import works
from tests.factories.brought import ago, bring_all
from tests.factories.partner import PartnerServer, partner_serving
from tests.factories.people import phone
from tests.factories.stages import make_staged_case
from tests.factories.world import NOON, World, later, make_case

SCHEMA = schema_of(PARTNER)
DAY = 20


def beats(count: int, day: int = DAY) -> None:
    """Let the regular task come round so often, ten minutes apart, and the jobs run."""
    for number in range(count):
        with clock.at(later(day) + timedelta(minutes=10 * number)):
            take_up()
            run_due_jobs()


def told(outside: PartnerServer) -> list[dict[str, Any]]:
    return [json.loads(body) for _, body in outside.calls]


@pytest.mark.django_db
def test_a_case_is_told_step_by_step_as_the_contract_says(world: World, outside: PartnerServer) -> None:
    case = make_staged_case(world, "passed")
    beats(5)
    said = told(outside)
    for each in said:
        check(each, SCHEMA)
    assert [each["kind"] for each in said] == ["contracted", "started", "finished", "passed"]
    assert [each.get("after") for each in said[1:]] == [each["id"] for each in said[:-1]]
    assert {each["case_number"] for each in said} == {case.number}


@pytest.mark.django_db
def test_nothing_of_the_household_goes_out_or_is_kept(world: World, outside: PartnerServer) -> None:
    case = make_staged_case(world, "passed")
    beats(5)
    kept = str(outside.calls) + str(list(Delivery.objects.values()))
    household = case.household
    for personal in (household.name, household.phone_encrypted.text(), case.dwelling.address, phone(1)):
        assert personal not in kept


@pytest.mark.django_db
def test_a_corrected_day_follows_as_its_own_record(world: World, outside: PartnerServer) -> None:
    case = make_staged_case(world, "building")
    beats(3, day=9)
    with clock.at(later(9)):
        start = case.started_on
        assert start is not None
        case = correct_days(
            case_id=case.pk, by=world.wang, reason="录入有误", started_on=start + timedelta(days=1)
        )
    beats(2, day=10)
    last = told(outside)[-1]
    check(last, SCHEMA)
    assert (last["kind"], last["corrects"], last["on"]) == (
        "corrected",
        "started",
        (start + timedelta(days=1)).isoformat(),
    )


def put_right(world: World, case: Case, days: int = 1, at: int = 12) -> date:
    """Correct the day on which works began by so many days; return it."""
    case.refresh_from_db()
    assert case.started_on is not None
    day = case.started_on + timedelta(days=days)
    with clock.at(later(at)):
        correct_days(case_id=case.pk, by=world.wang, reason="录入有误", started_on=day)
    return day


@pytest.mark.django_db
def test_a_refused_day_is_mended_by_its_correction_and_holds_up_nothing(
    world: World, outside: PartnerServer
) -> None:
    outside.answers = [(200, {"id": "P-1"}), (422, {"field": "on"})]
    case = make_staged_case(world, "building")
    beats(3, day=9)
    [line] = returned(world.wang)[0]
    assert line.mend_url == f"/cases/{case.pk}/works/days/"
    day = put_right(world, case)
    beats(4, day=13)
    said = [(each["kind"], each["on"]) for each in told(outside)[2:]]
    assert said == [("started", day.isoformat()), ("corrected", day.isoformat())]
    assert returned(world.wang) == ([], False)


@pytest.mark.django_db
def test_a_refused_correction_is_mended_by_the_next(world: World, outside: PartnerServer) -> None:
    case = make_staged_case(world, "building")
    beats(3, day=9)
    outside.answers = [(422, {"field": "on"})]
    put_right(world, case)
    beats(1, day=13)
    day = put_right(world, case, -1, at=14)
    beats(4, day=15)
    assert [each["on"] for each in told(outside)[3:]] == [day.isoformat()] * 2


@pytest.mark.django_db
def test_what_was_taken_is_told_again_as_it_was(world: World, outside: PartnerServer) -> None:
    case = make_staged_case(world, "building")
    beats(3, day=9)
    put_right(world, case)
    beats(2, day=13)
    before = [each["on"] for each in told(outside)]
    line_up(PARTNER)
    beats(5, day=14)
    assert [each["on"] for each in told(outside)] == before * 2


@pytest.mark.django_db
def test_a_contract_that_passes_with_the_filing_is_told_like_any_other(
    world: World, outside: PartnerServer
) -> None:
    with clock.at(NOON):
        case = make_case(world, "received")
        bring_all(world, case)
        assert not Delivery.objects.exists()
        file_case(case_id=case.pk, by=world.shen)
    beats(1)
    assert [(each["kind"], each["on"]) for each in told(outside)] == [("contracted", ago(5).isoformat())]


@pytest.mark.django_db
def test_without_an_address_nothing_waits_and_once_set_up_a_case_is_told_whole(world: World) -> None:
    case = make_staged_case(world, "contracted")
    assert not Delivery.objects.filter(partner=PARTNER.key).exists()
    with partner_serving("CONSTRUCTION_PLATFORM") as outside:
        with clock.at(later(7)):
            works.start(world, case)
        beats(5)
        assert [each["kind"] for each in told(outside)] == ["contracted", "started"]


@pytest.mark.django_db
def test_all_of_it_is_lined_up_for_a_site_connected_later(world: World) -> None:
    make_staged_case(world, "building")
    with partner_serving("CONSTRUCTION_PLATFORM"):
        assert line_up(PARTNER) == 2
        assert line_up(PARTNER) == 2
        assert Delivery.objects.filter(partner=PARTNER.key).count() == 2


@pytest.mark.django_db
def test_what_ends_before_its_contract_is_told_to_nobody(world: World, outside: PartnerServer) -> None:
    case = make_staged_case(world, "designing")
    withdraw_case(case_id=case.pk, by=world.zhou, reason="不改造了")
    assert not Delivery.objects.exists()


@pytest.mark.django_db
def test_a_refused_code_comes_to_the_bureau_and_no_other(world: World, outside: PartnerServer) -> None:
    outside.answers = [(422, {"field": "enterprise_code"})]
    make_staged_case(world, "contracted")
    beats(1)
    row = Delivery.objects.get()
    assert (row.state, row.desk_id, row.mend_page) == (
        DeliveryState.REFUSED,
        world.shangcheng.pk,
        "enterprises:enterprise",
    )
    assert [returned_count(actor, most=9) for actor in (world.wang, world.xi, world.zhou)] == [1, 0, 0]


@pytest.mark.django_db
def test_silent_it_holds_up_no_case_and_off_it_waits(world: World, settings: Any) -> None:
    settings.CONSTRUCTION_PLATFORM_URL = "http://127.0.0.1:9/"  # nobody listens there
    settings.CONSTRUCTION_PLATFORM_SECRET = "x" * 32
    switch_off(partner=PARTNER, by=world.shi, reason="对方系统升级")
    case = make_staged_case(world, "building")
    beats(1)
    assert {row.attempts for row in Delivery.objects.all()} == {0}
    switch_on(partner=PARTNER, by=world.shi, reason="升级完成")
    beats(1, day=21)
    case.refresh_from_db()
    assert case.status == "building"
    assert DeliveryState.UNANSWERED in {row.state for row in Delivery.objects.all()}


def test_works_that_were_done_are_not_told_as_broken_off() -> None:
    assert STEPS["close_unconfirmed"] == "closed_unconfirmed"
    sample = {**examples_of(PARTNER)[0], "kind": "closed_unconfirmed"}
    check(sample, SCHEMA)


def test_every_kind_is_in_the_contract_and_has_words() -> None:
    case = Case(number="上城-2026-0000")
    labels = {name: label_of(Transition(case=case, name=name)) for name in STEPS}
    assert set(STEPS.values()) | {"corrected"} == set(SCHEMA["properties"]["kind"]["enum"])
    assert labels["close_unconfirmed"] == "上城-2026-0000 办结（户主未确认）"


@pytest.mark.parametrize("example", examples_of(PARTNER), ids=lambda each: str(each["kind"]))
def test_the_example_of_the_page_keeps_the_contract(example: dict[str, Any]) -> None:
    check(example, SCHEMA)


@pytest.mark.parametrize(
    "change",
    [{"name": "张示例"}, {"kind": "corrected"}, {"kind": "replaced"}, {"on": "昨天"}, {"contract": "2"}],
)
def test_what_does_not_keep_it_is_noticed(change: dict[str, object]) -> None:
    with pytest.raises(jsonschema.ValidationError):
        check({**examples_of(PARTNER)[0], **change}, SCHEMA)


def test_every_field_it_may_refuse_stands_in_the_contract() -> None:
    assert set(PARTNER.fields) <= set(SCHEMA["properties"])
