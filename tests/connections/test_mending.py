"""A refused field comes to the desk that can mend it, and goes out by itself once it is mended."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.audit.models import Event
from apps.cases.models import Case
from apps.connections import queries, services
from apps.connections.enums import DeliveryState, Fault
from apps.connections.models import Call, Delivery
from apps.connections.queries import returned, returned_count
from apps.connections.rules.partners import PARTNERS, Content, Mender
from apps.connections.services import pushing
from apps.lib import clock
from apps.lib.crypto import DecryptionFailed
from apps.lib.decisions import Refused
from apps.orgs.enums import Role
from apps.outbox.models import Message
from apps.outbox.services import run_due_jobs
from apps.ratings.services.pushing import PARTNER
from tests.factories.partner import PartnerServer
from tests.factories.ratings import DAY, add, rate, refused_delivery
from tests.factories.works import signed_in
from tests.factories.world import World, later

pytestmark = pytest.mark.django_db
RETURNED = "/administration/connections/returned/"


@pytest.fixture(autouse=True)
def mender(world: World, case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let 清波街道 mend what is wrong with the day, and nobody what is wrong with the matter."""

    def mends(_reference: str, field: str) -> Mender | None:
        if field != "said_on":
            return None
        roles = (Role.STREET_CLERK.value,)
        return Mender(organisation_id=world.qingbo.pk, roles=roles, page="cases:correct", pk=str(case.pk))

    monkeypatch.setitem(PARTNERS, PARTNER.key, replace(PARTNER, mender=mends))


def run(minutes: float = 0) -> None:
    with clock.at(later(DAY) + timedelta(minutes=minutes)):
        run_due_jobs()


def beat(minutes: float) -> None:
    with clock.at(later(DAY) + timedelta(minutes=minutes)):
        services.take_up()
        run_due_jobs()


def refused(world: World, case: Case, partner: PartnerServer, field: str = "said_on") -> Delivery:
    partner.answers = [(422, {"field": field, "message": "张示例"})]
    rate(world, case)
    run()
    return Delivery.objects.get()


def read(world: World, persona: str, path: str = RETURNED) -> tuple[int, str]:
    with clock.at(later(DAY) + timedelta(minutes=1)):
        answer = signed_in(world, persona).get(path)
    return answer.status_code, answer.content.decode()


def test_the_desk_that_can_mend_it_is_told_and_sees_it(
    world: World, case: Case, partner: PartnerServer
) -> None:
    row = refused(world, case, partner)
    told = Message.objects.get(kind="connection.refused")
    assert (told.organisation_id, told.role, told.done_at) == (world.qingbo.pk, Role.STREET_CLERK, None)
    status, page = read(world, "zhou")
    assert status == 200
    assert case.number in page
    assert "评价日期（said_on）对方不收" in page
    assert f"/cases/{case.pk}/" in page
    assert "对接退回" in read(world, "zhou", "/")[1]
    assert read(world, "zhou", f"{RETURNED}{row.pk}/")[0] == 200


@pytest.mark.parametrize("persona", ["xi", "wang"])
def test_another_body_sees_nothing_of_it(
    world: World, case: Case, partner: PartnerServer, persona: str
) -> None:
    row = refused(world, case, partner)
    assert case.number not in read(world, persona)[1]
    assert "对接退回" not in read(world, persona, "/")[1]
    assert read(world, persona, f"{RETURNED}{row.pk}/")[0] == 404
    with pytest.raises(Delivery.DoesNotExist):
        services.push_mended(delivery_id=row.pk, by=world.people[persona])


@pytest.mark.parametrize("persona", ["chen", "shen", "shi", "shenji"])
def test_who_corrects_nothing_has_no_such_page(world: World, persona: str) -> None:
    assert read(world, persona)[0] == 403


def test_what_no_desk_can_mend_waits_on_the_page_of_the_site_alone(
    world: World, case: Case, partner: PartnerServer
) -> None:
    row = refused(world, case, partner, field="matter_code")
    assert (row.state, row.desk_id) == (DeliveryState.REFUSED, None)
    assert not Message.objects.filter(kind="connection.refused").exists()


