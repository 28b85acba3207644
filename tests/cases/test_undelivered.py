"""没有送到的短信: a list to mend at the street's desk; nothing is lost, nothing sent twice."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from apps.cases.enums import CorrectionKind, TextFault, TextMended
from apps.cases.models import Case, Household, UndeliveredText
from apps.cases.queries.undelivered import undelivered, undelivered_count
from apps.cases.services import correct_facts, resend_texts, tell_otherwise
from apps.cases.services.texts import text_household
from apps.lib import clock
from apps.lib.actors import SYSTEM
from apps.lib.contacts import MENDED_BY
from apps.lib.decisions import Refused
from apps.outbox.enums import MessageState
from apps.outbox.models import Job, Message
from apps.outbox.services import cancel_job, end_stuck, run_due_jobs
from tests.factories import texts as factory
from tests.factories.gateway import GatewayServer, serving
from tests.factories.people import phone
from tests.factories.world import NOON, World, later, make_case, user_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def gateway(settings: Any) -> Iterator[GatewayServer]:
    with serving() as kept:
        settings.MESSAGE_ADAPTER, settings.MESSAGE_GATEWAY_URL = "http", kept.url
        settings.MESSAGE_GATEWAY_SECRET = "test-only-secret-of-the-gateway-0123456789"
        yield kept


def run_all(until: int = 1) -> None:
    """Let the jobs run with all their tries."""
    for _ in range(8):
        job = Job.objects.filter(status__in=["queued", "waiting"]).order_by("run_after").first()
        if job is None:
            return
        with clock.at(max(job.run_after, NOON)):
            run_due_jobs()


def failed(world: World, gateway: GatewayServer, answers: list[int]) -> tuple[Case, UndeliveredText]:
    gateway.answers = answers
    case = make_case(world, "received")
    run_all()
    return case, UndeliveredText.objects.get(case=case)


# --- how it comes there ---


@pytest.mark.parametrize(
    ("answers", "fault", "tries"),
    [
        ([422], TextFault.NUMBER, 1),
        ([400], TextFault.REFUSED, 1),
        ([503] * 6, TextFault.NO_ANSWER, 6),
    ],
)
def test_each_fault_is_listed_with_its_reason(
    world: World, gateway: GatewayServer, answers: list[int], fault: TextFault, tries: int
) -> None:
    _, row = failed(world, gateway, answers)

    assert (row.fault, row.event, len(gateway.received)) == (fault, "receive", tries)
    assert row.reason
    assert [line.case.pk for line in undelivered(world.zhou)[0]] == [row.case_id]


def test_a_text_that_got_through_is_on_no_list(world: World, gateway: GatewayServer) -> None:
    make_case(world, "received")
    run_all()

    assert not UndeliveredText.objects.exists()


def test_a_landline_is_listed_and_asked_of_no_gateway(world: World, gateway: GatewayServer) -> None:
    case = make_case(world, "received", phone="0571-00000017")
    run_all()

    row = UndeliveredText.objects.get(case=case)
    assert (row.fault, gateway.received) == (TextFault.NO_MOBILE, [])
    assert "打电话" in undelivered(world.zhou)[0][0].advice


def test_a_text_whose_job_was_cancelled_is_not_lost(world: World, gateway: GatewayServer) -> None:
    make_case(world, "received")
    cancel_job(job_id=Job.objects.get().pk, by=world.sheng, reason="误点")
    with clock.at(later(1)):
        assert (end_stuck(), end_stuck()) == (1, 0)
    assert UndeliveredText.objects.get().fault is TextFault.NO_ANSWER


def test_a_text_that_a_job_still_sends_is_not_given_up(world: World, gateway: GatewayServer) -> None:
    make_case(world, "received")
    with clock.at(later(1)):
        assert end_stuck() == 0


def test_a_code_that_did_not_arrive_is_on_no_list(world: World) -> None:
    case = make_case(world, "received")
    message = factory.queued(case)
    Message.objects.filter(pk=message.pk).update(text="验证码 ······")
    end_stuck()

    assert Message.objects.get(pk=message.pk).state == MessageState.FAILED
    assert not UndeliveredText.objects.exists()
    assert "case" in MENDED_BY


# --- sent again ---


def test_a_gateway_that_took_it_without_an_answer_has_it_once(world: World, gateway: GatewayServer) -> None:
    case, row = failed(world, gateway, [500] * 6)
    assert resend_texts(case_id=case.pk, by=world.zhou, texts=[str(row.message_id)]) == 1
    run_all()

    assert (len(gateway.received), len(gateway.sent)) == (7, 1)
    row.refresh_from_db()
    assert (row.mended, row.ended_by) == (TextMended.RESENT, world.zhou.signature)
    assert undelivered(world.zhou)[0] == []


def test_to_another_number_it_goes_as_another_text(world: World, gateway: GatewayServer) -> None:
    case, row = failed(world, gateway, [422])
    correct_facts(
        case_id=case.pk, by=world.zhou, kind=CorrectionKind.FACT, changes={"phone": phone(999)}, reason="错号"
    )
    resend_texts(case_id=case.pk, by=world.zhou, texts=[str(row.message_id)])
    run_all()

    assert len(gateway.sent) == 2


def test_what_fails_again_is_listed_again(world: World, gateway: GatewayServer) -> None:
    case, row = failed(world, gateway, [400])
    gateway.answers = [400]
    resend_texts(case_id=case.pk, by=world.zhou, texts=[str(row.message_id)])
    run_all()

    assert [line.texts for line in undelivered(world.zhou)[0]] == [(row,)]


def test_a_second_press_sends_nothing_more(world: World, gateway: GatewayServer) -> None:
    case, row = failed(world, gateway, [400])
    resend_texts(case_id=case.pk, by=world.zhou, texts=[str(row.message_id)])
    with pytest.raises(Refused, match="刚刚有人处理过"):
        resend_texts(case_id=case.pk, by=world.wang, texts=[str(row.message_id)])
    run_all()

    assert len(gateway.received) == 2


def test_a_number_that_takes_no_texts_is_put_right_first(world: World, gateway: GatewayServer) -> None:
    case = make_case(world, "received", phone="0571-00000017")
    run_all()
    row = UndeliveredText.objects.get(case=case)
    with pytest.raises(Refused, match="先更正电话"):
        resend_texts(case_id=case.pk, by=world.zhou, texts=[str(row.message_id)])


def test_another_case_s_text_is_not_sent_with_it(world: World, gateway: GatewayServer) -> None:
    _, row = failed(world, gateway, [400])
    other = make_case(world, "received", address="样本路2号1幢1单元102室", id_number="")
    factory.undelivered(other, message_id=uuid4())
    with pytest.raises(Refused, match="刚刚有人处理过"):
        resend_texts(case_id=other.pk, by=world.zhou, texts=[str(row.message_id)])


def test_what_was_written_to_the_household_before_is_not_sent_to_the_next(
    world: World, gateway: GatewayServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    case, row = failed(world, gateway, [400])
    monkeypatch.setattr("apps.cases.services.undelivered.succeeded_at", lambda _case: later(1))
    with pytest.raises(Refused, match="原装修人"):
        resend_texts(case_id=case.pk, by=world.zhou, texts=[str(row.message_id)])


# --- told otherwise, and who ---


def test_told_by_telephone_it_is_off_the_list(world: World) -> None:
    row = factory.undelivered(make_case(world, "received"))
    tell_otherwise(case_id=row.case_id, by=world.zhou, texts=[str(row.message_id)], how="phone")

    assert undelivered_count(world.zhou, most=9) == 0
    assert Message.objects.get(pk=row.message_id).state == MessageState.FAILED


def test_only_the_desk_of_the_case_sees_and_mends(world: World) -> None:
    row = factory.undelivered(make_case(world, "received"))

    assert [undelivered_count(who, most=9) for who in (world.zhou, world.wang)] == [1, 1]
    strangers = (world.xi, world.yan, world.chen, world.shi, world.shenji)
    assert [undelivered_count(who, most=9) for who in strangers] == [0] * len(strangers)
    with pytest.raises(Case.DoesNotExist):
        tell_otherwise(case_id=row.case_id, by=world.xi, texts=[str(row.message_id)], how="phone")


def page(world: World, persona: str, name: str, **kwargs: Any) -> Any:
    client = Client()
    client.force_login(user_of(world.people[persona]))
    return client.get(reverse(name, kwargs=kwargs))


def test_the_list_shows_no_number_and_the_workbench_counts(world: World) -> None:
    case = make_case(world, "received")
    factory.undelivered(case)
    number = Household.objects.get(case=case).phone_encrypted.text()

    listed = page(world, "zhou", "cases:undelivered").content.decode()
    assert "发送中断" in listed
    assert number not in listed
    assert reverse("cases:correct", kwargs={"pk": case.pk}) in listed
    assert "短信没有送到的住户" in page(world, "zhou", "pages:workbench").content.decode()
    assert page(world, "yan", "cases:undelivered").status_code == 403


def test_what_a_case_never_had_is_not_offered(world: World) -> None:
    case = make_case(world, "received")
    with pytest.raises(Refused):
        tell_otherwise(case_id=case.pk, by=world.zhou, texts=[str(uuid4())], how="phone")
    assert text_household(case=case, event="letter", by=SYSTEM, key="off") == 0
