"""Signing in, out, and acting in one of one's own posts."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from apps.lib import clock
from apps.lib.actors import SYSTEM
from apps.orgs.enums import Post
from apps.orgs.middleware import SESSION_KEY
from apps.orgs.models import Membership, User
from apps.orgs.services import appoint
from tests.factories.world import NOON, PASSWORD, SINCE, World, make_world, user_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    with clock.at(NOON):
        return make_world()


def test_the_right_password_opens_the_workbench(client: Client, world: World) -> None:
    answer = client.post(reverse("doors:login"), {"username": "zhou", "password": PASSWORD})
    assert answer.status_code == 302
    assert answer["Location"] == reverse("pages:workbench")


def test_a_wrong_password_is_refused_in_chinese_and_keeps_the_name(client: Client, world: World) -> None:
    answer = client.post(reverse("doors:login"), {"username": "zhou", "password": "wrong"})
    page = answer.content.decode()
    assert "账号或密码不对" in page
    assert 'value="zhou"' in page


def test_an_unknown_account_gets_the_same_answer(client: Client, world: World) -> None:
    page = client.post(reverse("doors:login"), {"username": "nobody", "password": "x"}).content.decode()
    assert "账号或密码不对" in page


def test_an_account_without_password_cannot_sign_in(client: Client, world: World) -> None:
    User.objects.create(username="leer", name="空示例", password="!")
    page = client.post(reverse("doors:login"), {"username": "leer", "password": ""}).content.decode()
    assert "leer" in page


def test_a_stranger_is_sent_to_the_sign_in_page(client: Client, world: World) -> None:
    answer = client.get(reverse("pages:workbench"))
    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("doors:login"))


def test_switching_takes_only_a_post_of_ones_own(client: Client, world: World) -> None:
    user = user_of(world.wang)
    second = appoint(
        by=SYSTEM, user=user, organisation=world.shangcheng, post=Post.DISTRICT_REVIEWER, valid_from=SINCE
    )
    client.force_login(user)
    client.post(reverse("doors:switch-post"), {"membership": second.pk})
    assert client.session[SESSION_KEY] == second.pk
    foreign = Membership.objects.get(user=user_of(world.xi))
    client.post(reverse("doors:switch-post"), {"membership": foreign.pk})
    assert client.session[SESSION_KEY] == second.pk
