"""接口令牌 on pages: issued for one's own bodies, shown once, seen by those who answer, revoked at once."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from apps.administration.queries.tokens import LISTED, ending_soon, token_lines
from apps.administration.services.tokens import issue_token, revoke_token
from apps.lib import clock
from apps.lib.decisions import Refused
from apps.orgs.enums import Role
from apps.orgs.models import ApiToken, Membership, Organisation
from apps.outbox.models import Message
from tests.factories.callers import Caller
from tests.factories.world import World, later, user_of

pytestmark = pytest.mark.django_db
LIST = "administration:tokens"


def browser(world: World, persona: str) -> Client:
    client = Client()
    client.force_login(user_of(world.people[persona]))
    return client


def issue(world: World, by: str = "ling", days: int = 90, **more: Any) -> ApiToken:
    values = {"organisation": world.shangcheng, "label": "一网通办", "roles": [Role.DISTRICT_CLERK], **more}
    return issue_token(by=world.people[by], until=clock.today() + timedelta(days=days), **values)


def send(client: Client, body: Organisation, **more: Any) -> Any:
    """Fill in the page's form and send it."""
    url = reverse("administration:token-issue", args=[body.pk])
    key = re.search(r'name="key" value="([^"]+)"', client.get(url).content.decode())
    assert key is not None
    until = (clock.today() + timedelta(days=30)).isoformat()
    values = {"key": key[1], "label": "一网通办", "roles": ["district_clerk"], "until": until, **more}
    return values, client.post(url, values)


def test_a_token_is_shown_once_and_works(world: World) -> None:
    client = browser(world, "ling")
    _, answer = send(client, world.shangcheng)

    shown = client.get(answer["Location"]).content.decode()
    secret = re.search(r"cft_[A-Za-z0-9_-]{40,}", shown)
    assert secret is not None
    assert secret[0] not in client.get(answer["Location"]).content.decode()
    assert secret[0] not in client.get(reverse(LIST)).content.decode()
    assert Caller(secret[0]).get("/me").json()["post"]["code"] == "district_clerk"


def test_the_session_keeps_no_secret_in_the_clear(world: World) -> None:
    client = browser(world, "ling")
    send(client, world.shangcheng)
    token = ApiToken.objects.get()

    kept = str(dict(client.session))
    assert "issued_token" in kept
    assert token.prefix not in kept


def test_another_browser_of_the_same_person_sees_no_secret(world: World) -> None:
    send(browser(world, "ling"), world.shangcheng)
    url = reverse("administration:token-issued", args=[ApiToken.objects.get().pk])
    assert "令牌已经显示过" in browser(world, "ling").get(url).content.decode()


def test_an_expiry_is_asked_and_bounded(world: World) -> None:
    client = browser(world, "ling")
    for until in ("", clock.today().isoformat(), (clock.today() + timedelta(days=367)).isoformat()):
        values, answer = send(client, world.shangcheng, until=until)
        assert answer.status_code == 422, until
        assert values["label"] in answer.content.decode()
    assert not ApiToken.objects.exists()


def test_the_administrator_s_own_role_is_given_to_no_system(world: World) -> None:
    _, answer = send(browser(world, "ling"), world.shangcheng, roles=["administrator"])
    assert answer.status_code == 422
    assert not ApiToken.objects.exists()


def test_who_answers_for_the_body_is_told(world: World) -> None:
    issue(world)
    told = Message.objects.filter(kind="tokens.issued", organisation_id=world.shangcheng.pk)
    assert set(told.values_list("role", flat=True)) == {Role.ADMINISTRATOR, Role.DISTRICT_LEADER}
    assert told.first().title == "签发了接口令牌：一网通办"  # type: ignore[union-attr]


def test_a_revoked_token_is_dead_at_once(world: World) -> None:
    token = issue(world)
    system = Caller(token.secret)
    assert system.get("/me").status_code == 200
    client = browser(world, "guan")  # the administrator, who issues none
    url = reverse("administration:token-revoke", args=[token.pk])
    key = re.search(r'name="key" value="([^"]+)"', client.get(url).content.decode())
    assert key is not None

    client.post(url, {"key": key[1], "reason": "系统更换"})

    assert system.get("/me").json()["code"] == "token_revoked"
    assert "已撤销" in client.get(reverse(LIST)).content.decode()
    with pytest.raises(Refused, match="已经撤销"):
        revoke_token(token_id=token.pk, by=world.ling, reason="再次")


