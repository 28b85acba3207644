"""Sessions end in time, and nothing typed is lost when they do."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.accounts.services import kept_forms
from apps.lib import clock
from apps.lib.actors import SYSTEM
from apps.orgs.enums import Role
from apps.orgs.models import Membership
from apps.orgs.queries import memberships_of
from apps.orgs.services import appoint
from tests.access.forms import fields_of
from tests.accounts.conftest import SignIn
from tests.factories.world import NOON, PASSWORD, SINCE, World, user_of

pytestmark = pytest.mark.django_db

HOME = "/"


@pytest.fixture(autouse=True)
def _limits(settings: Any) -> None:
    settings.SESSION_IDLE_MINUTES, settings.SESSION_FIELD_IDLE_MINUTES = 30, 240
    settings.SESSION_HOURS = 12


def browser_of(world: World, persona: str) -> Client:
    """Return a browser in which a persona signed in at noon."""
    client = Client()
    client.force_login(user_of(world.people[persona]))
    return client


def is_in(client: Client, minutes: float) -> bool:
    """Whether a page opens so many minutes after noon."""
    with clock.at(NOON + timedelta(minutes=minutes)):
        return client.get(reverse("accounts:password")).status_code == 200


def test_a_session_ends_when_it_lies_unused(world: World) -> None:
    client = browser_of(world, "wang")
    assert is_in(client, 29)
    assert is_in(client, 58), "every use starts the half hour anew"
    with clock.at(NOON + timedelta(minutes=89)):
        answer = client.get(reverse("pages:case-list"))
    assert answer["Location"].startswith("/login/?next=%2Fcases%2F&ended=idle")
    page = client.get(answer["Location"]).content.decode()
    assert "较长时间没有操作" in page


def test_a_session_ends_after_twelve_hours_however_busy(world: World) -> None:
    client = browser_of(world, "wang")
    assert all(is_in(client, minutes) for minutes in range(20, 720, 20))
    assert not is_in(client, 721)


def test_a_phone_on_the_site_may_rest_longer(world: World) -> None:
    assert is_in(browser_of(world, "wu"), 200)
    assert not is_in(browser_of(world, "wu"), 241)
    assert not is_in(browser_of(world, "zhou"), 200)


def test_asking_how_long_is_left_does_not_prolong_it_and_a_sign_of_life_does(world: World) -> None:
    client = browser_of(world, "wang")
    with clock.at(NOON + timedelta(minutes=20)):
        assert client.get(reverse("accounts:session")).json()["idle_left"] == 600
        assert client.post(reverse("accounts:session")).json()["idle_left"] == 1800


@pytest.mark.parametrize(("seconds", "writes"), [(30, 0), (61, 1)])
def test_using_a_page_writes_the_session_at_most_once_a_minute(
    world: World, seconds: int, writes: int
) -> None:
    client = browser_of(world, "wang")
    with clock.at(NOON + timedelta(seconds=seconds)), CaptureQueriesContext(connection) as asked:
        client.get(reverse("accounts:password"))
    statements = [query["sql"] for query in asked]
    assert sum(sql.startswith("UPDATE") for sql in statements) == writes
    about_doors = [sql for sql in statements if '"doors_' in sql]
    assert len(about_doors) == 1, "the state of the password comes with the person, in one query"


def test_signing_out_everywhere_ends_the_other_browsers_only(world: World) -> None:
    here, there = browser_of(world, "wang"), browser_of(world, "wang")
    key = here.session.session_key
    here.post(reverse("accounts:sign-out-everywhere"))

    assert here.get(HOME).status_code == 200
    assert here.session.session_key != key
    assert "ended=revoked" in there.get(HOME)["Location"]


def test_signing_out_lets_the_browser_forget_what_it_showed(world: World) -> None:
    assert browser_of(world, "wang").post(reverse("accounts:logout"))["Clear-Site-Data"] == '"cache"'


# --- What was typed ---


def test_a_form_sent_too_late_is_offered_again_after_signing_in(world: World, sign_in: SignIn) -> None:
    client = browser_of(world, "zhou")
    typed = {"csrfmiddlewaretoken": "x", "name": "张示例", "linked": ["a", "b"]}
    with clock.at(NOON + timedelta(hours=2)):
        late = client.post(reverse("cases:register"), typed)
        assert late.status_code == 401
        assert "刚才填写的内容还在" in late.content.decode()
        assert "张示例" not in late.content.decode(), "encrypted, not readable in the page"

        kept = fields_of(late, "kept")["kept"][0]
        answer = sign_in(client, "zhou", kept=kept)
        assert answer["Location"] == reverse("accounts:resume")
        page = client.get(answer["Location"])
        again = fields_of(page, "name")

    assert again["name"] == ["张示例"]
    assert again["linked"] == ["a", "b"]
    assert f'action="{reverse("cases:register")}"' in page.content.decode()


def test_another_person_does_not_send_it(world: World, sign_in: SignIn) -> None:
    client = browser_of(world, "zhou")
    with clock.at(NOON + timedelta(hours=2)):
        late = client.post(reverse("cases:register"), {"csrfmiddlewaretoken": "x", "name": "张示例"})
        sign_in(client, "hu", kept=fields_of(late, "kept")["kept"][0])
        page = client.get(reverse("accounts:resume"))

    assert page.status_code == 403
    assert "张示例" not in page.content.decode()


def test_a_forged_or_stale_form_is_not_offered(world: World, sign_in: SignIn) -> None:
    client = browser_of(world, "zhou")
    with clock.at(NOON + timedelta(hours=2)):
        late = client.post(reverse("cases:register"), {"csrfmiddlewaretoken": "x", "name": "张示例"})
        kept = fields_of(late, "kept")["kept"][0]
    assert kept_forms.unpack(kept[:-8] + "AAAAAAA=") is None
    with clock.at(NOON + timedelta(hours=15)):
        assert kept_forms.unpack(kept) is None
        assert sign_in(client, "zhou", kept=kept)["Location"] == HOME


def test_a_stranger_s_role_is_not_kept(db: None) -> None:
    answer = Client().post(reverse("cases:register"), {"name": "张示例"})
    assert answer.status_code == 302


@pytest.mark.parametrize(
    "said",
    [
        {"Sec-Fetch-Site": "same-origin"},
        {"Origin": "http://testserver"},
        {"Referer": "http://testserver/register/"},
    ],
    ids=lambda said: next(iter(said)),
)
def test_a_form_of_an_earlier_sign_in_may_be_sent_again_if_the_page_was_ours(
    world: World, said: dict[str, str]
) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(user_of(world.zhou))
    typed = {"csrfmiddlewaretoken": "x" * 64, "name": "张示例"}

    ours = client.post(reverse("cases:register"), typed, headers=said)

    assert ours.status_code == 409
    assert fields_of(ours, "name")["name"] == ["张示例"]
    assert "继续提交" in ours.content.decode()


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Referer": "https://evil.example/testserver"},
        {"Sec-Fetch-Site": "cross-site", "Referer": "http://testserver/register/"},
        {"Origin": "https://evil.example", "Referer": "http://testserver/register/"},
    ],
    ids=str,
)
def test_a_form_of_a_foreign_page_is_never_offered(world: World, said: dict[str, str]) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(user_of(world.zhou))
    typed = {"csrfmiddlewaretoken": "x" * 64, "name": "张示例"}

    foreign = client.post(reverse("cases:register"), typed, headers=said)

    assert foreign.status_code == 403
    assert "张示例" not in foreign.content.decode()


def test_a_form_sent_again_after_another_sign_in_goes_through(world: World, sign_in: SignIn) -> None:
    """Signed in again in another tab: what the first tab typed reaches its page with the new token."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(user_of(world.zhou))
    old = fields_of(client.get(reverse("cases:register")), "csrfmiddlewaretoken")["csrfmiddlewaretoken"][0]
    client.logout()
    client.force_login(user_of(world.zhou))
    client.get(reverse("cases:register"))
    client.cookies["csrftoken"] = "b" * 32

    late = client.post(
        reverse("cases:register"),
        {"csrfmiddlewaretoken": old, "name": "张示例"},
        headers={"Origin": "http://testserver"},
    )
    fields = fields_of(late, "name")
    again = client.post(reverse("cases:register"), fields, headers={"Origin": "http://testserver"})

    assert late.status_code == 409
    assert again.status_code == 422
    assert "张示例" in again.content.decode()


