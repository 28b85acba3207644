"""邮件提醒 to officials: by their choice, counts and links alone, on working days, once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from smtplib import SMTPServerDisconnected
from typing import Any

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.test import Client
from django.urls import reverse

from apps.audit.models import Event
from apps.audit.services import Subject
from apps.lib import clock
from apps.lib.actors import SYSTEM, Actor
from apps.lib.clock import SHANGHAI
from apps.lib.decisions import Refused
from apps.outbox.enums import JobStatus
from apps.outbox.models import Job, MailChoice, Message
from apps.outbox.services import Desk, ask_for_mails, choose_mail, mark_read, run_due_jobs, tell
from apps.pages.tasks import mails
from apps.programs.enums import DayKind
from apps.programs.models import CalendarDay, CalendarYear
from tests.factories.world import World, make_case, make_world, user_of

pytestmark = pytest.mark.django_db

HOME = "wang@example.cn"


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of September 2026, whose first is a Tuesday."""
    return datetime(2026, 9, day, hour, minute, tzinfo=SHANGHAI)


@pytest.fixture
def world(settings: Any) -> Iterator[World]:
    settings.EMAIL_HOST, settings.DEFAULT_FROM_EMAIL = "mail.example.cn", "chuwei@example.cn"
    settings.CSRF_TRUSTED_ORIGINS = ["https://cw.example.cn"]
    with clock.at(at(1, 12)):
        yield make_world()


def daily(by: Actor, hour: int = 8, *, since: datetime | None = None) -> MailChoice:
    with clock.at(since or at(1, 11)):
        return choose_mail(by=by, rhythm="daily", hour=hour, address=HOME)


def told(world: World, key: str, *, role: str = "district_clerk", matter: str = "") -> None:
    tell(
        to=[Desk(world.shangcheng.pk, role)],
        kind="t",
        title="上城-2026-0001 请办理",
        by=SYSTEM,
        key=key,
        subject=Subject("case", key),
        matter=matter,
    )


def round_at(moment: datetime, *, is_workday: bool = True) -> list[EmailMessage]:
    """Let the timer run, and the jobs; return every mail so far."""
    with clock.at(moment):
        ask_for_mails(is_workday=is_workday)
        run_due_jobs()
    return mail.outbox


def test_a_day_s_mail_has_counts_and_links_and_nothing_of_a_case(world: World) -> None:
    daily(world.wang)
    case = make_case(world, "received")
    told(world, "a", matter="work")
    told(world, "other desk", role="district_leader")

    [sent] = round_at(at(2, 8))

    assert (sent.to, sent.subject) == ([HOME], "【厨卫换新】2 条新消息")
    assert "上城区住房和城乡建设局 经办：2 条新消息，2 条要办" in sent.body
    assert "https://cw.example.cn/messages/" in sent.body
    for personal in (case.number, case.household.name, case.dwelling.address, "请办理"):
        assert str(personal) not in sent.body + sent.subject


def test_the_timer_may_run_as_often_as_it_likes(world: World) -> None:
    daily(world.wang)
    told(world, "a")

    for minute in (0, 10, 20):
        round_at(at(2, 8, minute))
    with clock.at(at(2, 15)):
        told(world, "b")
    assert len(round_at(at(2, 16))) == 1
    assert len(round_at(at(3, 8))) == 2


def test_not_before_the_hour_and_later_where_the_timer_slept(world: World) -> None:
    daily(world.wang, hour=9)
    told(world, "a")

    assert round_at(at(2, 8, 50)) == []
    assert len(round_at(at(2, 11))) == 1


def test_no_mail_on_days_of_rest_and_the_next_one_counts_them(world: World) -> None:
    daily(world.wang)
    with clock.at(at(5, 10)):
        told(world, "saturday")
        assert mails(None) == 0  # type: ignore[arg-type]
    assert round_at(at(6, 8), is_workday=False) == []
    [sent] = round_at(at(7, 8))
    assert "1 条新消息" in sent.subject


def test_a_sunday_that_is_worked_is_a_working_day(world: World) -> None:
    daily(world.wang)
    year, _ = CalendarYear.objects.get_or_create(year=2026)
    with clock.at(at(6, 8)):
        assert mails(None) == 0  # type: ignore[arg-type]
        CalendarDay.objects.create(year=year, day=at(6, 0).date(), kind=DayKind.MAKEUP, name="调休")
        assert mails(None) == 1  # type: ignore[arg-type]


def test_at_once_those_of_ten_minutes_are_one(world: World) -> None:
    choose_mail(by=world.wang, rhythm="at_once", hour=8, address=HOME)
    assert round_at(at(1, 12, 1)) == []
    with clock.at(at(1, 12, 3)):
        told(world, "a")
        told(world, "b")
    assert [each.subject for each in round_at(at(1, 12, 10))] == ["【厨卫换新】2 条新消息"]
    assert len(round_at(at(1, 12, 20))) == 1
    assert not Job.objects.filter(task="outbox.mail").exclude(status=JobStatus.DONE).exists()


