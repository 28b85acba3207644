"""The browser's own Back, with the cache of whole pages that people's browsers have, Playwright's not."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserType, expect

from apps.cases.models import Case
from tests.factories.people import id_number, phone
from tests.factories.world import PASSWORD, make_world
from tests.journeys.person import Person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TODAY = "2026-09-01T09:00:00"
FROM_CACHE = "window.seenBefore === true"


@pytest.fixture(scope="module")
def browser(browser_type: BrowserType, browser_type_launch_args: dict[str, Any]) -> Iterator[Browser]:
    """Return Chromium as people have it; the headless shell of the other tests cannot keep whole pages."""
    browser = browser_type.launch(
        **{**browser_type_launch_args, "executable_path": "/usr/bin/chromium"},
        ignore_default_args=["--disable-back-forward-cache"],
    )
    yield browser
    browser.close()


@pytest.fixture
def clerk(sit_down: Callable[..., Person], time: Callable[[str], None]) -> Person:
    time(TODAY)
    make_world()
    return sit_down("zhou")


def goes_back(person: Person) -> None:
    """Press the browser's Back and wait for its page."""
    with person.page.expect_event("framenavigated"):
        person.page.evaluate("setTimeout(() => history.back(), 0)")
    # A page out of the cache fires no load; and one that is emptied comes again.
    expect(person.page.locator("main")).to_be_visible()


def types_a_household(clerk: Person, name: str, room: str, number: int) -> None:
    """Fill in whatever registration requires."""
    for label, text in {
        "姓名": name,
        "身份证号（证件号码）": id_number(f"1965013{number % 2}"),
        "联系方式": phone(number),
        "房屋坐落": f"示例路12号7幢2单元{room}室",
        "房屋所有权人": "同装修人",
        "家庭人数": "3",
        "建筑面积": "68.5",
        "建造年代": "1988",
        "户型（室）": "2",
        "户型（厅）": "1",
        "户型（卫）": "1",
        "装修预算": "75000",
    }.items():
        clerk.fill(label, text)
    for group, option in {
        "告知并知悉": "当面念读",
        "城镇或农村": "城镇",
        "房屋类型": "楼梯房",
        "房屋性质": "存量旧房",
        "家庭情况": "一般家庭",
        "“厨卫换新”改造意愿": "厨卫均换新",
    }.items():
        clerk.choose(group, option)


def registers(clerk: Person) -> None:
    """Go on to the read-back, and submit."""
    clerk.press("下一步：核对")
    clerk.sees("请当面念给申请人核对")
    clerk.press("提交并受理")
    expect(clerk.page).to_have_url(re.compile("/register/done/"))


def test_a_half_typed_form_comes_back_as_it_was_left(clerk: Person) -> None:
    clerk.open("/register/")
    clerk.page.evaluate("window.seenBefore = true")
    clerk.page.locator("#id_name").evaluate("input => (input.value = '张示例')")
    clerk.page.goto("/cases/")
    goes_back(clerk)

    assert clerk.page.evaluate(FROM_CACHE), "out of the cache: else this tests another browser than people's"
    assert clerk.page.input_value("#id_name") == "张示例"


def test_the_next_household_is_not_registered_under_the_last_one_s_key(clerk: Person) -> None:
    clerk.open("/register/")
    types_a_household(clerk, "张示例", "101", 1)
    registers(clerk)
    goes_back(clerk)
    goes_back(clerk)
    expect(clerk.page.locator("#id_name")).to_have_value("张示例")
    types_a_household(clerk, "李示例", "102", 2)
    registers(clerk)

    assert sorted(case.household.name for case in Case.objects.all()) == ["张示例", "李示例"]


def test_back_from_the_read_back_shows_what_was_typed(clerk: Person) -> None:
    clerk.open("/register/")
    types_a_household(clerk, "张示例", "101", 1)
    clerk.press("下一步：核对")
    clerk.sees("请当面念给申请人核对")
    goes_back(clerk)

    expect(clerk.page.locator("#id_name")).to_have_value("张示例")


def test_back_from_the_read_back_shows_what_was_corrected_after_a_refusal(clerk: Person) -> None:
    clerk.open("/register/")
    types_a_household(clerk, "张示例", "101", 1)
    clerk.fill("建筑面积", "")
    clerk.press("下一步：核对")
    assert clerk.error_at("建筑面积")
    clerk.fill("建筑面积", "70")
    clerk.press("下一步：核对")
    clerk.sees("请当面念给申请人核对")
    goes_back(clerk)

    expect(clerk.page.locator("#id_floor_area")).to_have_value("70")


def test_after_signing_out_nothing_personal_comes_back(clerk: Person) -> None:
    clerk.open("/register/")
    clerk.fill("姓名", "张示例")
    clerk.page.on("dialog", lambda dialog: dialog.accept())
    clerk.page.evaluate("document.querySelector('form[action*=logout]').requestSubmit()")
    expect(clerk.page).to_have_url(re.compile("/login/"))
    goes_back(clerk)

    expect(clerk.page).to_have_url(re.compile("/login/"))
    assert "张示例" not in clerk.page.content()


def test_behind_an_ended_session_what_was_typed_still_stands(clerk: Person) -> None:
    clerk.open("/register/")
    clerk.page.locator("#id_name").evaluate("input => (input.value = '张示例')")
    clerk.page.context.clear_cookies()
    clerk.page.goto("/cases/")
    expect(clerk.page).to_have_url(re.compile("/login/"))
    goes_back(clerk)

    expect(clerk.page.locator("#id_name")).to_have_value("张示例")


def test_a_page_that_was_only_read_does_not_come_back_either(clerk: Person) -> None:
    clerk.open("/cases/")
    clerk.sees("案件")
    clerk.page.evaluate("document.querySelector('form[action*=logout]').requestSubmit()")
    expect(clerk.page).to_have_url(re.compile("/login/"))
    goes_back(clerk)

    expect(clerk.page).to_have_url(re.compile("/login/"))


def test_after_somebody_else_signed_in_the_first_one_s_page_does_not_come_back(clerk: Person) -> None:
    clerk.open("/register/")
    clerk.fill("姓名", "张示例")
    clerk.page.on("dialog", lambda dialog: dialog.accept())
    clerk.page.evaluate("document.querySelector('form[action*=logout]').requestSubmit()")
    expect(clerk.page).to_have_url(re.compile("/login/"))
    clerk.fill("账号", "hu")
    clerk.fill("密码", PASSWORD)
    clerk.press("登录")
    expect(clerk.page).not_to_have_url(re.compile("/login/"))
    for _ in range(2):
        goes_back(clerk)

    expect(clerk.page.locator("#id_name")).to_have_value("")
