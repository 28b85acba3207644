"""What is not right the first time comes back: an application to the street, a kitchen to its enterprise."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from apps.cases.enums import Status
from tests.factories.stages import make_staged_case
from tests.factories.world import make_world
from tests.journeys.person import PHONE, Person, each

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SitDown = Callable[..., Person]
Time = Callable[[str], None]


def test_an_application_is_returned_mended_and_filed(sit_down: SitDown, time: Time) -> None:
    time("2026-09-01T12:00:00")
    world = make_world()
    case = make_staged_case(world, "received")
    time("2026-09-02T09:00:00")

    bureau = sit_down("wang")
    bureau.finds(case.number)
    returns(bureau)
    clerk = sit_down("zhou")
    resubmits(clerk)

    bureau.open("/")
    bureau.sees(case.number)
    bureau.finds(case.number)
    bureau.follow("看补正")
    asked = bureau.page.locator("#item-family_size")
    assert re.search(r"3\s*→\s*4", asked.inner_text()), asked.inner_text()
    assert "已核对原件，号码没错" in bureau.page.locator("#item-id_number").inner_text()
    assert not bureau.page.locator("input[type=radio]:checked").count()
    for item in ("family_size", "id_number"):
        bureau.page.locator(f"#item-{item}").get_by_text("可以").click()
    bureau.press("看过了")
    bureau.press("备案")
    bureau.sees("已备案。")
    case.refresh_from_db()
    assert case.status == Status.FILED
    assert case.household.family_size == 4


def returns(bureau: Person) -> None:
    """Every defect at once, each with its kind and how to mend it; a half-filled line is refused."""
    bureau.page.wait_for_load_state()
    menu = bureau.page.locator("details.more-acts summary")
    if menu.count():
        menu.click()
    bureau.page.get_by_role("link", name="退回补正").first.click()
    bureau.page.get_by_role("button", name="家庭人数要改").click()
    lines = bureau.page.locator(".defect")
    lines.nth(0).locator("select").nth(1).select_option(label="错误")
    bureau.press("退回补正")
    expect(bureau.page.locator("[data-error-summary]")).to_be_focused()
    lines.nth(0).get_by_label("怎样补").fill("与户口簿不一致，应为四人")
    bureau.page.get_by_role("button", name="身份证号要改").click()
    lines.nth(1).locator("select").nth(1).select_option(label="错误")
    lines.nth(1).get_by_label("怎样补").fill("请核对原件")
    bureau.press("退回补正")
    bureau.sees("已退回补正，补正事项已一次性告知。")


def resubmits(clerk: Person) -> None:
    """The street finds it on its desk, reads what to mend, mends it, and says what it did."""
    clerk.sees("逐项回答补正事项")
    clerk.page.get_by_role("link", name=re.compile("^去处理")).first.click()
    clerk.sees("与户口簿不一致，应为四人", "请核对原件", "错误")
    clerk.fill("家庭人数", "4")
    clerk.press("重新提交")
    clerk.sees("第 2 项还没有回答")
    clerk.page.locator("#item-id_number").get_by_label("说明").fill("已核对原件，号码没错")
    clerk.press("重新提交")
    clerk.sees("补正事项都答复了，已重新提交。")


def test_a_failed_kitchen_is_rectified_and_passes_the_second_time(sit_down: SitDown, time: Time) -> None:
    time("2026-09-01T12:00:00")
    world = make_world()
    case = make_staged_case(world, "attempt")
    time("2026-09-18T14:00:00")

    inspector = sit_down("yan", PHONE)
    fails(inspector, case.number)
    time("2026-09-20T10:00:00")
    manager = sit_down("jiang", PHONE)
    rectifies(manager, case.number)
    clerk = sit_down("zhou")
    confirms_the_repair(clerk, case.number)
    time("2026-09-21T10:00:00")
    inspector.comes_back()
    passes(inspector, case.number)

    case.refresh_from_db()
    assert case.status == Status.PASSED
    clerk.comes_back()
    clerk.finds(case.number)
    clerk.follow("档案")
    clerk.sees("整改后二次验收表")
    clerk.page.locator(".tabs").get_by_text("验收").click()
    paper = clerk.page.locator("#attempt-2").get_by_role("link", name="验收表").get_attribute("href")
    assert clerk.page.request.get(str(paper)).body().startswith(b"%PDF")


def goes_through(inspector: Person, *, bad: str = "") -> None:
    """Answer every item; the one whose label contains ``bad`` is not as planned."""
    for row in each(inspector.page.locator(".check-row")):
        if bad and bad in row.inner_text():
            row.locator("label.tile", has_text=re.compile("不一致|不符合|未更换")).first.click()
            row.get_by_label(re.compile("说明|情况")).last.fill("仍为旧开关")
        else:
            row.locator(
                "label.tile", has_text=re.compile("与方案一致|^\\s*符合|已更换|^\\s*已整改到位")
            ).first.click()
    inspector.press("保存")
    inspector.sees("核验内容已保存，三项核验已按实测重新计算。")


def gives_verdict(inspector: Person, verdict: str, words: str) -> None:
    """The bureau's own opinion."""
    inspector.follow("出具验收意见")
    inspector.choose("验收意见", verdict)
    inspector.fill("住建部门验收人员意见", words)
    inspector.press("出具意见")
    inspector.sees("验收意见已记录。")


