"""Each rule finds what lies beyond its line and nothing within; without a line it finds nothing."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from apps.signals.rules import (
    Due,
    Found,
    Priced,
    Print,
    Seen,
    above_package,
    apart,
    bands,
    before_milestone,
    budget_equal,
    peers_above,
    phone_in_many,
    photo_in_two,
    print_of,
    raised_before,
    same_person,
    street_share,
    typed_at_once,
    works_too_short,
)
from apps.signals.rules.likeness import BITS, MOST_APART, print_from
from tests.factories.world import NOON

DAY = date(2026, 9, 20)
PRICES = st.decimals(min_value=1000, max_value=9000, places=2)


def peers(*amounts: Decimal | int, **more: Any) -> list[Found]:
    rows = [Priced(str(n), Decimal(each), Decimal(10)) for n, each in enumerate(amounts)]
    said: dict[str, Any] = {"least": 5, "times": 4, "over": 50, "among": "上城 2026 年厨房", "group": "g"}
    return peers_above(rows, **{**said, **more})


def test_a_price_far_above_its_peers_is_named_with_the_numbers_used() -> None:
    [found] = peers(30000, 31000, 32000, 33000, 34000, 90000)

    assert found.subject == "5"
    for said in ("每平方米地面 9,000 元", "共 6 份", "中位数 3,250 元", "高 176.92 %", "高于中位数 50 %"):
        assert said in found.words


def test_where_most_peers_agree_the_per_cent_alone_decides() -> None:
    assert [each.subject for each in peers(*[30000] * 6, 40000, 46000)] == ["7"]


def test_a_price_of_all_is_no_outlier() -> None:
    assert peers(*[90000] * 8, over=1, times=1) == []


@pytest.mark.parametrize("unset", ["least", "times", "over"])
def test_peers_are_not_compared_while_a_line_is_unset(unset: str) -> None:
    assert peers(30000, 31000, 32000, 33000, 34000, 900000, **{unset: None}) == []


def test_too_few_peers_are_not_compared() -> None:
    assert peers(30000, 30000, 30000, 900000) == []


@given(st.lists(PRICES, min_size=5, max_size=30), st.randoms())
def test_the_order_of_contracts_changes_nothing(amounts: list[Decimal], chance: Any) -> None:
    shuffled = list(amounts)
    chance.shuffle(shuffled)

    def named(each: list[Decimal]) -> list[Decimal]:
        return sorted(each[int(found.subject)] for found in peers(*each))

    assert named(amounts) == named(shuffled)


@given(st.lists(PRICES, min_size=5, max_size=30))
def test_never_half_of_the_contracts_are_named(amounts: list[Decimal]) -> None:
    assert len(peers(*amounts, times=1, over=1)) * 2 <= len(amounts)


@given(st.lists(PRICES, min_size=5, max_size=30), st.integers(2, 9))
def test_prices_in_another_unit_name_the_same_contracts(amounts: list[Decimal], factor: int) -> None:
    scaled = [each * factor for each in amounts]
    assert [each.subject for each in peers(*amounts)] == [each.subject for each in peers(*scaled)]


@pytest.mark.parametrize(
    ("asked", "over", "found"), [(11000, 10, 0), (11001, 10, 1), (11001, None, 0), (10001, 0, 1)]
)
def test_a_contract_stands_above_its_package_beyond_the_line(
    asked: int, over: int | None, found: int
) -> None:
    said = above_package("a", asked=Decimal(asked), allowed=Decimal(10000), packages="示例 A", over=over)
    assert len(said) == found


@pytest.mark.parametrize(
    ("before", "days", "found"), [(0, 30, 1), (30, 30, 1), (31, 30, 0), (-1, 30, 0), (3, None, 0)]
)
def test_a_raise_counts_within_the_days_before_the_contract(
    before: int, days: int | None, found: int
) -> None:
    raises = [("示例 A", DAY - timedelta(days=before), Decimal(10000), Decimal(12000))]
    assert len(raised_before("a", raises, signed_on=DAY, days=days)) == found


def test_of_many_raises_the_last_five_are_said_and_all_tabled() -> None:
    raises = [
        (f"示例 {number}", DAY - timedelta(days=number), Decimal(10000), Decimal(12000))
        for number in range(40)
    ]
    [found] = raised_before("a", raises, signed_on=DAY, days=60)
    assert "共 40 次，最近 5 次是“示例 4”" in found.words
    assert found.words.endswith("“示例 0”2026年9月20日由 1.00 涨到 1.20 万元")
    assert len(found.table.rows) == 40


@pytest.mark.parametrize(("days", "least", "found"), [(3, 4, 1), (4, 4, 0), (1, None, 0)])
def test_works_of_fewer_days_than_the_line(days: int, least: int | None, found: int) -> None:
    end = DAY + timedelta(days=days - 1)
    assert len(works_too_short("a", started=DAY, finished=end, planned=12, least=least)) == found


@pytest.mark.parametrize(
    ("before", "days", "found"), [(1, 1, 1), (0, 1, 1), (2, 1, 0), (-1, 1, 0), (1, None, 0)]
)
def test_works_that_ended_on_the_eve_of_a_milestone(before: int, days: int | None, found: int) -> None:
    dues = [Due("9月底", DAY + timedelta(days=before)), Due("11月底", DAY + timedelta(days=90))]
    assert len(before_milestone("a", finished=DAY, dues=dues, days=days)) == found


@pytest.mark.parametrize(("minutes", "line", "found"), [(59, 60, 1), (60, 60, 1), (61, 60, 0), (0, None, 0)])
def test_start_and_end_typed_at_once(minutes: int, line: int | None, found: int) -> None:
    start, finish = (DAY, NOON), (DAY + timedelta(days=9), NOON + timedelta(minutes=minutes))
    assert len(typed_at_once("a", start=start, finish=finish, minutes=line, backfilled=False)) == found


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({}, 1),
        ({"amount": Decimal("75000.01")}, 0),
        ({"budget": None}, 0),
        ({"signed_on": DAY}, 0),
        ({"wanted": False}, 0),
    ],
)
def test_a_contract_that_equals_an_earlier_budget(changes: dict[str, Any], found: int) -> None:
    said: dict[str, Any] = {
        "amount": Decimal("75000.00"),
        "signed_on": DAY + timedelta(days=1),
        "budget": Decimal(75000),
        "applied_on": DAY,
        "wanted": True,
    }
    assert len(budget_equal("a", **{**said, **changes})) == found


def share(own: int, other: int, **more: Any) -> list[Found]:
    counts = {1: [f"a{n}" for n in range(own)], 2: [f"b{n}" for n in range(other)]}
    said: dict[str, Any] = {"percent": 80, "least": 10}
    return street_share(counts, place="p", street="清波街道", names={1: "甲", 2: "乙"}, **{**said, **more})


@pytest.mark.parametrize(
    ("own", "other", "more", "found"),
    [
        (8, 2, {}, 1),
        (79, 21, {}, 0),
        (9, 0, {}, 0),
        (10, 0, {"percent": None}, 0),
        (10, 0, {"least": None}, 0),
    ],
)
def test_one_enterprise_with_most_of_a_street(own: int, other: int, more: dict[str, Any], found: int) -> None:
    assert len(share(own, other, **more)) == found


def test_one_contract_more_is_the_same_state_of_a_street() -> None:
    assert share(16, 4)[0].basis == share(17, 4)[0].basis != share(19, 1)[0].basis


@pytest.mark.parametrize(("homes", "bound", "found"), [("abc", 3, 1), ("aab", 3, 0), ("abcd", None, 0)])
def test_one_telephone_for_many_homes(homes: str, bound: int | None, found: int) -> None:
    cases = {str(number): home for number, home in enumerate(homes)}
    assert len(phone_in_many("x", cases, bound=bound)) == found


def seen(holder: str, what: str) -> Seen:
    return Seen(holder, "某示例", what, DAY)


@pytest.mark.parametrize(
    ("patrol", "verdict", "wanted", "found"),
    [("12", "12", True, 1), ("12", "13", True, 0), ("", "", True, 0), ("12", "12", False, 0)],
)
def test_one_account_for_patrol_and_acceptance(patrol: str, verdict: str, wanted: bool, found: int) -> None:
    said = same_person("a", [seen(patrol, "巡查")], [seen(verdict, "验收")], wanted=wanted)
    assert len(said) == found


def test_two_cases_are_one_subject_whichever_comes_first() -> None:
    files = [("f1", "f2", 0)]
    [one], [other] = (photo_in_two(*pair, files, bits=None) for pair in (("a", "b"), ("b", "a")))
    assert one.subject == other.subject
    assert photo_in_two("a", "b", [], bits=3) == []


@given(st.integers(0, 2**BITS - 1), st.sets(st.integers(0, BITS - 1), max_size=MOST_APART))
def test_prints_that_differ_in_few_bits_share_a_band(bits: int, flipped: set[int]) -> None:
    other = bits
    for place in flipped:
        other ^= 1 << place

    assert apart(Print(bits), Print(other)) == len(flipped)
    assert set(bands(Print(bits))) & set(bands(Print(other)))


@given(st.lists(st.integers(0, 200), min_size=81, max_size=81), st.integers(1, 55))
def test_a_brighter_picture_has_the_same_print(pixels: list[int], more: int) -> None:
    assert print_from(pixels) == print_from([each + more for each in pixels])


def drawn(seed: int, *, size: tuple[int, int] = (640, 480), quality: int = 88) -> bytes:
    """Return a JPEG of coarse spots, which a seed makes unlike any other."""
    spots = Image.new("L", (12, 9))
    spots.putdata([(seed * 7919 + place * place * 104729 + place * seed) % 256 for place in range(108)])
    target = io.BytesIO()
    spots.resize(size, Image.Resampling.BICUBIC).convert("RGB").save(target, "JPEG", quality=quality)
    return target.getvalue()


def test_another_size_and_compression_is_still_the_photo() -> None:
    one, again = print_of(drawn(3)), print_of(drawn(3, size=(1280, 960), quality=60))
    assert one is not None
    assert again is not None
    assert one.tells
    assert apart(one, again) <= MOST_APART


def test_other_photos_are_far_away() -> None:
    prints = [made for seed in range(12) if (made := print_of(drawn(seed))) is not None]
    assert len(prints) == 12
    assert all(apart(a, b) > MOST_APART for n, a in enumerate(prints) for b in prints[:n])


def test_a_bare_wall_tells_nothing_and_a_text_has_no_print() -> None:
    target = io.BytesIO()
    Image.new("RGB", (400, 300), "white").save(target, "JPEG")
    bare = print_of(target.getvalue())
    assert bare is not None
    assert not bare.tells
    assert print_of(b"%PDF-1.7") is None


def test_no_words_name_a_finding() -> None:
    [found] = share(10, 0)
    assert "违规" not in found.words
    assert replace(found, words="").table.rows[0] == ("甲", "10", "100 %")
