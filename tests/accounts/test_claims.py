"""取号设密码: only the browser that asked sets the password, after an administrator has let it in."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from apps.accounts.models import PasswordClaim, SecondFactor
from apps.accounts.services import staff
from apps.accounts.services.claims import OPEN_AT_MOST
from apps.encryption import Plain
from apps.lib import clock
from apps.lib.actors import Actor
from apps.lib.decisions import Refused
from apps.orgs.models import User
from apps.outbox.models import Message
from tests.accounts.conftest import SignIn
from tests.factories.world import NOON, World, user_of

pytestmark = pytest.mark.django_db
URL = "/login/claim/"
NEW = "桂花树下三张椅子-2026Aa"


def asking(username: str = "wang") -> tuple[Client, str]:
    """Take a number in a browser of its own; return both."""
    browser = Client()
    assert browser.post(URL, {"username": username}).status_code == 302
    return browser, number_of(browser)


def number_of(browser: Client) -> str:
    shown = re.search(r"(\d{4}) (\d{4})", browser.get(URL).content.decode())
    assert shown is not None
    return shown[1] + shown[2]


def let_in(world: World, number: str, *, by: Actor | None = None) -> User:
    return staff.admit_password(
        by=by or world.ling, user_id=world.wang.user_id or 0, number=number, reason="当面核实"
    )


def set_password(browser: Client) -> str:
    answer = browser.post(URL, {"new": NEW, "again": NEW})
    return answer["Location"] if answer.status_code == 302 else str(answer.status_code)


def test_the_person_sets_the_password_and_signs_in_with_it(world: World, sign_in: SignIn) -> None:
    browser, number = asking()
    assert number[:4] in browser.get(URL).content.decode()
    let_in(world, number)
    assert set_password(browser) == reverse("accounts:login")
    assert sign_in(Client(), "wang", NEW).status_code == 302


def test_before_an_administrator_has_let_it_in_nothing_is_set(world: World) -> None:
    browser, _ = asking()
    before = user_of(world.wang).password
    set_password(browser)
    assert user_of(world.wang).password == before


def test_another_browser_sets_nothing_even_with_the_number(world: World) -> None:
    _, number = asking()
    let_in(world, number)
    before = user_of(world.wang).password
    other, _ = asking()
    for browser in (other, Client()):
        set_password(browser)
    assert user_of(world.wang).password == before


def test_a_number_opens_once(world: World) -> None:
    browser, number = asking()
    let_in(world, number)
    set_password(browser)
    with pytest.raises(Refused, match="号码不对"):
        let_in(world, number)
    set_at = user_of(world.wang).password
    set_password(browser)
    assert user_of(world.wang).password == set_at


def test_a_number_is_worth_half_an_hour(world: World) -> None:
    _, number = asking()
    with clock.at(NOON + timedelta(minutes=31)), pytest.raises(Refused, match="30 分钟"):
        let_in(world, number)


def test_nobody_lets_in_himself(world: World) -> None:
    _, number = asking()
    with pytest.raises(Refused, match="另一位管理员"):
        let_in(world, number, by=world.wang)


def test_whether_an_account_exists_is_told_to_nobody(world: World) -> None:
    pages = []
    for name in ("wang", "nobody-here"):
        browser, number = asking(name)
        pages.append(browser.get(URL).content.decode().replace(f"{number[:4]} {number[4:]}", ""))
    assert len(pages[0]) == len(pages[1])
    assert PasswordClaim.objects.filter(user=None).count() == 1


def test_person_and_administrators_are_told_who_let_it_in(world: World) -> None:
    _, number = asking()
    let_in(world, number)
    told = Message.objects.filter(title__contains="由凌演示放行重设")
    assert told.filter(user_id=world.wang.user_id).exists()
    assert told.filter(organisation_id=world.shangcheng.pk, role="administrator").exists()


def test_the_second_factor_is_untouched(world: World) -> None:
    SecondFactor.objects.create(user=user_of(world.wang), secret_encrypted=Plain(b"secret"), enrolled_at=NOON)
    browser, number = asking()
    let_in(world, number)
    set_password(browser)
    assert SecondFactor.objects.filter(user_id=world.wang.user_id).exists()


def test_a_weak_password_is_told_at_its_field_and_the_step_stays(world: World) -> None:
    browser, number = asking()
    let_in(world, number)
    answer = browser.post(URL, {"new": "123456", "again": "123456"})
    assert answer.status_code == 422
    assert set_password(browser) == reverse("accounts:login")


def test_one_address_takes_no_numbers_without_end(world: World) -> None:
    browsers = [asking()[0] for _ in range(OPEN_AT_MOST)]
    refused = Client().post(URL, {"username": "wang"})
    assert refused.status_code == 429
    assert "取的号太多" in refused.content.decode()
    # Elsewhere it goes on, and here as soon as one of them was used.
    assert Client(REMOTE_ADDR="192.0.2.7").post(URL, {"username": "wang"}).status_code == 302
    let_in(world, number_of(browsers[0]))
    set_password(browsers[0])
    assert Client().post(URL, {"username": "zhou"}).status_code == 302


def test_no_two_open_numbers_are_the_same(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = iter([12345678, 12345678, 87654321])
    monkeypatch.setattr("apps.accounts.services.claims.secrets.randbelow", lambda _most: next(drawn))
    assert [asking()[1], asking()[1]] == ["12345678", "87654321"]


def test_a_number_that_two_browsers_show_lets_neither_in(world: World) -> None:
    _, number = asking()
    asking()
    PasswordClaim.objects.update(number=number)
    with pytest.raises(Refused, match="重新取号"):
        let_in(world, number)
    assert not PasswordClaim.objects.filter(admitted_at__isnull=False).exists()