def test_the_desk_sends_it_again_itself_and_row_and_message_end(
    world: World, case: Case, partner: PartnerServer
) -> None:
    row = refused(world, case, partner)
    with clock.at(later(DAY) + timedelta(minutes=2)):
        services.push_mended(delivery_id=row.pk, by=world.zhou)
        assert returned_count(world.zhou, most=9) == 0
        with pytest.raises(Refused, match="已经再推送"):
            services.push_mended(delivery_id=row.pk, by=world.zhou)
    run(3)
    row.refresh_from_db()
    assert row.state == DeliveryState.DELIVERED
    with pytest.raises(Refused, match="已经送达"):
        services.push_mended(delivery_id=row.pk, by=world.zhou)
    assert returned(world.zhou) == ([], False)
    assert read(world, "zhou", f"{RETURNED}{row.pk}/")[0] == 302  # an old message leads back to the list
    assert Message.objects.get(kind="connection.refused").done_at is not None
    assert len({headers["Idempotency-Key"] for headers, _ in partner.calls}) == 1


def test_refused_once_more_it_comes_back_and_tells_nobody_twice(
    world: World, case: Case, partner: PartnerServer
) -> None:
    row = refused(world, case, partner)
    partner.answers = [(422, {"field": "said_on"})]
    with clock.at(later(DAY) + timedelta(minutes=2)):
        services.push_mended(delivery_id=row.pk, by=world.zhou)
        run_due_jobs()
    assert returned_count(world.zhou, most=9) == 1
    assert Message.objects.filter(kind="connection.refused").count() == 1


def test_what_is_right_here_is_given_up_with_a_reason_and_what_follows_with_it(
    world: World, case: Case, partner: PartnerServer
) -> None:
    row = refused(world, case, partner)
    add(world, case, day=DAY)
    run()
    with clock.at(later(DAY) + timedelta(minutes=2)):
        services.give_up(delivery_id=row.pk, by=world.zhou, reason="登记无误，对方只收工作日")
        with pytest.raises(Refused, match="不再推送"):
            services.give_up(delivery_id=row.pk, by=world.zhou, reason="再写一次")
        with pytest.raises(Refused, match="不再推送"):
            services.push_mended(delivery_id=row.pk, by=world.zhou)
    assert returned(world.zhou) == ([], False)
    assert Message.objects.get(kind="connection.refused").done_at is not None
    assert Event.objects.get(action="connection.given_up").reason == "登记无误，对方只收工作日"
    beat(10)
    assert set(Delivery.objects.values_list("state", flat=True)) == {DeliveryState.CANCELLED}
    assert len(partner.calls) == 1
    with clock.at(later(DAY) + timedelta(minutes=20)):
        services.push_all(partner=PARTNER, by=world.shi, reason="对方已改")
    for minutes in (20, 30, 40):
        beat(minutes)
    assert set(Delivery.objects.values_list("state", flat=True)) == {DeliveryState.DELIVERED}


@pytest.mark.parametrize("persona", ["xi", "wang"])
def test_another_body_gives_nothing_up(
    world: World, case: Case, partner: PartnerServer, persona: str
) -> None:
    row = refused(world, case, partner)
    assert read(world, persona, f"{RETURNED}{row.pk}/stop/")[0] == 404
    with pytest.raises(Delivery.DoesNotExist):
        services.give_up(delivery_id=row.pk, by=world.people[persona], reason="试")


def test_switched_off_it_is_not_sent_by_the_desk(world: World, case: Case, partner: PartnerServer) -> None:
    row = refused(world, case, partner)
    services.switch_off(partner=PARTNER, by=world.shi, reason="对方系统升级")
    with pytest.raises(Refused, match="已停用"):
        services.push_mended(delivery_id=row.pk, by=world.zhou)


def test_unchanged_it_rests_and_changed_it_goes_by_itself(
    world: World, case: Case, partner: PartnerServer, settings: Any
) -> None:
    refused(world, case, partner)
    beat(10)
    assert len(partner.calls) == 1
    settings.RATING_PLATFORM_MATTER = "YANSHI-001"
    beat(20)
    assert Delivery.objects.get().state == DeliveryState.DELIVERED
    assert returned(world.zhou)[0] == []


def test_who_was_looked_at_longest_ago_comes_first_and_few_at_a_time(
    world: World, case: Case, partner: PartnerServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pushing, "LOOKED_AT", 1)
    gone = [refused_delivery(f"示例 {number}") for number in (1, 2)]
    for minutes in (10, 20):
        beat(minutes)
    assert [Delivery.objects.get(pk=each.pk).looked_at is None for each in gone] == [False, False]


