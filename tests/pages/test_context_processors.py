"""The frame shows each role the entries it can use, and nothing to a stranger."""

from __future__ import annotations

import pytest
from django.test import RequestFactory
from django.urls import resolve

from apps.lib import clock
from apps.lib.actors import Actor
from apps.orgs.enums import Role
from apps.pages import context_processors
from apps.pages.context_processors import Chrome

ALL = ["工作台", "案件", "其他装修", "登记", "周报", "总览", "评价", "抽查", "名录", "套餐", "诉求", "疑点"]


def frame(role: str | None, path: str = "/login/") -> Chrome:
    request = RequestFactory().get(path)
    request.resolver_match = resolve(path)
    actor = Actor(1, "周示例", role, 1, "上城区住房和城乡建设局") if role else None
    request.actor = actor  # type: ignore[attr-defined]
    return context_processors.chrome(request)["chrome"]


@pytest.mark.parametrize(
    ("role", "labels"),
    [
        (Role.STREET_CLERK, ["工作台", "案件", "其他装修", "现场", "登记", "抽查", "名录", "套餐", "诉求"]),
        (Role.DISTRICT_CLERK, ALL),
        (
            Role.DISTRICT_REVIEWER,
            ["工作台", "案件", "其他装修", "周报", "总览", "评价", "抽查", "名录", "套餐", "诉求", "疑点"],
        ),
        (
            Role.DISTRICT_LEADER,
            [
                "工作台",
                "案件",
                "其他装修",
                "周报",
                "总览",
                "评价",
                "抽查",
                "名录",
                "套餐",
                "诉求",
                "疑点",
                "管理",
            ],
        ),
        (
            Role.CITY_OFFICER,
            [
                "工作台",
                "案件",
                "其他装修",
                "周报",
                "总览",
                "评价",
                "抽查",
                "名录",
                "套餐",
                "诉求",
                "疑点",
                "管理",
            ],
        ),
        (
            Role.PROVINCE_OFFICER,
            [
                "工作台",
                "案件",
                "其他装修",
                "周报",
                "总览",
                "评价",
                "抽查",
                "名录",
                "套餐",
                "诉求",
                "疑点",
                "管理",
            ],
        ),
        (Role.ADMINISTRATOR, ["名录", "套餐", "管理"]),
        (
            Role.AUDITOR,
            [
                "工作台",
                "案件",
                "其他装修",
                "周报",
                "总览",
                "评价",
                "抽查",
                "名录",
                "套餐",
                "诉求",
                "疑点",
                "管理",
            ],
        ),
        (Role.DIRECTORY_KEEPER, ["名录", "套餐"]),
        (Role.FINANCE_READER, ["名录", "套餐"]),
        (Role.DESIGNER, ["工作台", "案件", "评价", "名录", "套餐"]),
        (Role.SITE_MANAGER, ["工作台", "案件", "评价", "名录", "套餐"]),
        (Role.PROPERTY_PATROL, ["工作台", "案件", "其他装修", "现场", "名录", "套餐"]),
    ],
)
def test_each_role_sees_the_entries_it_can_use(role: Role, labels: list[str]) -> None:
    assert [entry.label for entry in frame(role).entries] == labels


def test_a_stranger_sees_no_entries() -> None:
    assert frame(None).entries == ()


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("pages:workbench", "workbench"),
        ("pages:case-list", "cases"),
        ("cases:register", "register"),
        ("reports:index", "reports"),
        ("reports:overview", "overview"),
    ],
)
def test_the_entry_of_the_shown_page_is_marked(name: str, key: str) -> None:
    entry = next(e for e in context_processors.ENTRIES if e.url_name == name)
    assert frame(Role.DISTRICT_CLERK, entry.url).active == key


def test_the_band_shows_only_on_a_demonstration_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "is_shifted", lambda: False)
    assert frame(Role.AUDITOR).clock_text == ""
    monkeypatch.setattr(clock, "is_shifted", lambda: True)
    assert "年" in frame(Role.AUDITOR).clock_text
