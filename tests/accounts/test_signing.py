"""Signing in, out, and acting in one of one's own roles."""

from __future__ import annotations

import re
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from axes.models import AccessAttempt, AccessFailureLog
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.sessions.backends.db import SessionStore
from django.core.management import call_command
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse

from apps.accounts.services.addresses import client_address
from apps.audit.queries import timeline
from apps.lib import clock
from apps.lib.actors import SYSTEM
from apps.orgs.enums import Role
from apps.orgs.middleware import SESSION_KEY
from apps.orgs.models import Membership, User
from apps.orgs.services import appoint
from tests.accounts.conftest import SignIn
from tests.factories.world import NOON, PASSWORD, SINCE, World, user_of

pytestmark = pytest.mark.django_db


def test_the_right_password_opens_the_workbench(client: Client, world: World) -> None:
    answer = client.post(reverse("accounts:login"), {"username": "zhou", "password": PASSWORD})
    assert answer.status_code == 302
    assert answer["Location"] == reverse("pages:workbench")


def test_a_wrong_password_is_refused_in_chinese_and_keeps_the_name(client: Client, world: World) -> None:
    answer = client.post(reverse("accounts:login"), {"username": "zhou", "password": "wrong"})
    page = answer.content.decode()
    assert "账号或密码不对" in page
    assert 'value="zhou"' in page


def test_an_unknown_account_gets_the_same_answer(client: Client, world: World) -> None:
    page = client.post(reverse("accounts:login"), {"username": "nobody", "password": "x"}).content.decode()
    assert "账号或密码不对" in page


def test_an_account_without_password_cannot_sign_in(client: Client, world: World) -> None:
    User.objects.create(username="leer", name="空示例", password="!")
    page = client.post(reverse("accounts:login"), {"username": "leer", "password": ""}).content.decode()
    assert "leer" in page


def test_a_stranger_is_sent_to_the_sign_in_page(client: Client, world: World) -> None:
    answer = client.get(reverse("pages:workbench"))
    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("accounts:login"))


def test_switching_takes_only_a_role_of_ones_own(client: Client, world: World) -> None:
    user = user_of(world.wang)
    second = appoint(
        by=SYSTEM, user=user, organisation=world.shangcheng, role=Role.DISTRICT_REVIEWER, valid_from=SINCE
    )
    client.force_login(user)
    before = client.session.session_key
    client.post(reverse("accounts:switch-post"), {"membership": second.pk})
    assert client.session[SESSION_KEY] == second.pk
    assert client.session.session_key != before, "another post, another session key"
    foreign = Membership.objects.get(user=user_of(world.xi))
    client.post(reverse("accounts:switch-post"), {"membership": foreign.pk})
    assert client.session[SESSION_KEY] == second.pk


# --- Fixation and enumeration ---


def test_a_session_planted_before_signing_in_is_worthless_after(
    client: Client, world: World, sign_in: SignIn
) -> None:
    planted = SessionStore()
    planted["planted"] = "yes"
    planted.create()
    client.cookies[settings.SESSION_COOKIE_NAME] = planted.session_key

    sign_in(client, "zhou")

    assert client.session.session_key != planted.session_key
    assert not SessionStore(planted.session_key).get("_auth_user_id")


def test_nothing_tells_an_account_from_none(client: Client, world: World, sign_in: SignIn) -> None:
    User.objects.create(username="tuixiu", name="退示例", is_active=False, password=make_password(PASSWORD))
    pages = [
        sign_in(Client(), name, password).content.decode()
        for name, password in (("zhou", "wrong"), ("wu-ci-ren", "wrong"), ("tuixiu", PASSWORD))
    ]
    messages = {re.findall(r"账号或密码不对[^<]*", page)[0] for page in pages}
    assert len(messages) == 1


# --- Lock-out ---


def locked(answer: HttpResponse) -> bool:
    """Whether the sign-in page says that signing in is suspended."""
    return answer.status_code == 429 and "暂停登录" in answer.content.decode()


