"""A new site: from its printed link to a week that the city has accepted, all in the browser."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from apps.administration.services.first_link import first_link
from apps.audit.services import verify
from apps.outbox.services import run_due_jobs, tick
from tests.factories.people import phone
from tests.factories.world import PASSWORD, made_up_credit_code
from tests.journeys.household import (
    PREFAB,
    accepts,
    confirms_the_finish,
    enters_a_plan,
    files_it,
    household_signs,
    records_the_choice,
    records_the_contract,
    registers,
    reports_the_finish,
    shows_concealed_work,
    starts,
)
from tests.journeys.person import PHONE, Person, each

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SITE = Path(__file__).with_name("first_site.toml")
WEEK = 36
"""Week 36 of 2026 runs from Thursday 3 to Wednesday 9 September; its table is due on the 10th."""


@pytest.fixture
def later(time: Callable[[str], None]) -> Callable[[str], None]:
    """Let time pass: the site's clock goes on, and its own background work is done."""

    def pass_until(text: str) -> None:
        time(text)
        tick()
        run_due_jobs()

    return pass_until


@pytest.fixture
def arrive(
    browser: Browser, live_server: Any, papers: Path, time: Callable[[str], None]
) -> Iterator[Callable[..., Person]]:
    """Return a way to let somebody come to a device, signed out."""
    people: list[Person] = []

    def come(size: dict[str, int] | None = None) -> Person:
        people.append(Person.at(browser, live_server.url, papers, size=size))
        return people[-1]

    yield come
    for person in people:
        person.leaves()


def test_from_the_printed_link_to_an_accepted_week(
    arrive: Callable[..., Person], later: Callable[[str], None]
) -> None:
    later("2026-09-01T09:00:00")
    first = sets_the_site_up(arrive(), first_link())

    city_admin, district_admin = arrive(), arrive()
    opens_the_own_link(city_admin, "guan", first["guan"])
    signs_in_first(district_admin, "guan-shangcheng", city_admin, "上城区")
    clerk, bureau, tablet = arrive(), arrive(), arrive(PHONE)
    signs_in_first(clerk, "zhou", district_admin, "清波")
    signs_in_first(bureau, "wang", district_admin, "上城区")
    designer, manager, inspector = arrive(), arrive(PHONE), arrive(PHONE)
    signs_in_first(designer, "chen", city_admin, "示例装配")
    signs_in_first(manager, "jiang", city_admin, "示例装配")
    signs_in_first(inspector, "yan", district_admin, "上城区")
    city = arrive()
    signs_in_first(city, "lin", city_admin, "示例市")

    number = registers(clerk)
    bureau.open("/")
    files_it(bureau, number)
    publishes_the_directory(bureau)
    records_the_choice(clerk, number)
    enters_a_plan(designer, number, PREFAB)
    designer.sees("方案第 1 版已提交，三项核验通过，等户主确认。")
    tablet.is_signed_in("zhou")
    household_signs(tablet, number)
    records_the_contract(designer, number)

    later("2026-09-03T08:30:00")
    manager.comes_back()
    starts(manager, number)
    later("2026-09-04T16:00:00")
    shows_concealed_work(manager)
    later("2026-09-08T17:00:00")
    reports_the_finish(manager)
    clerk.comes_back()
    confirms_the_finish(clerk, number)
    later("2026-09-09T10:00:00")
    inspector.comes_back()
    accepts(inspector, number)

    later("2026-09-10T09:00:00")
    bureau.comes_back()
    hands_in_the_week(bureau)
    city.comes_back()
    accepts_the_week(city)
    assert verify() == []


def sets_the_site_up(operator: Person, link: str) -> dict[str, str]:
    """The operator opens the printed link, hands in the file, looks at it and lets it hold; returns slips."""
    operator.open(link)
    operator.sees("首次启用")
    operator.page.get_by_label("选择文件").set_input_files(SITE)
    operator.press("核对")
    operator.sees("机构 清波街道办事处", "年度 2026 年度家装", "上城区住房和城乡建设局 30 户")
    operator.page.locator("summary", has_text="人员和岗位").click()
    operator.sees("岗位 周示例：清波街道办事处 城建线经办")
    operator.press("核对无误，启用")
    operator.sees("网站已启用")
    links = {}
    for row in each(operator.page.locator(".rows li", has=operator.page.locator(".own-link"))):
        links[row.locator("b").inner_text()] = row.locator(".own-link").inner_text()
    operator.open(link)
    operator.sees("这个链接已经失效")
    return links


