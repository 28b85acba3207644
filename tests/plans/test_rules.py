"""The three checks: exact at the line, explained, silent where nothing is set (R4)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.lib.formats import percent
from apps.plans.enums import CheckResult, Method, SpaceKind, Surface
from apps.plans.rules import (
    Content,
    PartInput,
    SpaceInput,
    SpaceMeasure,
    evaluate,
    may_submit,
    measure,
)
from tests.factories.plans import bathroom, kitchen, space

P, D, W, K = Method.PREFAB, Method.DRY, Method.WET, Method.KEPT


@dataclass(frozen=True)
class Rules:
    min_prefab_surfaces: int | None = 2
    min_dry_ratio: Decimal | None = Decimal(70)
    kept_counts: bool = True
    prefab_over: Decimal = Decimal(50)
    max_works_days: int | None = 15
    version: str = "2024-1"
    formula_id: str = "dry-area-v1"


RULES = Rules()


def one(*surfaces: tuple[str, Method | None]) -> SpaceInput:
    return space("厨房", SpaceKind.KITCHEN, *surfaces)


def measured(space: SpaceInput) -> SpaceMeasure:
    return measure(space, kept_counts=True, prefab_over=Decimal(50))


def plan(*spaces: SpaceInput, days: int | None = 12, reason: str = "") -> Content:
    return Content(spaces, planned_days=days, overrun_reason=reason)


def test_the_plan_of_the_mock_page_fails_only_the_ratio_of_its_bathroom() -> None:
    checks = evaluate(plan(kitchen(), bathroom(wall=W)), RULES)
    assert [check.result for check in checks] == ["passed", "failed", "passed"]
    assert checks[1].explanation == ("厨房 82.06 %", "卫生间 33.33 %，墙面改为装配式后为 100 %")


@pytest.mark.parametrize(
    ("dry", "wet", "passed"),
    [
        ("70.00", "30.00", True),
        ("69.99", "30.01", False),
        ("6999.99", "3000.01", False),
        ("699999.90", "300000.10", False),
        ("7.00", "3.00", True),
        ("70.01", "29.99", True),
    ],
)
def test_the_ratio_is_held_at_exactly_seventy_per_cent(dry: str, wet: str, passed: bool) -> None:
    half = str(Decimal(dry) / 2)
    check = evaluate(plan(one((half, P), (wet, W), (half, P))), RULES)[1]
    assert check.passed is passed


def test_a_ratio_just_below_the_line_never_reads_as_the_line() -> None:
    assert percent(Fraction(69_999_999, 100_000_000)) == "69.99 %"
    assert percent(Fraction(7, 10)) == "70 %"
    assert percent(Fraction(1, 3)) == "33.33 %"


def test_one_prefabricated_surface_is_refused_and_told_what_to_change() -> None:
    check = evaluate(plan(one(("10.00", P), ("2.00", D), ("3.00", D))), RULES)[0]
    assert check.passed is False
    assert check.explanation == ("厨房 3 个部位中 1 个，地面改为装配式后为 2 个",)


def test_two_prefabricated_surfaces_are_accepted() -> None:
    assert evaluate(plan(one(("10.00", P), ("2.00", P), ("3.00", W))), RULES)[0].passed is True


def test_every_space_counts_for_itself() -> None:
    good, bad = one(("10.00", P), ("2.00", P), ("2.00", P)), bathroom(wall=W, floor=W, ceiling=W)
    checks = evaluate(plan(good, bad), RULES)
    assert checks[0].passed is False
    assert [finding.passed for finding in checks[1].findings] == [True, False]


def test_other_dry_methods_count_for_the_ratio_but_not_as_prefabricated() -> None:
    checks = evaluate(plan(one(("10.00", D), ("2.00", D), ("2.00", D))), RULES)
    assert checks[0].passed is False
    assert checks[1].passed is True


def test_what_is_kept_stands_in_the_denominator_unless_the_parameter_says_otherwise() -> None:
    half_kept = plan(one(("5.00", P), ("5.00", K), ("2.00", P)))
    assert evaluate(half_kept, RULES)[1].passed is False
    assert evaluate(half_kept, Rules(kept_counts=False))[1].passed is True


def test_a_space_that_is_kept_entirely_fails_instead_of_dividing_by_nothing() -> None:
    check = evaluate(plan(one(("5.00", K), ("5.00", K), ("2.00", K))), Rules(kept_counts=False))[1]
    assert check.passed is False
    assert "没有计入比例的面积" in check.explanation[0]


@pytest.mark.parametrize(
    ("days", "reason", "result"),
    [
        (15, "", CheckResult.PASSED),
        (16, "", CheckResult.FAILED),
        (16, "  ", CheckResult.FAILED),
        (16, "整栋停水", CheckResult.FLAGGED),
        (None, "", CheckResult.INCOMPLETE),
    ],
)
def test_a_longer_duration_needs_its_reason_and_stays_flagged(
    days: int | None, reason: str, result: CheckResult
) -> None:
    check = evaluate(plan(kitchen(), days=days, reason=reason), RULES)[2]
    assert check.result is result
    assert check.flagged is (result is CheckResult.FLAGGED)


def test_unset_thresholds_check_nothing_and_say_so() -> None:
    unset = Rules(min_prefab_surfaces=None, min_dry_ratio=None, max_works_days=None)
    checks = evaluate(plan(bathroom(W, W, W), days=99), unset)
    assert {check.result for check in checks} == {CheckResult.NOT_SET}
    assert {check.explanation for check in checks} == {("未设定，不核验",)}
    assert may_submit(checks)


def test_a_missing_value_is_neither_passed_nor_failed() -> None:
    unfinished = SpaceInput(
        SpaceKind.KITCHEN,
        "厨房",
        (PartInput(Surface.WALL, Decimal(10), P), PartInput(Surface.FLOOR, None, None)),
    )
    checks = evaluate(plan(unfinished), RULES)
    assert [check.passed for check in checks[:2]] == [None, None]
    assert not may_submit(checks)


def test_each_check_keeps_what_it_takes_to_repeat_it() -> None:
    check = evaluate(plan(kitchen()), RULES)[1]
    assert (check.threshold, check.formula_id, check.rule_version) == ("70", "dry-area-v1", "2024-1")
    assert check.inputs["kept_counts"] is True
    assert check.inputs["spaces"][0]["surfaces"][0] == {  # type: ignore[index]
        "part": "wall",
        "area": "18.60",
        "method": "prefab",
    }


areas = st.decimals(min_value="0.01", max_value="9999.99", places=2)
surfaces = st.tuples(areas, st.sampled_from(list(Method)))


@given(st.tuples(surfaces, surfaces, surfaces))
def test_the_verdict_is_the_exact_fraction_whatever_the_display(
    drawn: tuple[tuple[Decimal, Method], ...],
) -> None:
    here = one(*((str(area), method) for area, method in drawn))
    dry = sum((area for area, method in drawn if method in (P, D)), Decimal(0))
    total = sum((area for area, _ in drawn), Decimal(0))
    check = evaluate(plan(here), RULES)[1]
    assert check.passed is (Fraction(dry) / Fraction(total) >= Fraction(7, 10))
    shown = Decimal(measured(here).percent.removesuffix(" %"))
    assert (shown >= 70) is check.passed
    assert Fraction(shown) <= Fraction(dry) / Fraction(total) * 100


@given(st.tuples(surfaces, surfaces, surfaces))
def test_the_advice_when_followed_passes(drawn: tuple[tuple[Decimal, Method], ...]) -> None:
    here = one(*((str(area), method) for area, method in drawn))
    check = evaluate(plan(here), RULES)[1]
    advice = check.findings[0].advice
    if check.passed:
        assert advice == ""
        return
    named = advice.split("改为装配式")[0].split("、")
    mended = SpaceInput(
        here.kind,
        here.name,
        tuple(replace(each, method=P) if each.surface.label in named else each for each in here.parts),
    )
    assert evaluate(plan(mended), RULES)[1].passed is True


@given(st.tuples(surfaces, surfaces, surfaces), st.integers(0, 2))
def test_more_prefabrication_never_makes_a_space_worse(
    drawn: tuple[tuple[Decimal, Method], ...], which: int
) -> None:
    better = [*drawn]
    better[which] = (better[which][0], P)
    before = measured(one(*((str(a), m) for a, m in drawn)))
    after = measured(one(*((str(a), m) for a, m in better)))
    assert after.prefab >= before.prefab
    assert (after.ratio or 0) >= (before.ratio or 0)
