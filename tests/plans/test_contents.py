"""What a plan says: sums, and one spelling for the hash."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from hashlib import sha256

import pytest

from apps.plans.enums import LineKind, SpaceKind, Touch
from apps.plans.rules import (
    HASH_VERSION,
    Content,
    HazardInput,
    LineInput,
    PartInput,
    SpaceInput,
    SurfaceInput,
    added,
    canonical,
    digest,
    names,
    read,
    total,
    values,
)
from tests.plans.contents import CEILING, CHANGES, FLOOR, GAS, ITEM, OFF, PLAN, ROOM, WALL, P, W, part

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
        '{"content":{"approval_note":"","bearing_structure":null,"gas_pipes":null,"hazard_survey":null,"hazards":[{"location":"厨房","name":"燃气软管","product":"波纹管"}],"lines":[],'
        '"note":"","over_dry_room":null,"overrun_reason":"","planned_days":12,"planned_start":null,"spaces":[{"declared_total":"9.1",'
        '"kind":"kitchen","name":"厨房","parts":['
        '{"area":"4.1","method":"prefab","product":"墙板","surface":"wall"},'
        '{"area":"2","method":"kept","product":"","surface":"wall"},'
        '{"area":"3","method":"wet","product":"地砖","surface":"floor"}]}],'
        '"survey_note":"","survey_on":"2026-09-01"},"facts":{"case":"甲","version":3}}'
    )


def test_a_large_round_number_is_spelled_with_its_zeros() -> None:
    said = Content(spaces=(replace(ROOM, declared_total=Decimal("1200.00")),))
    assert '"declared_total":"1200"' in canonical(said)


@pytest.mark.parametrize("changes", CHANGES)
def test_the_hash_follows_everything_a_plan_says(changes: dict[str, object]) -> None:
    changed = replace(PLAN, **changes)  # type: ignore[arg-type]
    assert digest(canonical(changed)) != digest(canonical(PLAN))


def test_the_hash_follows_the_facts_around_the_content() -> None:
    assert len({canonical(PLAN), canonical(PLAN, case="甲"), canonical(PLAN, case="乙")}) == 3


def test_a_digest_is_the_sha256_of_the_text() -> None:
    assert digest("厨房") == sha256("厨房".encode()).hexdigest()


def test_contents_are_spelled_as_now_unless_another_time_is_asked_for() -> None:
    assert HASH_VERSION == 4
    assert canonical(PLAN) == canonical(PLAN, spelling=HASH_VERSION)


def test_what_was_signed_before_anybody_was_asked_of_hazards_is_spelled_without_it() -> None:
    assert "hazard_survey" not in canonical(PLAN, spelling=2)
    assert canonical(PLAN, spelling=2) == canonical(replace(PLAN, hazard_survey=None), spelling=2)


def test_what_was_signed_before_the_red_lines_were_asked_is_spelled_without_them() -> None:
    asked = replace(PLAN, bearing_structure=Touch.NO, gas_pipes=Touch.APPROVED, approval_note="燃气公司")
    assert "gas_pipes" not in canonical(asked, spelling=3)
    assert canonical(asked, spelling=3) == canonical(PLAN, spelling=3)


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
