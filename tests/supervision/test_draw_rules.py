"""What holds of every draw, whoever is in it (decision 0179)."""

from __future__ import annotations

import random
from collections import Counter
from decimal import Decimal
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.supervision.rules import (
    PER_CASE,
    Inspector,
    Member,
    commitment,
    digest_of,
    draw,
    fixed_facts,
    number_problem,
    read_number,
    sample_size,
    seed_of,
    short_of_inspectors,
)
from apps.supervision.rules.margins import margin_of
from tests.supervision.records import members

SEED = sha256(b"seed").hexdigest()
PEOPLE = [Inspector(str(key), f"示例{key}") for key in range(1, 6)]
TENTH = Decimal(10)
populations = st.lists(
    st.builds(
        Member,
        st.integers(1, 9999).map(lambda number: f"上城-2026-{number:04}"),
        st.sampled_from(["示例装配", "模拟家装", "样本整装"]),
        st.lists(st.sampled_from(["1", "2", "3"]), unique=True).map(lambda keys: dict.fromkeys(keys, "验收")),
    ),
    min_size=1,
    max_size=30,
    unique_by=lambda member: member.number,
)
shares = st.decimals(Decimal("0.01"), 100, places=2)
seeds = st.binary(min_size=32, max_size=32).map(bytes.hex)


@given(populations, seeds, shares, st.randoms(use_true_random=False))
def test_the_order_of_rows_and_people_changes_nothing(
    population: list[Member], seed: str, share: Decimal, by: random.Random
) -> None:
    first = draw(seed, population, PEOPLE, share=share, shares={})
    mixed, people = population[:], PEOPLE[:]
    by.shuffle(mixed)
    by.shuffle(people)

    assert draw(seed, mixed, people, share=share, shares={}) == first


@given(populations, seeds, shares)
def test_every_case_is_drawn_or_in_reserve_once(population: list[Member], seed: str, share: Decimal) -> None:
    made = draw(seed, population, PEOPLE, share=share, shares={})
    numbers = [each.number for each in (*made.drawn, *made.reserve)]

    assert sorted(numbers) == sorted(member.number for member in population)


@given(populations, seeds, shares)
def test_each_stratum_gives_its_share_rounded_up(population: list[Member], seed: str, share: Decimal) -> None:
    made = draw(seed, population, PEOPLE, share=share, shares={"示例装配": Decimal(100)})
    sizes, drawn = (
        Counter(member.stratum for member in population),
        Counter(each.stratum for each in made.drawn),
    )

    assert drawn["示例装配"] == sizes["示例装配"]
    assert all(drawn[each] == sample_size(sizes[each], share) for each in sizes if each != "示例装配")


@given(populations, seeds, shares)
def test_two_who_may_go_to_each_case(population: list[Member], seed: str, share: Decimal) -> None:
    made = draw(seed, population, PEOPLE, share=share, shares={})
    barred = {member.number: set(member.barred) for member in population}

    for each in (*made.drawn, *made.reserve):
        assert len(set(each.inspectors)) == min(PER_CASE, len(PEOPLE) - len(barred[each.number]))
        assert not barred[each.number] & set(each.inspectors)


@given(populations, populations)
def test_another_population_has_another_digest(one: list[Member], other: list[Member]) -> None:
    made = [
        fixed_facts(about={}, population=each, inspectors=PEOPLE, share=TENTH, shares={})
        for each in (one, other)
    ]
    same = {member.number: member for member in one} == {member.number: member for member in other}

    assert (digest_of(made[0]) == digest_of(made[1])) is same


@pytest.mark.parametrize(
    ("size", "share", "expected"),
    [(62, "10", 7), (1, "0.01", 1), (10, "10", 1), (11, "10", 2), (7, "100", 7), (0, "10", 0)],
)
def test_shares_are_rounded_up(size: int, share: str, expected: int) -> None:
    assert sample_size(size, Decimal(share)) == expected


