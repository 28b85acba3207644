"""What a plan says: sums, one spelling for the hash, and the differences between two versions."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from hashlib import sha256

import pytest

from apps.lib.formats import money
from apps.plans.enums import LineKind, Method, SpaceKind, Surface
from apps.plans.rules import (
    HASH_VERSION,
    Content,
    Difference,
    HazardInput,
    LineInput,
    PartInput,
    SpaceInput,
    SurfaceInput,
    added,
    canonical,
    differences,
    digest,
    names,
    read,
    total,
    values,
)

P, W, K = Method.PREFAB, Method.WET, Method.KEPT
WALL, FLOOR, CEILING = Surface


def part(surface: Surface, area: str | None, method: Method | None = P, product: str = "") -> PartInput:
    return PartInput(surface, None if area is None else Decimal(area), method, product)


ROOM = SpaceInput(
    SpaceKind.KITCHEN,
    "厨房",
    (part(WALL, "4.10", P, "墙板"), part(WALL, "2.00", K), part(FLOOR, "3.00", W, "地砖")),
    Decimal("9.10"),
)
ITEM = LineInput(LineKind.ITEM, "集成厨房", Decimal(38_600))
OFF = LineInput(LineKind.DISCOUNT, "企业让利", Decimal(4_000), "1 项")
GAS = HazardInput("燃气软管", "厨房", "波纹管")
PLAN = Content(
    spaces=(ROOM,),
    lines=(ITEM, OFF),
    hazards=(GAS,),
    survey_on=date(2026, 9, 1),
    survey_note="已勘测",
    planned_start=date(2026, 9, 8),
    planned_days=12,
    overrun_reason="停水",
    note="试",
)

# --- Values ---


def test_nothing_is_said_that_was_not_filled_in() -> None:
    assert Content() == Content((), (), (), None, "", None, None, "", "")
    assert PartInput(WALL, None, None).product == LineInput(LineKind.ITEM, "甲", None).quantity == ""
    assert HazardInput("甲") == HazardInput("甲", "", "")
    assert SpaceInput(SpaceKind.KITCHEN, "甲", ()).declared_total is None


def test_a_space_has_each_of_its_surfaces_once() -> None:
    assert ROOM.surfaces == (WALL, FLOOR)
    assert ROOM.parts_of(WALL) == ROOM.parts[:2]


def test_a_surface_s_area_is_that_of_its_parts() -> None:
    assert ROOM.area_of(WALL) == Decimal("6.10")
    assert ROOM.area_of(CEILING) is None


def test_a_whole_surface_has_a_method_and_a_product_where_its_parts_agree() -> None:
    agreed = replace(ROOM, parts=(part(WALL, "1", P, "板"), part(WALL, "2", P, "板")))
    assert agreed.whole == (SurfaceInput(WALL, Decimal(3), P, "板", parts=agreed.parts),)
    assert ROOM.whole == (
        SurfaceInput(WALL, Decimal("6.10"), parts=ROOM.parts[:2]),
        SurfaceInput(FLOOR, Decimal("3.00"), W, "地砖", parts=ROOM.parts[2:]),
    )


def test_a_surface_of_one_part_is_not_divided() -> None:
    wall, floor = ROOM.whole
    assert (wall.divided, floor.divided) == (ROOM.parts[:2], ())
    assert SurfaceInput(WALL).divided == ()


def test_a_row_says_its_own_values_and_not_those_below_it() -> None:
    assert names(SpaceInput) == ("kind", "name", "declared_total")
    assert values(GAS) == {"name": "燃气软管", "location": "厨房", "product": "波纹管"}
    assert values(PLAN)["overrun_reason"] == "停水"


def test_codes_are_read_as_words() -> None:
    said = {"method": "wet", "area": Decimal(3), "product": "地砖"}
    read_part = read(PartInput, said.get, surface=FLOOR)
    assert read_part == PartInput(FLOOR, Decimal(3), W, "地砖")
    assert read_part.method is W


@pytest.mark.parametrize("nothing", [None, ""])
def test_what_is_not_said_is_nothing_and_in_a_text_empty(nothing: str | None) -> None:
    assert read(PartInput, lambda _: nothing, surface=WALL) == PartInput(WALL, None, None, "")


def test_nothing_is_asked_for_what_is_known() -> None:
    asked: list[str] = []
    read(HazardInput, asked.append, name="燃气软管")
    assert asked == ["location", "product"]


@pytest.mark.parametrize(
    ("areas", "whole"), [(["1", "2.5"], "3.5"), (["0"], "0"), (["1", None], None), ([None], None), ([], None)]
)
def test_areas_are_added_only_when_all_are_known(areas: list[str | None], whole: str | None) -> None:
    known = [None if area is None else Decimal(area) for area in areas]
    assert added(known) == (None if whole is None else Decimal(whole))


@pytest.mark.parametrize(
    ("kind", "sign"), [(LineKind.ITEM, 1), (LineKind.DISCOUNT, -1), (LineKind.SUPPORT, -1)]
)
def test_only_items_raise_the_sum(kind: LineKind, sign: int) -> None:
    assert LineInput(kind, "甲", Decimal(500)).signed == 500 * sign


def test_the_sum_passes_over_what_has_no_amount_yet() -> None:
    assert total([ITEM, OFF, LineInput(LineKind.ITEM, "乙", None)]) == 34_600
    assert total([]) == 0


# --- The spelling that is hashed ---


def test_a_content_is_spelled_in_one_way() -> None:
    said = Content(spaces=(ROOM,), hazards=(GAS,), survey_on=date(2026, 9, 1), planned_days=12)
    assert canonical(said, case="甲", version=3) == (
        '{"content":{"hazards":[{"location":"厨房","name":"燃气软管","product":"波纹管"}],"lines":[],'
        '"note":"","overrun_reason":"","planned_days":12,"planned_start":null,"spaces":[{"declared_total":"9.1",'
        '"kind":"kitchen","name":"厨房","parts":['
        '{"area":"4.1","method":"prefab","product":"墙板","surface":"wall"},'
        '{"area":"2","method":"kept","product":"","surface":"wall"},'
        '{"area":"3","method":"wet","product":"地砖","surface":"floor"}]}],'
        '"survey_note":"","survey_on":"2026-09-01"},"facts":{"case":"甲","version":3}}'
    )


def test_a_large_round_number_is_spelled_with_its_zeros() -> None:
    said = Content(spaces=(replace(ROOM, declared_total=Decimal("1200.00")),))
    assert '"declared_total":"1200"' in canonical(said)


CHANGES: list[dict[str, object]] = [
    {"spaces": ()},
    {"spaces": (replace(ROOM, name="小厨房"),)},
    {"spaces": (replace(ROOM, kind=SpaceKind.BATHROOM),)},
    {"spaces": (replace(ROOM, declared_total=Decimal("9.11")),)},
    {"spaces": (replace(ROOM, parts=(part(WALL, "4.11", P, "墙板"), *ROOM.parts[1:])),)},
    {"spaces": (replace(ROOM, parts=(part(WALL, "4.10", W, "墙板"), *ROOM.parts[1:])),)},
    {"spaces": (replace(ROOM, parts=(part(WALL, "4.10", P, "别的"), *ROOM.parts[1:])),)},
    {"spaces": (replace(ROOM, parts=(*reversed(ROOM.parts),)),)},
    {"lines": (replace(ITEM, amount=Decimal(38_601)), OFF)},
    {"lines": (replace(ITEM, kind=LineKind.SUPPORT), OFF)},
    {"lines": (replace(ITEM, name="厨房"), OFF)},
    {"lines": (ITEM, replace(OFF, quantity="2 项"))},
    {"hazards": (replace(GAS, name="电线"),)},
    {"hazards": (replace(GAS, location="卫生间"),)},
    {"hazards": (replace(GAS, product="别的"),)},
    {"survey_on": date(2026, 9, 2)},
    {"survey_note": "改"},
    {"planned_start": date(2026, 9, 9)},
    {"planned_days": 13},
    {"overrun_reason": "改"},
    {"note": "改"},
]


@pytest.mark.parametrize("changes", CHANGES)
def test_the_hash_follows_everything_a_plan_says(changes: dict[str, object]) -> None:
    changed = replace(PLAN, **changes)  # type: ignore[arg-type]
    assert digest(canonical(changed)) != digest(canonical(PLAN))


@pytest.mark.parametrize("changes", CHANGES)
def test_whatever_changes_the_hash_is_named_as_a_difference(changes: dict[str, object]) -> None:
    assert differences(PLAN, replace(PLAN, **changes))  # type: ignore[arg-type]


def test_the_hash_follows_the_facts_around_the_content() -> None:
    assert len({canonical(PLAN), canonical(PLAN, case="甲"), canonical(PLAN, case="乙")}) == 3


def test_a_digest_is_the_sha256_of_the_text() -> None:
    assert digest("厨房") == sha256("厨房".encode()).hexdigest()


def test_contents_are_spelled_as_now_unless_another_time_is_asked_for() -> None:
    assert HASH_VERSION == 2
    assert canonical(PLAN) == canonical(PLAN, spelling=HASH_VERSION)


def test_the_first_spelling_names_surfaces_and_no_parts() -> None:
    plain = replace(ROOM, parts=(part(WALL, "4.10", P, "墙板"), part(FLOOR, None, None)))
    (spelt,) = json.loads(canonical(Content(spaces=(plain,)), spelling=1))["content"]["spaces"]
    assert spelt == {
        "kind": "kitchen",
        "name": "厨房",
        "declared_total": "9.1",
        "surfaces": [
            {"part": "wall", "area": "4.1", "method": "prefab", "product": "墙板"},
            {"part": "floor", "area": None, "method": None, "product": ""},
        ],
    }


def test_the_first_spelling_refuses_a_divided_surface_by_its_space_s_name() -> None:
    with pytest.raises(ValueError, match=r"^厨房: a surface of several parts had no spelling in version 1$"):
        canonical(PLAN, spelling=1)


def test_what_has_no_spelling_is_refused_by_its_type() -> None:
    with pytest.raises(TypeError, match=r"^no canonical form for set$"):
        canonical(replace(PLAN, note={1}))  # type: ignore[arg-type]


# --- Differences ---


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
        "隐患设施 燃气软管",
        "上门勘测日期",
        "勘测情况",
        "计划开工",
        "工期",
        "超期原因",
        "说明",
    ]
