"""上门预约 on the household's own phone: chosen, put off, declined with the slip alone; nothing else is."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

import pytest

from apps.cases.models import Case
from apps.household.models import Slip
from apps.household.services import issue_slip, revoke_slip
from apps.inspections import services
from apps.inspections.enums import AppointmentPurpose as Purpose
from apps.inspections.enums import AppointmentState as State
from apps.inspections.models import Appointment, AppointmentStep
from apps.inspections.rules.appointments import Slot
from apps.lib import clock
from apps.outbox.models import Message
from tests.factories.stages import make_staged_case
from tests.factories.world import World, later
from tests.household.changes import succeed
from tests.household.visitor import AT, Visitor, said

pytestmark = pytest.mark.django_db


def slot(day: int, hour: int = 9) -> Slot:
    starts = clock.local(later(day)).replace(hour=hour, minute=0)
    return Slot(starts, starts.replace(hour=hour + 2))


@pytest.fixture
def row(world: World, case: Case) -> Appointment:
    """陈样本 of the case's enterprise offers two mornings to measure."""
    with clock.at(AT):
        return services.offer_appointment(
            case_id=case.pk,
            by=world.chen,
            purpose=Purpose.SURVEY,
            officers="陈样本",
            minutes=40,
            slots=(slot(5), slot(6)),
        )


def hidden_of(page: str) -> dict[str, str]:
    found = {name: re.search(f'name="{name}" value="([^"]*)"', page) for name in ("version", "key")}
    return {name: each[1] for name, each in found.items() if each}


def filled(visitor: Visitor, path: str, at: datetime = AT, **values: Any) -> dict[str, Any]:
    return {**hidden_of(said(visitor.get(path, at))), **values}


def first_slot(row: Appointment) -> int:
    return row.slots.order_by("-offer", "starts")[0].pk


def test_it_is_the_households_to_choose_and_stands_on_its_first_page(
    visitor: Visitor, row: Appointment
) -> None:
    page = said(visitor.get("/my/"))
    assert "选一个复量上门的时间" in page
    assert slot(5).words in page
    assert "陈样本来复量，约 40 分钟" in page
    assert "现在不用您做什么" not in page


def test_a_time_is_chosen_with_the_slip_alone_and_recorded_so(visitor: Visitor, row: Appointment) -> None:
    path = "/my/visits/1/choose/"
    answer = visitor.post(path, **filled(visitor, path, slot=first_slot(row)))
    assert answer.url == "/my/visits/1/"
    row.refresh_from_db()
    assert (row.state, row.starts, row.channel) == (State.AGREED, slot(5).starts, "slip")
    step = AppointmentStep.objects.get(did="choose")
    assert (step.channel_label, step.by) == ("持凭条", "装修人本人（查询凭条）")
    page = said(visitor.get("/my/visits/1/"))
    assert "约好了" in page
    assert Message.objects.filter(kind="appointment.choose").count() == 1


def test_the_same_page_sent_twice_counts_once(visitor: Visitor, row: Appointment) -> None:
    path = "/my/visits/1/choose/"
    values = filled(visitor, path, slot=first_slot(row))
    answers = [visitor.post(path, **values) for _ in range(2)]
    assert [each.url for each in answers] == ["/my/visits/1/"] * 2
    assert AppointmentStep.objects.filter(did="choose").count() == 1


def test_choosing_nothing_is_asked_for_in_place(visitor: Visitor, row: Appointment) -> None:
    path = "/my/visits/1/choose/"
    answer = visitor.post(path, **filled(visitor, path))
    assert answer.status_code == 422
    assert "请选一个时间。" in said(answer)