def test_an_origin_the_operator_forgot_is_said_to_be_the_operator_s_fault(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(user_of(world.zhou))
    typed = {"csrfmiddlewaretoken": "x" * 64, "name": "张示例"}

    # behind a proxy that speaks https to browsers and does not say so
    answer = client.post(reverse("cases:register"), typed, headers={"Origin": "https://testserver"})

    page = answer.content.decode()
    assert answer.status_code == 403
    assert ("网站设置有误" in page, "https://testserver" in page) == (True, True)
    assert fields_of(answer, "name")["name"] == ["张示例"]
    assert "add it to CSRF_TRUSTED_ORIGINS" in caplog.text


def test_a_script_is_told_instead_of_sent_to_a_page(db: None) -> None:
    for headers in ({"HX-Request": "true"}, {"Accept": "application/json"}):
        answer = Client().get(reverse("pages:case-list"), headers=headers)
        assert answer.status_code == 401
        assert answer.json()["code"] == "signed-out"


# --- Roles that end ---


def test_a_role_that_ends_is_not_replaced_silently(world: World) -> None:
    user = user_of(world.wang)
    appoint(
        by=SYSTEM, user=user, organisation=world.shangcheng, role=Role.DISTRICT_REVIEWER, valid_from=SINCE
    )
    client = browser_of(world, "wang")
    Membership.objects.filter(user=user, role=Role.DISTRICT_CLERK).update(valid_to=NOON.date())

    answer = client.get(HOME)
    assert answer["Location"] == f"{reverse('accounts:choose-post')}?next=%2F"
    page = client.get(answer["Location"]).content.decode()
    assert "不会自动替您换" in page

    (offered,) = re.findall(r'name="membership" value="(\d+)"', page.split("<main")[1])
    client.post(reverse("accounts:switch-post"), {"membership": offered})
    assert client.get(HOME).status_code == 200


def test_a_delegation_ends_with_the_delegator_s_own_role(world: World) -> None:
    deputy = user_of(world.shen)
    appoint(
        by=SYSTEM,
        user=deputy,
        organisation=world.shangcheng,
        role=Role.DISTRICT_LEADER,
        valid_from=NOON.date(),
        valid_to=NOON.date() + timedelta(days=30),
        on_behalf_of=user_of(world.ling),
    )
    on = NOON.date()
    assert {row.role for row in memberships_of(deputy.pk, on)} == {"district_reviewer", "district_leader"}

    Membership.objects.filter(user=user_of(world.ling)).update(valid_to=on + timedelta(days=3))
    assert len(memberships_of(deputy.pk, on + timedelta(days=2))) == 2
    assert [row.role for row in memberships_of(deputy.pk, on + timedelta(days=3))] == ["district_reviewer"]


def test_the_right_password_still_opens(world: World, sign_in: SignIn) -> None:
    assert sign_in(Client(), "wang", PASSWORD)["Location"] == HOME
