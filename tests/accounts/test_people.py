"""A leader looks after the accounts of the own body and those right below it, and no others."""

from __future__ import annotations

import pytest
from django.db import OperationalError
from django.test import Client
from django.urls import reverse

from apps.accounts.models import SecondFactor
from apps.accounts.queries import person_kept
from apps.audit.queries import timeline
from apps.encryption import Plain
from apps.lib.actors import SYSTEM
from apps.orgs.enums import Role
from apps.orgs.models import User
from apps.orgs.services import appoint
from tests.accounts.conftest import SignIn
from tests.factories.world import NOON, SINCE, World, user_of

pytestmark = pytest.mark.django_db


def kept_by(world: World, persona: str) -> set[str]:
    """Return the accounts a persona looks after."""
    actor, today = world.people[persona], NOON.date()
    found = [person_kept(actor, today, pk) for pk in User.objects.values_list("pk", flat=True)]
    return {user.username for user in found if user is not None}


def test_each_keeper_has_the_own_body_and_the_one_below(world: World) -> None:
    assert kept_by(world, "ling") == {"zhou", "hu", "wang", "shen", "yan", "yan2"}
    assert kept_by(world, "shi") >= {"wang", "ling", "xi"}
    assert kept_by(world, "shi").isdisjoint({"zhou", "xiu", "sheng"})
    assert kept_by(world, "sheng") == {"shi", "xiu"}


def test_who_also_holds_a_role_elsewhere_is_left_out(world: World) -> None:
    appoint(
        by=SYSTEM,
        user=user_of(world.wang),
        organisation=world.city,
        role=Role.CITY_OFFICER,
        valid_from=SINCE,
    )
    assert "wang" not in kept_by(world, "ling")


def test_a_leader_unlocks_with_a_reason(world: World, sign_in: SignIn) -> None:
    leader = Client()
    leader.force_login(user_of(world.ling))
    for _ in range(5):
        sign_in(Client(), "zhou", "wrong")
    assert "登录锁定" in leader.get(f"/administration/people/{world.qingbo.pk}/").content.decode()
    url = reverse("accounts:person", kwargs={"user_id": world.zhou.user_id, "act": "unlock"})

    assert leader.post(url, {"reason": ""}).status_code == 422
    assert leader.post(url, {"reason": "本人当面申请"}).status_code == 302
    assert sign_in(Client(), "zhou").status_code == 302
    told = timeline("user", user_of(world.zhou).pk)[0]
    assert (told.action, told.actor_name, told.reason) == ("user.unlocked", "凌演示", "本人当面申请")


@pytest.mark.parametrize(
    ("act", "second"),
    [("factor", "sessions.end_everywhere")],
)
def test_half_of_an_act_is_none(world: World, act: str, second: str, monkeypatch: pytest.MonkeyPatch) -> None:
    zhou = user_of(world.zhou)
    SecondFactor.objects.create(user=zhou, secret_encrypted=Plain(b"secret"), enrolled_at=NOON)

    def broken(**_: object) -> None:
        raise OperationalError("the connection is gone")

    monkeypatch.setattr(f"apps.accounts.services.{second}", broken)
    leader = Client(raise_request_exception=False)
    leader.force_login(user_of(world.ling))
    url = reverse("accounts:person", kwargs={"user_id": zhou.pk, "act": act})

    assert leader.post(url, {"reason": "本人当面申请"}).status_code == 500
    assert user_of(world.zhou).password == zhou.password
    assert SecondFactor.objects.filter(user=zhou).exists()


@pytest.mark.parametrize(("persona", "status"), [("wang", 403), ("xi_leader", 403), ("shi", 403)])
def test_others_may_not(world: World, persona: str, status: int) -> None:
    client = Client()
    client.force_login(user_of(world.people[persona]))
    url = reverse("accounts:person", kwargs={"user_id": world.zhou.user_id, "act": "sessions"})
    assert client.post(url, {"reason": "试"}).status_code == status