def fails(inspector: Person, number: str) -> None:
    """One item is not as planned; the case goes back to the enterprise with what to mend."""
    inspector.finds(number)
    inspector.follow("验收")
    inspector.follow("逐项核验")
    goes_through(inspector, bad="开关")
    gives_verdict(inspector, "需整改", "厨房开关未按方案更换。")
    inspector.page.get_by_role("link", name=re.compile("^办结")).first.click()
    inspector.press("办结")
    inspector.sees("整改中")
    inspector.stays_within_the_screen()


def rectifies(manager: Person, number: str) -> None:
    """Each item with a photo, which cannot be left out; then the end is reported."""
    manager.finds(number)
    manager.follow("验收")
    todo = manager.page.get_by_role("link", name=re.compile("^报告整改"))
    for left in reversed(range(len(each(todo)))):
        todo.first.click()
        manager.fill("整改完成日期", "2026-09-20")
        manager.fill("整改情况", "已更换为新开关")
        manager.press("提交")
        assert "请选择文件" in manager.error_at("整改后照片")
        manager.upload("整改后照片", "管路.jpg")
        manager.press("提交")
        manager.sees("整改情况已记录。")
        expect(todo).to_have_count(left)
    manager.stays_within_the_screen()
    manager.follow("整改事项已全部完成，报告")
    manager.fill("整改完成日期", "2026-09-20")
    manager.press("报告整改完成")
    manager.sees("已报告整改完成，等户主或巡查确认。", "整改中")


def confirms_the_repair(clerk: Person, number: str) -> None:
    """The clerk takes in what the household signed; only then is the case the inspector's again."""
    clerk.finds(number)
    clerk.follow("验收")
    clerk.takes_in_a_signed_end("确认整改完成", "2026-09-20")
    clerk.sees("整改完成已确认，等验收人员安排二次验收。", "组织验收")


def passes(inspector: Person, number: str) -> None:
    """The second round looks again, the household is content, the case passes."""
    inspector.finds(number)
    inspector.follow("验收")
    inspector.follow("安排二次验收")
    inspector.fill("约定验收日期", "2026-09-21")
    inspector.press("安排验收")
    inspector.follow("逐项核验")
    goes_through(inspector)
    gives_verdict(inspector, "验收合格", "整改到位。")
    inspector.follow("记录户主意见")
    inspector.choose("改造家庭确认意见", "满意")
    inspector.fill("签字日期", "2026-09-21")
    inspector.signs()
    inspector.fill("见证人", "社区 周示例")  # who judges is not the only witness
    inspector.press("记录意见")
    inspector.sees("改造家庭意见已记录。")
    inspector.follow("办结：验收合格")
    inspector.press("办结")
    inspector.sees("本次验收已办结。", "验收合格")
