"""What is done standing up, on a phone: a household signs, a site manager shows pipes, a patrol looks."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from apps.inspections.models import Defect, Photo, Visit
from apps.plans.models import PlanVersion
from tests.factories.stages import make_staged_case
from tests.factories.world import make_world
from tests.journeys.person import PHONE, Person, each

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SitDown = Callable[..., Person]
Time = Callable[[str], None]


def test_a_household_signs_with_its_finger(sit_down: SitDown, time: Time) -> None:
    time("2026-09-01T12:00:00")
    case = make_staged_case(make_world(), "submitted_plan")
    time("2026-09-04T10:00:00")

    clerk = sit_down("zhou", PHONE)
    clerk.finds(case.number)
    clerk.page.get_by_role("link", name=re.compile("户主确认")).first.click()
    if "confirm" not in clerk.page.url:
        clerk.follow("请户主确认")
    clerk.sees("请看一看您家的装修方案")
    clerk.stays_within_the_screen()
    clerk.page.get_by_text("看每一项的面积、产品和价钱").tap()
    clerk.sees("装配式干法")
    clerk.follow("同意，去签字")
    clerk.press("确认签字")
    clerk.sees("还没有签名，请先签名再提交。")
    clerk.page.get_by_label("我看过方案和预算").check()
    clerk.signs_with_a_finger()
    clerk.stays_within_the_screen()
    clerk.press("确认签字")
    clerk.sees("户主已确认方案和预算。申请表（附件 1）已生成，请打印后由装修人签字、企业盖章。")

    plan = PlanVersion.objects.get(case=case, status="confirmed")
    assert plan.number == 2


def test_a_site_manager_shows_pipes_before_they_are_closed(sit_down: SitDown, time: Time) -> None:
    time("2026-09-01T12:00:00")
    case = make_staged_case(make_world(), "building")
    before = Photo.objects.filter(case=case).count()
    time("2026-09-10T15:00:00")

    manager = sit_down("jiang", PHONE)
    manager.finds(case.number)
    manager.follow("施工与巡查")
    expect(manager.page).to_have_url(re.compile("/works/$"))
    manager.stays_within_the_screen()
    manager.follow("隐蔽工程照片")
    manager.fill("拍摄日期", "2026-09-10")
    manager.choose("空间", "卫生间")
    manager.choose("隐蔽部位", "防水层")
    photos = [str(manager.files / name) for name in ("管路.jpg", "防水.jpg")]
    (manager.files / "防水.jpg").write_bytes((manager.files / "管路.jpg").read_bytes() + b"\0")
    manager.field("封闭前照片").set_input_files(photos)
    manager.sees("已选 2 个文件")
    manager.stays_within_the_screen()
    manager.press("上传")
    manager.sees("隐蔽工程照片已保存。", "防水层")
    assert Photo.objects.filter(case=case).count() == before + 2


def test_a_patrol_looks_round_and_finds_something(sit_down: SitDown, time: Time) -> None:
    time("2026-09-01T12:00:00")
    case = make_staged_case(make_world(), "building")
    time("2026-09-11T15:00:00")

    patrol = sit_down("wu", PHONE)
    patrol.finds(case.number)
    patrol.follow("施工与巡查")
    patrol.follow("登记巡查")
    rows = patrol.page.locator(".check-row")
    for row in each(rows)[1:]:
        row.locator("label.tile").first.tap()
    rows.nth(0).locator("label.tile", has_text=re.compile("不符|有问题")).first.tap()
    rows.nth(0).get_by_label("情况").fill("墙面未按方案使用干法")
    rows.nth(0).locator("input[type=file]").set_input_files(patrol.files / "管路.jpg")
    patrol.fill("整改期限", "2026-09-14")
    patrol.stays_within_the_screen()
    patrol.page.locator("form button.btn-primary").click()
    patrol.sees("墙面未按方案使用干法", "1 项未办结")
    patrol.stays_within_the_screen()

    assert Visit.objects.filter(case=case).count() == 2
    assert Defect.objects.filter(case=case).count() == 1


def test_the_head_of_a_case_takes_a_quarter_and_scrolled_one_line(sit_down: SitDown, time: Time) -> None:
    time("2026-09-01T12:00:00")
    case = make_staged_case(make_world(), "completed")
    time("2026-09-19T10:00:00")

    inspector = sit_down("yan", PHONE)
    inspector.finds(case.number)
    page = inspector.page
    page.evaluate("window.scrollTo(0, 0)")
    high = page.viewport_size["height"]  # type: ignore[index]
    tabs = page.locator(".case-page .tabs")
    above = page.locator(".clock-band").bounding_box()["height"]  # type: ignore[index]
    assert tabs.bounding_box()["y"] - above <= high / 4  # type: ignore[index]
    inspector.sees("轮到您：组织验收")
    inspector.stays_within_the_screen()

    page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
    page.locator("body.is-scrolled .bar-short").wait_for()
    assert tabs.bounding_box()["y"] == pytest.approx(56, abs=1)  # type: ignore[index]
    assert "轮到您组织验收" in page.locator(".bar-short").inner_text()
    act = page.locator(".act-bar").bounding_box()
    assert act is not None
    assert act["y"] + act["height"] == pytest.approx(high, abs=1)
    assert page.locator(".act-bar .btn-primary").is_visible()