def opens_the_own_link(person: Person, username: str, link: str) -> None:
    """Whom nobody can let in yet sets the password over a link of the own, and signs in."""
    person.open(link)
    sets_the_password(person, username)


def signs_in_first(person: Person, username: str, administrator: Person, body: str) -> None:
    """Take a number at the own device, be let in by an administrator, set the password, sign in."""
    person.open("/login/")
    person.follow("首次登录或忘记密码")
    person.fill("账号", username)
    person.press("取号")
    number = person.page.locator(".claim-number").inner_text().replace(" ", "")

    row = administrator.page.locator("tr", has_text=re.compile(rf"{username}\b"))
    if row.count() == 0:
        administrator.open("/")
        administrator.follow("管理")
        administrator.follow("人员账号")
        administrator.page.locator(".people-bodies a", has_text=body).first.click()
    row.get_by_label(re.compile("^办理：")).click()
    row.get_by_role("link", name="放行本人设密码").click()
    administrator.fill("本人报的号码", number)
    administrator.fill("怎样核实的本人", "当面")
    administrator.press("核实无误，放行")
    administrator.sees("已放行")

    person.follow("管理员已放行，设定密码")
    sets_the_password(person, username)


def sets_the_password(person: Person, username: str) -> None:
    """Choose a password that nobody else knows, and sign in with it."""
    person.fill("新密码", PASSWORD)
    person.fill("再填一次新密码", PASSWORD)
    person.press("设定密码")
    person.sees("密码已设定，请用新密码登录。")
    person.username = username
    person.fill("账号", username)
    person.fill("密码", PASSWORD)
    person.press("登录")
    expect(person.page).not_to_have_url(re.compile("/login/"))


def publishes_the_directory(bureau: Person) -> None:
    """The district publishes its list and puts the enterprises there are on it, with accounts or without."""
    bureau.follow("名录")
    bureau.follow("公布名录")
    for label, text in {
        "名录名称": "示例装配化装修企业名录",
        "入选条件": "示例：自愿申报",
        "依据": "示例文号",
        "适用范围": "住宅厨房、卫生间装配化装修",
        "公平竞争审查结论": "示例：经审查，不含排除、限制竞争的内容",
        "审查日期": "2026-08-20",
    }.items():
        bureau.fill(label, text)
    bureau.press("公布")
    bureau.sees("名录已公布，现在可以列入企业。")
    for name, code in (
        ("示例装配装饰有限公司", made_up_credit_code(1)),
        ("样本集成家居有限公司", made_up_credit_code(2)),
    ):
        bureau.follow("列入企业")
        bureau.fill("企业名称", name)
        bureau.fill("统一社会信用代码", code)
        bureau.fill("联系人", "联示例")
        bureau.fill("联系方式", phone())
        bureau.press("列入")
        bureau.sees(f"已列入：{name}。")


def hands_in_the_week(bureau: Person) -> None:
    """The district opens its week, looks at the figures, and hands the table in."""
    bureau.follow("周报")
    bureau.page.locator("a", has_text=f"第 {WEEK} 期").first.click()
    bureau.sees("装配化装修", "7.62")
    bureau.fill("本周未取得的原因", "示例：备案系统还没有接通")
    bureau.press("保存")
    bureau.sees("已保存，尚未报送。")
    bureau.press("核对无误，报送")
    bureau.sees(f"第 {WEEK} 期已报送，内容已定稿。")


def accepts_the_week(city: Person) -> None:
    """The city finds the table that was handed in, and accepts it."""
    city.follow("周报")
    city.page.locator("a", has_text="上城").first.click()
    city.sees("7.62")
    city.press("接收")
    city.sees("已接收")
