"""Sending to a system outside: taken, refused, silent, killed in between, switched off, sent again."""

from __future__ import annotations

import hashlib
import hmac
import json
import logging
from datetime import timedelta
from typing import Any

import pytest

from apps.cases.models import Case
from apps.connections import services
from apps.connections.enums import DeliveryState, Fault
from apps.connections.models import Call, Delivery
from apps.connections.queries import card_of, counts_as_silent, delivery_list
from apps.connections.rules.answers import Answer
from apps.connections.services import pushing, wire
from apps.lib import clock
from apps.lib.actors import SYSTEM
from apps.lib.decisions import Refused
from apps.outbox.enums import JobStatus
from apps.outbox.models import Job
from apps.outbox.services import run_due_jobs, take_back_lost
from apps.ratings.models import Rating
from apps.ratings.services.pushing import PARTNER
from tests.factories.partner import SECRET, PartnerServer
from tests.factories.ratings import DAY, add, rate
from tests.factories.stages import make_staged_case
from tests.factories.world import World, later

pytestmark = pytest.mark.django_db
WORDS = "师傅很细心，垃圾每天带走。"


def run(minutes: float = 0, day: int = DAY) -> None:
    """Let the jobs run that are due so long after the rating."""
    with clock.at(later(day) + timedelta(minutes=minutes)):
        run_due_jobs()


def beat(minutes: float, day: int = DAY) -> None:
    """Let the regular task come round, and the jobs run."""
    with clock.at(later(day) + timedelta(minutes=minutes)):
        services.take_up()
        run_due_jobs()


def sent() -> Delivery:
    return Delivery.objects.get(reference__startswith="rating:")


def test_a_rating_arrives_signed_under_its_own_key(world: World, case: Case, partner: PartnerServer) -> None:
    rating = rate(world, case, words=WORDS)
    run()
    [(headers, body)] = partner.calls
    row = sent()
    assert headers["Idempotency-Key"] == str(row.pk)
    stamped = headers["X-Timestamp"].encode() + b"." + body
    made = hmac.new(SECRET.encode(), stamped, hashlib.sha256).hexdigest()
    assert headers["X-Signature"] == f"sha256={made}"
    assert json.loads(body)["case_number"] == case.number
    assert (row.state, row.reference) == (DeliveryState.DELIVERED, f"rating:{rating.pk}")
    assert row.remote_id == f"P-{str(row.pk)[:8]}"
    assert Call.objects.get().status == 200


