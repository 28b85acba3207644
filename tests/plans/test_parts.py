"""A surface of several parts: ratio, share and hash, true to a room (R35)."""

from __future__ import annotations

from collections import Counter
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.plans.enums import LineKind, Method, SpaceKind, Surface
from apps.plans.rules import (
    Content,
    HazardInput,
    LineInput,
    PartInput,
    SpaceInput,
    canonical,
    differences,
    digest,
    evaluate,
    measure,
    prefab_share,
    problems,
)
from tests.factories.plans import bathroom, content, kitchen, mixed_bathroom
from tests.plans.test_rules import RULES, Rules, measured

P, W, K = Method.PREFAB, Method.WET, Method.KEPT


def walled(*parts: tuple[str, Method | None]) -> SpaceInput:
    """Return a bathroom with a wall of these parts, floor and ceiling of 3.20 m²."""
    return SpaceInput(
        SpaceKind.BATHROOM,
        "卫生间",
        (
            *(PartInput(Surface.WALL, Decimal(area), method) for area, method in parts),
            PartInput(Surface.FLOOR, Decimal("3.20"), W),
            PartInput(Surface.CEILING, Decimal("3.20"), P),
        ),
    )


def test_a_bathroom_renewed_in_part_passes_at_exactly_seventy_per_cent() -> None:
    checks = evaluate(Content((mixed_bathroom(),), planned_days=12), RULES)
    assert [check.result for check in checks] == ["passed"] * 3
    assert checks[1].explanation == ("卫生间 70 %",)


def test_one_hundredth_of_a_metre_less_never_reads_as_the_line() -> None:
    check = evaluate(Content((mixed_bathroom("12.19", "3.41"),), planned_days=12), RULES)[1]
    assert check.passed is False
    assert check.findings[0].measured == "69.95 %"


@pytest.mark.parametrize(("prefab", "counts"), [("5.00", False), ("5.01", True)])
def test_a_surface_counts_as_prefabricated_from_more_than_half_of_its_area(prefab: str, counts: bool) -> None:
    rest = str(Decimal(10) - Decimal(prefab))
    check = evaluate(Content((walled((prefab, P), (rest, W)),), planned_days=12), RULES)[0]
    assert check.passed is counts
    share = "50.10 %，超过 50 %，计入" if counts else "50 %，不超过 50 %，不计入"
    assert f"墙面装配式占 {share}" in check.explanation[0]


def test_the_share_is_a_parameter_and_kept_with_the_check() -> None:
    space = walled(("6.00", P), ("4.00", W))
    check = evaluate(Content((space,), planned_days=12), Rules(prefab_over=Decimal(60)))[0]
    assert check.passed is False
    assert check.inputs["prefab_over"] == "60"


def test_a_mixed_surface_without_areas_is_not_yet_decided() -> None:
    wall = (PartInput(Surface.WALL, None, P), PartInput(Surface.WALL, Decimal("3.40"), K))
    check = evaluate(Content((SpaceInput(SpaceKind.BATHROOM, "卫生间", wall),), planned_days=12), RULES)[0]
    assert check.result == "incomplete"


def test_the_advice_for_a_mixed_surface_says_all_of_it() -> None:
    check = evaluate(Content((walled(("5.00", P), ("10.60", W)),), planned_days=12), RULES)[1]
    assert check.findings[0].advice == "墙面全部改为装配式后为 85.45 %"


areas = st.decimals(min_value="0.01", max_value="99.99", places=2)


@given(areas, st.sampled_from(list(Method)), areas)
def test_dividing_a_part_of_one_method_changes_no_check(one: Decimal, method: Method, other: Decimal) -> None:
    whole = walled((str(one + other), method))
    divided = walled((str(one), method), (str(other), method))
    said = [evaluate(Content((space,), planned_days=12), RULES) for space in (whole, divided)]
    assert [each.explanation for each in said[0]] == [each.explanation for each in said[1]]
    assert measured(whole).ratio == measured(divided).ratio


