"""One household from the street's counter to the district's Thursday table, in a real browser."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.management import call_command

from apps.audit.services import verify
from apps.cases.enums import Status
from apps.cases.models import Case
from apps.reports.enums import ReportStatus
from apps.reports.models import ReportVersion
from tests.factories import weeks
from tests.factories.world import make_world
from tests.journeys.household import (
    accepts,
    confirms_the_finish,
    enters_a_failing_plan,
    enters_a_passing_plan,
    files_it,
    household_signs,
    records_the_choice,
    records_the_contract,
    registers,
    reports_the_finish,
    shows_concealed_work,
    starts,
)
from tests.journeys.person import PHONE, Person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WEEK = 36
"""Week 36 of 2026 runs from Thursday 3 to Wednesday 9 September; its table is due on the 10th."""


def test_a_household_goes_all_the_way(sit_down: Callable[..., Person], time: Callable[[str], None]) -> None:
    time("2026-09-01T09:00:00")
    world = make_world()

    clerk = sit_down("zhou", by_form=True)
    number = registers(clerk)
    case = Case.objects.get(number=number)
    files_it(sit_down("wang"), number)
    records_the_choice(clerk, number)

    designer = sit_down("chen")
    enters_a_failing_plan(designer, number)
    enters_a_passing_plan(designer)
    tablet = sit_down("zhou", PHONE)
    household_signs(tablet, number)
    records_the_contract(designer, number)

    time("2026-09-03T08:30:00")
    manager = sit_down("jiang", PHONE)
    starts(manager, number)
    time("2026-09-04T16:00:00")
    shows_concealed_work(manager)
    time("2026-09-08T17:00:00")
    reports_the_finish(manager)
    clerk.comes_back()
    confirms_the_finish(clerk, number)

    time("2026-09-09T10:00:00")
    inspector = sit_down("yan", PHONE)
    accepts(inspector, number)
    case.refresh_from_db()
    assert case.status == Status.PASSED

    time("2026-09-10T09:00:00")
    for week in (WEEK - 1, WEEK):
        weeks.snapshot(world, week)
    submits_the_week(sit_down("wang"))

    call_command("check_holds")
    assert verify() == []
    version = ReportVersion.objects.get(report__snapshot__number=WEEK)
    assert version.status == ReportStatus.SUBMITTED
    assert not version.late


def submits_the_week(bureau: Person) -> None:
    """The bureau opens its week, adds the declared total, and hands it in."""
    bureau.follow("周报")
    bureau.page.locator("a", has_text=f"第 {WEEK} 期").first.click()
    bureau.sees("装配化装修", "传统装修", "7.62")
    bureau.does_not_see("核对无误，报送后")
    filing = bureau.page.get_by_role("group", name="备案系统")
    numbers = {"本周进度": "41", "已完成装修": "512", "正在装修": "137", "合同金额（万元）": "4,806.25"}
    for label, value in {**numbers, "查询时间": "2026-09-10T08:30"}.items():
        filing.get_by_label(label).fill(value)
    bureau.press("保存")
    bureau.sees("已保存，尚未报送。")
    bureau.press("核对无误，报送")
    bureau.sees(f"第 {WEEK} 期已报送，内容已定稿。", "4,806.25")
