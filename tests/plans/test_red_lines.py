"""禁止事项: answered in a plan, judged only where a bureau has compared the line with the original."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from apps.cases.enums import Status
from apps.cases.models import Case
from apps.lib.decisions import Refused
from apps.plans.enums import CheckCode, CheckResult, PlanStatus, Touch
from apps.plans.models import PlanVersion
from apps.plans.queries import problems_of
from apps.plans.rules import Content, may_submit, red_line_check
from apps.plans.rules.red_lines import missing, touched, words
from apps.programs.rules.statutes import BEARING, GAS, OVER_DRY_ROOM, STATUTES, Standing
from tests.factories.plans import content, submit
from tests.factories.statutes import has_read
from tests.factories.world import World


def read(code: str, *, approvable: bool = False) -> Standing:
    return Standing(STATUTES[code], True, "示例原文", "第五条", approvable)


def check(said: Content, *lines: Standing) -> Any:
    (found,) = red_line_check(said, lines)
    return found


# --- the rule ---


def test_without_a_line_in_force_there_is_no_check() -> None:
    assert red_line_check(Content(gas_pipes=Touch.YES), ()) == ()


@pytest.mark.parametrize(
    ("said", "approvable", "result"),
    [
        (None, False, CheckResult.INCOMPLETE),
        (Touch.NO, False, CheckResult.PASSED),
        (Touch.YES, False, CheckResult.FAILED),
        (Touch.YES, True, CheckResult.FAILED),
        (Touch.APPROVED, False, CheckResult.FAILED),
        (Touch.APPROVED, True, CheckResult.PASSED),
    ],
)
def test_what_is_touched_fails_and_consent_counts_where_the_original_lets_it(
    said: Touch | None, approvable: bool, result: CheckResult
) -> None:
    found = check(Content(gas_pipes=said, approval_note="某公司同意"), read(GAS, approvable=approvable))
    assert (found.code, found.result) == (CheckCode.RED_LINES, result)
    assert may_submit((found,)) is (result is CheckResult.PASSED)


def test_what_is_touched_without_consent_is_named_though_nobody_read_the_line() -> None:
    assert touched(Content(bearing_structure=Touch.YES, gas_pipes=Touch.APPROVED)) == ("拆改承重结构",)
    assert touched(Content(bearing_structure=Touch.NO)) == ()


def test_a_failing_line_names_its_article_and_its_words() -> None:
    found = check(Content(bearing_structure=Touch.YES, gas_pipes=Touch.NO), read(BEARING), read(GAS))
    assert found.explanation == (
        "拆改承重结构：住宅室内装饰装修管理办法（建设部令第110号）第五条规定“示例原文”，不能提交户主",
    )


def test_a_passing_check_names_each_line_and_how_many_nobody_checked() -> None:
    said = Content(
        over_dry_room=Touch.NO,
        bearing_structure=Touch.YES,
        gas_pipes=Touch.APPROVED,
        approval_note="某公司同意",
    )
    found = check(said, read(OVER_DRY_ROOM), read(GAS, approvable=True))
    assert (found.title, found.result) == ("不触碰已核对原文的住宅装修禁止事项", CheckResult.PASSED)
    assert found.explanation == (
        "厨房、卫生间设在没有防水的房间、阳台，或下层房间上方：不涉及",
        "拆改燃气管道和设施：已取得同意，某公司同意",
        "另有 1 条待核对原文，没有核验",
    )


def test_the_check_keeps_what_it_rested_on() -> None:
    found = check(Content(gas_pipes=Touch.NO), read(GAS))
    assert found.inputs["lines"] == [
        {
            "code": GAS,
            "said": "no",
            "article": "第五条",
            "words": "示例原文",
            "approvable": False,
            "reading": "",
        }
    ]


def test_each_line_is_asked_and_consent_is_named() -> None:
    lines = (read(OVER_DRY_ROOM), read(GAS, approvable=True))
    assert [field for field, _ in missing(Content(), lines)] == [OVER_DRY_ROOM, GAS]
    said = Content(over_dry_room=Touch.NO, gas_pipes=Touch.APPROVED)
    assert [field for field, _ in missing(said, lines)] == ["approval_note"]
    assert list(missing(replace(said, approval_note="某公司同意"), lines)) == []


def test_only_what_was_answered_is_said() -> None:
    assert words(Content()) == ()
    said = Content(bearing_structure=Touch.NO, gas_pipes=Touch.APPROVED, approval_note="某公司同意")
    assert words(said) == ("拆改承重结构：不涉及", "拆改燃气管道和设施：涉及，已取得同意（某公司同意）")


# --- the case ---


def test_unread_lines_stop_no_plan(world: World, case: Case) -> None:
    plan = submit(world, case, plan=replace(content(), bearing_structure=Touch.YES))
    assert plan.status == PlanStatus.SUBMITTED
    assert not plan.evaluations.filter(code=CheckCode.RED_LINES).exists()


def test_a_line_in_force_stops_the_plan_before_the_household_sees_it(world: World, case: Case) -> None:
    has_read(world.ling, world.shangcheng, BEARING)
    plan = submit(world, case, plan=replace(content(), bearing_structure=Touch.YES))
    case.refresh_from_db()
    assert (plan.status, case.status) == (PlanStatus.FAILED, Status.DESIGNING)
    row = plan.evaluations.get(code=CheckCode.RED_LINES)
    assert "第五条" in row.explanation[0]
    assert not PlanVersion.objects.filter(case=case, status=PlanStatus.SUBMITTED).exists()


def test_a_line_in_force_is_asked_at_its_field(world: World, case: Case) -> None:
    has_read(world.ling, world.shangcheng, GAS)
    with pytest.raises(Refused) as refusal:
        submit(world, case)
    assert (refusal.value.field, "第六条" in refusal.value.reason) == (GAS, True)
    plan = submit(world, case, plan=replace(content(), gas_pipes=Touch.NO))
    assert plan.status == PlanStatus.SUBMITTED


def test_a_line_of_another_district_asks_nothing(world: World, case: Case) -> None:
    has_read(world.shi, world.xihu, GAS)
    assert problems_of(case, content()) == ()
