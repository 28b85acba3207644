"""A plan that started from a package says so to the household, with everything it changed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from apps.household.services import issue_slip
from apps.lib import clock
from apps.lib.actors import SYSTEM
from apps.packages.services import start_plan
from apps.plans.queries import content_of
from tests.factories.packages import publish
from tests.factories.plans import content as whole_plan
from tests.factories.plans import submit
from tests.factories.world import NOON, World, later, make_case
from tests.household.visitor import Visitor, said

pytestmark = pytest.mark.django_db


def test_the_household_reads_which_package_its_plan_started_from_and_what_differs(world: World) -> None:
    with clock.at(NOON):
        package, case = publish(SYSTEM, world.shili), make_case(world, "designing")
        plan = start_plan(case_id=case.pk, by=world.chen, bathroom=package)
        submit(world, case, plan=replace(whole_plan(), lines=content_of(plan).lines))
    with clock.at(later(3)):
        slip = issue_slip(case_id=case.pk, by=world.zhou, holder="self")
    page = said(Visitor().opened(slip).get("/my/plan/"))
    for words in ("和套餐不同", "卫浴示例 A（第 1 版，25,340 元，按 4 ㎡）", "6 天", "12 天"):
        assert words in page


def test_a_plan_from_no_package_says_nothing_of_packages(visitor: Visitor) -> None:
    assert "套餐开始" not in said(visitor.get("/my/plan/"))
