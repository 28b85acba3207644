"""How a 上门预约 ends: kept, missed, or without sense once the case went on."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from apps.acts.acts import act_named
from apps.acts.services import opened
from apps.cases.models import Case
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
from apps.lib import clock
from apps.lib.decisions import Refused
from apps.programs.enums import ParameterCode
from tests.factories.appointments import DONE, at, choose, offer, slot, wish
from tests.factories.parameters import in_force
from tests.factories.works import fail_acceptance, go_through, make_works_case, mend_all
from tests.factories.world import NOON, World, later, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    with clock.at(NOON):
        return make_world()


@pytest.fixture
def case(world: World) -> Case:
    return make_works_case(world, "attempt")


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
        assert going_on(world.yan, case) == []
        assert [view.label for view in appointments_of(world.yan, case)] == ["不再需要"]
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
        assert (
            going_on(world.yan, case)
            == visits_of_day(world.yan, at(25).date())
            == appointment_tasks(world.yan)
            == []
        )
        assert act_named("absence.record").initial(world.zhou, case) == {}
        assert services.remind_appointment(appointment_id=row.pk, version=row.version + 1, by=world.yan) == (
            "时间已有变动，不再提醒"
        )
    again = offer(world, case, slot(26), purpose=Purpose.REACCEPTANCE, agreed_by=Channel.PHONE)
    assert [view.row for view in going_on(world.yan, case)] == [again]


def test_what_a_replaced_enterprise_arranged_is_none_of_its_successors(world: World) -> None:
    case = make_works_case(world, "building")
    with clock.at(later(9)):
        services.offer_appointment(
            case_id=case.pk, by=world.chen, purpose=Purpose.SURVEY, officers="陈样本", slots=(slot(30),)
        )
    Case.objects.filter(pk=case.pk).update(enterprise=world.yangben)
    case.refresh_from_db()
    assert appointments_of(world.yan, case) == []
    with clock.at(later(10)):
        again = services.offer_appointment(
            case_id=case.pk, by=world.tao, purpose=Purpose.SURVEY, officers="陶样本", slots=(slot(30),)
        )
    assert again.number == 2


def test_times_just_over_are_owed_a_result(world: World, case: Case) -> None:
    row = offer(world, case, slot(20), purpose=Purpose.PATROL, agreed_by=Channel.PHONE)
    with clock.at(at(20) + timedelta(hours=3)):
        assert [task.text for task in appointment_tasks(world.yan)] == ["巡查：登记按约上门的结果"]
        services.close_appointment(appointment_id=row.pk, by=world.yan, met=False, words="敲门没有人应")
        assert appointment_tasks(world.yan) == []
    row.refresh_from_db()
    assert row.state == State.MISSED
    assert not Absence.objects.exists()