@pytest.mark.parametrize("how", ["dismissed", "closed", "expired"])
def test_the_list_says_why_a_token_is_dead(world: World, how: str) -> None:
    token = issue(world, by="shi", organisation=world.shangcheng)
    at = clock.now()
    if how == "dismissed":
        Membership.objects.filter(user_id=world.shi.user_id).update(valid_to=clock.today())
    elif how == "closed":
        Organisation.objects.filter(pk=world.shangcheng.pk).update(is_active=False)
    else:
        at = later(100)

    with clock.at(at):
        assert Caller(token.secret).get("/me").status_code == 401
        row = ApiToken.objects.with_issuer(clock.today()).select_related("organisation").get()
        assert (
            row.ended(clock.now())
            == {
                "dismissed": "issuer",
                "closed": "organisation",
                "expired": "expired",
            }[how]
        )


@pytest.mark.parametrize("persona", ["guan_xihu", "xi_leader", "guan_qingbo", "zhou", "tao"])
def test_administrators_of_other_bodies_get_nowhere(world: World, persona: str) -> None:
    token = issue(world)
    client = browser(world, persona)
    for url in (
        reverse("administration:token-issue", args=[world.shangcheng.pk]),
        reverse("administration:token-revoke", args=[token.pk]),
        reverse("administration:token-issued", args=[token.pk]),
    ):
        assert client.get(url).status_code == 404, url
        assert client.post(url, {"key": "0" * 32, "reason": "x"}).status_code in (404, 405), url
    assert "一网通办" not in client.get(reverse(LIST)).content.decode()
    with pytest.raises(Refused):
        issue(world, by=persona)
    assert ApiToken.objects.get().revoked_at is None


@pytest.mark.parametrize("persona", ["wang", "shen", "shenji"])
def test_colleagues_without_the_office_are_refused(world: World, persona: str) -> None:
    client = browser(world, persona)
    assert client.get(reverse("administration:token-issue", args=[world.shangcheng.pk])).status_code == 403
    assert client.get(reverse(LIST)).status_code == 403


def test_an_administrator_gives_nobody_the_business_it_may_not_do(world: World) -> None:
    client = browser(world, "guan")
    assert client.get(reverse("administration:token-issue", args=[world.shangcheng.pk])).status_code == 403
    with pytest.raises(Refused, match="由分管领导或上一级主管签发"):
        issue(world, by="guan")
    assert not ApiToken.objects.exists()


def test_the_city_sees_its_districts_tokens_in_few_queries(
    world: World, django_assert_max_num_queries: Any
) -> None:
    client = browser(world, "shi")
    client.get(reverse(LIST))
    for body in (world.shangcheng, world.xihu):
        for number in range(5):
            issue(world, by="shi", organisation=body, label=f"系统 {number}")
    with django_assert_max_num_queries(14):
        text = client.get(reverse(LIST)).content.decode()
    assert text.count("系统 4") >= 2


def test_a_token_that_soon_ends_waits_in_the_index(world: World) -> None:
    issue(world, days=10)
    issue(world, days=60)
    assert ending_soon(world.guan) == "1 个 14 天内到期"


def test_a_token_that_works_stays_listed_behind_hundreds_that_do_not(world: World) -> None:
    living = issue(world)
    ended = {"expires_at": clock.now() + timedelta(days=9), "revoked_at": clock.now(), "roles": []}
    ApiToken.objects.bulk_create(
        ApiToken(
            organisation=world.shangcheng,
            label=f"旧系统{number}",
            digest=f"{number:064d}",
            created_at=clock.now() + timedelta(minutes=1),
            **ended,
        )
        for number in range(LISTED)
    )
    lines = token_lines([world.shangcheng])
    assert len(lines) == LISTED
    assert lines[0].token == living