@given(st.lists(st.tuples(areas, st.sampled_from(list(Method))), min_size=1, max_size=6))
def test_the_share_of_a_surface_is_its_prefabricated_area(parts: list[tuple[Decimal, Method]]) -> None:
    space = walled(*((str(area), method) for area, method in parts))
    prefab = sum((area for area, method in parts if method is P), Decimal(0))
    whole = sum((area for area, _ in parts), Decimal(0))
    assert prefab_share(space, Surface.WALL) == Fraction(prefab) / Fraction(whole)


def test_ordinary_rooms_have_ratios_of_every_size() -> None:
    found: Counter[int] = Counter()
    for floor, height, tenths in product(range(3, 9), ("2.30", "2.40", "2.60"), range(11)):
        wall = Decimal(floor) * Decimal(height) * Decimal("1.6")
        dry = (wall * tenths / 10).quantize(Decimal("0.01"))
        wall_parts = [(area, method) for area, method in ((dry, P), (wall - dry, K)) if area]
        for laid in (W, P):
            space = SpaceInput(
                SpaceKind.BATHROOM,
                "卫生间",
                (
                    *(PartInput(Surface.WALL, area, method) for area, method in wall_parts),
                    PartInput(Surface.FLOOR, Decimal(floor), laid),
                    PartInput(Surface.CEILING, Decimal(floor), P),
                ),
            )
            ratio = measure(space, kept_counts=True, prefab_over=Decimal(50)).ratio
            assert ratio is not None
            found[int(ratio * 20)] += 1
    assert set(found) >= set(range(5, 19)), "from 25 % to 95 %, every twentieth is met"


SIGNED_BEFORE = "89ff267c8f2b360c4f283bdbcc859c7f7dfb283d42683ddbaacc96fda0608ec8"
"""What the content below was hashed to while a surface had one method and no parts."""


def as_it_was() -> Content:
    return Content(
        spaces=(
            SpaceInput(
                SpaceKind.BATHROOM,
                "卫生间",
                (
                    PartInput(Surface.WALL, Decimal("15.60"), P, "装配式墙板"),
                    PartInput(Surface.FLOOR, Decimal("3.20"), W, "防滑地砖"),
                    PartInput(Surface.CEILING, Decimal("3.2"), P),
                ),
                Decimal("22.00"),
            ),
        ),
        lines=(
            LineInput(LineKind.ITEM, "集成卫生间", Decimal("34200")),
            LineInput(LineKind.DISCOUNT, "企业让利", Decimal("4000"), "1 项"),
        ),
        hazards=(HazardInput("无漏电保护", "卫生间", "漏电保护开关"),),
        survey_on=date(2026, 9, 1),
        planned_start=date(2026, 9, 8),
        planned_days=12,
        note="试",
    )


def test_what_was_signed_before_surfaces_had_parts_is_still_proved() -> None:
    assert digest(canonical(as_it_was(), spelling=1, case="c", version=1, enterprise="e")) == SIGNED_BEFORE


def test_the_spelling_of_that_time_had_no_room_for_parts() -> None:
    with pytest.raises(ValueError, match="several parts"):
        canonical(content(mixed_bathroom()), spelling=1)


def test_the_hash_follows_every_part() -> None:
    spelt = {
        canonical(content(each)) for each in (mixed_bathroom(), mixed_bathroom("12.19", "3.41"), bathroom())
    }
    assert len(spelt) == 3


def test_a_divided_surface_is_compared_part_by_part() -> None:
    before = content(walled(("15.60", P)))
    found = differences(before, content(walled(("12.20", P), ("3.40", K))))
    assert [(each.label, each.before, each.after) for each in found] == [
        ("卫生间墙面", "装配式干法 15.60 ㎡", "装配式干法 12.20 ㎡；保留不动 3.40 ㎡")
    ]


def test_the_parts_of_all_surfaces_add_up_to_the_declared_total() -> None:
    wrong = mixed_bathroom()
    said = content(kitchen(), SpaceInput(wrong.kind, wrong.name, wrong.parts, Decimal("22.01")))
    found = problems(
        said,
        floor_area=Decimal(80),
        wants_kitchen=True,
        wants_bathroom=True,
        today=date(2026, 12, 31),
        max_days=15,
    )
    assert [(each.field, each.row) for each in found if each.group] == [("declared_total", 1)]
    assert "合计 22.00 ㎡" in found[-1].message
