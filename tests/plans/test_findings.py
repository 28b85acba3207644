"""What the three checks say and keep: every sentence, at the line and on both sides of it (R4)."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest

from apps.plans.enums import CheckCode, CheckResult, Method, SpaceKind, Surface
from apps.plans.rules import (
    Check,
    Content,
    PartInput,
    SpaceFinding,
    SpaceInput,
    evaluate,
    may_submit,
    measure,
    prefab_share,
)
from tests.plans.test_rules import RULES, Rules

P, D, W, K = Method.PREFAB, Method.DRY, Method.WET, Method.KEPT
WALL, FLOOR, CEILING = Surface


def room(*parts: tuple[Surface, str | None, Method | None], name: str = "厨房") -> SpaceInput:
    inputs = tuple(PartInput(s, None if a is None else Decimal(a), m) for s, a, m in parts)
    return SpaceInput(SpaceKind.KITCHEN, name, inputs)


def surfaces(*drawn: tuple[str | None, Method | None]) -> SpaceInput:
    """Return a space from (area, method) of wall, floor and ceiling."""
    return room(*((surface, *one) for surface, one in zip(Surface, drawn, strict=False)))


def checks(
    *spaces: SpaceInput, rules: Rules = RULES, days: int | None = 12, reason: str = ""
) -> tuple[Check, ...]:
    return evaluate(Content(spaces, planned_days=days, overrun_reason=reason), rules)


def finding(check: int, space: SpaceInput, rules: Rules = RULES) -> SpaceFinding:
    """Return what check a (0) or b (1) finds in a space."""
    return checks(space, rules=rules)[check].findings[0]


GOOD = surfaces(("10.00", P), ("3.00", P), ("3.00", W))

# --- The words of a finding ---


def test_a_finding_is_one_sentence_with_its_advice_if_there_is_one() -> None:
    assert SpaceFinding("厨房", True, "82 %").line == "厨房 82 %"
    assert SpaceFinding("厨房", False, "33 %", "改墙面").line == "厨房 33 %，改墙面"


def test_checks_are_named_with_their_thresholds() -> None:
    assert [check.title for check in checks(GOOD)] == [
        "每个空间的墙面、地面、吊顶中 2 个以上部位采用装配式",
        "单个空间干式工法应用比例不低于 70 %",
        "整体施工期原则上不超过 15 天",
    ]


def test_a_threshold_is_written_without_idle_zeros() -> None:
    title = checks(GOOD, rules=Rules(min_dry_ratio=Decimal("72.50")))[1].title
    assert title == "单个空间干式工法应用比例不低于 72.5 %"


def test_checks_without_thresholds_are_named_by_what_they_look_at() -> None:
    unset = checks(GOOD, rules=Rules(min_prefab_surfaces=None, min_dry_ratio=None, max_works_days=None))
    assert [check.title for check in unset] == [
        code.label for code in CheckCode if code is not CheckCode.RED_LINES
    ]
    assert [check.threshold for check in unset] == ["", "", ""]
    assert [check.passed for check in unset] == [None, None, None]


# --- What is kept with a check ---


def test_each_check_keeps_its_code_threshold_formula_and_version() -> None:
    kept = [(each.code, each.threshold, each.formula_id, each.rule_version) for each in checks(GOOD)]
    assert kept == [
        (CheckCode.PREFAB_SURFACES, "2", "", "2024-1"),
        (CheckCode.DRY_RATIO, "70", "dry-area-v1", "2024-1"),
        (CheckCode.WORKS_DAYS, "15", "", "2024-1"),
    ]


def test_the_checks_of_spaces_keep_every_part_they_looked_at() -> None:
    seen = {
        "spaces": [
            {
                "kind": "kitchen",
                "name": "厨房",
                "surfaces": [
                    {"part": "wall", "area": "10.00", "method": "prefab"},
                    {"part": "floor", "area": None, "method": None},
                ],
            }
        ],
        "kept_counts": True,
    }
    a, b, _ = checks(surfaces(("10.00", P), (None, None)))
    assert a.inputs == {**seen, "prefab_over": "50"}
    assert b.inputs == seen


def test_the_check_of_the_days_keeps_them_and_whether_a_reason_was_given() -> None:
    assert checks(GOOD)[2].inputs == {"planned_days": 12, "overrun_reason": False}
    assert checks(GOOD, days=16, reason="停水")[2].inputs == {"planned_days": 16, "overrun_reason": True}


# --- Check a: surfaces ---


@pytest.mark.parametrize(("least", "passed"), [(1, True), (2, True), (3, False)])
def test_surfaces_pass_from_exactly_as_many_as_are_asked_for(least: int, passed: bool) -> None:
    found = finding(0, GOOD, Rules(min_prefab_surfaces=least))
    assert (found.passed, found.measured) == (passed, "3 个部位中 2 个")


def test_a_surface_without_a_method_keeps_the_check_open() -> None:
    assert finding(0, surfaces(("10.00", P), ("3.00", None), ("3.00", W))) == SpaceFinding(
        "厨房", None, "3 个部位中 1 个", "还有部位没有选工法"
    )


def test_a_space_without_surfaces_keeps_the_check_open() -> None:
    assert finding(0, room()) == SpaceFinding("厨房", None, "0 个部位中 0 个", "还有部位没有选工法")


def test_a_mixed_surface_without_its_areas_keeps_the_check_open() -> None:
    mixed = room((WALL, None, P), (WALL, "3.00", W), (FLOOR, "3.00", W), (CEILING, "3.00", P))
    assert finding(0, mixed) == SpaceFinding("厨房", None, "3 个部位中 1 个", "还有部位没有填面积")


def test_surfaces_need_no_areas_where_each_has_one_method() -> None:
    assert finding(0, surfaces((None, P), (None, P), (None, W))).passed is True


def test_every_mixed_surface_says_whether_it_counts() -> None:
    mixed = room(
        (WALL, "6.00", P), (WALL, "4.00", W), (FLOOR, "1.00", P), (FLOOR, "3.00", K), (CEILING, "3.00", P)
    )
    assert finding(0, mixed).measured == (
        "3 个部位中 2 个（墙面装配式占 60 %，超过 50 %，计入；地面装配式占 25 %，不超过 50 %，不计入）"
    )


def test_the_smallest_of_equally_many_surfaces_is_advised() -> None:
    assert finding(0, surfaces(("10.00", P), ("2.00", W), ("3.00", W))).advice == ("地面改为装配式后为 2 个")
    assert finding(0, surfaces(("10.00", P), ("4.00", W), ("3.00", W))).advice == ("吊顶改为装配式后为 2 个")


def test_of_a_mixed_surface_only_the_rest_is_weighed() -> None:
    mixed = room((WALL, "4.50", P), (WALL, "5.50", W), (FLOOR, "6.00", W), (CEILING, "9.00", P))
    assert finding(0, mixed).advice == "墙面全部改为装配式后为 2 个"


def test_a_surface_whose_area_is_not_known_is_taken_for_the_smallest() -> None:
    assert finding(0, surfaces((None, W), ("0.50", W), ("3.00", P))).advice == "墙面改为装配式后为 2 个"


def test_all_of_several_surfaces_is_said_where_one_of_them_is_mixed() -> None:
    mixed = room((WALL, "1.00", P), (WALL, "9.00", W), (FLOOR, "10.00", W), (CEILING, "11.00", W))
    assert finding(0, mixed).advice == "墙面、地面全部改为装配式后为 2 个"


def test_several_surfaces_are_advised_where_one_is_not_enough() -> None:
    assert finding(0, surfaces(("10.00", W), ("2.00", W), ("3.00", W))).advice == (
        "地面、吊顶改为装配式后为 2 个"
    )


def test_no_advice_is_given_where_nothing_helps() -> None:
    found = finding(0, surfaces(("10.00", P), ("2.00", W), ("3.00", W)), Rules(min_prefab_surfaces=4))
    assert (found.passed, found.advice) == (False, "")


# --- Check b: ratio ---


def test_a_missing_area_keeps_the_ratio_open() -> None:
    assert finding(1, surfaces(("10.00", P), (None, P), ("3.00", W))) == SpaceFinding(
        "厨房", None, "—", "还有部位没有填面积或工法"
    )


def test_a_space_of_which_nothing_counts_fails_and_says_why() -> None:
    kept = surfaces(("5.00", K), ("5.00", K), ("2.00", K))
    assert finding(1, kept, Rules(kept_counts=False)) == SpaceFinding(
        "厨房", False, "—", "各部位均保留不动，没有计入比例的面积"
    )


def test_a_ratio_that_passes_needs_no_advice() -> None:
    assert finding(1, GOOD) == SpaceFinding("厨房", True, "81.25 %")


def test_a_ratio_that_fails_is_told_the_smallest_change_and_what_it_brings() -> None:
    assert finding(1, surfaces(("10.00", W), ("12.00", W), ("8.00", P))) == SpaceFinding(
        "厨房", False, "26.66 %", "墙面、地面改为装配式后为 100 %"
    )
    assert finding(1, surfaces(("16.00", W), ("20.00", W), ("40.00", P))) == SpaceFinding(
        "厨房", False, "52.63 %", "墙面改为装配式后为 73.68 %"
    )


def test_a_ratio_that_cannot_be_reached_gets_no_advice() -> None:
    found = finding(1, GOOD, Rules(min_dry_ratio=Decimal(101)))
    assert (found.passed, found.advice) == (False, "")


# --- Check c: days ---


@pytest.mark.parametrize(
    ("days", "reason", "result", "explanation"),
    [
        (None, "", CheckResult.INCOMPLETE, ("还没有填写计划工期",)),
        (15, "", CheckResult.PASSED, ("计划 15 天（日历日）",)),
        (17, "", CheckResult.FAILED, ("计划 17 天（日历日），比 15 天多 2 天，须写明超期原因",)),
        (
            17,
            " 停水 ",
            CheckResult.FLAGGED,
            ("计划 17 天（日历日），比 15 天多 2 天", "原因：停水", "开工前须有区县知悉意见"),
        ),
    ],
)
def test_the_days_are_explained(
    days: int | None, reason: str, result: CheckResult, explanation: tuple[str, ...]
) -> None:
    check = checks(GOOD, days=days, reason=reason)[2]
    assert (check.result, check.explanation) == (result, explanation)


# --- All three together ---


def test_a_plan_without_spaces_is_not_finished() -> None:
    for check in checks()[:2]:
        assert (check.result, check.explanation) == (CheckResult.INCOMPLETE, ("还没有填写空间",))


def test_a_space_that_fails_outweighs_one_that_is_not_finished() -> None:
    assert checks(surfaces(("9.00", W), ("3.00", W)), room(name="卫生间"))[0].result == "failed"


def test_a_space_that_is_not_finished_outweighs_one_that_passes() -> None:
    assert [check.result for check in checks(GOOD, room(name="卫生间"))[:2]] == ["incomplete"] * 2


@pytest.mark.parametrize(
    ("result", "passed"),
    [("passed", True), ("failed", False), ("flagged", True), ("incomplete", None)],
)
def test_a_result_passes_fails_or_stays_open(result: str, passed: bool | None) -> None:
    days, reason = {"passed": (12, ""), "failed": (16, ""), "flagged": (16, "停水")}.get(result, (None, ""))
    check = checks(GOOD, days=days, reason=reason)[2]
    assert (check.result, check.passed) == (result, passed)


@pytest.mark.parametrize(
    ("result", "may"),
    [
        (CheckResult.PASSED, True),
        (CheckResult.FLAGGED, True),
        (CheckResult.NOT_SET, True),
        (CheckResult.FAILED, False),
        (CheckResult.INCOMPLETE, False),
    ],
)
def test_a_plan_may_be_submitted_unless_a_check_failed_or_is_open(result: CheckResult, may: bool) -> None:
    first, *rest = checks(GOOD)
    assert may_submit((replace(first, result=result), *rest)) is may


# --- Areas and shares ---


def test_a_space_is_measured_part_by_part() -> None:
    space = room((WALL, "5.00", P), (WALL, "3.00", D), (FLOOR, "2.00", W), (CEILING, "2.50", K))
    found = measure(space, kept_counts=True, prefab_over=Decimal(50))
    assert (found.space, found.surfaces, found.prefab, found.undecided) == (space, 3, 1, 0)
    assert (found.dry_area, found.counted_area, found.ratio) == (8, Decimal("12.5"), Fraction(16, 25))
    assert found.complete is True


def test_what_is_kept_counts_only_where_the_parameter_says_so() -> None:
    space = room((WALL, "8.00", P), (FLOOR, "2.00", K))
    found = measure(space, kept_counts=False, prefab_over=Decimal(50))
    assert (found.counted_area, found.ratio) == (8, 1)


def test_a_part_without_a_method_counts_nowhere() -> None:
    found = measure(room((WALL, "8.00", P), (FLOOR, "2.00", None)), kept_counts=True, prefab_over=Decimal(50))
    assert (found.dry_area, found.counted_area, found.complete, found.ratio) == (8, 8, False, None)


def test_a_part_without_an_area_adds_nothing() -> None:
    found = measure(room((WALL, None, P), (FLOOR, "2.00", W)), kept_counts=True, prefab_over=Decimal(50))
    assert (found.dry_area, found.counted_area) == (0, 2)


def test_a_surface_whose_share_is_unknown_is_undecided_and_not_prefabricated() -> None:
    found = measure(room((WALL, None, P), (WALL, "3", W)), kept_counts=True, prefab_over=Decimal(0))
    assert (found.prefab, found.undecided, found.surfaces) == (0, 1, 1)


def test_a_ratio_is_printed_in_per_cent_and_nothing_while_unknown() -> None:
    known, unknown = (measure(space, kept_counts=True, prefab_over=Decimal(50)) for space in (GOOD, room()))
    assert known.percent == "81.25 %"
    assert unknown.percent == "—"


@pytest.mark.parametrize(
    ("parts", "share"),
    [
        ([(None, P), (None, P)], 1),
        ([(None, W), ("3", K)], 0),
        ([("1", P), ("3", W)], Fraction(1, 4)),
        ([(None, P), ("3", W)], None),
        ([("3", P), (None, W)], None),
        ([("0", P), ("0", W)], None),
        ([], 0),
    ],
)
def test_the_share_of_a_surface_needs_areas_only_where_methods_differ(
    parts: list[tuple[str | None, Method]], share: Fraction | None
) -> None:
    assert prefab_share(room(*((WALL, area, method) for area, method in parts)), WALL) == share
