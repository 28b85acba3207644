"""One-time codes: setting up, signing in, guessing, replaying, recovering, resetting."""

from __future__ import annotations

import re
from base64 import b32decode
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from apps.accounts.models import RecoveryCode, SecondFactor
from apps.accounts.services import factor
from apps.audit.queries import timeline
from apps.lib import clock
from apps.lib.actors import SYSTEM
from apps.lib.decisions import Refused
from apps.orgs.models import User
from tests.accounts.conftest import SignIn
from tests.factories.world import NOON, World, user_of

pytestmark = pytest.mark.django_db


def code_of(secret: bytes, seconds: int = 0) -> str:
    """Return what an authenticator shows so many seconds after the clock."""
    with clock.at(clock.wall() + timedelta(seconds=seconds)):
        return f"{factor.totp_at(secret).token():06d}"


@pytest.fixture
def secret(world: World) -> bytes:
    """王演示's authenticator, set up this morning."""
    made = factor.new_secret()
    with clock.at(NOON - timedelta(hours=3)):
        factor.enrol(user=user_of(world.wang), secret=made, typed=code_of(made), by=world.wang)
    return made


def test_a_required_person_sees_nothing_before_setting_up(world: World, settings: Any) -> None:
    settings.SECOND_FACTOR = "bureau"
    client = Client()
    client.force_login(user_of(world.wang))
    for name in ("pages:workbench", "pages:case-list", "accounts:account"):
        assert client.get(reverse(name))["Location"].startswith(reverse("accounts:factor"))

    page = client.get(reverse("accounts:factor")).content.decode()
    key = re.findall(r'secret-key">([A-Z2-7 ]+)<', page)[0]
    assert 'src="data:image/svg+xml' in page
    secret = b32decode(key.replace(" ", ""))
    shown = client.post(reverse("accounts:factor"), {"code": code_of(secret)})

    codes = re.findall(r"<li>([a-z0-9]{5}-[a-z0-9]{5})</li>", shown.content.decode())
    assert len(codes) == 10
    assert "no-store" in shown["Cache-Control"]
    assert client.get(reverse("pages:workbench")).status_code == 200


@pytest.mark.parametrize(
    ("rule", "wanted"),
    [
        ("bureau", {"wang", "ling", "shi", "sheng", "shenji"}),
        ("everyone", {"wang", "ling", "shi", "sheng", "shenji", "zhou", "chen", "wu"}),
        ("optional", set()),
        ("off", set()),
    ],
)
def test_who_needs_one_is_a_setting(world: World, settings: Any, rule: str, wanted: set[str]) -> None:
    settings.SECOND_FACTOR = rule
    held = set()
    for persona in ("wang", "ling", "shi", "sheng", "shenji", "zhou", "chen", "wu"):
        client = Client()
        client.force_login(user_of(world.people[persona]))
        if client.get(reverse("accounts:password")).status_code == 302:
            held.add(persona)
    assert held == wanted


def test_a_wrong_first_code_sets_nothing_up(world: World) -> None:
    client = Client()
    client.force_login(user_of(world.zhou))
    client.get(reverse("accounts:factor"))
    answer = client.post(reverse("accounts:factor"), {"code": "000000"})
    assert answer.status_code == 422
    assert not SecondFactor.objects.exists()


def test_signing_in_asks_for_the_code_before_anything_else(
    world: World, sign_in: SignIn, secret: bytes
) -> None:
    client = Client()
    sign_in(client, "wang")
    key = client.session.session_key
    for name in ("pages:workbench", "accounts:account", "accounts:factor-change"):
        assert client.get(reverse(name))["Location"].startswith(reverse("accounts:code"))
    assert client.post(reverse("accounts:sign-out-everywhere"))["Location"] == reverse("accounts:code")

    answer = client.post(reverse("accounts:code"), {"code": code_of(secret), "next": "/cases/"})

    assert answer["Location"] == "/cases/"
    assert client.session.session_key != key, "a step up, another session key"
    assert client.get("/cases/").status_code == 200


def test_the_same_code_opens_once(world: World, secret: bytes) -> None:
    user, code = user_of(world.wang), code_of(secret)
    factor.verify(user=user, typed=code)
    with pytest.raises(Refused, match="已经用过"):
        factor.verify(user=user, typed=code)


@pytest.mark.parametrize(("seconds", "fits"), [(-30, True), (30, True), (-90, False), (90, False)])
def test_a_phone_s_clock_may_be_half_a_minute_off(
    world: World, secret: bytes, seconds: int, fits: bool
) -> None:
    code = code_of(secret, seconds)
    try:
        factor.verify(user=user_of(world.wang), typed=code)
    except Refused:
        assert not fits
    else:
        assert fits


def test_guessing_is_stopped_even_for_the_right_code(world: World, secret: bytes) -> None:
    user = user_of(world.wang)
    for _ in range(5):
        with pytest.raises(Refused):
            factor.verify(user=user, typed="abc")
    with pytest.raises(Refused, match="15 分钟后（12:15）"):
        factor.verify(user=user, typed=code_of(secret))
    with clock.at(NOON + timedelta(minutes=16)):
        factor.verify(user=user, typed=code_of(secret))
    assert "user.second_factor_blocked" in [event.action for event in timeline("user", user.pk)]


def test_a_recovery_code_opens_once(world: World, secret: bytes) -> None:
    user = user_of(world.wang)
    codes = factor.renew_codes(user=user, by=world.wang)
    factor.verify(user=user, typed=codes[3].upper().replace("-", " "))
    with pytest.raises(Refused):
        factor.verify(user=user, typed=codes[3])


def test_secret_and_recovery_codes_are_unreadable_at_rest(world: World, secret: bytes) -> None:
    codes = factor.renew_codes(user=user_of(world.wang), by=world.wang)
    row = SecondFactor.objects.get()
    assert secret not in bytes(row.secret_encrypted)
    digests = set(RecoveryCode.objects.values_list("digest", flat=True))
    assert digests.isdisjoint({*codes, *(code.replace("-", "") for code in codes)})


def test_taking_it_away_needs_a_code(world: World, sign_in: SignIn, secret: bytes) -> None:
    client = Client()
    sign_in(client, "wang")
    client.post(reverse("accounts:code"), {"code": code_of(secret)})
    page = reverse("accounts:factor-change")

    assert client.post(page, {"code": "000000", "act": "remove"}).status_code == 422
    assert SecondFactor.objects.exists()
    client.post(page, {"code": code_of(secret, 30), "act": "remove"})
    assert not SecondFactor.objects.exists()


def test_a_reset_by_command_ends_every_session(world: World, sign_in: SignIn, secret: bytes) -> None:
    client = Client()
    sign_in(client, "wang")
    client.post(reverse("accounts:code"), {"code": code_of(secret)})
    call_command("reset_second_factor", "wang", "--reason", "手机丢失", stdout=StringIO())

    assert "ended=revoked" in client.get("/")["Location"]
    assert not SecondFactor.objects.exists()
    told = timeline("user", user_of(world.wang).pk)
    assert ("user.second_factor_reset", "手机丢失") in [(event.action, event.reason) for event in told]


def test_two_browsers_set_up_one_authenticator_only(world: World, secret: bytes) -> None:
    other = factor.new_secret()
    with pytest.raises(Refused, match="已启用"):
        factor.enrol(user=User.objects.get(username="wang"), secret=other, typed=code_of(other), by=SYSTEM)
