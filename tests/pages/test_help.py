"""帮助 says of every act where it is done and by whom, and shows one's own first."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from apps.acts.acts import all_acts
from apps.orgs.enums import Role
from apps.pages.queries.help import Help, help_page
from tests.factories.world import World, user_of

HELP = "/help/"


def labels(places: tuple[object, ...]) -> set[str]:
    return {item.label for place in places for group in place.groups for item in group.items}  # type: ignore[attr-defined]


@pytest.fixture
def of_clerk(world: World) -> Help:
    return help_page(world.wang)


@pytest.mark.django_db
def test_every_act_has_its_place_and_is_shown_once(of_clerk: Help) -> None:
    shown = [
        (group.title, item.label)
        for place in (*of_clerk.own, *of_clerk.others)
        for group in place.groups
        for item in group.items
    ]
    declared = [(act.ground.title, act.label) for act in all_acts()]
    assert all(title for title, _ in declared)
    assert sorted(declared) == sorted(each for each in shown if each[0] != "登录")


@pytest.mark.django_db
def test_ones_own_come_first_and_the_others_are_named(of_clerk: Help) -> None:
    assert {"备案", "退回补正", "报送", "安排代班"} <= labels(of_clerk.own)
    assert labels(of_clerk.own).isdisjoint({"添加同事", "下达或变更目标", "开启下一年度"})
    assert {"添加同事", "下达或变更目标", "解除登录锁定"} <= labels(of_clerk.others)
    filing = [item for place in of_clerk.own for group in place.groups for item in group.items]
    assert next(item for item in filing if item.label == "备案").who == "经办、审核、分管领导"


@pytest.mark.django_db
def test_a_page_that_is_closed_to_the_reader_has_no_link(of_clerk: Help, world: World) -> None:
    assert next(place.url for place in of_clerk.others if place.label.startswith("管理")) == ""
    city = {place.label: place.url for place in help_page(world.shi).own}
    assert city["管理 › 工作日历"] == reverse("administration:calendar")


@pytest.mark.django_db
def test_words_narrow_it_by_label_explanation_and_role(world: World) -> None:
    assert labels(help_page(world.ling, "调离").others) == set()
    assert "终止" in labels(help_page(world.ling, " 分管领导  终止 ").own)
    assert labels(help_page(world.ling, "终止").own) >= {"终止"}
    nothing = help_page(world.ling, "蓝色大象")
    assert (nothing.own, nothing.others) == ((), ())


@pytest.mark.django_db
@pytest.mark.parametrize("persona", ["zhou", "chen", "sheng", "shenji"])
def test_everybody_reaches_it_from_the_frame(world: World, persona: str) -> None:
    client = Client()
    client.force_login(user_of(world.people[persona]))
    page = client.get(HELP)
    assert (page.status_code, f'href="{HELP}"' in page.content.decode()) == (200, True)


@pytest.mark.django_db
def test_a_search_without_result_keeps_the_words(world: World) -> None:
    client = Client()
    client.force_login(user_of(world.wang))
    page = client.get(HELP, {"q": "蓝色大象"}).content.decode()
    assert ('value="蓝色大象"' in page, "没有找到" in page, Role.DISTRICT_CLERK.label in page) == (
        True,
        True,
        True,
    )