def test_neither_record_nor_log_holds_what_was_said_or_who(
    world: World, case: Case, partner: PartnerServer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    partner.answers = [(422, {"field": "words", "message": f"{WORDS} 13800000000"})]
    rate(world, case, words=WORDS)
    run()
    rows = [*Delivery.objects.values(), *Call.objects.values(), *Job.objects.values()]
    kept = str(rows) + caplog.text
    household = case.household
    for personal in (WORDS, household.applicant, "13800000000"):
        assert str(personal) not in kept
    assert household.applicant not in str(partner.calls)


def test_a_system_that_is_away_is_asked_again_and_nothing_is_lost(
    world: World, case: Case, partner: PartnerServer
) -> None:
    partner.answers = [(503, {})] * 3
    rate(world, case)
    for minutes in (0, 0.2, 1):
        run(minutes)
    assert [call.fault for call in Call.objects.all()] == [Fault.OPERATIONAL] * 3
    assert sent().state == DeliveryState.UNANSWERED
    beat(10)
    assert sent().state == DeliveryState.DELIVERED
    assert len(partner.kept) == 1


def test_a_silent_system_is_asked_with_one_and_blocks_none(
    world: World, case: Case, partner: PartnerServer, settings: Any
) -> None:
    settings.RATING_PLATFORM_URL = "http://127.0.0.1:9/ratings"  # nobody listens there
    rate(world, case)
    for minutes in (0, 0.2, 1):
        run(minutes)
    assert Call.objects.count() == 3
    add(world, case, day=DAY)
    run(2)
    assert Call.objects.count() == 3  # a job that found it silent called nobody
    assert card_of(PARTNER).status == "在用"  # by the clock of today it has not been silent for days
    with clock.at(later(DAY) + timedelta(minutes=2)):
        assert card_of(PARTNER).status == "没有应答"
        assert services.take_up() == 1
    assert Rating.objects.count() == 1


def test_a_call_ends_in_time_where_the_other_side_hangs(
    world: World, case: Case, partner: PartnerServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wire, "TIMEOUT", 0.2)
    partner.may_answer.clear()
    rate(world, case)
    run()
    partner.may_answer.set()
    call = Call.objects.get()
    assert (call.status, call.words) == (None, "对方到时没有应答")
    # It had taken the call after all: the second one bears the same key, and it keeps one.
    run(1)
    assert sent().state == DeliveryState.DELIVERED
    assert len({headers["Idempotency-Key"] for headers, _ in partner.calls}) == 1
    assert len(partner.kept) == 1


def test_an_answer_that_never_ends_is_cut_off(
    world: World, case: Case, partner: PartnerServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wire, "TIMEOUT", 0.2)
    partner.drips = True
    rate(world, case)
    run()
    assert sent().state == DeliveryState.DELIVERED
    assert (Call.objects.get().milliseconds or 0) < 5000


def test_calls_that_never_came_to_an_end_make_a_system_silent(
    world: World, case: Case, partner: PartnerServer
) -> None:
    rate(world, case)
    for number in (1, 2, 3):
        row = {"number": number, "started_at": later(DAY)}
        Call.objects.create(delivery=sent(), partner=PARTNER.key, asked_by="系统", content_digest="", **row)
    with clock.at(later(DAY) + timedelta(seconds=10)):
        assert not counts_as_silent(PARTNER)  # they may be under way
    with clock.at(later(DAY) + timedelta(minutes=1)):
        assert counts_as_silent(PARTNER)


def test_killed_between_call_and_record_it_is_sent_again_under_the_same_key(
    world: World, case: Case, partner: PartnerServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    really = pushing.call

    def dying(**given: Any) -> Answer:
        really(**given)
        raise SystemExit  # the process ends before it writes down the answer

    rate(world, case)
    monkeypatch.setattr(pushing, "call", dying)
    with pytest.raises(SystemExit):
        run()
    monkeypatch.setattr(pushing, "call", really)
    assert Call.objects.get().milliseconds is None
    # The claim runs out; the next beat gives the job to another worker.
    Job.objects.filter(status=JobStatus.RUNNING).update(lease_until=later(DAY))
    partner.says_duplicate = True
    with clock.at(later(DAY) + timedelta(minutes=5)):
        take_back_lost()
    run(30)
    assert sent().state == DeliveryState.DELIVERED
    assert [call.status for call in Call.objects.order_by("number")] == [None, 409]
    assert len(partner.kept) == 1


def test_what_is_refused_names_the_field_and_waits_for_a_person(
    world: World, case: Case, partner: PartnerServer
) -> None:
    partner.answers = [(422, {"field": "matter_code"})]
    rate(world, case)
    run()
    beat(30)
    assert len(partner.calls) == 1  # not sent again by itself
    [line] = delivery_list(state="refused").lines
    assert (line.delivery.field, line.fault) == ("matter_code", "数据不符")
    assert "RATING_PLATFORM_MATTER" in line.words


def test_one_is_sent_again_by_hand_as_the_record_stands_then(
    world: World, case: Case, partner: PartnerServer, settings: Any
) -> None:
    partner.answers = [(422, {"field": "matter_code"})]
    rate(world, case)
    run()
    settings.RATING_PLATFORM_MATTER = "YANSHI-001"
    with clock.at(later(DAY) + timedelta(minutes=9)):
        services.push_again(delivery_id=sent().pk, by=world.shi, reason="事项编码已更正")
    run(10)
    assert sent().state == DeliveryState.DELIVERED
    assert partner.kept[str(sent().pk)]["matter_code"] == "YANSHI-001"


def test_one_that_is_being_sent_is_not_sent_again(world: World, case: Case, partner: PartnerServer) -> None:
    rate(world, case)
    with pytest.raises(Refused, match="正在推送"), clock.at(later(DAY)):
        services.push_again(delivery_id=sent().pk, by=world.shi, reason="再试")


def test_switched_off_nothing_goes_out_and_switched_on_all_of_it(
    world: World, case: Case, partner: PartnerServer
) -> None:
    with clock.at(later(DAY)):
        services.switch_off(partner=PARTNER, by=world.shi, reason="对方系统升级")
    rate(world, case)
    beat(10)
    assert partner.calls == []
    assert delivery_list().lines[0].words == "已停用，启用以后推送"
    with clock.at(later(DAY) + timedelta(minutes=20)):
        services.switch_on(partner=PARTNER, by=world.shi, reason="升级完成")
        run_due_jobs()
        run_due_jobs()
    assert sent().state == DeliveryState.DELIVERED


def test_switched_off_while_one_waits_it_is_kept(world: World, case: Case, partner: PartnerServer) -> None:
    rate(world, case)
    with clock.at(later(DAY)):
        services.switch_off(partner=PARTNER, by=world.shi, reason="对方系统升级")
    run()
    assert (partner.calls, sent().state) == ([], DeliveryState.WAITING)


def test_who_keeps_no_jobs_of_the_site_switches_nothing(world: World) -> None:
    for actor in (world.wang, world.ling, world.zhou):
        with pytest.raises(Refused, match="市级、省级"):
            services.switch_off(partner=PARTNER, by=actor, reason="试")


def test_what_is_off_is_not_switched_off_again(world: World) -> None:
    services.switch_off(partner=PARTNER, by=world.shi, reason="对方系统升级")
    with pytest.raises(Refused, match="已经停用"):
        services.switch_off(partner=PARTNER, by=world.shi, reason="再停")


def test_all_of_it_is_sent_anew_under_the_former_keys(
    world: World, case: Case, partner: PartnerServer
) -> None:
    rate(world, case)
    add(world, case)
    run(day=DAY + 1)
    before = set(partner.kept)
    partner.kept.clear()  # the other side lost its data
    with clock.at(later(DAY + 2)):
        services.push_all(partner=PARTNER, by=world.shi, reason="对方恢复数据")
    for minutes in (0, 1, 20):
        beat(minutes, day=DAY + 2)
    assert set(partner.kept) == before
    assert len(before) == 2


def test_not_set_up_it_waits_and_goes_out_once_it_is(
    world: World, case: Case, partner: PartnerServer, settings: Any
) -> None:
    settings.RATING_PLATFORM_MATTER = ""
    rate(world, case)
    beat(10)
    assert partner.calls == []
    card = card_of(PARTNER)
    assert (card.status, card.missing, card.waiting) == ("未设定", ("RATING_PLATFORM_MATTER",), "1")
    settings.RATING_PLATFORM_MATTER = "YANSHI-000"
    beat(20)
    assert sent().state == DeliveryState.DELIVERED


def test_what_follows_goes_out_after_what_it_follows(
    world: World, case: Case, partner: PartnerServer
) -> None:
    partner.answers = [(422, {"field": "said_on"})]
    rate(world, case)
    run()
    add(world, case)
    beat(10, day=DAY + 1)
    assert len(partner.calls) == 1
    with clock.at(later(DAY + 1) + timedelta(minutes=11)):
        services.push_again(delivery_id=sent().pk, by=world.shi, reason="对方已更正")
    beat(12, day=DAY + 1)
    beat(22, day=DAY + 1)
    assert [said["kind"] for said in partner.kept.values()] == ["rating", "follow_up"]
    assert json.loads(partner.calls[-1][1])["after"] == str(sent().pk)


def test_what_cannot_go_yet_keeps_nothing_else_waiting(
    world: World, case: Case, partner: PartnerServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pushing, "BATCH", 1)
    partner.answers = [(422, {"field": "said_on"})]
    rate(world, case)
    run()
    add(world, case)  # waits for the rating, which waits for a person
    beat(10, day=DAY + 1)
    rate(world, make_staged_case(world, "passed"), day=DAY + 2)
    Job.objects.filter(status=JobStatus.QUEUED).delete()  # its own job was lost
    for minutes in (10, 20):
        beat(minutes, day=DAY + 2)
    assert len(partner.kept) == 1


def test_what_follows_a_refused_one_is_not_taken_up_until_that_is_mended(
    world: World, case: Case, partner: PartnerServer
) -> None:
    partner.answers = [(422, {"field": "said_on"})]
    rate(world, case)
    run()
    add(world, case)
    run(day=DAY + 1)
    with clock.at(later(DAY + 1) + timedelta(minutes=10)):
        assert services.take_up() == 0
        assert delivery_list(state="waiting").lines[0].words == "等前一件送达以后推送"
        services.push_again(delivery_id=sent().pk, by=world.shi, reason="对方已更正")
    run(11, day=DAY + 1)
    with clock.at(later(DAY + 1) + timedelta(minutes=20)):
        assert services.take_up() == 1


def test_one_that_fails_for_long_is_asked_seldom_and_by_hand_at_once(
    world: World, case: Case, partner: PartnerServer
) -> None:
    rate(world, case)
    Job.objects.filter(task="connections.push").delete()
    Delivery.objects.update(attempts=19, state=DeliveryState.UNANSWERED)
    partner.answers = [(500, {})] * 4
    beat(0)
    with clock.at(later(DAY) + timedelta(minutes=60)):
        Job.objects.filter(task="connections.push").delete()
        assert services.take_up() == 0
        assert "以后自动再推送" in delivery_list().lines[0].words
        services.push_again(delivery_id=sent().pk, by=world.shi, reason="对方已恢复")
    partner.answers = []
    run(61)
    assert sent().state == DeliveryState.DELIVERED


def test_switched_on_again_what_rested_goes_out(world: World, case: Case, partner: PartnerServer) -> None:
    rate(world, case)
    Job.objects.filter(task="connections.push").delete()
    Delivery.objects.update(due_at=later(DAY + 1), state=DeliveryState.UNANSWERED)
    with clock.at(later(DAY)):
        assert services.take_up() == 0
        services.switch_off(partner=PARTNER, by=world.shi, reason="对方系统升级")
        services.switch_on(partner=PARTNER, by=world.shi, reason="升级完成")
        assert services.take_up() == 1


def test_old_calls_without_an_answer_are_deleted_but_never_the_last(
    world: World, case: Case, partner: PartnerServer
) -> None:
    rate(world, case)
    faults = [Fault.DATA, Fault.OPERATIONAL, Fault.OPERATIONAL]
    for number, fault in enumerate(faults, start=1):
        row = {"number": number, "fault": fault, "milliseconds": 1, "started_at": later(DAY)}
        Call.objects.create(delivery=sent(), partner=PARTNER.key, asked_by="系统", content_digest="", **row)
    with clock.at(later(DAY + 89)):
        assert services.forget_old_calls() == 0
    with clock.at(later(DAY + 91)):
        assert services.forget_old_calls() == 1
    assert list(Call.objects.order_by("number").values_list("number", flat=True)) == [1, 3]


def test_asked_twice_for_the_same_record_it_is_one_delivery(
    world: World, case: Case, partner: PartnerServer
) -> None:
    rating = rate(world, case)
    again = services.submit(
        partner=PARTNER.key, reference=f"rating:{rating.pk}", label=f"{case.number} 服务评价", by=SYSTEM
    )
    assert (Delivery.objects.get(), Job.objects.filter(task="connections.push").count()) == (again, 1)


def test_a_label_that_names_a_number_is_refused(world: World) -> None:
    with pytest.raises(ValueError, match="personal"):
        services.submit(partner=PARTNER.key, reference="rating:x", label="13800000000", by=SYSTEM)
