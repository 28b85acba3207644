"""上门预约 between those who come and a household: offered, chosen, moved, cancelled, kept, reminded of."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.test import Client
from django.urls import reverse

from apps.audit.models import Event
from apps.cases.models import Case
from apps.cases.queries import case_header
from apps.inspections import services
from apps.inspections.acts.acceptance import OPEN
from apps.inspections.enums import AppointmentPurpose as Purpose
from apps.inspections.enums import AppointmentState as State
from apps.inspections.enums import Channel
from apps.inspections.queries.appointments import (
    appointment_tasks,
    appointments_of,
    going_on,
    visits_of_day,
)
from apps.lib import clock
from apps.lib.decisions import Refused, Stale
from apps.outbox.models import Job, Message
from apps.outbox.services import run_due_jobs
from apps.programs.enums import ParameterCode
from tests.factories.appointments import DONE, at, choose, offer, slot, slot_of, wish
from tests.factories.parameters import in_force
from tests.factories.works import make_works_case
from tests.factories.world import NOON, World, later, make_world, user_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    with clock.at(NOON):
        return make_world()


@pytest.fixture
def case(world: World) -> Case:
    return make_works_case(world, "attempt")


def test_the_street_writes_down_what_a_household_chose_by_telephone(world: World, case: Case) -> None:
    row = choose(offer(world, case), world.zhou, 1)
    assert (row.state, row.starts, row.channel) == (State.AGREED, at(21), Channel.PHONE)
    assert [step.did for step in row.steps.all()] == ["offer", "choose"]
    event = Event.objects.filter(action="appointment.choose").get()
    assert json.loads(event.facts)["channel"] == "phone"


def test_a_time_agreed_on_the_telephone_is_written_down_at_once(world: World, case: Case) -> None:
    row = offer(world, case, slot(20), agreed_by=Channel.PHONE)
    assert (row.state, row.starts, row.agreed_on) == (State.AGREED, at(20), DONE.date())
    with pytest.raises(Refused) as refused:
        offer(world, case, slot(20), slot(21), purpose=Purpose.PATROL, agreed_by=Channel.DESK)
    assert refused.value.code == "one"


def test_the_acceptance_is_arranged_for_the_day_that_the_household_chose(world: World) -> None:
    case = make_works_case(world, "completed")
    row = offer(world, case)
    with clock.at(DONE):
        assert OPEN.initial(world.yan, case) == {}
    choose(row, world.zhou, 1)
    with clock.at(DONE):
        assert OPEN.initial(world.yan, case) == {"arranged_on": at(21).date()}
    with clock.at(at(22)):
        assert OPEN.initial(world.yan, case) == {}


def test_a_body_may_ask_for_several_times_to_choose_from(world: World) -> None:
    with clock.at(NOON):
        in_force(world.ling, world.shangcheng, ParameterCode.VISIT_SLOTS, "2")
    case = make_works_case(world, "attempt")
    with pytest.raises(Refused) as refused:
        offer(world, case, slot(20))
    assert refused.value.code == "few"
    assert "一次至少提出 2 个时段（杭房局〔2026〕示例号）" in refused.value.reason
    assert offer(world, case, slot(20), agreed_by=Channel.PHONE).state == State.AGREED
    assert offer(world, case, slot(21), purpose=Purpose.PATROL).state == State.OFFERED


def test_without_another_time_there_is_nothing_to_choose(world: World, case: Case) -> None:
    row = offer(world, case, slot(20), agreed_by=Channel.PHONE)
    with pytest.raises(Refused) as refused:
        choose(row, world.zhou)
    assert refused.value.reason == "没有别的时段可以选，请另约时间。"


def test_an_official_never_says_that_a_slip_said_it(world: World, case: Case) -> None:
    row = offer(world, case)
    with pytest.raises(Refused) as refused:
        choose(row, world.zhou, channel=Channel.SLIP)
    assert refused.value.field == "channel"


def test_one_appointment_of_a_purpose_at_a_time(world: World, case: Case) -> None:
    offer(world, case)
    with pytest.raises(Refused) as refused:
        offer(world, case, by=world.yan2)
    assert "要换时间的请改约" in refused.value.reason
    assert offer(world, case, slot(19), purpose=Purpose.PATROL).number == 2


@pytest.mark.parametrize("who", ["xi_inspector", "bei", "tao"])
def test_another_districts_streets_or_enterprises_case_is_not_found(
    world: World, case: Case, who: str
) -> None:
    row = offer(world, case)
    with pytest.raises(ObjectDoesNotExist):
        choose(row, getattr(world, who))
    with pytest.raises(ObjectDoesNotExist):
        offer(world, case, by=getattr(world, who))


def test_the_enterprise_arranges_no_acceptance_and_answers_none(world: World, case: Case) -> None:
    row = offer(world, case)
    for tried in (lambda: offer(world, case, by=world.chen), lambda: choose(row, world.chen)):
        with pytest.raises(Refused):
            tried()


def test_who_chooses_after_it_was_moved_is_told_that_the_time_is_gone(world: World, case: Case) -> None:
    row = offer(world, case)
    old = slot_of(row)
    with clock.at(DONE):
        services.move_appointment(
            appointment_id=row.pk, by=world.yan, slots=(slot(22),), reason="验收人员另有安排"
        )
        with pytest.raises(Stale):
            services.choose_slot(
                appointment_id=row.pk, by=world.zhou, slot=old, channel=Channel.DESK, version=row.version
            )
        with pytest.raises(Refused) as refused:
            services.choose_slot(appointment_id=row.pk, by=world.zhou, slot=old, channel=Channel.DESK)
    assert refused.value.code == "gone"


def test_moving_needs_a_reason_unless_the_household_wished_it(world: World, case: Case) -> None:
    row = choose(offer(world, case), world.zhou)
    with clock.at(DONE), pytest.raises(Refused) as refused:
        services.move_appointment(appointment_id=row.pk, by=world.yan, slots=(slot(22),))
    assert refused.value.field == "reason"
    wish(row, world.zhou)
    with clock.at(DONE):
        row = services.move_appointment(
            appointment_id=row.pk, by=world.yan, slots=(slot(22),), agreed_by=Channel.PHONE
        )
    assert (row.state, row.starts, row.wishes) == (State.AGREED, at(22), 1)


def test_a_wish_is_owed_an_answer_and_stops_no_clock(world: World, case: Case) -> None:
    row = choose(offer(world, case), world.zhou)
    due = case.acceptance_due_on
    wish(row, world.zhou)
    with clock.at(DONE):
        assert [task.text for task in appointment_tasks(world.yan)] == ["验收：住户要另约时间，请答复"]
        assert appointment_tasks(world.xi_inspector) == appointment_tasks(world.jiang) == []
        case.refresh_from_db()
        header = case_header(world.yan, case)
    assert case.acceptance_due_on == due
    assert "住户要求改验收时间 1 次，待重新约定，期限照算" in header["remarks"]


def test_the_other_desk_hears_of_it_once_and_no_words_of_the_household(world: World, case: Case) -> None:
    wish(choose(offer(world, case), world.zhou), world.zhou)
    told = Message.objects.get(kind="appointment.wish")
    assert (told.organisation_id, told.role) == (world.shangcheng.pk, world.yan.role)
    assert "周末" not in told.title + told.text


def test_declined_it_says_nothing_of_the_acceptance(world: World, case: Case) -> None:
    row = offer(world, case)
    with clock.at(DONE):
        services.decline_appointment(appointment_id=row.pk, by=world.zhou, channel=Channel.DESK)
        assert going_on(world.yan, case) == []
    case.refresh_from_db()
    assert case.status == "completed"


def test_reminded_the_day_before_once_and_anew_after_a_move(world: World, case: Case) -> None:
    row = choose(offer(world, case), world.zhou)
    with clock.at(DONE):
        services.move_appointment(
            appointment_id=row.pk,
            by=world.yan,
            slots=(slot(22),),
            reason="另有安排",
            agreed_by=Channel.PHONE,
        )
    for day in (19, 21, 21):
        with clock.at(at(day, 10)):
            run_due_jobs()
    told = Message.objects.get(kind="appointment.tomorrow")
    assert "请电话提醒住户" in told.title
    assert told.text.startswith("验收：")
    assert Job.objects.filter(task="inspections.remind_appointment").count() == 2


def test_with_a_gateway_the_household_gets_texts_without_names(
    world: World, case: Case, settings: Any
) -> None:
    settings.MESSAGE_ADAPTER = "console"
    choose(offer(world, case), world.zhou)
    with clock.at(at(19, 10)):
        run_due_jobs()
    texts = list(Message.objects.filter(kind__startswith="household.appointment").order_by("created_at"))
    assert [each.contact_kind for each in texts] == ["case", "case"]
    assert "请选一个时间" in texts[0].text
    assert "明天验收" in texts[1].text
    assert case.household.name not in "".join(each.title + each.text for each in texts)
    assert not Message.objects.filter(kind="appointment.tomorrow").exists()


def test_a_days_route_is_its_bodys_alone_by_the_hour(world: World, case: Case) -> None:
    offer(world, case, slot(20, 14), agreed_by=Channel.PHONE)
    with clock.at(DONE):
        services.offer_appointment(
            case_id=case.pk,
            by=world.yan,
            purpose=Purpose.PATROL,
            officers="严演示",
            slots=(slot(20, 9),),
            agreed_by=Channel.DESK,
        )
        found = visits_of_day(world.yan2, at(20).date())
        assert [row.purpose for row in found] == ["patrol", "acceptance"]
        assert visits_of_day(world.yan, at(21).date()) == []
        for stranger in (world.xi_inspector, world.zhou, world.chen, world.shi):
            assert visits_of_day(stranger, at(20).date()) == []


@pytest.mark.parametrize(
    ("who", "reads"),
    [
        *(("yan", True), ("zhou", True), ("wang", True), ("shenji", True)),
        *(("jiang", False), ("shi", False), ("sheng", False), ("ling", False)),
    ],
)
def test_what_a_household_says_is_read_by_who_comes_the_counter_and_the_auditor(
    world: World, case: Case, who: str, reads: bool
) -> None:
    row = choose(offer(world, case), world.zhou)
    wish(row, world.zhou)
    with clock.at(DONE):
        client = Client()
        client.force_login(user_of(world.people[who]))
        page = client.get(reverse("inspections:appointments", kwargs={"pk": case.pk})).content.decode()
    assert ("周末在家" in page) is reads
    # That it was put off, and from when, is everybody's to see.
    assert "原定" in page
    assert "住户要求" in page


def test_an_enterprise_reads_why_its_own_survey_was_put_off_and_a_patrol_does_not(world: World) -> None:
    case = make_works_case(world, "building")
    Case.objects.filter(pk=case.pk).update(patrol_organisation=world.property)
    with clock.at(later(9)):
        row = services.offer_appointment(
            case_id=case.pk, by=world.chen, purpose=Purpose.SURVEY, officers="陈样本", slots=(slot(30),)
        )
        services.ask_other_time(appointment_id=row.pk, by=world.zhou, words="周末在家", channel=Channel.PHONE)
    case.refresh_from_db()
    with clock.at(later(9)):
        assert [view.wish for view in appointments_of(world.chen, case)] == ["周末在家"]
        assert [view.wish for view in appointments_of(world.wu, case)] == [""]


def test_why_a_time_was_moved_by_who_comes_is_read_by_all(world: World, case: Case) -> None:
    row = offer(world, case)
    with clock.at(DONE):
        services.move_appointment(appointment_id=row.pk, by=world.yan, slots=(slot(22),), reason="另有安排")
        client = Client()
        client.force_login(user_of(world.jiang))
        page = client.get(reverse("inspections:appointments", kwargs={"pk": case.pk})).content.decode()
    assert "另有安排" in page
