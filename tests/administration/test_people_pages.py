"""人员账号 on the page: who sees it, what a press does, and what happens to somebody dismissed."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from apps.lib.actors import SYSTEM
from apps.orgs.enums import Role
from apps.orgs.models import Membership, User
from apps.orgs.services import appoint
from tests.factories.administration import add_colleague
from tests.factories.world import SINCE, World, user_of

pytestmark = pytest.mark.django_db


def browser(world: World, persona: str) -> Client:
    client = Client()
    client.force_login(user_of(world.people[persona]))
    return client


def press(client: Client, url: str, **typed: Any) -> Any:
    """Open an act's page and send its form as a browser does."""
    page = client.get(url).content.decode()
    hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page))
    return client.post(url, {**hidden, **typed})


def person_url(world: World, act: str, persona: str = "wang") -> str:
    place = {"body": world.shangcheng.pk, "person": world.people[persona].user_id}
    return reverse(f"administration:{act}", kwargs=place)


def test_people_stand_by_body_and_an_empty_one_says_so(world: World) -> None:
    User.objects.filter(pk=world.hu.user_id).update(is_active=False)
    page = browser(world, "guan").get(f"/administration/people/{world.shangcheng.pk}/").content.decode()
    assert "王演示" in page
    assert "没有人" in page
    assert "分管领导由上一级主管部门添加" in page


def test_a_dismissed_clerk_s_next_click_is_refused(world: World) -> None:
    clerk = browser(world, "wang")
    assert clerk.get("/cases/").status_code == 200
    done = press(browser(world, "guan"), person_url(world, "dismiss"), reason="调离")
    assert done.status_code == 302
    assert clerk.get("/cases/")["Location"].startswith(reverse("accounts:login"))


def test_another_district_s_administrator_gets_nowhere(world: World) -> None:
    other = browser(world, "guan_xihu")
    waiting = Membership.objects.get(user=add_colleague(world))
    urls = [
        f"/administration/people/{world.shangcheng.pk}/",
        f"/administration/people/{world.shangcheng.pk}/add/",
        *(person_url(world, act) for act in ("grant", "delegate", "move", "rename", "dismiss")),
        person_url(world, "admit-password"),
        *(reverse(f"administration:{act}", args=[waiting.pk]) for act in ("end", "confirm", "decline")),
    ]
    for url in urls:
        assert other.get(url).status_code == 404, url
        assert other.post(url, {"reason": "试", "version": 0}).status_code in (404, 405), url


def test_a_grant_is_confirmed_from_its_message_s_page(world: World) -> None:
    waiting = Membership.objects.get(user=add_colleague(world))
    url = reverse("administration:confirm", args=[waiting.pk])
    assert press(browser(world, "ling"), url).status_code == 302
    waiting.refresh_from_db()
    assert waiting.state == "confirmed"


def test_who_gave_it_finds_no_button_that_confirms(world: World) -> None:
    waiting = Membership.objects.get(user=add_colleague(world))
    url = reverse("administration:confirm", args=[waiting.pk])
    page = browser(world, "guan").get(f"/administration/people/{world.shangcheng.pk}/").content.decode()
    assert url not in page
    answer = browser(world, "guan").post(url, {"version": waiting.user.edit, "key": ""})
    assert answer.status_code in (302, 422)
    waiting.refresh_from_db()
    assert waiting.state == "pending"


def test_the_account_of_somebody_from_elsewhere_is_not_closed_by_a_forged_form(world: World) -> None:
    wang = user_of(world.wang)
    appoint(by=SYSTEM, user=wang, organisation=world.xihu, role=Role.DISTRICT_CLERK, valid_from=SINCE)
    client = browser(world, "guan")
    answer = client.post(
        person_url(world, "dismiss"),
        {"version": wang.edit, "key": "a" * 32, "reason": "试"},
    )
    assert answer.status_code == 422
    assert user_of(world.wang).is_active


def test_the_list_costs_the_same_however_many_people_there_are(
    world: World, django_assert_max_num_queries: Any
) -> None:
    client = browser(world, "guan")
    with django_assert_max_num_queries(24):
        client.get(f"/administration/people/{world.shangcheng.pk}/")


def test_somebody_lends_the_own_role_from_the_person_menu(world: World) -> None:
    url = person_url(world, "delegate")
    clerk = browser(world, "wang")
    post = Membership.objects.get(user_id=world.wang.user_id)
    done = press(
        clerk,
        url,
        membership_id=post.pk,
        to_id=world.shen.user_id,
        valid_from="2026-09-01",
        last_day="2026-09-07",
    )
    assert done.status_code == 302
    assert Membership.objects.filter(on_behalf_of=world.wang.user_id, state="confirmed").count() == 1
