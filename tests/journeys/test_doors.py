"""Signing in as people do: sessions that end under their hands, one-time codes, a policy no page breaks."""

from __future__ import annotations

import re
from base64 import b32decode
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from apps.accounts.services import factor
from tests.factories.stages import make_staged_case
from tests.factories.world import PASSWORD, make_world
from tests.journeys.person import Person, each

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SitDown = Callable[..., Person]
Time = Callable[[str], None]
WATCH = """
window.broken = [];
document.addEventListener("securitypolicyviolation", (event) => {
  window.broken.push(`${event.violatedDirective} ${event.blockedURI}`);
  document.body.dataset.broken = window.broken.length;
});
"""
COMES_BACK = "() => document.dispatchEvent(new Event('visibilitychange'))"


def test_a_form_is_not_lost_when_its_session_ends(sit_down: SitDown, time: Time) -> None:
    time("2026-09-01T09:00:00")
    make_world()
    clerk = sit_down("zhou")
    clerk.open("/register/")
    clerk.fill("姓名", "张示例")
    time("2026-09-01T10:00:00")

    clerk.page.evaluate(COMES_BACK)
    clerk.sees("已退出登录", "填写的内容还在这一页")
    with clerk.page.context.expect_page() as opened:
        clerk.follow("在新窗口登录")
    other = Person(opened.value, clerk.site, clerk.files)
    other.fill("账号", "zhou")
    other.fill("密码", PASSWORD)
    other.press("登录")
    other.sees("我的账号")
    other.page.close()

    clerk.page.evaluate(COMES_BACK)
    expect(clerk.page.locator("dialog")).to_be_hidden()
    assert clerk.field("姓名").input_value() == "张示例"
    clerk.press("存为草稿")
    clerk.sees("草稿已保存")
    assert clerk.field("姓名").input_value() == "张示例"


def test_a_form_sent_too_late_is_sent_again(sit_down: SitDown, time: Time) -> None:
    time("2026-09-01T09:00:00")
    make_world()
    clerk = sit_down("zhou")
    clerk.open("/register/")
    clerk.fill("姓名", "张示例")
    clerk.page.wait_for_load_state("networkidle")  # what the field asks on leaving is answered in time
    time("2026-09-01T10:00:00")
    clerk.press("存为草稿")

    clerk.sees("刚才填写的内容还在")
    clerk.fill("账号", "zhou")
    clerk.fill("密码", PASSWORD)
    clerk.press("登录")
    clerk.sees("尚未提交")
    clerk.press("继续提交")
    clerk.sees("草稿已保存")
    assert clerk.field("姓名").input_value() == "张示例"


def test_a_leader_sets_up_one_time_codes_and_signs_in_with_one(
    sit_down: SitDown, time: Time, settings: Any
) -> None:
    settings.SECOND_FACTOR = "bureau"
    time("2026-09-01T09:00:00")
    make_world()
    leader = sit_down("ling", by_form=True)
    leader.open("/cases/")
    leader.sees("启用二次验证")
    picture = leader.page.get_by_role("img", name=re.compile("二维码"))
    assert picture.evaluate("image => image.naturalWidth > 0")
    key = leader.page.locator(".secret-key").first.inner_text()
    secret = b32decode(key.replace(" ", ""))

    leader.fill("验证码", f"{factor.totp_at(secret).token():06d}")
    leader.press("启用")
    codes = [row.inner_text() for row in each(leader.page.locator(".recovery-codes li"))]
    assert len(codes) == 10
    leader.follow("已经保存好，继续")
    leader.sees("案件")

    leader.page.context.clear_cookies()
    leader.open("/login/")
    leader.fill("账号", "ling")
    leader.fill("密码", PASSWORD)
    leader.press("登录")
    leader.sees("二次验证")
    leader.fill("验证码", codes[0])
    leader.press("继续")
    expect(leader.page).not_to_have_url(re.compile("/login/"))


def test_no_page_breaks_the_policy(sit_down: SitDown, time: Time) -> None:
    time("2026-09-01T12:00:00")
    world = make_world()
    case = make_staged_case(world, "designing")
    designer, bureau = sit_down("chen"), sit_down("wang")
    at_case = f"/cases/{case.pk}/"
    for person, urls in (
        (designer, (f"{at_case}plan/edit/",)),
        (
            bureau,
            (
                "/",
                "/cases/",
                f"/cases/{case.pk}/",
                "/reports/overview/",
                "/account/second-factor/",
                "/gallery/",
            ),
        ),
        (bureau, ("/api/v1/docs/",)),
    ):
        person.page.add_init_script(WATCH)
        for url in urls:
            person.page.goto(url, wait_until="networkidle")
            assert person.page.evaluate("window.broken") == [], url
    expect(bureau.page.locator(".swagger-ui .info").first).to_be_visible()


def test_a_page_that_breaks_the_policy_would_be_noticed(sit_down: SitDown, time: Time) -> None:
    time("2026-09-01T12:00:00")
    make_world()
    person = sit_down("wang")
    person.page.add_init_script(WATCH)
    person.open("/")
    person.page.evaluate(
        """() => {
          const script = document.createElement("script");
          script.textContent = "window.ran = true";
          document.body.dataset.broken = "0";
          document.body.append(script);
        }"""
    )
    expect(person.page.locator("body")).not_to_have_attribute("data-broken", "0")
    assert person.page.evaluate("window.broken") == ["script-src-elem inline"]
    assert person.page.evaluate("window.ran") is None
