"""A whole registration without a mouse."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from apps.cases.enums import Status
from apps.cases.models import Case
from tests.factories.people import id_number, phone
from tests.factories.world import make_world
from tests.journeys.person import FOCUSED, Person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_household_is_registered_by_keyboard(
    sit_down: Callable[..., Person], time: Callable[[str], None]
) -> None:
    time("2026-09-01T09:00:00")
    make_world()
    clerk = sit_down("zhou")
    keys = clerk.page.keyboard

    keys.press("Tab")
    assert clerk.page.evaluate(FOCUSED) == "跳到正文"
    keys.press("Enter")
    keys.press("Tab")
    assert clerk.page.evaluate("document.activeElement.closest('main') !== null"), "the frame is skipped"
    clerk.page.reload()
    clerk.tabs_to("登记")
    keys.press("Enter")
    clerk.sees("登记一户")

    clerk.tabs_to("告知并知悉")
    keys.press("Space")
    clerk.types(姓名="张示例", 身份证号=id_number()[:-1] + "A")
    keys.press("Tab")
    assert "身份证号" in clerk.error_at("身份证号（证件号码）")
    assert clerk.page.evaluate(FOCUSED).startswith("联系方式"), "the check took the focus away"
    keys.press("Shift+Tab")
    keys.press("Control+A")
    keys.type(id_number())
    clerk.types(联系方式=phone(1))
    clerk.tabs_to("城镇或农村")
    keys.press("Space")
    clerk.types(房屋坐落="示例路12号7幢2单元102室", 房屋所有权人="同装修人", 家庭人数="3")
    clerk.tabs_to("房屋类型")
    keys.press("Space")
    keys.press("ArrowRight")
    clerk.types(建造年代="1988")
    for label in ("室", "厅", "卫"):
        clerk.types(**{f"户型（{label}）": "1"})
    for group in ("房屋性质", "家庭情况", "“厨卫换新”改造意愿"):
        clerk.tabs_to(group.strip("“").replace("厨卫换新”", ""))
        keys.press("Space")
    clerk.types(装修预算="75000")
    clerk.tabs_to("下一步：核对")
    keys.press("Enter")

    summary = clerk.page.locator("[data-error-summary]")
    expect(summary).to_be_focused()
    keys.press("Tab")
    assert "建筑面积" in clerk.page.evaluate(FOCUSED)
    keys.press("Enter")
    assert clerk.page.evaluate(FOCUSED).startswith("建筑面积"), "the error leads to its field"
    keys.type("68.5")
    keys.press("Enter")

    clerk.sees("请当面念给申请人核对")
    clerk.tabs_to("提交并受理")
    keys.press("Enter")
    expect(clerk.page).to_have_url(re.compile("/register/done/"))
    clerk.sees("已登记：上城-2026-0001")
    assert Case.objects.get().status == Status.RECEIVED
