"""What changed between two versions of a plan, in words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from apps.lib.formats import money
from apps.plans.enums import LineKind, SpaceKind
from apps.plans.rules import (
    Content,
    Difference,
    HazardInput,
    LineInput,
    PartInput,
    differences,
    in_yuan_words,
)
from tests.plans.contents import CEILING, CHANGES, FLOOR, GAS, ITEM, OFF, PLAN, ROOM, WALL, K, P, W, part


def changed(**changes: object) -> list[tuple[str, str, str]]:
    found = differences(PLAN, replace(PLAN, **changes))  # type: ignore[arg-type]
    return [(each.label, each.before, each.after) for each in found]


def rooms(*parts: PartInput) -> dict[str, object]:
    return {"spaces": (replace(ROOM, parts=parts),)}


def wan(amount: int) -> str:
    return f"{money(Decimal(amount))} 万元"


def test_two_equal_contents_differ_in_nothing() -> None:
    assert differences(PLAN, PLAN) == ()


def test_a_space_that_is_added_or_dropped_is_named() -> None:
    assert changed(spaces=()) == [("厨房", "装修", "（无）")]
    assert changed(spaces=(ROOM, replace(ROOM, name="主卫"))) == [("主卫", "（无）", "装修")]


@pytest.mark.parametrize(
    ("floor", "before", "after"),
    [
        (part(FLOOR, "3.50", W, "地砖"), "3.00 ㎡", "3.50 ㎡"),
        (part(FLOOR, "3.00", K, "地砖"), "湿作业", "保留不动"),
        (part(FLOOR, "3.00", W, "木板"), "地砖", "木板"),
        (part(FLOOR, "3.50", K, "木板"), "地砖 湿作业 3.00 ㎡", "木板 保留不动 3.50 ㎡"),
        (part(FLOOR, None, None), "地砖 湿作业 3.00 ㎡", "（无）"),
        (part(FLOOR, "3.00", None, "地砖"), "湿作业", "（无）"),
    ],
)
def test_of_a_surface_of_one_part_only_what_differs_is_named(
    floor: PartInput, before: str, after: str
) -> None:
    assert changed(**rooms(*ROOM.parts[:2], floor)) == [("厨房地面", before, after)]


def test_of_a_divided_surface_every_part_is_named() -> None:
    assert changed(**rooms(part(WALL, "6.10", P, "墙板"), ROOM.parts[2])) == [
        ("厨房墙面", "墙板 装配式干法 4.10 ㎡；保留不动 2.00 ㎡", "墙板 装配式干法 6.10 ㎡")
    ]


def test_a_surface_that_is_new_is_named_whole() -> None:
    assert changed(**rooms(*ROOM.parts, part(CEILING, "3.00", P, "吊顶"))) == [
        ("厨房吊顶", "（无）", "吊顶 装配式干法 3.00 ㎡")
    ]


def test_a_line_that_is_added_shows_in_itself_and_in_the_sum() -> None:
    more = LineInput(LineKind.ITEM, "水电", Decimal(7_400))
    assert changed(lines=(ITEM, OFF, more)) == [
        ("水电", "（无）", wan(7_400)),
        ("总价", wan(34_600), wan(42_000)),
    ]


def test_what_is_taken_off_is_written_with_a_minus() -> None:
    assert changed(lines=(ITEM,)) == [
        ("企业让利", wan(-4_000), "（无）"),
        ("总价", wan(34_600), wan(38_600)),
    ]


def test_a_line_without_a_name_or_an_amount_is_named_by_its_kind() -> None:
    assert changed(lines=(ITEM, OFF, LineInput(LineKind.SUPPORT, "", None))) == []
    assert changed(lines=(ITEM, OFF, LineInput(LineKind.SUPPORT, "", Decimal(600)))) == [
        ("政府支持", "（无）", wan(-600)),
        ("总价", wan(34_600), wan(34_000)),
    ]


def test_lines_of_one_name_and_different_kinds_are_different_lines() -> None:
    assert changed(lines=(ITEM, replace(OFF, kind=LineKind.SUPPORT))) == [
        ("企业让利", wan(-4_000), "（无）"),
        ("企业让利", "（无）", wan(-4_000)),
    ]


PIPES = LineInput(LineKind.ITEM, "水电", Decimal(7_400))
MORE_PIPES = replace(PIPES, amount=Decimal(2_000))


def test_of_two_lines_of_one_name_the_changed_one_is_named() -> None:
    before = replace(PLAN, lines=(PIPES, MORE_PIPES))
    found = differences(before, replace(PLAN, lines=(replace(PIPES, amount=Decimal(8_000)), MORE_PIPES)))
    assert [(each.label, each.before, each.after) for each in found] == [
        ("水电", wan(7_400), wan(8_000)),
        ("总价", wan(9_400), wan(10_000)),
    ]


@pytest.mark.parametrize("dropped", [PIPES, MORE_PIPES])
def test_of_two_lines_of_one_name_the_dropped_one_is_named(dropped: LineInput) -> None:
    kept = tuple(each for each in (PIPES, MORE_PIPES) if each != dropped)
    found = differences(replace(PLAN, lines=(PIPES, MORE_PIPES)), replace(PLAN, lines=kept))
    assert (found[0].label, found[0].before, found[0].after) == ("水电", wan(int(dropped.signed)), "（无）")


def test_two_lines_alike_are_two() -> None:
    (line, _) = differences(replace(PLAN, lines=(PIPES,)), replace(PLAN, lines=(PIPES, PIPES)))
    assert line == Difference("水电", "（无）", wan(7_400))


def test_a_line_of_the_same_price_for_another_quantity_is_named() -> None:
    more = replace(PIPES, quantity="2 项")
    assert differences(replace(PLAN, lines=(PIPES,)), replace(PLAN, lines=(more,))) == (
        Difference("水电数量", "（无）", "2 项"),
    )


def test_a_space_of_another_kind_or_total_is_named() -> None:
    assert changed(spaces=(replace(ROOM, kind=SpaceKind.BATHROOM),)) == [("厨房类别", "厨房", "卫生间")]
    assert changed(spaces=(replace(ROOM, declared_total=None),)) == [("厨房勘测总面积", "9.10 ㎡", "（无）")]


def test_hazards_of_one_name_are_told_apart_by_their_place() -> None:
    sockets = (HazardInput("插座", "厨房"), HazardInput("插座", "卫生间"))
    found = differences(replace(PLAN, hazards=sockets), replace(PLAN, hazards=sockets[1:]))
    assert found == (Difference("隐患设施 插座（厨房）", "应更换", "（无）"),)


def test_of_hazards_of_one_name_those_at_one_place_are_compared() -> None:
    here, there = HazardInput("插座", "厨房", "五孔"), HazardInput("插座", "卫生间", "防水")
    other = (replace(there, product="带盖"), replace(here, product="七孔"))
    assert differences(replace(PLAN, hazards=(here, there)), replace(PLAN, hazards=other)) == (
        Difference("隐患设施 插座（厨房）", "五孔", "七孔"),
        Difference("隐患设施 插座（卫生间）", "防水", "带盖"),
    )


def test_a_hazard_found_elsewhere_is_named() -> None:
    assert changed(hazards=(replace(GAS, location="阳台"),)) == [("隐患设施 燃气软管位置", "厨房", "阳台")]


def test_a_hazard_that_is_added_or_dropped_is_named() -> None:
    assert changed(hazards=()) == [("隐患设施 燃气软管", "波纹管", "（无）")]
    assert changed(hazards=(GAS, HazardInput("电线"))) == [("隐患设施 电线", "（无）", "应更换")]
    assert changed(hazards=(replace(GAS, product=""),)) == [("隐患设施 燃气软管", "波纹管", "应更换")]


def test_a_hazard_without_a_product_was_to_be_replaced() -> None:
    unnamed = replace(PLAN, hazards=(replace(GAS, product=""),))
    assert differences(unnamed, PLAN) == (Difference("隐患设施 燃气软管", "应更换", "波纹管"),)


@pytest.mark.parametrize(
    ("changes", "label", "before", "after"),
    [
        ({"survey_on": date(2026, 9, 2)}, "上门勘测日期", "2026年9月1日", "2026年9月2日"),
        ({"survey_on": None}, "上门勘测日期", "2026年9月1日", "（无）"),
        ({"survey_note": "管道老化"}, "勘测情况", "已勘测", "管道老化"),
        ({"planned_start": date(2026, 10, 8)}, "计划开工", "2026年9月8日", "2026年10月8日"),
        ({"planned_start": None}, "计划开工", "2026年9月8日", "（无）"),
        ({"planned_days": 13}, "工期", "12 天", "13 天"),
        ({"planned_days": None}, "工期", "12 天", "（无）"),
        ({"overrun_reason": "停电"}, "超期原因", "停水", "停电"),
        ({"overrun_reason": ""}, "超期原因", "停水", "（无）"),
        ({"note": "改"}, "说明", "试", "改"),
        ({"note": ""}, "说明", "试", "（无）"),
    ],
)
def test_the_rest_of_the_plan_is_compared_in_words(
    changes: dict[str, object], label: str, before: str, after: str
) -> None:
    assert changed(**changes) == [(label, before, after)]
    reverse = differences(replace(PLAN, **changes), PLAN)  # type: ignore[arg-type]
    assert reverse == (Difference(label, after, before),)


def test_differences_come_in_the_order_of_the_plan() -> None:
    empty = differences(PLAN, Content())
    assert [each.label for each in empty] == [
        "厨房",
        "集成厨房",
        "企业让利",
        "总价",
        "隐患设施查看情况",
        "隐患设施 燃气软管",
        "上门勘测日期",
        "勘测情况",
        "计划开工",
        "工期",
        "超期原因",
        "说明",
    ]


@pytest.mark.parametrize("changes", CHANGES)
def test_whatever_changes_the_hash_is_named_as_a_difference(changes: dict[str, object]) -> None:
    assert differences(PLAN, replace(PLAN, **changes))  # type: ignore[arg-type]


def test_amounts_are_written_as_who_reads_them_counts() -> None:
    before, after = (
        Content(lines=(LineInput(kind=LineKind.ITEM, name="扶手", amount=Decimal(amount)),))
        for amount in ("650", "37548")
    )
    (line, whole) = differences(before, after)
    assert (line.before, line.after) == ("0.065 万元", "3.7548 万元")
    (line, whole) = differences(before, after, written=in_yuan_words)
    assert (line.before, line.after, whole.label) == ("650 元", "37,548 元", "总价")
