"""Who is told what, once: desks in their inbox, households by telephone when that is on."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.test import Client
from django.urls import reverse

from apps.audit.services import Subject
from apps.cases.enums import DefectKind
from apps.cases.models import Case
from apps.cases.services import ReturnItem, file_case, return_case
from apps.lib import clock
from apps.lib.actors import SYSTEM
from apps.outbox import services
from apps.outbox.enums import MessageState
from apps.outbox.models import Job, Message
from apps.outbox.queries import inbox, unread_count
from tests.factories.gateway import GatewayServer, serving
from tests.factories.world import NOON, World, make_case, make_world, user_of

pytestmark = pytest.mark.django_db

SECRET = "test-only-secret-of-the-gateway-0123456789"


@pytest.fixture
def world() -> Iterator[World]:
    with clock.at(NOON):
        yield make_world()


def titles(world: World, persona: str) -> list[str]:
    rows = Message.objects.for_desk(world.people[persona]).order_by("created_at", "pk")
    return [row.title.split(" ", 1)[1] for row in rows]


# --- desks ---


def test_a_move_tells_the_next_desks_and_not_its_own(world: World) -> None:
    case = make_case(world, "received")

    assert titles(world, "wang") == titles(world, "shen") == titles(world, "ling") == ["受理"]
    assert titles(world, "zhou") == []
    assert titles(world, "xi") == []

    file_case(case_id=case.pk, by=world.wang)
    assert titles(world, "zhou") == ["备案"]


def test_a_message_from_before_the_case_page_moved_still_leads_there(world: World) -> None:
    case = make_case(world, "received")
    Message.objects.for_desk(world.wang).update(page="cases:case")
    moving = import_module("apps.outbox.migrations.0006_case_page_moved")

    moving.renamed(moving.OLD, moving.NEW)(apps, None)

    assert [letter.url for thread in inbox(world.wang).threads for letter in thread.letters] == [
        reverse("cases:case", args=[case.pk])
    ]


def test_papers_sent_back_are_told_to_the_street(world: World) -> None:
    case = make_case(world, "received")
    return_case(case_id=case.pk, by=world.wang, items=[ReturnItem("phone", DefectKind.WRONG, "看不清")])

    assert titles(world, "zhou") == ["退回补正"]


def tell_wang(key: str = "a") -> int:
    """Tell 王演示's desk of a matter."""
    return services.tell(
        to=[services.Desk(3, "district_clerk"), services.Person(7)],
        kind="t",
        title="上城 请办理",
        by=SYSTEM,
        key=key,
        subject=Subject("case", "1"),
    )


def test_the_same_matter_is_told_once() -> None:
    assert [tell_wang(), tell_wang(), tell_wang("b")] == [2, 0, 2]
    assert Message.objects.count() == 4


def test_a_message_names_no_number() -> None:
    with pytest.raises(ValueError, match="personal"):
        services.tell(
            to=[services.Person(1)],
            kind="t",
            title="请联系 13900000001",
            by=SYSTEM,
            key="x",
            subject=Subject("case", "1"),
        )


# --- the inbox ---


def signed_in(world: World, persona: str) -> Client:
    client = Client()
    client.force_login(user_of(world.people[persona]))
    return client


def test_the_bell_counts_what_this_person_has_not_opened(world: World) -> None:
    case = make_case(world, "received")
    message = Message.objects.for_desk(world.wang).get()
    assert (unread_count(world.wang), unread_count(world.zhou)) == ("1", "")

    answer = signed_in(world, "wang").post(reverse("outbox:message", args=[message.pk]))

    assert answer["Location"] == reverse("cases:case", args=[case.pk])
    assert unread_count(world.wang) == ""
    assert unread_count(world.shen) == "1"


def test_the_inbox_shows_the_messages_and_marks_them_all(world: World) -> None:
    make_case(world, "received")
    client = signed_in(world, "wang")

    page = client.get(reverse("outbox:inbox")).content.decode()
    assert "请备案。" in page
    assert "未读" in page
    client.post(reverse("outbox:read-all"))
    assert "未读" not in client.get(reverse("outbox:inbox")).content.decode()


def told(world: World, times: int, to: services.Desk | services.Person | None = None) -> None:
    """Tell the desk of 王演示, or somebody, so many things, one a second."""
    for number in range(times):
        with clock.at(NOON + timedelta(seconds=number)):
            services.tell(
                to=[to or services.Desk(world.shangcheng.pk, "district_clerk")],
                kind="t",
                title=f"上城 请办理第 {number} 件",
                by=SYSTEM,
                key=f"told:{to}:{number}",
                subject=Subject("t", "1"),
            )


def test_the_bell_counts_no_further_than_ninety_nine(
    world: World, django_assert_num_queries: Callable[[int], Any]
) -> None:
    told(world, 105)
    with django_assert_num_queries(1):
        assert unread_count(world.wang) == "99+"


def test_the_bell_counts_the_desk_s_and_the_person_s(world: World) -> None:
    told(world, 2)
    told(world, 3, services.Person(world.wang.user_id or 0))
    assert (unread_count(world.wang), unread_count(world.zhou)) == ("5", "")


