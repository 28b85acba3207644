"""管理 lists what a person may keep there, and is closed to whoever keeps nothing."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories.world import World, user_of

pytestmark = pytest.mark.django_db
INDEX = "/administration/"


def page(world: World, persona: str, url: str = INDEX) -> tuple[int, str]:
    client = Client()
    client.force_login(user_of(world.people[persona]))
    answer = client.get(url)
    return answer.status_code, answer.content.decode()


@pytest.mark.parametrize("persona", ["guan", "ling", "shi", "sheng"])
def test_who_keeps_a_body_sees_its_sections(world: World, persona: str) -> None:
    status, text = page(world, persona)
    assert (status, "人员账号" in text) == (200, True)


@pytest.mark.parametrize("persona", ["wang", "zhou", "chen"])
def test_others_are_told_who_does(world: World, persona: str) -> None:
    status, text = page(world, persona)
    assert (status, "各单位的管理员" in text) == (403, True)


def test_audit_finds_the_numbers_there_and_nothing_to_set(world: World) -> None:
    status, text = page(world, "shenji")
    assert (status, reverse("administration:years") in text, "人员账号" in text) == (200, True, False)
    body = reverse("administration:body-numbers", args=[world.shangcheng.pk])
    status, text = page(world, "shenji", body)
    assert (status, f'href="{INDEX}"' in text, "/parameters/" in text) == (200, True, False)


def test_who_reads_the_numbers_from_a_message_is_led_to_no_closed_page(world: World) -> None:
    status, text = page(world, "wang", reverse("administration:years"))
    assert (status, f'href="{INDEX}"' in text) == (200, False)


def test_an_administrator_comes_to_administration_and_to_no_list_of_cases(world: World) -> None:
    client = Client()
    client.force_login(user_of(world.guan))
    assert client.get(reverse("pages:workbench"))["Location"] == INDEX
    assert client.get(reverse("pages:case-list")).status_code == 403
    assert client.post(reverse("pages:case-search"), {"q": "张示例"}).status_code == 403
    assert client.get(reverse("pages:case-export")).status_code == 403