def test_five_failures_lock_the_account_at_that_address(world: World, sign_in: SignIn) -> None:
    answers = [sign_in(Client(), "zhou", "wrong") for _ in range(5)]

    assert [locked(answer) for answer in answers] == [False] * 4 + [True]
    assert locked(sign_in(Client(), "zhou")), "the right password does not open it either"
    assert not locked(sign_in(Client(), "zhou", address="203.0.113.8")), "elsewhere the owner gets in"
    assert not locked(sign_in(Client(), "wang")), "a colleague at the same address is not locked out"


def test_the_page_says_when_to_try_again_and_not_whether_there_is_such_an_account(
    world: World, sign_in: SignIn
) -> None:
    for name in ("zhou", "wu-ci-ren"):
        for _ in range(5):
            answer = sign_in(Client(), name, "wrong")
        page = answer.content.decode()
        assert "15 分钟后（12:15）" in page
        assert name in page, "what was typed stays"
    assert page.replace("wu-ci-ren", "zhou").count("暂停登录") == 2


def test_after_the_cool_off_one_may_try_again(world: World, sign_in: SignIn) -> None:
    for _ in range(5):
        sign_in(Client(), "zhou", "wrong")
    with clock.at(NOON + timedelta(minutes=14)):
        assert locked(sign_in(Client(), "zhou"))
    with clock.at(NOON + timedelta(minutes=16)):
        assert sign_in(Client(), "zhou").status_code == 302


def test_a_success_forgets_the_failures_before_it(world: World, sign_in: SignIn) -> None:
    for _ in range(4):
        sign_in(Client(), "zhou", "wrong")
    assert sign_in(Client(), "zhou").status_code == 302
    assert not locked(sign_in(Client(), "zhou", "wrong"))


def test_failures_from_many_addresses_lock_the_account_everywhere(
    world: World, sign_in: SignIn, settings: Any
) -> None:
    settings.LOGIN_FAILURE_LIMIT_ANYWHERE = 8
    for number in range(8):
        answer = sign_in(Client(), "zhou", "wrong", address=f"198.51.100.{number}")

    assert locked(answer)
    assert locked(sign_in(Client(), "zhou", address="203.0.113.99"))


def test_a_lock_out_stands_in_the_record_once_and_can_be_lifted(world: World, sign_in: SignIn) -> None:
    for _ in range(8):
        sign_in(Client(), "zhou", "wrong")
    user = user_of(world.zhou)
    told = [event.action for event in timeline("user", user.pk)]
    assert told.count("user.locked_out") == 1

    call_command("unlock_account", "zhou", "--reason", "本人来电", stdout=StringIO())

    assert sign_in(Client(), "zhou").status_code == 302
    assert timeline("user", user.pk)[0].action == "user.unlocked"


def test_what_was_typed_as_account_is_kept_nowhere(world: World, sign_in: SignIn) -> None:
    sign_in(Client(), "Ich-Tippe-Mein-Passwort", "wrong")

    rows = [*AccessAttempt.objects.values_list(), *AccessFailureLog.objects.values_list()]
    assert len(rows) == 2
    assert "Tippe" not in str(rows)


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, "198.51.100.1", "203.0.113.7"),
        (1, "198.51.100.1", "198.51.100.1"),
        (1, "10.9.9.9, 198.51.100.1", "198.51.100.1"),
        (2, "10.9.9.9, 198.51.100.1, 10.0.0.2", "198.51.100.1"),
        (2, "198.51.100.1", "203.0.113.7"),
        (1, "nonsense", None),
    ],
)
def test_only_own_proxies_are_believed(
    settings: Any, rf: RequestFactory, proxies: int, forwarded: str, address: str | None
) -> None:
    settings.TRUSTED_PROXY_COUNT = proxies
    request = rf.get("/", REMOTE_ADDR="203.0.113.7", HTTP_X_FORWARDED_FOR=forwarded)
    assert client_address(request) == address


def test_a_forged_header_opens_no_new_attempts(world: World, sign_in: SignIn) -> None:
    for number in range(5):
        answer = Client().post(
            reverse("accounts:login"),
            {"username": "zhou", "password": "wrong"},
            REMOTE_ADDR="203.0.113.7",
            HTTP_X_FORWARDED_FOR=f"198.51.100.{number}",
        )
    assert locked(answer)
