"""As-built values, the checklist and the verdict they allow, without a database."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.inspections.enums import ItemKind, ItemOutcome, Severity
from apps.inspections.rules import (
    Found,
    WorksDays,
    as_built_spaces,
    checklist,
    deviations,
    evaluate_as_built,
    items_to_accept,
    rectification_items,
    unchecked,
    why_not_pass,
)
from apps.inspections.rules.verdicts import needs_overrun_reason
from apps.lib.calendars import Span
from apps.plans.enums import CheckResult, LineKind, Method, SpaceKind, Surface
from apps.plans.rules import Content, HazardInput, LineInput, PartInput, SpaceInput
from apps.programs.queries import RuleValues

RULES = RuleValues("2024-1", "dry-area-v1", 2, Decimal(70), True, 15, True, 1)
UNSET = RuleValues("0", "dry-area-v1")


def kitchen(
    *areas: str, methods: tuple[Method, ...] = (Method.PREFAB, Method.WET, Method.PREFAB)
) -> SpaceInput:
    """Return a kitchen of wall, floor and ceiling."""
    wanted = areas or ("18.60", "5.20", "5.20")
    return SpaceInput(
        SpaceKind.KITCHEN,
        "厨房",
        tuple(
            PartInput(part, Decimal(area), method)
            for part, area, method in zip(Surface, wanted, methods, strict=True)
        ),
    )


PLAN = Content(
    spaces=(kitchen(),),
    lines=(LineInput(LineKind.ITEM, "集成厨房", Decimal("38600")),),
    hazards=(HazardInput("燃气软管", "厨房", "不锈钢波纹管"),),
    planned_days=12,
)
DAYS = WorksDays(date(2026, 9, 8), date(2026, 9, 17), Span(gross=10, net=10))
ALL = {item.code: Found(ItemOutcome.AGREES) for item in items_to_accept(PLAN)}


def found(**changes: Found) -> dict[str, Found]:
    """Return findings where everything agrees but the named (``__`` for ``:``)."""
    return ALL | {code.replace("__", ":"): each for code, each in changes.items()}


def measured(area: str, method: Method) -> Found:
    return Found(ItemOutcome.MEASURED, Decimal(area), method)


def results(
    values: dict[str, Found], plan: Content = PLAN, days: WorksDays | None = DAYS
) -> list[CheckResult]:
    return [check.result for check in evaluate_as_built(plan, values, days, RULES)]


def reasons(values: dict[str, Found], plan: Content = PLAN, days: WorksDays | None = DAYS) -> tuple[str, ...]:
    checks = evaluate_as_built(plan, values, days, RULES)
    return why_not_pass(items_to_accept(plan), values, checks)


def test_the_round_names_each_surface_the_fittings_and_each_hazard() -> None:
    items = items_to_accept(PLAN)

    assert [(item.kind, item.label) for item in items] == [
        (ItemKind.SURFACE, "墙面"),
        (ItemKind.SURFACE, "地面"),
        (ItemKind.SURFACE, "吊顶"),
        (ItemKind.FITTING, "设施安装与使用"),
        (ItemKind.HAZARD, "燃气软管"),
    ]
    assert items[0].planned == "装配式 18.60 ㎡"
    assert items[4].planned == "更换为不锈钢波纹管"


def test_built_as_planned_passes_all_three_checks() -> None:
    assert results(ALL) == [CheckResult.PASSED] * 3
    assert reasons(ALL) == ()


def test_a_measured_value_counts_instead_of_the_plan_s() -> None:
    space = as_built_spaces(PLAN, found(surface__0__wall=measured("18.00", Method.DRY)))[0]

    assert space.parts[0].area == Decimal("18.00")
    assert space.parts[0].method == Method.DRY
    assert space.parts[1] == PLAN.spaces[0].parts[1]


def test_one_of_three_surfaces_as_built_fails_although_the_plan_had_two() -> None:
    values = found(surface__0__ceiling=measured("5.20", Method.DRY))

    assert results(values)[0] is CheckResult.FAILED
    assert "3 个部位中 1 个" in reasons(values)[0]


@pytest.mark.parametrize(
    ("dry", "wet", "passes"), [("69.99", "30.01", False), ("70.00", "30.00", True), ("70.01", "29.99", True)]
)
def test_the_as_built_ratio_is_exact(dry: str, wet: str, passes: bool) -> None:
    plan = replace(PLAN, spaces=(kitchen("60", "30", "10", methods=(Method.PREFAB,) * 3),))
    values = {item.code: Found(ItemOutcome.AGREES) for item in items_to_accept(plan)} | {
        "surface:0:wall": measured(str(Decimal(dry) - 10), Method.PREFAB),
        "surface:0:floor": measured(wet, Method.WET),
    }

    assert (reasons(values, plan) == ()) is passes


def test_just_below_the_line_never_reads_as_the_line() -> None:
    plan = replace(PLAN, spaces=(kitchen("60", "30", "10", methods=(Method.PREFAB,) * 3),))
    values = {item.code: Found(ItemOutcome.AGREES) for item in items_to_accept(plan)} | {
        "surface:0:wall": measured("59.99", Method.PREFAB),
        "surface:0:floor": measured("30.01", Method.WET),
    }

    assert "69.99 %" in reasons(values, plan)[0]


def test_an_unchecked_item_keeps_the_verdict_open() -> None:
    values = found(fitting__0=Found())

    assert unchecked(items_to_accept(PLAN), values) == ("厨房设施安装与使用",)
    assert reasons(values) == ("还有 1 项没有核验：厨房设施安装与使用",)


def test_an_old_hazard_left_in_place_fails() -> None:
    values = found(hazard__0=Found(ItemOutcome.DISAGREES, note="仍为旧软管"))

    assert reasons(values) == ("隐患设施燃气软管未更换：仍为旧软管",)


def test_a_surface_that_is_not_as_it_should_be_is_named_once() -> None:
    values = found(surface__0__wall=Found(ItemOutcome.DISAGREES, note="墙板开裂"))

    assert reasons(values) == ("厨房墙面不符合：墙板开裂",)


def test_a_deviation_within_the_line_passes_and_is_named() -> None:
    values = found(surface__0__wall=measured("17.90", Method.PREFAB))

    assert reasons(values) == ()
    assert [each.line for each in deviations(PLAN, values)] == [
        "厨房墙面：方案装配式 18.60 ㎡，实际装配式 17.90 ㎡"
    ]


def test_measuring_what_was_planned_is_no_deviation() -> None:
    assert deviations(PLAN, found(surface__0__wall=measured("18.6", Method.PREFAB))) == ()


def test_fifteen_days_pass_and_sixteen_need_a_reason() -> None:
    fifteen = WorksDays(date(2026, 9, 1), date(2026, 9, 15), Span(gross=15, net=15))
    sixteen = WorksDays(date(2026, 9, 1), date(2026, 9, 16), Span(gross=16, net=16))

    assert results(ALL, days=fifteen)[2] is CheckResult.PASSED
    assert results(ALL, days=sixteen)[2] is CheckResult.FAILED
    assert needs_overrun_reason(evaluate_as_built(PLAN, ALL, sixteen, RULES))


def test_sixteen_days_with_a_reason_stay_flagged_and_do_not_block() -> None:
    sixteen = WorksDays(date(2026, 9, 1), date(2026, 9, 16), Span(gross=16, net=16))
    checks = evaluate_as_built(PLAN, ALL, sixteen, RULES, "等待燃气改管")

    assert checks[2].result is CheckResult.FLAGGED
    assert checks[2].explanation[-1] == "原因：等待燃气改管"
    assert why_not_pass(items_to_accept(PLAN), ALL, checks) == ()


def test_pauses_are_told_apart_in_words() -> None:
    days = WorksDays(date(2026, 9, 1), date(2026, 9, 18), Span(gross=18, net=15))

    assert days.words == "实际 15 天（日历日，9月1日至9月18日，历时 18 天，扣除停工 3 天）"


def test_an_unset_threshold_checks_nothing_and_says_so() -> None:
    checks = evaluate_as_built(PLAN, ALL, DAYS, UNSET)

    assert {check.result for check in checks} == {CheckResult.NOT_SET}
    assert why_not_pass(items_to_accept(PLAN), ALL, checks) == ()


def test_what_is_to_be_mended_lists_items_checks_and_the_household() -> None:
    values = found(
        surface__0__ceiling=measured("5.20", Method.WET),
        hazard__0=Found(ItemOutcome.DISAGREES, note="仍为旧软管"),
    )
    checks = evaluate_as_built(PLAN, values, DAYS, RULES)
    lines = rectification_items(items_to_accept(PLAN), values, checks, household_remark="柜门关不严")

    assert lines[0] == "隐患设施燃气软管未更换：仍为旧软管"
    assert any("采用装配式" in line for line in lines)
    assert lines[-1] == "户主意见：柜门关不严"


def test_a_bare_fail_asks_for_what_the_inspector_wrote() -> None:
    checks = evaluate_as_built(PLAN, ALL, DAYS, RULES)

    assert rectification_items(items_to_accept(PLAN), ALL, checks, opinion="收口不齐") == ("收口不齐",)


def test_an_overrun_cannot_be_mended_and_is_no_item() -> None:
    sixteen = WorksDays(date(2026, 9, 1), date(2026, 9, 16), Span(gross=16, net=16))
    checks = evaluate_as_built(PLAN, ALL, sixteen, RULES)

    assert rectification_items(items_to_accept(PLAN), ALL, checks, opinion="收口不齐") == ("收口不齐",)


def test_the_checklist_follows_the_confirmed_plan() -> None:
    labels = [item.label for item in checklist(PLAN)]

    assert "厨房墙面：按方案采用装配式" in labels
    assert "厨房燃气软管已更换或已安排更换" in labels


def test_a_safety_matter_is_a_hazard_from_the_start() -> None:
    severities = {item.code: item.severity for item in checklist(None)}

    assert severities["safety"] is Severity.HAZARD
    assert severities["plan_on_site"] is Severity.ORDINARY


areas = st.decimals(min_value=Decimal("0.01"), max_value=Decimal(99), places=2)
methods = st.sampled_from(Method)


@given(st.tuples(areas, areas, areas), st.tuples(methods, methods, methods))
def test_measuring_everything_gives_the_same_as_planning_it(
    sizes: tuple[Decimal, Decimal, Decimal], ways: tuple[Method, Method, Method]
) -> None:
    built = replace(PLAN, spaces=(kitchen(*map(str, sizes), methods=ways),))
    values = ALL | {
        f"surface:0:{part.value}": Found(ItemOutcome.MEASURED, size, way)
        for part, size, way in zip(Surface, sizes, ways, strict=True)
    }

    planned = evaluate_as_built(built, ALL, DAYS, RULES)
    found_on_site = evaluate_as_built(PLAN, values, DAYS, RULES)
    assert [check.result for check in planned] == [check.result for check in found_on_site]
