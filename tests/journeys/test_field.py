"""现场 on a phone that loses the network, is killed, and comes back over a bad line."""

from __future__ import annotations

import io
import random
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from PIL import Image
from playwright.sync_api import BrowserType, expect

from apps.audit.services import verify
from apps.cases.models import Case
from apps.inspections import services
from apps.inspections.models import (
    AcceptanceAttempt,
    Defect,
    FieldPhoto,
    FieldVisit,
    Photo,
    Visit,
)
from apps.lib import clock
from tests.factories.works import make_works_case
from tests.factories.world import NOON, World, make_world
from tests.journeys.handset import Handset
from tests.journeys.line import Line

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SHOTS = 10
SOME = 300_000
"""Bytes that pass before the line is cut again: about one photo."""


@pytest.fixture
def world(time: Callable[[str], None]) -> World:
    with clock.at(NOON):
        world = make_world()
    time("2026-09-10T10:00:00")
    return world


@pytest.fixture
def handset(
    browser_type: BrowserType,
    browser_type_launch_args: dict[str, Any],
    live_server: Any,
    tmp_path: Path,
) -> Iterator[Callable[[], Handset]]:
    """Return a way to get a phone."""
    phones: list[Handset] = []

    def get() -> Handset:
        line = Line(live_server.url)
        phones.append(
            Handset(browser_type, browser_type_launch_args, line, tmp_path / f"phone-{len(phones)}")
        )
        return phones[-1]

    yield get
    for phone in phones:
        phone.switch_off()
        phone.line.close()


def noisy(seed: int) -> bytes:
    """Return a photo of several pieces that no other one equals."""
    dice = random.Random(seed)
    image = Image.frombytes("RGB", (560, 420), dice.randbytes(560 * 420 * 3))
    target = io.BytesIO()
    image.save(target, "JPEG", quality=95)
    return target.getvalue()


def test_ten_photos_without_network_arrive_once(world: World, handset: Callable[[], Handset]) -> None:
    case = make_works_case(world, "building")
    photos = [noisy(number) for number in range(SHOTS)]
    phone = handset()
    phone.signs_in("zhou")
    phone.sees(case.dwelling.address)

    phone.loses_the_network()
    phone.follows("开始巡查")
    phone.sees("离线")
    phone.shuts_nobody_out()
    phone.answers_everything("符合")
    phone.answers("用电、动火", "不符合")
    phone.item("用电、动火").get_by_label("不符合的情况").fill("楼道堆放板材")
    for number in range(SHOTS):
        slot = "visit" if number % 2 else "item:safety"
        phone.takes(photos[number], f"现场{number}.jpg", slot)
    expect(phone.page.locator(".photo-state", has_text="待上传")).to_have_count(SHOTS)

    phone.is_killed()
    phone.switch_on()
    phone.opens("/field/")
    phone.sees("离线", "我的现场记录", case.dwelling.address)
    phone.shuts_nobody_out()
    phone.follows("继续")
    assert phone.item("用电、动火").get_by_label("不符合的情况").input_value() == "楼道堆放板材"
    expect(phone.page.locator(".field-photos li")).to_have_count(SHOTS)
    phone.presses("提交")
    phone.sees("发现问题时请填写整改期限")
    phone.page.get_by_label("整改期限").fill("2026-09-14")
    phone.presses("提交")
    phone.sees("已填完，等待同步")
    assert Visit.objects.count() == FieldPhoto.objects.count() == 0

    for _ in range(3):
        enough = phone.line.passed + SOME
        phone.finds_the_network(bad=True)
        phone.waits_until(lambda enough=enough: phone.line.passed > enough)
        phone.loses_the_network()
        expect(phone.bar).to_have_attribute("data-state", "offline")
    phone.finds_the_network(bad=True)
    expect(phone.page.get_by_text("巡查记录已保存。").first).to_be_visible(timeout=60_000)

    assert phone.line.lost > 3, "the line was bad"
    visit = Visit.objects.get(case=case)
    arrived = FieldPhoto.objects.filter(visit__visit=visit)
    assert sorted(arrived.values_list("sha256", flat=True)) == sorted(
        sha256(photo).hexdigest() for photo in photos
    )
    kept = Photo.objects.filter(case=case, file_id__in=arrived.values("file_id"))
    assert kept.count() == SHOTS == FieldPhoto.objects.count()
    assert FieldVisit.objects.get().status == "closed"
    assert Defect.objects.get(case=case).due_on.isoformat() == "2026-09-14"
    assert phone.kept() | {"tasks": 0} == {"visits": 0, "photos": 0, "tasks": 0, "done": 1}
    call_command("check_holds")
    assert verify() == []


def test_a_case_that_changed_meanwhile_is_shown_and_nothing_is_lost(
    world: World, handset: Callable[[], Handset]
) -> None:
    case = make_works_case(world, "building")
    phone = handset()
    phone.signs_in("zhou")
    phone.loses_the_network()
    phone.follows("开始巡查")
    phone.answers_everything("符合")
    phone.takes(noisy(1), "现场.jpg")
    phone.presses("提交")
    phone.sees("已填完，等待同步")

    services.stop_works(case_id=case.pk, by=world.jiang, from_on=clock.today(), reason="等燃气公司改管")
    phone.finds_the_network()
    phone.sees("案件在您到现场以后有变化", "停工", "什么也没有丢")
    phone.shuts_nobody_out()
    assert phone.kept()["photos"] == 1
    assert Visit.objects.count() == 0

    phone.presses("看过变化，按现在的情况提交")
    phone.sees("巡查记录已保存。")
    assert Visit.objects.filter(case=case).count() == 1
    assert phone.kept()["photos"] == 0