@pytest.mark.parametrize("share", ["0", "-1", "100.01"])
def test_no_stratum_is_left_out_or_more_than_whole(share: str) -> None:
    with pytest.raises(ValueError, match="share"):
        sample_size(10, Decimal(share))


def test_no_case_comes_up_more_often_than_others() -> None:
    population = [Member(each.number, "示例装配") for each in members(10)]
    times = Counter(
        each.number
        for turn in range(2000)
        for each in draw(
            sha256(f"{turn}".encode()).hexdigest(), population, PEOPLE, share=Decimal(30), shares={}
        ).drawn
    )

    # 600 expected of each, standard deviation about 20: five of them.
    assert all(abs(times[member.number] - 600) < 100 for member in population)


def test_people_go_about_equally_often() -> None:
    population = [Member(each.number, each.stratum) for each in members(50)]
    made = draw(SEED, population, PEOPLE, share=Decimal(100), shares={})
    load = Counter(key for each in made.drawn for key in each.inspectors)

    assert set(load.values()) == {20}


def test_calling_up_the_reserve_changes_nobody_else_s_people() -> None:
    alone = draw(SEED, members(20), PEOPLE, share=Decimal(50), shares={})
    kept = [each.number for each in alone.drawn]
    again = draw(
        SEED, [each for each in members(20) if each.number in kept], PEOPLE, share=Decimal(100), shares={}
    )

    assert again.drawn == alone.drawn


def test_a_case_that_only_one_may_look_at_is_named() -> None:
    lone = Member("上城-2026-0001", "示例装配", {"1": "验收", "2": "验收", "3": "验收", "4": "验收"})

    assert short_of_inspectors([lone, *members(3, first=2)], PEOPLE) == ["上城-2026-0001"]


@pytest.mark.parametrize(
    ("number", "problem"),
    [
        ("1234567890123456789", "至少 20 位"),
        ("1" * 61, "最多 60 位"),
        ("12345678901234567890", "太容易猜到"),
        ("1829318293182931829318293", "太容易猜到"),
        ("11112222111122221111", "太容易猜到"),
        ("8301947265301847265x", "只写数字"),
        ("²²²²²34567²²²²²34589", "只写数字"),
        ("83019472653018472651", ""),
    ],
)
def test_numbers_that_are_easily_guessed_are_not_committed(number: str, problem: str) -> None:
    said = number_problem(number)

    assert problem in said if problem else said == ""


def test_a_number_is_read_however_it_was_grouped() -> None:
    assert read_number("８３０１ 9472-6530　1847，2651") == "83019472653018472651"


def test_a_commitment_fits_one_population_and_one_witness() -> None:
    made = {commitment(fixed, key, "83019472653018472651") for fixed in ("a", "b") for key in ("7", "8")}

    assert len(made) == 4


def test_every_part_of_the_seed_changes_it() -> None:
    told = ("f", ("1", "2"), "2026-11-27", "d")
    others = [
        ("g", ("1", "2"), "2026-11-27", "d"),
        ("f", ("1", "3"), "2026-11-27", "d"),
        ("f", ("3", "2"), "2026-11-27", "d"),
        ("f", ("1", "2"), "2026-11-28", "d"),
        ("f", ("1", "2"), "2026-11-27", "e"),
    ]

    assert seed_of(*told) not in {seed_of(*each) for each in others}


@pytest.mark.parametrize(
    ("strata", "due"),
    [
        ([(900, 90, "10"), (100, 10, "10")], 8),
        ([(900, 9, "1"), (100, 100, "100")], None),
        ([(900, 9, "1"), (30, 1, "1")], None),
        ([(3, 3, "100"), (1, 1, "100")], 0),
        ([(4, 4, "80"), (1, 1, "100")], 0),
        ([], None),
    ],
)
def test_one_margin_is_said_only_where_every_stratum_has_the_same_share(
    strata: list[tuple[int, int, str]], due: int | None
) -> None:
    assert margin_of([(size, drawn, Decimal(share)) for size, drawn, share in strata]) == due