def test_nothing_personal_stands_in_the_row(world: World, case: Case, partner: PartnerServer) -> None:
    row = refused(world, case, partner)
    kept = str(list(Delivery.objects.values())) + str(list(Call.objects.values()))
    kept += str(list(Message.objects.filter(kind="connection.refused").values()))
    assert not [each for each in ("张示例", case.household.applicant) if each in kept]
    assert row.mend_id == str(case.pk)


def test_a_longer_list_asks_no_more_and_is_capped_with_a_word(
    world: World, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    refused_delivery("示例 1", world.qingbo)
    with CaptureQueriesContext(connection) as one:
        returned(world.zhou)
    for number in (2, 3):
        refused_delivery(f"示例 {number}", world.qingbo)
    with CaptureQueriesContext(connection) as three:
        assert len(returned(world.zhou)[0]) == 3
    assert len(one) == len(three)
    monkeypatch.setattr(queries, "LISTED", 2)
    assert returned(world.zhou)[1]


# --- records that cannot be built ---


def test_a_record_that_cannot_be_built_is_put_aside_and_goes_once_it_can(
    world: World, case: Case, partner: PartnerServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_reference: str) -> Content | None:
        raise DecryptionFailed

    with monkeypatch.context() as patched:
        patched.setitem(PARTNERS, PARTNER.key, replace(PARTNER, build=broken))
        rate(world, case)
        run()
        beat(10)
    row = Delivery.objects.get()
    assert (row.state, row.words[:6], row.looked_at) == (
        DeliveryState.REFUSED,
        "内容取不出来",
        later(DAY) + timedelta(minutes=10),
    )
    beat(20)
    row.refresh_from_db()
    assert (row.state, len(partner.calls)) == (DeliveryState.DELIVERED, 1)


def test_one_that_cannot_be_built_keeps_no_other_waiting(
    world: World, case: Case, partner: PartnerServer, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    refused(world, case, partner)
    bad = refused_delivery("示例 1")
    settings.RATING_PLATFORM_MATTER = "YANSHI-001"

    def build(reference: str) -> Content | None:
        if reference == bad.reference:
            raise DecryptionFailed
        return PARTNER.build(reference)

    monkeypatch.setitem(PARTNERS, PARTNER.key, replace(PARTNER, build=build))
    beat(10)
    assert Delivery.objects.exclude(pk=bad.pk).get().state == DeliveryState.DELIVERED


# --- answers that carry something ---


def taking(
    monkeypatch: pytest.MonkeyPatch, take: Callable[[str, Mapping[str, object]], str], **more: Any
) -> None:
    monkeypatch.setitem(PARTNERS, PARTNER.key, replace(PARTNER, take=take, **more))


def test_an_answer_is_taken_in_the_end_of_its_delivery(
    world: World, case: Case, partner: PartnerServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    took: list[Mapping[str, object]] = []

    def take(_reference: str, said: Mapping[str, object]) -> str:
        took.append(said)
        return ""

    taking(monkeypatch, take)
    partner.answers = [(200, {"id": "P-1", "found": "yes"})]
    rate(world, case)
    run()
    assert took == [{"id": "P-1", "found": "yes"}]
    assert Delivery.objects.get().state == DeliveryState.DELIVERED


def test_an_answer_against_the_contract_is_a_fault_of_data(
    world: World, case: Case, partner: PartnerServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    taking(monkeypatch, lambda _reference, _said: "没有写明查到没有")
    rate(world, case)
    run()
    row = Delivery.objects.get()
    assert (row.state, row.fault) == (DeliveryState.REFUSED, Fault.DATA)
    assert row.words == "对方的应答不合合同：没有写明查到没有"


def test_what_was_changed_while_it_was_asked_is_asked_anew(
    world: World, case: Case, partner: PartnerServer, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    took: list[str] = []

    def take(reference: str, _said: Mapping[str, object]) -> str:
        took.append(reference)
        settings.RATING_PLATFORM_MATTER = "YANSHI-001"  # as if the record had been changed meanwhile
        return ""

    taking(monkeypatch, take)
    rate(world, case)
    run()
    row = Delivery.objects.get()
    assert (row.state, row.delivered_at) == (DeliveryState.UNANSWERED, None)
    beat(10)
    assert Delivery.objects.get().state == DeliveryState.DELIVERED
    assert len(took) == 2