def test_what_was_read_or_is_done_is_no_news(world: World) -> None:
    daily(world.wang)
    told(world, "a")
    told(world, "b")
    mark_read(by=world.wang)
    assert round_at(at(2, 8)) == []
    told(world, "c")
    Message.objects.update(done_at=clock.now())
    assert round_at(at(3, 8)) == []


def test_nothing_from_before_the_choice_is_counted(world: World) -> None:
    told(world, "old")
    daily(world.wang, since=at(1, 13))
    assert round_at(at(2, 8)) == []


def test_a_server_that_refuses_is_asked_again_and_sends_once(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    daily(world.wang)
    told(world, "a")
    send = EmailMessage.send

    def away(_mail: EmailMessage) -> int:
        raise SMTPServerDisconnected("away")

    monkeypatch.setattr(EmailMessage, "send", away)
    assert round_at(at(2, 8)) == []
    assert MailChoice.objects.get().sent_on is None
    monkeypatch.setattr(EmailMessage, "send", send)
    assert len(round_at(at(2, 8, 30))) == 1


def test_a_mail_that_may_have_gone_is_not_sent_again(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    daily(world.wang)
    told(world, "a")

    def dies(_mail: EmailMessage) -> int:
        raise ValueError("the worker dies")

    monkeypatch.setattr(EmailMessage, "send", dies)
    round_at(at(2, 8))
    monkeypatch.undo()
    assert round_at(at(2, 9)) == []
    assert Job.objects.get(task="outbox.mail").summary == "上一次发送时中断，不再发"


def test_without_a_mail_server_nothing_is_asked_for(world: World, settings: Any) -> None:
    daily(world.wang)
    told(world, "a")
    settings.EMAIL_HOST = ""
    assert round_at(at(2, 8)) == []
    assert not Job.objects.filter(task="outbox.mail").exists()


def test_who_left_is_sent_nothing(world: World) -> None:
    daily(world.wang)
    told(world, "a")
    user = user_of(world.wang)
    user.is_active = False
    user.save()
    assert round_at(at(2, 8)) == []


def test_the_choice_stands_in_the_record_without_the_address(world: World) -> None:
    row = daily(world.wang)
    event = Event.objects.get(action="mail.chosen")
    assert HOME not in event.facts
    assert HOME.encode() not in bytes(row.address_encrypted)
    choose_mail(by=world.wang, rhythm="none", hour=8)
    assert MailChoice.objects.get().address_encrypted.text() == ""


@pytest.mark.parametrize(
    ("said", "field"), [({"address": " "}, "address"), ({"hour": 23}, "hour"), ({"hour": 6}, "hour")]
)
def test_what_cannot_be_meant_is_refused(world: World, said: dict[str, Any], field: str) -> None:
    with pytest.raises(Refused) as refused:
        choose_mail(by=world.wang, **{"rhythm": "daily", "hour": 8, "address": HOME, **said})
    assert refused.value.field == field


def test_the_page_keeps_what_was_typed_and_is_one_s_own(world: World, settings: Any) -> None:
    client, other = Client(), Client()
    client.force_login(user_of(world.wang))
    other.force_login(user_of(world.shen))
    url = reverse("outbox:mail")

    wrong = client.post(url, {"rhythm": "daily", "hour": "9", "address": "wang@"})
    assert wrong.status_code == 422
    assert "wang@" in wrong.content.decode()
    assert "请填写邮箱" in client.post(url, {"rhythm": "at_once", "hour": "9"}).content.decode()
    assert client.post(url, {"rhythm": "daily", "hour": "9", "address": HOME})["Location"] == url
    assert HOME in client.get(url).content.decode()
    assert HOME not in other.get(url).content.decode()
    settings.EMAIL_HOST = ""
    assert "没有配置邮件服务器" in client.get(url).content.decode()


def test_a_server_without_a_sender_is_refused(world: World, settings: Any) -> None:
    settings.DEFAULT_FROM_EMAIL = ""
    with pytest.raises(SystemCheckError, match="E004"):
        call_command("check")


def test_mails_of_a_slot_are_asked_for_once(world: World) -> None:
    daily(world.wang)
    with clock.at(at(2, 8)):
        ask_for_mails(is_workday=True)
        ask_for_mails(is_workday=True)
    with clock.at(at(2, 8) + timedelta(minutes=10)):
        ask_for_mails(is_workday=True)
    assert Job.objects.filter(task="outbox.mail").count() == 1
