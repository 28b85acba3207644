"""The rules of passwords in both profiles, and changing them."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from apps.accounts.services import passwords
from apps.lib import clock
from apps.lib.actors import SYSTEM
from apps.orgs.models import User
from tests.accounts.conftest import SignIn
from tests.factories.world import NOON, PASSWORD, World, user_of

pytestmark = pytest.mark.django_db

GOOD = "Xi-Shan 7 lu deng"


def refusals(password: str, user: User) -> str:
    """Return what the rules say against a password."""
    try:
        validate_password(password, user)
    except ValidationError as error:
        return "；".join(error.messages)
    return ""


@pytest.mark.parametrize(
    ("profile", "password", "word"),
    [
        ("djbh", GOOD, ""),
        ("djbh", "Ab1-xyz", "至少 8 位"),
        ("djbh", "correcthorsebattery", "还缺"),
        ("djbh", "Password1", "太常见"),
        ("djbh", "wang-Ab1", "不要用账号"),
        ("djbh", "Caseflow1!", "不要用账号"),
        ("djbh", "上城区住房和城乡建设局Aa1", "不要用账号"),
        ("asvs5", "correcthorsebattery", ""),
        ("asvs5", "password", "太常见"),
        ("asvs5", "aaaaaaaaaaaa", "太常见"),
        ("asvs5", "厨卫换新2026年", "不要用账号"),
        ("asvs5", "长" * 64, "太常见"),
        ("asvs5", "今天去西湖边看荷花然后走路回家", ""),
        ("asvs5", GOOD * 7, ""),
        ("asvs5", GOOD * 10, "不超过 128 位"),
    ],
)
def test_each_profile_has_its_rules(
    world: World, settings: Any, profile: str, password: str, word: str
) -> None:
    settings.PASSWORD_PROFILE = profile
    said = refusals(password, user_of(world.wang))
    assert (word in said) if word else (said == "")


def test_the_last_passwords_are_not_taken_again_under_djbh(world: World, settings: Any) -> None:
    user = user_of(world.wang)
    former = [f"{GOOD}{number}" for number in range(6)]
    for password in former:
        passwords.change_password(user=user, password=password, by=world.wang)

    assert "现在的密码相同" in refusals(former[5], user)
    assert "最近 5 次" in refusals(former[1], user)
    assert "最近 5 次" in refusals(former[0], user)
    assert refusals(PASSWORD, user) == "", "six changes ago"
    settings.PASSWORD_PROFILE = "asvs5"
    assert refusals(former[1], user) == ""


def test_changing_ends_the_other_browsers_and_keeps_this_one(world: World) -> None:
    here, there = Client(), Client()
    for client in (here, there):
        client.force_login(user_of(world.wang))
    key = here.session.session_key
    form = {"present": PASSWORD, "new": GOOD, "again": GOOD}
    assert here.post(reverse("accounts:password"), form).status_code == 302

    assert here.get("/").status_code == 200
    assert here.session.session_key != key
    assert there.get("/").status_code == 302


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"present": "wrong"}, "现在的密码不对"),
        ({"again": "other"}, "两次填写的新密码不一样"),
        ({"new": "kurz", "again": "kurz"}, "至少 8 位"),
    ],
)
def test_a_wrong_form_changes_nothing(world: World, change: dict[str, str], word: str) -> None:
    client = Client()
    client.force_login(user_of(world.wang))
    form = {"present": PASSWORD, "new": GOOD, "again": GOOD, **change}
    answer = client.post(reverse("accounts:password"), form)
    assert answer.status_code == 422
    assert word in answer.content.decode()
    assert user_of(world.wang).check_password(PASSWORD)


def test_a_temporary_password_must_be_changed_first(world: World, sign_in: SignIn) -> None:
    out = StringIO()
    call_command(
        "add_person",
        "xinren",
        "新示例",
        "--organisation",
        world.shangcheng.name,
        "--post",
        "district_clerk",
        stdout=out,
    )
    temporary = out.getvalue().strip()
    client = Client()
    sign_in(client, "xinren", temporary)

    assert client.get("/cases/")["Location"] == f"{reverse('accounts:password')}?next=%2Fcases%2F"
    form = {"present": temporary, "new": GOOD, "again": GOOD, "next": "/cases/"}
    assert client.post(reverse("accounts:password"), form)["Location"] == "/cases/"
    assert client.get("/cases/").status_code == 200


def test_under_djbh_a_password_grows_old(world: World, settings: Any) -> None:
    settings.PASSWORD_MAX_AGE_DAYS = 90
    user = user_of(world.wang)
    passwords.change_password(user=user, password=GOOD, by=SYSTEM)
    with clock.at(NOON + timedelta(days=89)):
        assert passwords.why_due(user) == ""
    with clock.at(NOON + timedelta(days=90)):
        assert "90 天" in passwords.why_due(user)
        settings.PASSWORD_PROFILE = "asvs5"
        assert passwords.why_due(user) == ""


def test_a_form_sent_when_the_password_fell_due_is_offered_afterwards(world: World, settings: Any) -> None:
    client = Client()
    client.force_login(user_of(world.zhou))
    settings.PASSWORD_MAX_AGE_DAYS = 90  # never changed: due at once
    typed = {"csrfmiddlewaretoken": "x", "name": "张示例"}
    assert client.post(reverse("cases:register"), typed)["Location"] == reverse("accounts:password")
    form = {"present": PASSWORD, "new": GOOD, "again": GOOD}
    assert client.post(reverse("accounts:password"), form)["Location"] == reverse("accounts:resume")


def test_a_change_of_password_that_came_too_late_is_not_kept(world: World) -> None:
    form = {"csrfmiddlewaretoken": "x", "present": PASSWORD, "new": GOOD, "again": GOOD}
    client = Client()
    client.post(reverse("accounts:password"), form)  # nobody is signed in any more
    client.force_login(user_of(world.zhou))

    page = client.get(reverse("accounts:resume"), follow=True).content.decode()
    assert GOOD not in page
    assert PASSWORD not in page


def test_temporary_passwords_follow_the_rules_and_differ(world: World) -> None:
    made = {passwords.temporary_password() for _ in range(20)}
    assert len(made) == 20
    assert all(refusals(password, user_of(world.wang)) == "" for password in made)


def test_passwords_may_be_pasted_and_shown(world: World) -> None:
    client = Client()
    client.force_login(user_of(world.wang))
    page = client.get(reverse("accounts:password")).content.decode()
    assert page.count("data-password") == 3
    assert 'autocomplete="new-password"' in page
    assert "onpaste" not in page