def test_the_bell_says_that_older_ones_may_be_unread(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("apps.outbox.queries.LOOKED_AT", 3)
    told(world, 4)
    assert unread_count(world.wang) == "3+"


def test_older_messages_follow_page_by_page_each_once(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("apps.outbox.queries.LISTED", 2)
    told(world, 3)
    told(world, 2, services.Person(world.wang.user_id or 0))
    client, seen, url = signed_in(world, "wang"), [], reverse("outbox:inbox")
    while url:
        page = client.get(url).content.decode()
        seen += re.findall(r"请办理第 (\d) 件", page)
        onward = re.search(r'href="([^"]+)" rel="next"', page)
        url = onward[1] if onward else ""
    assert sorted(seen) == ["0", "0", "1", "1", "2"]


def test_a_message_of_another_desk_is_no_place_to_go_on_from(world: World) -> None:
    told(world, 1)
    strange = Message.objects.get(kind="t").pk
    assert signed_in(world, "zhou").get(reverse("outbox:inbox"), {"after": strange}).status_code == 200


# --- text messages ---


@pytest.fixture
def gateway(settings: Any) -> Iterator[GatewayServer]:
    with serving() as kept:
        settings.MESSAGE_ADAPTER = "http"
        settings.MESSAGE_GATEWAY_URL = kept.url
        settings.MESSAGE_GATEWAY_SECRET = SECRET
        yield kept


def texted() -> Message:
    return Message.objects.get(kind="household.receive")


def test_without_a_gateway_no_household_is_written_to(world: World) -> None:
    make_case(world, "received")

    assert not Message.objects.filter(channel="sms").exists()
    assert not Job.objects.exists()


def test_a_household_is_told_with_the_street_s_telephone(world: World, gateway: GatewayServer) -> None:
    case = make_case(world, "received")
    services.run_due_jobs()

    headers, body = gateway.received[0]
    content = json.loads(body)
    assert content["to"] == own_phone(case)
    assert (case.number or "") in content["text"]
    assert "0571-00000001" in content["text"]
    expected = hmac.new(SECRET.encode(), headers["X-Timestamp"].encode() + b"." + body, hashlib.sha256)
    assert headers["X-Signature"] == f"sha256={expected.hexdigest()}"
    message = texted()
    assert (message.state, message.gateway_id, message.attempts) == (MessageState.SENT, "g-1", 1)
    assert content["id"] == headers["Idempotency-Key"] == str(message.pk)


def own_phone(case: Case) -> str:
    from apps.cases.tasks import phone_of

    return phone_of(str(case.pk))


def test_numbers_stand_neither_in_jobs_nor_in_messages_nor_in_logs(
    world: World, gateway: GatewayServer, caplog: pytest.LogCaptureFixture
) -> None:
    case = make_case(world, "received")
    gateway.answers = [500]
    services.run_due_jobs()

    number = own_phone(case)
    rows = str([*Job.objects.values(), *Message.objects.values()])
    assert number not in rows
    assert number not in caplog.text


def test_a_gateway_that_does_not_answer_is_asked_again_under_the_same_token(
    world: World, gateway: GatewayServer
) -> None:
    make_case(world, "received")
    gateway.answers = [503, 429]
    for _ in range(3):
        job = Job.objects.get()
        with clock.at(max(job.run_after, NOON)):
            services.run_due_jobs()

    assert len(gateway.received) == 3
    assert len(gateway.sent) == 1
    assert (texted().state, texted().attempts) == (MessageState.SENT, 3)


@pytest.mark.parametrize("status", [400, 302])
def test_a_refusal_of_the_gateway_is_final(world: World, gateway: GatewayServer, status: int) -> None:
    make_case(world, "received")
    gateway.answers = [status]
    services.run_due_jobs()

    assert (texted().state, texted().error_text) == (MessageState.FAILED, f"短信网关拒收（{status}）")
    assert Job.objects.get().status == "failed"
    assert len(gateway.received) == 1


def test_a_message_that_never_gets_through_ends_as_failed(world: World, gateway: GatewayServer) -> None:
    make_case(world, "received")
    gateway.answers = [500] * 10
    for _ in range(6):
        with clock.at(max(Job.objects.get().run_after, NOON)):
            services.run_due_jobs()

    assert texted().state == MessageState.FAILED
    assert Job.objects.get().error_text.startswith("短信网关暂时不能接收（500）；已试 6 次")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"MESSAGE_ADAPTER": "fax"}, "E001"),
        ({"MESSAGE_ADAPTER": "http", "MESSAGE_GATEWAY_URL": "http://sms.example"}, "E002"),
        ({"MESSAGE_ADAPTER": "http", "MESSAGE_GATEWAY_SECRET": "short"}, "E003"),
    ],
)
def test_an_open_line_or_a_weak_secret_is_refused(changes: dict[str, str], code: str, settings: Any) -> None:
    for name, value in {
        "MESSAGE_GATEWAY_URL": "https://sms.example",
        "MESSAGE_GATEWAY_SECRET": SECRET,
        **changes,
    }.items():
        setattr(settings, name, value)
    with pytest.raises(SystemCheckError, match=code):
        call_command("check")
