"""What a household is texted of a visit: on the right day, and again only while it holds."""

from __future__ import annotations

from typing import Any

import pytest

from apps.cases.models import Case, UndeliveredText
from apps.cases.services import resend_texts
from apps.inspections import services
from apps.inspections.enums import Channel
from apps.inspections.models import Appointment
from apps.lib import clock
from apps.lib.actors import SYSTEM
from apps.lib.decisions import Refused
from apps.outbox.enums import MessageState
from apps.outbox.models import Job, Message
from apps.outbox.services import run_due_jobs
from tests.factories.appointments import DONE, at, offer, slot
from tests.factories.works import make_works_case
from tests.factories.world import NOON, World, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    with clock.at(NOON):
        return make_world()


@pytest.fixture
def case(world: World) -> Case:
    return make_works_case(world, "attempt")


@pytest.fixture
def row(world: World, case: Case, settings: Any) -> Appointment:
    """An acceptance agreed for the 20th day, texts being on."""
    settings.MESSAGE_ADAPTER = "console"
    return offer(world, case, slot(20), agreed_by=Channel.PHONE)


def told(event: str) -> Message:
    return Message.objects.get(kind=f"household.{event}")


def undelivered(case: Case, event: str) -> UndeliveredText:
    """Let a text that was written end on the list, as a gateway's refusal leaves it."""
    message = told(event)
    Message.objects.filter(pk=message.pk).update(state=MessageState.FAILED)
    return UndeliveredText.objects.create(
        message_id=message.pk,
        case=case,
        event=event,
        text=message.text,
        code="refused",
        reason="网关没有收下",
        phone_index=case.household.phone_index,
        written_at=message.created_at,
        failed_at=message.created_at,
    )


def test_a_late_worker_reminds_nobody_of_the_wrong_day(row: Appointment) -> None:
    with clock.at(at(20, 8)):
        run_due_jobs()
    assert not Message.objects.filter(kind="household.appointment_tomorrow").exists()


def test_a_reminder_that_waits_past_its_day_is_not_sent(row: Appointment) -> None:
    with clock.at(at(19, 10)):
        assert services.remind_appointment(appointment_id=row.pk, version=row.version, by=SYSTEM) == (
            "已提醒住户"
        )
    with clock.at(at(20, 0)):
        run_due_jobs()
    assert told("appointment_tomorrow").state == MessageState.SUPPRESSED


def test_a_reminder_is_sent_again_on_its_day_alone(world: World, case: Case, row: Appointment) -> None:
    with clock.at(at(19, 10)):
        run_due_jobs()
    failed = undelivered(case, "appointment_tomorrow")
    with clock.at(at(20, 8)), pytest.raises(Refused) as why:
        resend_texts(case_id=case.pk, by=world.zhou, texts=[str(failed.message_id)])
    assert why.value.code == "outdated"
    with clock.at(at(19, 12)):
        assert resend_texts(case_id=case.pk, by=world.zhou, texts=[str(failed.message_id)]) == 1
    job = Job.objects.filter(task="outbox.deliver").latest("created_at")
    assert job.args["until"] == at(20, 0).isoformat()


def test_a_time_that_was_moved_is_not_texted_again(world: World, case: Case, row: Appointment) -> None:
    with clock.at(DONE):
        run_due_jobs()
    failed = undelivered(case, "appointment_agreed")
    with clock.at(DONE):
        services.move_appointment(
            appointment_id=row.pk, by=world.yan, slots=(slot(22),), reason="另有安排", agreed_by=Channel.PHONE
        )
    with clock.at(at(18)), pytest.raises(Refused) as why:
        resend_texts(case_id=case.pk, by=world.zhou, texts=[str(failed.message_id)])
    assert (why.value.field, why.value.code) == ("texts", "outdated")
    assert UndeliveredText.objects.get(pk=failed.pk).ended_at is None


def test_a_time_that_stands_is_texted_again_to_another_number_too(
    world: World, case: Case, row: Appointment
) -> None:
    with clock.at(DONE):
        run_due_jobs()
    failed = undelivered(case, "appointment_agreed")
    UndeliveredText.objects.filter(pk=failed.pk).update(phone_index="another")
    with clock.at(at(18)):
        assert resend_texts(case_id=case.pk, by=world.zhou, texts=[str(failed.message_id)]) == 1
    again = Message.objects.filter(kind="household.appointment_agreed").latest("created_at")
    assert again.pk != failed.message_id
    assert again.key.startswith(f"appointment:{row.pk}:{row.version}|")
