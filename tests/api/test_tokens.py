"""Tokens: issued once, kept as a digest, good for named roles until a day or until revoked."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from io import StringIO

import pytest
from django.core.cache import caches
from django.core.management import CommandError, call_command
from django.test import Client

from apps.audit.models import Event
from apps.lib import clock
from apps.lib.actors import SYSTEM, Actor
from apps.lib.decisions import Refused
from apps.orgs.enums import Role
from apps.orgs.models import ApiToken, Membership, User
from apps.orgs.services import issue_token, revoke_token
from tests.factories.callers import V1, Caller, token_for
from tests.factories.world import NOON, World, later, user_of

Calls = Callable[[Actor], Caller]


def test_a_token_tells_whose_it_is(world: World, calls: Calls) -> None:
    told = calls(world.zhou).get("/me").json()

    assert told["organisation"]["name"] == world.qingbo.name
    assert told["post"] == {"code": "street_clerk", "name": "城建线经办"}
    assert told["scope"] == "street"
    assert [street["name"] for street in told["streets"]] == ["清波街道"]


def test_the_secret_is_nowhere_in_the_table_or_the_record(world: World) -> None:
    secret = token_for(world.zhou)

    row = ApiToken.objects.get()
    kept = [str(value) for value in vars(row).values()]
    assert secret not in kept
    assert secret.startswith(row.prefix)
    assert not any(secret in event.facts + event.reason for event in Event.objects.all())


@pytest.mark.parametrize(
    ("header", "code"),
    [
        ({}, "token_missing"),
        ({"Authorization": "Basic Zm9vOmJhcg=="}, "token_missing"),
        ({"Authorization": "Bearer"}, "token_unknown"),
        ({"Authorization": "Bearer cft_" + "x" * 43}, "token_unknown"),
        ({"Authorization": "Bearer cft_" + "é" * 43}, "token_unknown"),
    ],
)
def test_a_stranger_gets_nowhere(world: World, header: dict[str, str], code: str) -> None:
    refused = Client(headers=header).get(f"{V1}/cases")

    assert refused.status_code == 401
    assert refused.headers["WWW-Authenticate"].startswith("Bearer")
    assert refused.json()["code"] == code


def test_a_session_opens_no_url(world: World) -> None:
    browser = Client()
    browser.force_login(user_of(world.zhou))

    assert browser.get(f"{V1}/cases").status_code == 401
    assert browser.post(f"{V1}/cases", {}, content_type="application/json").status_code == 401


def test_a_session_beside_a_token_changes_nothing(world: World) -> None:
    browser = Client(headers={"Authorization": f"Bearer {token_for(world.xi)}"})
    browser.force_login(user_of(world.zhou))

    assert browser.get(f"{V1}/me").json()["organisation"]["name"] == world.xihu.name


def test_a_token_ends_on_its_day(world: World) -> None:
    caller = Caller(token_for(world.zhou, days=2))

    with clock.at(later(2) - timedelta(seconds=1)):
        assert caller.get("/me").status_code == 200
    with clock.at(later(2)):
        refused = caller.get("/me")

    assert refused.status_code == 401
    assert refused.json()["code"] == "token_expired"


def test_a_revoked_token_is_refused_at_once_and_the_record_says_so(world: World) -> None:
    caller = Caller(token_for(world.zhou))
    token = ApiToken.objects.get()

    revoke_token(by=world.ling, token_id=token.pk, reason="系统停用")
    revoke_token(by=world.ling, token_id=token.pk)

    assert caller.get("/me").json()["code"] == "token_revoked"
    events = Event.objects.filter(subject_kind="api_token", subject_id=str(token.pk)).order_by("seq")
    assert [event.action for event in events] == ["api_token.issued", "api_token.revoked"]
    assert events[1].actor_name == world.ling.name


def test_a_token_acts_in_the_role_it_names_among_its_own(world: World) -> None:
    caller = Caller(token_for(world.wang, Role.DISTRICT_CLERK, Role.DISTRICT_INSPECTOR))

    assert caller.get("/me").json()["post"]["code"] == "district_clerk"
    assert (
        caller.get("/me", Caseflow_Post="district_inspector").json()["post"]["code"] == "district_inspector"
    )
    refused = caller.get("/me", Caseflow_Post="district_leader")
    assert refused.status_code == 403
    assert refused.json()["code"] == "post_not_held"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"roles": [Role.DISTRICT_LEADER]}, "roles"),
        ({"roles": []}, "roles"),
        ({"label": " "}, "label"),
        ({"days": 0}, "until"),
        ({"days": 4000}, "until"),
    ],
)
def test_a_token_that_makes_no_sense_is_not_issued(
    world: World, changes: dict[str, object], field: str
) -> None:
    sound: dict[str, object] = {"roles": [Role.STREET_CLERK], "label": "示例系统", "days": 30}

    with pytest.raises(Refused) as refused:
        issue_token(by=SYSTEM, organisation=world.qingbo, **{**sound, **changes})  # type: ignore[arg-type]

    assert refused.value.field == field
    assert not ApiToken.objects.exists()


def test_use_is_noted_to_the_quarter_of_an_hour(world: World) -> None:
    caller = Caller(token_for(world.zhou))

    caller.get("/me")
    with clock.at(NOON + timedelta(minutes=14)):
        caller.get("/me")
    assert ApiToken.objects.get().last_used_at == NOON
    with clock.at(NOON + timedelta(minutes=15)):
        caller.get("/me")

    assert ApiToken.objects.get().last_used_at == NOON + timedelta(minutes=15)


def test_the_command_issues_lists_and_revokes(world: World) -> None:
    out, err = StringIO(), StringIO()
    call_command(
        *("api_token", "issue", "--organisation", world.qingbo.name, "--post", "street_clerk"),
        *("--label", "示例系统", "--days", "30"),
        stdout=out,
        stderr=err,
    )
    secret = out.getvalue().strip()
    assert Caller(secret).get("/me").status_code == 200

    listed = StringIO()
    call_command("api_token", "list", stdout=listed)
    token = ApiToken.objects.get()
    assert f"{token.pk}\t{token.prefix}" in listed.getvalue()
    assert secret not in listed.getvalue() + err.getvalue()

    call_command("api_token", "revoke", str(token.pk), stdout=StringIO())
    assert Caller(secret).get("/me").status_code == 401


def test_the_command_refuses_in_words(world: World) -> None:
    with pytest.raises(CommandError, match="没有在用的机构"):
        call_command("api_token", "issue", "--organisation", "不存在", "--post", "auditor", "--label", "x")
    with pytest.raises(CommandError, match="没有“分管领导”"):
        call_command(
            *("api_token", "issue", "--organisation", str(world.qingbo.pk)),
            *("--post", "district_leader", "--label", "x"),
        )


def test_too_many_calls_are_told_when_to_come_back(world: World, calls: Calls, settings: object) -> None:
    settings.API_CALLS_PER_MINUTE = 2  # type: ignore[attr-defined]
    caches["counters"].clear()
    caller, other = calls(world.zhou), calls(world.wang)

    answers = [caller.get("/me") for _ in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert 1 <= int(answers[2].headers["Retry-After"]) <= 60
    assert answers[2].json()["code"] == "throttled"
    assert other.get("/me").status_code == 200


@pytest.mark.parametrize("how", ["role", "account"])
def test_a_token_ends_with_the_roles_of_who_issued_it(world: World, how: str) -> None:
    secret = issue_token(
        by=world.ling, organisation=world.shangcheng, roles=[Role.DISTRICT_CLERK], label="一网通办", days=30
    )[1]
    system = Caller(secret)
    assert system.get("/me").status_code == 200

    if how == "role":
        Membership.objects.filter(user_id=world.ling.user_id).update(valid_to=clock.today())
    else:
        User.objects.filter(pk=world.ling.user_id).update(is_active=False)

    refused = system.get("/me")
    assert (refused.status_code, refused.json()["code"]) == (401, "token_issuer")


def test_a_token_goes_on_when_somebody_else_leaves(world: World) -> None:
    secret = issue_token(
        by=world.ling, organisation=world.shangcheng, roles=[Role.DISTRICT_CLERK], label="一网通办", days=30
    )[1]
    User.objects.filter(pk=world.wang.user_id).update(is_active=False)

    assert Caller(secret).get("/me").status_code == 200
