"""上门预约 between those who come and a household: offered, chosen, moved, cancelled, kept, reminded of."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import ObjectDoesNotExist

from apps.acts.acts import act_named
from apps.acts.services import opened
from apps.audit.models import Event
from apps.cases.models import Case
from apps.cases.queries import case_header
from apps.inspections import services
from apps.inspections.enums import AppointmentPurpose as Purpose
from apps.inspections.enums import AppointmentState as State
from apps.inspections.enums import Channel
from apps.inspections.models import Absence, Appointment
from apps.inspections.queries import acceptance_view
from apps.inspections.queries.appointments import (
    appointment_tasks,
    appointments_of,
    going_on,
    visits_of_day,
)
from apps.inspections.rules.absences import TellingWay
from apps.inspections.rules.appointments import Slot
from apps.lib import clock
from apps.lib.actors import Actor
from apps.lib.decisions import Refused, Stale
from apps.outbox.models import Job, Message
from apps.outbox.services import run_due_jobs
from apps.programs.enums import ParameterCode
from tests.factories.parameters import in_force
from tests.factories.works import fail_acceptance, go_through, make_works_case, mend_all
from tests.factories.world import NOON, World, later, make_world

pytestmark = pytest.mark.django_db
DONE = later(17)
"""When the case is completed and acceptance is being arranged."""


def at(day: int, hour: int = 9) -> datetime:
    return clock.local(later(day)).replace(hour=hour, minute=0)


def slot(day: int, hour: int = 9) -> Slot:
    return Slot(at(day, hour), at(day, hour + 2))


@pytest.fixture
def world() -> World:
    with clock.at(NOON):
        return make_world()


@pytest.fixture
def case(world: World) -> Case:
    return make_works_case(world, "attempt")


def offer(world: World, case: Case, *slots: Slot, by: Actor | None = None, **more: Any) -> Appointment:
    with clock.at(DONE):
        return services.offer_appointment(
            case_id=case.pk,
            by=by or world.yan,
            **{"purpose": Purpose.ACCEPTANCE, "officers": "严演示", **more},
            slots=slots or (slot(20), slot(21)),
        )


def slot_of(row: Appointment, place: int = 0) -> int:
    return row.slots.order_by("-offer", "starts")[place].pk


def choose(row: Appointment, by: Actor, place: int = 0, when: datetime = DONE, **more: Any) -> Appointment:
    with clock.at(when):
        return services.choose_slot(
            appointment_id=row.pk, by=by, slot=slot_of(row, place), **{"channel": Channel.PHONE, **more}
        )


def wish(row: Appointment, by: Actor, when: datetime = DONE) -> Appointment:
    with clock.at(when):
        return services.ask_other_time(appointment_id=row.pk, by=by, words="周末在家", channel=Channel.PHONE)


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
        assert going_on(case) == []
    case.refresh_from_db()
    assert case.status == "completed"


def test_what_is_found_on_site_keeps_the_appointment_of_that_day(world: World, case: Case) -> None:
    offer(world, case, slot(20), agreed_by=Channel.PHONE)
    with clock.at(at(20, 12)):
        go_through(world, case)
    assert Appointment.objects.get().state == State.KEPT


def test_an_acceptance_nobody_was_met_at_is_one_absence_of_the_appointment(world: World, case: Case) -> None:
    row = offer(world, case, slot(20), agreed_by=Channel.PHONE)
    with clock.at(at(20, 12)):
        with pytest.raises(Refused) as refused:
            services.close_appointment(appointment_id=row.pk, by=world.yan, met=False)
        assert refused.value.code == "absence"
        absence = services.record_absence(
            case_id=case.pk, by=world.zhou, visited_at=at(20, 9), officers="严演示"
        )
    row.refresh_from_db()
    assert (row.state, absence.appointment_id) == (State.MISSED, row.pk)
    assert Absence.objects.count() == 1


def test_an_absence_begins_with_what_was_agreed(world: World, case: Case) -> None:
    offer(world, case, slot(20), agreed_by=Channel.PHONE)
    record = act_named("absence.record")
    with clock.at(at(20, 8)):
        assert record.initial(world.zhou, case) == {}
    with clock.at(at(20, 12)):
        form = opened(record, by=world.zhou, subject=record.ground.load(world.zhou, pk=case.pk))
        assert form["officers"].value() == "严演示"
        assert form["visited_at"].value() == at(20).replace(tzinfo=None)
        assert form["told_by_ways"].value() == ["phone"]
        assert form["told_on"].value() == DONE.date()


def test_a_missed_appointment_counts_only_by_the_rules_of_notice(world: World) -> None:
    with clock.at(NOON):
        in_force(world.ling, world.shangcheng, ParameterCode.VISIT_NOTICE_DAYS, "2")
    case = make_works_case(world, "attempt")
    offer(world, case, slot(20), agreed_by=Channel.PHONE)
    with clock.at(at(20, 12)):
        services.record_absence(
            case_id=case.pk,
            by=world.zhou,
            visited_at=at(20, 9),
            officers="严演示",
            told_on=DONE.date(),
            told_by_ways=[TellingWay.PHONE],
        )
        found = acceptance_view(world.zhou, case).absences
    assert found is not None
    assert [reason for _, reason in found.rows] == ["没有用两种方式提前告知"]


def test_going_there_at_a_time_the_household_put_off_is_no_absence(world: World, case: Case) -> None:
    wish(choose(offer(world, case), world.zhou), world.zhou)
    with clock.at(at(20, 12)):
        services.record_absence(case_id=case.pk, by=world.zhou, visited_at=at(20, 9), officers="严演示")
        found = acceptance_view(world.zhou, case).absences
    assert found is not None
    assert [reason for _, reason in found.rows] == ["住户事先要求改期"]


def absence(world: World, case: Case, when: datetime, recorded: datetime) -> Absence:
    with clock.at(recorded):
        return services.record_absence(case_id=case.pk, by=world.zhou, visited_at=when, officers="严演示")


def reasons(world: World, case: Case, when: datetime) -> list[str]:
    """Why each absence does not count, as the acceptance page says it."""
    with clock.at(when):
        found = acceptance_view(world.zhou, case).absences
    assert found is not None
    return [reason for _, reason in found.rows]


def test_coming_at_the_hour_the_household_moved_away_from_leaves_the_later_one(
    world: World, case: Case
) -> None:
    row = choose(offer(world, case, slot(20, 9), slot(20, 15)), world.zhou)
    choose(row, world.zhou, 1)
    found = absence(world, case, at(20, 9), at(20, 10))
    row.refresh_from_db()
    assert (row.state, row.starts, found.appointment) == (State.AGREED, at(20, 15), None)
    assert reasons(world, case, at(20, 12)) == ["住户事先要求改期"]


def test_coming_before_the_hour_agreed_counts_for_nothing_and_at_it_does(world: World, case: Case) -> None:
    row = offer(world, case, slot(20, 15), agreed_by=Channel.PHONE)
    absence(world, case, at(19, 9), at(19, 10))
    absence(world, case, at(20, 9), at(20, 18))
    row.refresh_from_db()
    assert row.state == State.AGREED
    absence(world, case, at(20, 15), at(20, 18))
    row.refresh_from_db()
    assert row.state == State.MISSED
    assert reasons(world, case, at(20, 19)) == ["不在约定的时间", "不在约定的时间", ""]


def test_an_appointment_is_void_once_the_case_went_on(world: World) -> None:
    case = make_works_case(world, "building")
    with clock.at(later(9)):
        row = services.offer_appointment(
            case_id=case.pk,
            by=world.chen,
            purpose=Purpose.SURVEY,
            officers="陈样本",
            slots=(slot(30),),
            agreed_by=Channel.PHONE,
        )
    Case.objects.filter(pk=case.pk).update(status="completed", completed_on=later(17).date())
    case.refresh_from_db()
    with clock.at(later(18)):
        assert going_on(case) == []
        assert [view.label for view in appointments_of(case)] == ["不再需要"]
        assert appointment_tasks(world.chen) == visits_of_day(world.chen, at(30).date()) == []
    assert row.enterprise_id == case.enterprise_id


def test_an_acceptance_agreed_for_later_ends_with_the_one_that_is_concluded(world: World, case: Case) -> None:
    row = offer(world, case, slot(25), agreed_by=Channel.PHONE)
    patrol = offer(world, case, slot(26), purpose=Purpose.PATROL, agreed_by=Channel.PHONE)
    fail_acceptance(world, case)
    row.refresh_from_db()
    patrol.refresh_from_db()
    assert (row.state, row.steps.get(did="cancel").words) == (State.CANCELLED, "案件已有变动，不再需要")
    assert patrol.state == State.AGREED


def test_a_first_acceptance_is_void_once_the_case_was_mended(world: World, case: Case) -> None:
    row = offer(world, case, slot(25), agreed_by=Channel.PHONE)
    fail_acceptance(world, case)
    mend_all(world, case)
    # As one stands that was arranged before a conclusion ended it.
    Appointment.objects.filter(pk=row.pk).update(state=State.AGREED)
    case.refresh_from_db()
    with clock.at(at(25, 12)):
        assert case.status == "completed"
        assert going_on(case) == visits_of_day(world.yan, at(25).date()) == appointment_tasks(world.yan) == []
        assert act_named("absence.record").initial(world.zhou, case) == {}
        assert services.remind_appointment(appointment_id=row.pk, version=row.version + 1, by=world.yan) == (
            "时间已有变动，不再提醒"
        )
    again = offer(world, case, slot(26), purpose=Purpose.REACCEPTANCE, agreed_by=Channel.PHONE)
    assert [view.row for view in going_on(case)] == [again]


def test_what_a_replaced_enterprise_arranged_is_none_of_its_successors(world: World) -> None:
    case = make_works_case(world, "building")
    with clock.at(later(9)):
        services.offer_appointment(
            case_id=case.pk, by=world.chen, purpose=Purpose.SURVEY, officers="陈样本", slots=(slot(30),)
        )
    Case.objects.filter(pk=case.pk).update(enterprise=world.yangben)
    case.refresh_from_db()
    assert appointments_of(case) == []
    with clock.at(later(10)):
        again = services.offer_appointment(
            case_id=case.pk, by=world.tao, purpose=Purpose.SURVEY, officers="陶样本", slots=(slot(30),)
        )
    assert again.number == 2


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
    texts = list(Message.objects.filter(kind="household.appointment").order_by("created_at"))
    assert [each.contact_kind for each in texts] == ["case", "case"]
    assert "请选一个时间" in texts[0].text
    assert "明天有人来验收" in texts[1].text
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


def test_times_just_over_are_owed_a_result(world: World, case: Case) -> None:
    row = offer(world, case, slot(20), purpose=Purpose.PATROL, agreed_by=Channel.PHONE)
    with clock.at(at(20) + timedelta(hours=3)):
        assert [task.text for task in appointment_tasks(world.yan)] == ["巡查：登记按约上门的结果"]
        services.close_appointment(appointment_id=row.pk, by=world.yan, met=False, words="敲门没有人应")
        assert appointment_tasks(world.yan) == []
    row.refresh_from_db()
    assert row.state == State.MISSED
    assert not Absence.objects.exists()
