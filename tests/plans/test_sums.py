"""Completeness, sums, hashing and comparison of a plan's content."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from apps.plans.enums import LineKind, Method, SpaceKind, Surface
from apps.plans.rules import (
    Content,
    LineInput,
    PartInput,
    Problem,
    SpaceInput,
    canonical,
    differences,
    digest,
    problems,
    total,
)
from tests.factories.plans import bathroom, content, kitchen, space

P, W = Method.PREFAB, Method.WET


def found(
    said: Content, *, area: str = "68.50", kitchen: bool = True, bathroom: bool = True
) -> list[Problem]:
    return list(
        problems(
            said,
            floor_area=Decimal(area),
            wants_kitchen=kitchen,
            wants_bathroom=bathroom,
            today=date(2026, 9, 1),
            max_days=15,
        )
    )


pytestmark = pytest.mark.usefixtures("noon")


def test_a_sound_plan_has_no_problems() -> None:
    assert found(content()) == []


def test_surfaces_that_do_not_add_up_are_told_at_the_total() -> None:
    short = space("厨房", SpaceKind.KITCHEN, ("18.60", P), ("5.20", W), ("5.20", P), declared="29.50")
    (problem,) = found(content(short, bathroom()))
    assert (problem.group, problem.row, problem.field) == ("spaces", 0, "declared_total")
    assert problem.message == "三个部位合计 29.00 ㎡，与勘测总面积 29.50 ㎡不一致（少 0.50 ㎡）。"


def test_a_floor_larger_than_the_dwelling_is_refused() -> None:
    large = space("厨房", SpaceKind.KITCHEN, ("18.60", P), ("80.00", P), ("5.20", P))
    (problem,) = found(content(large, bathroom()))
    assert (problem.field, problem.row) == ("floor_area", 0)


def test_floors_that_only_together_exceed_the_dwelling_are_refused() -> None:
    problems_found = found(content(), area="9.00")
    assert {problem.field for problem in problems_found} == {"floor_area", "ceiling_area"}
    assert "合计 9.30 ㎡" in problems_found[0].message


@pytest.mark.parametrize(
    ("spaces", "words"),
    [
        ((bathroom(),), "有且只有 1 个厨房"),
        ((kitchen(), kitchen(), bathroom()), "有且只有 1 个厨房"),
        ((kitchen(),), "至少应有 1 个卫生间"),
    ],
)
def test_the_spaces_are_those_the_household_asked_for(spaces: tuple[object, ...], words: str) -> None:
    assert any(words in problem.message for problem in found(replace(content(), spaces=spaces)))


def test_a_space_nobody_asked_for_is_refused() -> None:
    (problem,) = found(content(), bathroom=False)
    assert (problem.field, problem.row) == ("kind", 1)


def test_two_bathrooms_need_different_names() -> None:
    twice = found(content(kitchen(), bathroom(), bathroom()))
    assert {problem.field for problem in twice} == {"name"}


def test_sixteen_days_without_reason_are_refused_at_the_reason() -> None:
    (problem,) = found(content(days=16))
    assert problem.field == "overrun_reason"
    assert found(content(days=16, reason="整栋停水")) == []


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"survey_on": None}, "survey_on"),
        ({"survey_on": date(2026, 9, 2)}, "survey_on"),
        ({"planned_start": None}, "planned_start"),
        ({"planned_start": date(2026, 8, 1)}, "planned_start"),
        ({"planned_days": None}, "planned_days"),
        ({"planned_days": 0}, "planned_days"),
        ({"planned_days": 9999}, "planned_days"),
    ],
)
def test_survey_and_dates_are_needed_and_sensible(changes: dict[str, object], field: str) -> None:
    assert [problem.field for problem in found(replace(content(), **changes))] == [field]  # type: ignore[arg-type]


def test_discounts_are_subtracted_and_may_not_eat_the_whole_budget() -> None:
    assert total(content().lines) == Decimal("76200")
    lines = (
        LineInput(LineKind.ITEM, "集成厨房", Decimal("10000")),
        LineInput(LineKind.DISCOUNT, "企业让利", Decimal("10000")),
    )
    assert found(replace(content(), lines=lines))[0].group == "lines"


def test_a_negative_amount_is_refused_at_its_row() -> None:
    lines = (*content().lines, LineInput(LineKind.ITEM, "拆除", Decimal("-10000")))
    (problem,) = found(replace(content(), lines=lines))
    assert (problem.group, problem.row, problem.field) == ("lines", 4, "amount")


def test_the_hash_does_not_depend_on_how_a_number_is_spelled() -> None:
    one = space("厨房", SpaceKind.KITCHEN, ("4.1", P), ("5", P), ("5.20", P))
    other = space("厨房", SpaceKind.KITCHEN, ("4.10", P), ("5.00", P), ("5.2", P))
    assert digest(canonical(content(one), case="甲")) == digest(canonical(content(other), case="甲"))
    assert digest(canonical(content(one), case="甲")) != digest(canonical(content(one), case="乙"))


def test_only_what_differs_is_named() -> None:
    before, after = content(kitchen(), bathroom(wall=W)), content(days=14)
    assert [(each.label, each.before, each.after) for each in differences(before, after)] == [
        ("卫生间墙面", "瓷砖 湿作业", "装配式墙板 装配式干法"),
        ("工期", "12 天", "14 天"),
    ]


def test_a_changed_price_shows_in_line_and_total() -> None:
    lines = (replace(content().lines[0], amount=Decimal("35200")), *content().lines[1:])
    changed = differences(replace(content(), lines=lines), content())
    assert [(each.label, each.before, each.after) for each in changed] == [
        ("集成厨房", "3.52 万元", "3.86 万元"),
        ("总价", "7.28 万元", "7.62 万元"),
    ]


SIGNED_IN_WAN = {
    1: "3a536f277fef8bbf83a19f528d2e3ffe389eadd3b3652880db1a8893fd408f10",
    2: "0faaa6842b5aa5d9cf32c2e0e7722a959c6126e23db2afb4b8ef6ae2d91db956",
}
"""Hashes of :func:`priced` made while amounts were kept in 万元: 3.8600, 1200.0000, 0.0085, 0.4000."""


def priced(first: str = "38600.00") -> Content:
    room = tuple(
        PartInput(surface, Decimal("5.20"), method, "示例")
        for surface, method in zip(Surface, (P, W, Method.DRY), strict=True)
    )
    return Content(
        spaces=(SpaceInput(SpaceKind.KITCHEN, "厨房", room, Decimal("15.60")),),
        lines=(
            LineInput(LineKind.ITEM, "集成厨房", Decimal(first)),
            LineInput(LineKind.ITEM, "水电管线", Decimal("12000000.00")),
            LineInput(LineKind.ITEM, "五金", Decimal("85.00")),
            LineInput(LineKind.DISCOUNT, "企业让利", Decimal("4000.00"), "1 项"),
            LineInput(LineKind.ITEM, "未填", None),
        ),
        survey_on=date(2026, 9, 1),
        planned_days=12,
    )


@pytest.mark.parametrize("spelling", [1, 2])
def test_what_was_signed_while_amounts_were_in_wan_is_still_proved(spelling: int) -> None:
    assert digest(canonical(priced(), spelling=spelling, case="1", version=1)) == SIGNED_IN_WAN[spelling]


def test_the_hash_follows_an_amount_to_the_fen() -> None:
    spelt = canonical(priced("38600.01"))
    assert '"amount":"3.860001"' in spelt
    assert spelt.replace("3.860001", "3.86") == canonical(priced())
