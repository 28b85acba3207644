"""一码监管 is told of works sites; a telephone it does not take comes to the street of the case."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import jsonschema
import pytest

from apps.cases.models import Case
from apps.cases.services import correct_facts
from apps.connections.enums import DeliveryState
from apps.connections.models import Delivery
from apps.connections.queries import returned, returned_count
from apps.connections.services import line_up, push_again, push_mended, take_up, wire
from apps.connections.services.wire import call
from apps.exchange.services.site_codes import PARTNER
from apps.lib import clock
from apps.outbox.services import run_due_jobs
from tests.exchange.contracts import check, examples_of, schema_of
from tests.factories import works
from tests.factories.partner import PartnerServer, partner_serving
from tests.factories.people import phone
from tests.factories.stages import make_staged_case
from tests.factories.uploads import pdf, upload
from tests.factories.works import signed_in
from tests.factories.world import World, later

SCHEMA = schema_of(PARTNER)
DAY = 9
"""Works of a staged case began on the seventh day."""


def beats(count: int, day: int = DAY) -> None:
    """Let the regular task come round so often, ten minutes apart, and the jobs run."""
    for number in range(count):
        with clock.at(later(day) + timedelta(minutes=10 * number)):
            take_up()
            run_due_jobs()


def told(site_code: PartnerServer) -> list[dict[str, Any]]:
    return [json.loads(body) for _, body in site_code.calls]


@pytest.mark.django_db
def test_a_site_opens_with_works_and_closes_with_them(world: World, site_code: PartnerServer) -> None:
    case = make_staged_case(world, "building")
    beats(2)
    with clock.at(later(16)):
        works.finish(world, case)
    beats(2, day=18)
    opened, closed = told(site_code)
    check(opened, SCHEMA)
    check(closed, SCHEMA)
    household = case.household
    assert (opened["household_name"], opened["phone"], opened["address"]) == (
        household.name,
        household.phone_encrypted.text(),
        case.dwelling.address,
    )
    assert (closed["why"], closed["after"]) == ("finished", opened["id"])
    kept = str(list(Delivery.objects.values()))
    assert not [each for each in (household.name, opened["phone"], opened["address"]) if each in kept]


@pytest.mark.django_db
def test_works_that_ended_before_their_opening_went_out_are_told_to_nobody(
    world: World, site_code: PartnerServer
) -> None:
    make_staged_case(world, "completed")
    beats(4, day=18)
    assert site_code.calls == []
    assert set(Delivery.objects.values_list("state", flat=True)) == {DeliveryState.CANCELLED}


@pytest.mark.django_db
def test_a_refused_opening_leaves_the_desk_when_the_works_end(world: World, site_code: PartnerServer) -> None:
    case = refused(world, site_code)
    with clock.at(later(16)):
        works.finish(world, case)
    beats(3, day=18)
    assert len(site_code.calls) == 1
    assert returned(world.zhou) == ([], False)


@pytest.mark.django_db
def test_an_opening_of_the_past_is_not_sent_a_second_time_by_hand(
    world: World, site_code: PartnerServer
) -> None:
    case = make_staged_case(world, "building")
    beats(2)
    with clock.at(later(16)):
        works.finish(world, case)
    beats(2, day=17)
    opening = Delivery.objects.get(label__endswith="工地登记")
    with clock.at(later(18)):
        push_again(delivery_id=opening.pk, by=world.shi, reason="对方丢了数据")
        run_due_jobs()
    opening.refresh_from_db()
    assert (len(site_code.calls), opening.state) == (2, DeliveryState.DELIVERED)


def refused(world: World, site_code: PartnerServer, field: str = "phone") -> Case:
    site_code.answers = [(422, {"field": field})]
    case = make_staged_case(world, "building")
    beats(1)
    return case


@pytest.mark.django_db
def test_a_refused_telephone_comes_to_the_street_of_the_case_alone(
    world: World, site_code: PartnerServer
) -> None:
    case = refused(world, site_code)
    [line] = returned(world.zhou)[0]
    assert line.mend_url == f"/cases/{case.pk}/correct/"
    assert [returned_count(actor, most=9) for actor in (world.wang, world.xi)] == [0, 0]
    with clock.at(later(DAY)):
        assert signed_in(world, "zhou").get(line.mend_url).status_code == 200
    assert (case.status, case.version) == (Case.objects.get().status, Case.objects.get().version)


@pytest.mark.django_db
def test_a_corrected_telephone_goes_out_by_itself(world: World, site_code: PartnerServer) -> None:
    case = refused(world, site_code)
    with clock.at(later(DAY) + timedelta(minutes=5)):
        correct_facts(
            case_id=case.pk,
            by=world.zhou,
            changes={"phone": phone(77)},
            reason="录入有误",
            proof=upload("更正证明.pdf", pdf()),
        )
    beats(2)
    assert [said["phone"] for said in site_code.kept.values()] == [phone(77)]
    assert returned(world.zhou) == ([], False)


@pytest.mark.django_db
def test_the_street_sends_it_again_where_the_other_side_was_wrong(
    world: World, site_code: PartnerServer
) -> None:
    refused(world, site_code)
    with clock.at(later(DAY) + timedelta(minutes=5)):
        push_mended(delivery_id=Delivery.objects.get().pk, by=world.zhou)
        run_due_jobs()
    assert Delivery.objects.get().state == DeliveryState.DELIVERED


@pytest.mark.django_db
def test_a_refused_code_of_the_enterprise_comes_to_the_bureau(world: World, site_code: PartnerServer) -> None:
    refused(world, site_code, "enterprise_code")
    assert [returned_count(actor, most=9) for actor in (world.zhou, world.wang)] == [0, 1]


@pytest.mark.django_db
def test_works_of_before_go_out_by_resynchronising_alone_and_ended_ones_never(world: World) -> None:
    before, ended = make_staged_case(world, "building"), make_staged_case(world, "completed")
    with partner_serving("SITE_CODE"):
        with clock.at(later(16)):
            works.finish(world, before)
        assert not Delivery.objects.exists()
        assert line_up(PARTNER) == 0
        going_on = make_staged_case(world, "building")
        Delivery.objects.all().delete()
        assert line_up(PARTNER) == 1
        assert Delivery.objects.get().label == f"{going_on.number} 工地登记"
    assert ended.status == "completed"


@pytest.mark.django_db
def test_a_slow_system_holds_up_no_start_of_works(
    world: World, site_code: PartnerServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wire, "TIMEOUT", 0.2)
    site_code.may_answer.clear()
    case = make_staged_case(world, "building")
    assert case.status == "building"
    beats(1)
    assert Delivery.objects.get().words == "对方到时没有应答"


def test_a_telephone_never_goes_over_an_open_line() -> None:
    answer = call(url="http://site.example.test/", secret="x" * 32, contract="1", key="k", body=b"{}")
    assert (answer.status, "https" in answer.away) == (None, True)


@pytest.mark.parametrize("example", examples_of(PARTNER)[:-1], ids=lambda each: str(each["kind"]))
def test_the_examples_of_the_page_keep_the_contract(example: dict[str, Any]) -> None:
    check(example, SCHEMA)


@pytest.mark.parametrize(
    ("place", "change"),
    [(0, {"id_number": "1"}), (0, {"why": "finished"}), (1, {"phone": "13800000000"}), (1, {"after": "x"})],
)
def test_what_does_not_keep_it_is_noticed(place: int, change: dict[str, object]) -> None:
    with pytest.raises(jsonschema.ValidationError):
        check({**examples_of(PARTNER)[place], **change}, SCHEMA)


def test_every_field_it_may_refuse_stands_in_the_contract() -> None:
    assert set(PARTNER.fields) <= set(SCHEMA["properties"])
