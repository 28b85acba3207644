"""Every problem of a plan: its words and the field it stands at, on both sides of the line."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from apps.plans.enums import HazardSurvey, LineKind, Method, SpaceKind, Surface
from apps.plans.rules import (
    Content,
    HazardInput,
    LineInput,
    PartInput,
    Problem,
    SpaceInput,
    part_field,
    part_name,
    problems,
)
from tests.factories.plans import bathroom, content, kitchen, space

P, W = Method.PREFAB, Method.WET
TODAY = date(2026, 9, 1)

pytestmark = pytest.mark.usefixtures("noon")


def found(
    said: Content,
    *,
    area: str = "68.50",
    kitchen: bool = True,
    bathroom: bool = True,
    max_days: int | None = 15,
) -> list[Problem]:
    """Return the problems of a plan of a dwelling of so many m²."""
    return list(
        problems(
            said,
            floor_area=Decimal(area),
            wants_kitchen=kitchen,
            wants_bathroom=bathroom,
            today=TODAY,
            max_days=max_days,
        )
    )


def room(name: str, *parts: PartInput, declared: str | None = "10.00") -> SpaceInput:
    return SpaceInput(SpaceKind.KITCHEN, name, parts, None if declared is None else Decimal(declared))


def part(surface: Surface, area: str | None, method: Method | None = P) -> PartInput:
    return PartInput(surface, None if area is None else Decimal(area), method)


WALL, FLOOR, CEILING = (part(surface, area) for surface, area in zip(Surface, ("4", "3", "3"), strict=True))


def in_kitchen(*parts: PartInput, declared: str | None = "10.00") -> list[Problem]:
    """Return the problems of a dwelling whose kitchen alone is renewed."""
    return found(replace(content(), spaces=(room("厨房", *parts, declared=declared),)), bathroom=False)


def test_a_problem_concerns_the_plan_itself_unless_it_says_where() -> None:
    assert Problem("错") == Problem("错", field="", group="", row=None)


def test_the_small_kitchen_of_these_tests_is_sound() -> None:
    assert in_kitchen(WALL, FLOOR, CEILING) == []


# --- Survey, start and days ---


@pytest.mark.parametrize(
    ("changes", "message", "field"),
    [
        ({"survey_on": None}, "请填写上门勘测日期。", "survey_on"),
        ({"survey_on": date(2026, 9, 2)}, "上门勘测日期不能晚于今天。", "survey_on"),
        ({"planned_start": None}, "请填写计划开工日期。", "planned_start"),
        ({"planned_start": date(2026, 8, 31)}, "计划开工日期早于上门勘测日期。", "planned_start"),
        ({"planned_days": None}, "请填写计划工期（天）。", "planned_days"),
        ({"planned_days": 0}, "计划工期应在 1 至 365 天之间。", "planned_days"),
        ({"planned_days": 366}, "计划工期应在 1 至 365 天之间。", "planned_days"),
        ({"planned_days": 16}, "计划工期 16 天，超过 15 天，请写明超期原因。", "overrun_reason"),
        (
            {"planned_days": 16, "overrun_reason": " "},
            "计划工期 16 天，超过 15 天，请写明超期原因。",
            "overrun_reason",
        ),
    ],
)
def test_what_is_wrong_with_the_dates_is_said_at_the_date(
    changes: dict[str, object], message: str, field: str
) -> None:
    assert found(replace(content(), **changes)) == [Problem(message, field)]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "changes",
    [
        {"survey_on": TODAY},
        {"planned_start": TODAY},
        {"planned_days": 1},
        {"planned_days": 15},
        {"planned_days": 365, "overrun_reason": "整栋停水"},
    ],
)
def test_a_date_or_a_length_on_the_line_is_in_order(changes: dict[str, object]) -> None:
    assert found(replace(content(), **changes)) == []  # type: ignore[arg-type]


def test_without_a_survey_the_start_is_held_against_nothing() -> None:
    unsurveyed = replace(content(), survey_on=None, planned_start=date(2020, 1, 1))
    assert [problem.field for problem in found(unsurveyed)] == ["survey_on"]


def test_where_no_limit_is_set_a_long_plan_needs_no_reason() -> None:
    assert found(content(days=99), max_days=None) == []


# --- The spaces asked for ---


@pytest.mark.parametrize(
    ("spaces", "message"),
    [
        ((bathroom(),), "改造意愿包含厨房，方案应有且只有 1 个厨房，现有 0 个。"),
        ((kitchen(),), "改造意愿包含卫生间，方案至少应有 1 个卫生间。"),
    ],
)
def test_a_space_that_is_missing_is_said_above_the_spaces(
    spaces: tuple[SpaceInput, ...], message: str
) -> None:
    assert found(replace(content(), spaces=spaces)) == [Problem(message, group="spaces")]


def test_a_second_kitchen_is_one_too_many() -> None:
    spaces = (kitchen(), replace(kitchen(), name="小厨房"), bathroom())
    assert found(replace(content(), spaces=spaces)) == [
        Problem("改造意愿包含厨房，方案应有且只有 1 个厨房，现有 2 个。", group="spaces")
    ]


def test_two_bathrooms_of_different_names_are_in_order() -> None:
    assert found(content(kitchen(), bathroom(), replace(bathroom(), name="次卫"))) == []


@pytest.mark.parametrize(
    ("wants", "row", "message"),
    [
        ({"kitchen": False}, 0, "改造意愿不包含厨房，请删去这个空间。"),
        ({"bathroom": False}, 1, "改造意愿不包含卫生间，请删去这个空间。"),
    ],
)
def test_a_space_nobody_asked_for_is_said_at_its_kind(wants: dict[str, bool], row: int, message: str) -> None:
    assert found(content(), **wants) == [Problem(message, "kind", "spaces", row)]  # type: ignore[arg-type]


def test_two_spaces_of_one_name_are_both_told() -> None:
    same = Problem("空间名称重复，请加以区分，如“主卫”“次卫”。", "name", "spaces")
    assert found(content(kitchen(), bathroom(), bathroom())) == [
        replace(same, row=1),
        replace(same, row=2),
    ]


# --- Parts of surfaces ---


def test_a_part_s_fields_are_numbered_from_the_second_on() -> None:
    assert [part_field(Surface.WALL, place) for place in range(3)] == ["wall", "wall2", "wall3"]


def test_a_part_is_numbered_where_there_are_several() -> None:
    assert part_name(Surface.WALL, 0, 1) == "墙面"
    assert [part_name(Surface.FLOOR, place, 2) for place in range(2)] == ["地面第 1 部分", "地面第 2 部分"]


def test_a_surface_that_is_missing_lacks_area_and_method() -> None:
    assert in_kitchen(WALL, FLOOR) == [
        Problem("请填写吊顶面积。", "ceiling_area", "spaces", 0),
        Problem("请选择吊顶工法。", "ceiling_method", "spaces", 0),
    ]


@pytest.mark.parametrize("area", ["0", "-1.00"])
def test_an_area_has_to_be_more_than_nothing(area: str) -> None:
    assert in_kitchen(WALL, part(Surface.FLOOR, area), CEILING) == [
        Problem("地面面积应大于 0。", "floor_area", "spaces", 0)
    ]


def test_the_smallest_area_is_in_order() -> None:
    assert in_kitchen(WALL, part(Surface.FLOOR, "0.01"), CEILING, declared="7.01") == []


def test_what_a_second_part_lacks_is_said_at_the_second_part() -> None:
    assert in_kitchen(WALL, part(Surface.WALL, None, None), FLOOR, CEILING) == [
        Problem("请填写墙面第 2 部分面积。", "wall2_area", "spaces", 0),
        Problem("请选择墙面第 2 部分工法。", "wall2_method", "spaces", 0),
    ]


# --- Areas that fit together ---


@pytest.mark.parametrize("surface", [Surface.FLOOR, Surface.CEILING])
def test_a_level_surface_may_be_as_large_as_the_dwelling_and_no_larger(surface: Surface) -> None:
    def with_area(area: str) -> list[Problem]:
        parts = [part(each, area if each is surface else "4.00") for each in Surface]
        whole = str(Decimal(area) + 8)
        return found(replace(content(), spaces=(room("厨房", *parts, declared=whole),)), bathroom=False)

    assert with_area("68.50") == []
    assert with_area("68.51") == [
        Problem(
            f"{surface.label} 68.51 ㎡，超过住宅建筑面积 68.50 ㎡。", f"{surface.value}_area", "spaces", 0
        )
    ]


def test_walls_may_be_larger_than_the_dwelling() -> None:
    assert in_kitchen(part(Surface.WALL, "99.00"), FLOOR, CEILING, declared="105.00") == []


def test_a_survey_without_its_total_is_told_at_the_total() -> None:
    assert in_kitchen(WALL, FLOOR, CEILING, declared=None) == [
        Problem("请填写勘测总面积。", "declared_total", "spaces", 0)
    ]


@pytest.mark.parametrize(
    ("declared", "gap"), [("9.99", "多 0.01"), ("10.01", "少 0.01"), ("12.50", "少 2.50")]
)
def test_a_total_that_differs_says_in_which_direction_and_by_how_much(declared: str, gap: str) -> None:
    (problem,) = in_kitchen(part(Surface.WALL, "4.00"), FLOOR, CEILING, declared=declared)
    assert (problem.field, problem.group, problem.row) == ("declared_total", "spaces", 0)
    assert problem.message == f"三个部位合计 10.00 ㎡，与勘测总面积 {declared} ㎡不一致（{gap} ㎡）。"


def test_a_total_is_not_compared_while_an_area_is_missing_or_senseless() -> None:
    for wall in (part(Surface.WALL, None), part(Surface.WALL, "0"), part(Surface.WALL, "-4")):
        assert [problem.field for problem in in_kitchen(wall, FLOOR, CEILING)] == ["wall_area"]


def test_a_total_is_compared_however_small_a_surface_is() -> None:
    problems_found = in_kitchen(WALL, part(Surface.FLOOR, "0.01"), CEILING)
    assert [problem.field for problem in problems_found] == ["declared_total"]


def two_floors(first: str, second: str) -> list[Problem]:
    """Return the problems of a kitchen and a bathroom of these floors in a dwelling of 9.00 m²."""
    kinds = ((SpaceKind.KITCHEN, "厨房", first), (SpaceKind.BATHROOM, "卫生间", second))
    spaces = (space(name, kind, ("9.00", P), (floor, P), ("1.00", P)) for kind, name, floor in kinds)
    return found(content(*spaces), area="9.00")


def test_floors_together_may_be_as_large_as_the_dwelling_and_no_larger() -> None:
    assert two_floors("4.00", "5.00") == []
    assert two_floors("4.00", "5.01") == [
        Problem("各空间地面合计 9.01 ㎡，超过住宅建筑面积 9.00 ㎡。", "floor_area", "spaces", 1)
    ]


def test_a_floor_that_is_too_large_by_itself_is_told_once() -> None:
    assert [(problem.field, problem.row) for problem in two_floors("9.01", "1.00")] == [("floor_area", 0)]


def test_a_floor_as_large_as_the_dwelling_leaves_no_room_for_another() -> None:
    assert [(problem.field, problem.row) for problem in two_floors("9.00", "0.01")] == [("floor_area", 1)]


# --- Budget and hazards ---


def budget(*lines: LineInput) -> list[Problem]:
    return found(replace(content(), lines=lines))


ITEM = LineInput(LineKind.ITEM, "集成厨房", Decimal(20_000))


def test_a_budget_line_needs_its_name_at_its_row() -> None:
    assert budget(ITEM, replace(ITEM, name="")) == [Problem("请填写预算项目名称。", "name", "lines", 1)]


def test_a_budget_line_needs_its_amount_at_its_row() -> None:
    (problem,) = budget(ITEM, replace(ITEM, amount=None))
    assert problem.message.startswith("请填写金额")
    assert (problem.field, problem.group, problem.row) == ("amount", "lines", 1)


@pytest.mark.parametrize("amount", [0, -1])
def test_an_amount_has_to_be_more_than_nothing(amount: int) -> None:
    assert budget(ITEM, replace(ITEM, amount=Decimal(amount))) == [
        Problem("金额应大于 0；企业让利也填正数，合计时扣减。", "amount", "lines", 1)
    ]


def test_the_smallest_amount_is_in_order() -> None:
    assert budget(replace(ITEM, amount=Decimal("0.01"))) == []


def test_a_budget_needs_an_item() -> None:
    none = [Problem("预算至少应有一个项目。", group="lines")]
    assert budget() == none
    assert budget(LineInput(LineKind.DISCOUNT, "企业让利", Decimal(100))) == none


@pytest.mark.parametrize("kind", [LineKind.DISCOUNT, LineKind.SUPPORT])
def test_what_is_taken_off_may_not_eat_the_whole_budget(kind: LineKind) -> None:
    nothing_left = [Problem("预算合计应大于 0，请核对企业让利金额。", group="lines")]
    assert budget(ITEM, LineInput(kind, "减", Decimal(20_000))) == nothing_left
    assert budget(ITEM, LineInput(kind, "减", Decimal("19999.99"))) == []


def test_a_hazard_needs_its_name_at_its_row() -> None:
    hazards = (HazardInput("燃气软管"), HazardInput(""))
    assert found(replace(content(), hazards=hazards)) == [Problem("请填写设施名称。", "name", "hazards", 1)]


@pytest.mark.parametrize(
    ("survey", "hazards", "problem"),
    [
        (None, (), Problem("请选择上门勘测时隐患设施的查看情况。", "hazard_survey")),
        (
            HazardSurvey.FOUND,
            (),
            Problem("请逐项列出需要更换的隐患设施，或改选“没有发现需要更换的”。", group="hazards"),
        ),
        (
            HazardSurvey.NONE_FOUND,
            (HazardInput("燃气软管"),),
            Problem("下面列了 1 项隐患设施，请改选“有需要更换的，逐项列出”，或删去这些项。", "hazard_survey"),
        ),
    ],
)
def test_the_answer_and_the_list_of_hazards_say_the_same(
    survey: HazardSurvey | None, hazards: tuple[HazardInput, ...], problem: Problem
) -> None:
    assert found(replace(content(), hazard_survey=survey, hazards=hazards)) == [problem]


@pytest.mark.parametrize("survey", [HazardSurvey.NONE_FOUND, HazardSurvey.NOT_SURVEYED])
def test_a_survey_that_found_nothing_or_did_not_look_is_in_order(survey: HazardSurvey) -> None:
    assert found(replace(content(), hazard_survey=survey, hazards=())) == []
