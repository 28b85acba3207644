"""Milestones at their edges: reached exactly, on their last day, without a history."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.reports.rules.pace import Outlook, Point, forecast, median, needed, outlook, speed

SEPTEMBER = Point("9月底", date(2026, 9, 30), Decimal(60))
AHEAD = Outlook(SEPTEMBER, needed=18, reached=10, forecast=18, past=False)
PAST = replace(AHEAD, past=True)
STEADY = {"completed": [1, 3, 5, 7, 9]}


def look(
    *points: Point, today: date = date(2026, 9, 16), history: dict[str, Sequence[int]] = STEADY
) -> list[Outlook]:
    """Look from two weeks before the end of September, at two households a week."""
    return outlook(points, target=30, reached={"completed": 9}, history=history, today=today)


@pytest.mark.parametrize(
    ("reached", "met", "tone", "missing"),
    [(17, False, "bad", "1 户"), (18, True, "ok", "0 户"), (19, True, "ok", "0 户")],
)
def test_a_past_milestone_is_met_from_exactly_what_it_needs(
    reached: int, met: bool, tone: str, missing: str
) -> None:
    row = replace(PAST, reached=reached)
    assert (row.met, row.tone, row.missing_text) == (met, tone, missing)


@pytest.mark.parametrize(
    ("expected", "tone", "missing"), [(17, "warn", "1 户"), (18, "ok", "0 户"), (19, "ok", "0 户")]
)
def test_a_milestone_ahead_warns_by_what_the_forecast_lacks(expected: int, tone: str, missing: str) -> None:
    row = replace(AHEAD, forecast=expected)
    assert (row.met, row.tone, row.missing_text) == (False, tone, missing)


@pytest.mark.parametrize(
    ("today", "past"),
    [(date(2026, 9, 29), False), (date(2026, 9, 30), False), (date(2026, 10, 1), True)],
)
def test_a_milestone_is_past_only_after_its_last_day(today: date, past: bool) -> None:
    (row,) = look(SEPTEMBER, today=today)
    assert row.past is past


def test_every_milestone_is_held_against_its_own_measure() -> None:
    started = replace(SEPTEMBER, name="开工", measure="started")
    rows = outlook(
        [SEPTEMBER, started],
        target=30,
        reached={"completed": 9, "started": 20},
        history={"completed": [1, 3, 5, 7, 9], "started": [16, 17, 18, 19, 20]},
        today=date(2026, 9, 16),
    )
    assert [(row.reached, row.forecast) for row in rows] == [(9, 13), (20, 22)]


def test_a_measure_that_nothing_is_known_of_stands_at_nothing() -> None:
    (row,) = look(replace(SEPTEMBER, measure="started"))
    assert (row.needed, row.reached, row.forecast) == (18, 0, 0)


def test_a_milestone_counts_what_is_completed_and_is_no_assumption_unless_it_says_so() -> None:
    assert (SEPTEMBER.measure, SEPTEMBER.source, SEPTEMBER.is_assumption) == ("completed", "", False)


def test_a_milestone_s_share_is_written_as_it_is_set() -> None:
    assert SEPTEMBER.share_text == "60 %"
    assert replace(SEPTEMBER, share=Decimal("66.6")).share_text == "66.6 %"


def test_milestones_come_in_the_order_of_their_days() -> None:
    days = [date(2026, 11, 30), date(2026, 9, 30), date(2026, 10, 31)]
    rows = look(*(replace(SEPTEMBER, due_on=day) for day in days))
    assert [row.point.due_on for row in rows] == sorted(days)


@pytest.mark.parametrize(
    ("target", "share", "households"),
    [(30, "60", 18), (30, "60.01", 19), (30, "0", 0), (1, "0.01", 1), (300, "33.3", 100), (500, "100", 500)],
)
def test_what_a_milestone_needs_is_exact(target: int, share: str, households: int) -> None:
    assert needed(target, Decimal(share)) == households


@pytest.mark.parametrize(
    ("cumulative", "households"),
    [
        ([], 0),
        ([7], 0),
        ([3, 8], 5),
        ([0, 1, 3], Fraction(3, 2)),
        ([0, 100, 101, 102, 103, 106], Fraction(6, 4)),
        ([9, 8, 7], 0),
    ],
)
def test_speed_is_an_average_of_the_weeks_there_are(cumulative: list[int], households: Fraction) -> None:
    assert speed(cumulative) == households


def test_speed_over_fewer_weeks_is_that_of_the_last_ones() -> None:
    assert speed([0, 10, 11, 13], weeks=2) == Fraction(3, 2)


@pytest.mark.parametrize(("days", "expected"), [(-7, 9), (0, 9), (6, 9), (7, 10), (13, 10), (14, 11)])
def test_a_forecast_counts_whole_households_and_no_day_twice(days: int, expected: int) -> None:
    today = date(2026, 9, 16)
    assert forecast(9, Fraction(1), today=today, due_on=today + timedelta(days=days)) == expected


@pytest.mark.parametrize("days", [0, -3])
def test_from_the_last_day_on_a_forecast_adds_nothing_however_fast_it_goes(days: int) -> None:
    today = date(2026, 9, 16)
    assert forecast(9, Fraction(14), today=today, due_on=today + timedelta(days=days)) == 9


@pytest.mark.parametrize(
    ("values", "middle"),
    [([], None), ([5], 5), ([9, 1, 4], 4), ([9, 1, 4, 2], 3), ([1, 2], Fraction(3, 2)), ([7, 7, 7, 1], 7)],
)
def test_the_median_is_the_middle_value_or_between_the_two(
    values: list[int], middle: Fraction | None
) -> None:
    assert median(values) == middle


@given(st.integers(1, 500), st.decimals("0.01", 100, places=2))
def test_a_milestone_needs_no_household_more_than_its_share(target: int, share: Decimal) -> None:
    households = needed(target, share)
    exact = Fraction(target) * Fraction(share) / 100
    assert households - 1 < exact <= households