def test_what_can_no_longer_be_recorded_is_handed_in_as_a_note(
    world: World, handset: Callable[[], Handset]
) -> None:
    case = make_works_case(world, "building")
    phone = handset()
    phone.signs_in("zhou")
    phone.loses_the_network()
    phone.follows("开始巡查")
    phone.answers_everything("符合")
    phone.answers("进场材料", "不符合")
    phone.item("进场材料").get_by_label("不符合的情况").fill("墙板无合格证")
    phone.page.get_by_label("整改期限").fill("2026-09-14")
    phone.takes(noisy(2), "现场.jpg")
    phone.presses("提交")

    Case.objects.filter(pk=case.pk).update(patrol_organisation=world.property)
    Case.objects.filter(pk=case.pk).update(version=case.version + 1)
    phone.finds_the_network()
    phone.sees("这一户由样张物业服务有限公司巡查", "什么也没有丢")
    phone.presses("作为情况说明交上")
    phone.page.get_by_label("原因").fill("到场时还归本街道巡查")
    phone.presses("交上")
    phone.sees("已作为情况说明附在案件上。")

    noted = FieldVisit.objects.get()
    assert (noted.status, noted.reason) == ("noted", "到场时还归本街道巡查")
    assert "墙板无合格证" in noted.note
    assert Photo.objects.filter(case=case, subject="field_note").count() == 1
    assert Visit.objects.count() == 0


def test_what_one_person_left_is_not_sent_by_the_next(world: World, handset: Callable[[], Handset]) -> None:
    make_works_case(world, "building")
    phone = handset()
    phone.signs_in("zhou")
    phone.loses_the_network()
    phone.follows("开始巡查")
    phone.answers_everything("符合")
    phone.takes(noisy(3), "现场.jpg")
    phone.context.clear_cookies()
    phone.finds_the_network()
    phone.sees("登录已失效，请重新登录后同步")

    phone.signs_in("yan")
    phone.sees("这部手机上还有 1 份别人的现场记录没有同步")
    assert FieldVisit.objects.count() == 0
    assert phone.kept()["photos"] == 1

    phone.context.clear_cookies()
    phone.signs_in("zhou")
    phone.follows("继续")
    phone.presses("提交")
    phone.sees("巡查记录已保存。")
    assert Visit.objects.get().inspector_name == "周示例"


def test_signing_out_says_what_is_not_yet_handed_in(world: World, handset: Callable[[], Handset]) -> None:
    make_works_case(world, "building")
    phone = handset()
    phone.signs_in("zhou")
    phone.follows("开始巡查")
    phone.answers("进场材料", "符合")
    phone.sees("1 份记录、0 张照片未同步")
    phone.opens("/")

    phone.presses("菜单")
    phone.page.locator(".person-menu summary").click()
    phone.presses("退出登录")
    phone.sees("还有 1 份现场记录、0 张照片没有同步")
    phone.presses("退出登录")
    expect(phone.page.get_by_label("账号")).to_be_visible()
    assert phone.kept() == {"visits": 1, "photos": 0, "tasks": 0, "done": 0}


def test_the_rest_of_a_wall_is_measured_on_the_phone(world: World, handset: Callable[[], Handset]) -> None:
    case = make_works_case(world, "attempt", days=2)
    phone = handset()
    phone.signs_in("yan")
    phone.follows("开始验收")
    phone.answers_everything("与方案一致|符合|已更换")
    wall = phone.item("墙面")
    wall.locator("label.tile", has_text="实测").click()
    wall.get_by_label("实测面积").fill("15.10")
    wall.get_by_label("实际工法").select_option(label="装配式干法")
    wall.get_by_text("其余部分是另一种工法").click()
    wall.get_by_label("其余部分面积").fill("3.50")
    phone.presses("提交")
    phone.sees("请填写厨房墙面其余部分的面积和工法")
    wall.get_by_label("其余部分工法").select_option(label="保留不动")
    phone.presses("提交")
    phone.sees("验收核验内容已保存。", "厨房 70 %")

    measured = AcceptanceAttempt.objects.get(case=case).items.get(code="surface:0:wall")
    assert (str(measured.rest_area), measured.rest_method) == ("3.50", "kept")


def test_the_inspector_measures_and_gives_a_verdict_without_network(
    world: World, handset: Callable[[], Handset]
) -> None:
    case = make_works_case(world, "attempt", days=2)
    phone = handset()
    phone.signs_in("yan")
    phone.loses_the_network()
    phone.follows("开始验收")
    phone.answers_everything("与方案一致|符合|已更换")
    wall = phone.item("墙面")
    wall.locator("label.tile", has_text="实测").click()
    wall.get_by_label("实测面积").fill("18.20")
    wall.get_by_label("实际工法").select_option(label="装配式干法")
    phone.takes(noisy(4), "墙面.jpg", "item:surface:0:wall")
    phone.page.locator("#verdict label.tile", has_text="验收合格").click()
    phone.presses("提交")
    phone.sees("请填写验收人员意见")
    phone.page.get_by_label("住建部门验收人员意见").fill("现场逐项核验，与方案相符。")
    phone.presses("提交")
    phone.sees("已填完，等待同步")
    phone.shuts_nobody_out()

    phone.finds_the_network()
    phone.sees("验收核验内容已保存。", "按实测重新核验")
    attempt = AcceptanceAttempt.objects.get(case=case)
    measured = attempt.items.get(code="surface:0:wall")
    assert (attempt.verdict, attempt.verdict_by) == ("pass", "严演示")
    assert (str(measured.area), measured.method) == ("18.20", "prefab")
    assert Photo.objects.filter(case=case, subject="item", subject_id=measured.pk).count() == 1