def test_a_time_withdrawn_meanwhile_is_refused_with_the_new_ones(
    world: World, visitor: Visitor, row: Appointment
) -> None:
    path = "/my/visits/1/choose/"
    values = filled(visitor, path, slot=first_slot(row))
    with clock.at(AT):
        services.move_appointment(
            appointment_id=row.pk, by=world.chen, slots=(slot(7),), reason="设计师另有安排"
        )
    answer = visitor.post(path, **values)
    assert answer.status_code == 422
    assert "这个时段已经撤下" in said(answer)
    assert slot(7).words in said(answer)
    row.refresh_from_db()
    assert row.state == State.OFFERED


def test_another_time_is_asked_for_in_its_own_words(visitor: Visitor, row: Appointment) -> None:
    path = "/my/visits/1/other/"
    empty = visitor.post(path, **filled(visitor, path, words=" "))
    assert empty.status_code == 422
    visitor.post(path, **filled(visitor, path, words="周末都在家"))
    row.refresh_from_db()
    assert (row.state, row.wish) == (State.WISHED, "周末都在家")
    page = said(visitor.get("/my/"))
    assert "您要求另约时间" in page
    assert "“周末都在家”" in page


def test_nobody_need_come_without_a_reason(visitor: Visitor, row: Appointment, case: Case) -> None:
    path = "/my/visits/1/none/"
    visitor.post(path, **filled(visitor, path, words=""))
    row.refresh_from_db()
    was = case.status
    case.refresh_from_db()
    assert (row.state, case.status) == (State.DECLINED, was)
    assert "上门预约" not in said(visitor.get("/my/"))
    again = visitor.get("/my/visits/1/choose/")
    assert again.status_code == 409
    assert "不能再改" in said(again)


def test_the_hour_come_it_is_told_to_call(visitor: Visitor, row: Appointment) -> None:
    path = "/my/visits/1/choose/"
    visitor.post(path, **filled(visitor, path, slot=first_slot(row)))
    values = hidden_of(said(visitor.get("/my/visits/1/other/")))
    Appointment.objects.filter(pk=row.pk).update(starts=AT, ends=slot(5).ends)
    answer = visitor.post("/my/visits/1/other/", **values, words="改天")
    assert answer.status_code == 409
    assert "直接打电话" in said(answer)


def test_another_cases_appointment_is_no_page_of_this_slip(world: World, visitor: Visitor) -> None:
    other = make_staged_case(world, "submitted_plan", address="模拟新村9幢101室")
    with clock.at(AT):
        services.offer_appointment(
            case_id=other.pk, by=world.chen, purpose=Purpose.SURVEY, officers="陈样本", slots=(slot(5),)
        )
    assert visitor.get("/my/visits/1/choose/").status_code == 404
    assert "上门预约" not in said(visitor.get("/my/"))


@pytest.mark.parametrize("end", ["revoked", "succeeded"])
def test_a_former_slip_chooses_nothing(
    world: World, case: Case, slip: Slip, visitor: Visitor, row: Appointment, end: str
) -> None:
    path = "/my/visits/1/choose/"
    values = filled(visitor, path, slot=first_slot(row))
    with clock.at(AT):
        if end == "revoked":
            revoke_slip(case_id=case.pk, by=world.zhou, number=slip.number, reason="遗失")
        else:
            succeed(world, case)
    answer = visitor.post(path, **values)
    assert answer.url == "/my/ended/"
    row.refresh_from_db()
    assert row.state == State.OFFERED


def test_without_a_visit_it_leads_to_the_entrance(row: Appointment) -> None:
    assert Visitor().post("/my/visits/1/choose/", slot="1").url == "/my/enter/"


def test_a_new_holder_of_the_case_reads_no_words_of_the_former(
    world: World, case: Case, visitor: Visitor, row: Appointment
) -> None:
    path = "/my/visits/1/other/"
    visitor.post(path, **filled(visitor, path, words="要去医院，下周再来"))
    with clock.at(later(4)):
        succeed(world, case)
    with clock.at(later(5)):
        fresh = issue_slip(case_id=case.pk, by=world.zhou, holder="self")
    page = said(Visitor().opened_at(fresh, later(5)).get("/my/", later(5)))
    assert "另约时间" in page
    assert "医院" not in page
