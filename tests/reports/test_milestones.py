"""Milestones: the count of their day decides, what comes later is said as later (R32)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.reports.rules.pace import (
    Course,
    Daily,
    Outlook,
    Point,
    State,
    forecast,
    needed,
    outlook,
    speed,
)

SEPTEMBER = Point("9月底", date(2026, 9, 30), Decimal(60))
NOVEMBER = Point("11月底", date(2026, 11, 30), Decimal(100))
YEAR = date(2026, 1, 1)
CUTOFF = date(2026, 9, 16)


def day(month: int, number: int) -> date:
    return date(2026, month, number)


def look(
    *points: Point,
    changes: dict[date, int],
    as_of: date = CUTOFF,
    today: date | None = None,
    target: int = 30,
    ongoing: int = 0,
) -> list[Outlook]:
    """Look from a cut-off at what was completed on which days."""
    courses = {"completed": Course(Daily(changes), ongoing)}
    return outlook(points, target=target, courses=courses, as_of=as_of, since=YEAR, today=today or as_of)


@pytest.mark.parametrize(
    ("changes", "state", "on_day", "label", "tone"),
    [
        ({day(9, 30): 18}, State.ON_TIME, 18, "按期达到", "ok"),
        ({day(9, 30): 17, day(10, 21): 1}, State.LATE, 17, "10月21日才达到", "warn"),
        ({day(9, 30): 17, day(10, 1): 1}, State.LATE, 17, "10月1日才达到", "warn"),
        ({day(9, 30): 17}, State.MISSED, 17, "没达到，差 1 户", "bad"),
        ({day(10, 1): 40}, State.LATE, 0, "10月1日才达到", "warn"),
        ({day(9, 30): 18, day(10, 8): -1}, State.ON_TIME, 18, "按期达到", "ok"),
    ],
)
def test_the_count_on_its_day_decides(
    changes: dict[date, int], state: State, on_day: int, label: str, tone: str
) -> None:
    (row,) = look(SEPTEMBER, changes=changes, as_of=day(11, 25))
    assert (row.state, row.on_day, row.label, row.tone) == (state, on_day, label, tone)


def test_a_milestone_in_the_middle_of_a_week_is_judged_by_its_own_day() -> None:
    point = replace(SEPTEMBER, due_on=day(9, 14))
    (row,) = look(point, changes={day(9, 14): 18, day(9, 15): 5})
    assert (row.state, row.on_day, row.now) == (State.ON_TIME, 18, 23)


def test_a_day_that_no_snapshot_covers_yet_is_judged_later() -> None:
    (row,) = look(SEPTEMBER, changes={day(9, 1): 20}, as_of=day(9, 23), today=day(10, 1))
    assert (row.state, row.judged, row.label) == (State.PENDING, False, "待封存后认定")
    (row,) = look(SEPTEMBER, changes={day(9, 1): 20}, as_of=day(9, 23), today=day(9, 30))
    assert (row.state, row.label) == (State.AHEAD, "已提前达到")


def test_a_forecast_counts_the_days_from_the_cut_off() -> None:
    changes = {day(9, 1): 4, day(9, 16): 4}
    late, early = (
        look(NOVEMBER, changes=changes, as_of=CUTOFF, today=today)[0] for today in (day(9, 30), CUTOFF)
    )
    assert late.forecast == early.forecast == 8 + 75 * 2 // 7


@pytest.mark.parametrize(
    ("changes", "label", "tone"),
    [
        ({day(9, 1): 60, day(9, 10): 20}, "已提前达到", "ok"),
        ({day(9, 10): 16}, "预计可达", "ok"),
        ({day(9, 10): 4}, "预计差 16 户", "warn"),
    ],
)
def test_a_milestone_ahead_warns_by_what_the_forecast_lacks(
    changes: dict[date, int], label: str, tone: str
) -> None:
    (row,) = look(NOVEMBER, changes=changes)
    assert (row.label, row.tone) == (label, tone)


def test_every_milestone_is_held_against_its_own_measure() -> None:
    passed = replace(SEPTEMBER, name="验收", measure="passed", due_on=day(9, 10))
    rows = outlook(
        [replace(SEPTEMBER, due_on=day(9, 10)), passed],
        target=30,
        courses={"completed": Course(Daily({day(9, 1): 20})), "passed": Course(Daily({day(9, 1): 9}))},
        as_of=CUTOFF,
        since=YEAR,
        today=CUTOFF,
    )
    assert [(row.state, row.on_day) for row in rows] == [(State.ON_TIME, 20), (State.MISSED, 9)]


def test_a_measure_that_nothing_is_known_of_stands_at_nothing() -> None:
    (row,) = look(replace(NOVEMBER, measure="passed"), changes={})
    assert (row.needed, row.now, row.forecast) == (30, 0, 0)


def test_a_milestone_counts_what_is_completed_and_is_no_assumption_unless_it_says_so() -> None:
    assert (SEPTEMBER.measure, SEPTEMBER.source, SEPTEMBER.is_assumption) == ("completed", "", False)


def test_a_milestone_s_share_is_written_as_it_is_set() -> None:
    assert SEPTEMBER.share_text == "60 %"
    assert replace(SEPTEMBER, share=Decimal("66.6")).share_text == "66.6 %"


def test_milestones_come_in_the_order_of_their_days() -> None:
    days = [day(11, 30), day(9, 30), day(10, 31)]
    rows = look(*(replace(SEPTEMBER, due_on=each) for each in days), changes={})
    assert [row.point.due_on for row in rows] == sorted(days)


@pytest.mark.parametrize(
    ("target", "share", "households"),
    [(30, "60", 18), (30, "60.01", 19), (30, "0", 0), (1, "0.01", 1), (300, "33.3", 100), (500, "100", 500)],
)
def test_what_a_milestone_needs_is_exact(target: int, share: str, households: int) -> None:
    assert needed(target, Decimal(share)) == households


@pytest.mark.parametrize(
    ("changes", "as_of", "households"),
    [
        ({}, CUTOFF, 0),
        ({day(9, 16): 8}, CUTOFF, 2),
        ({day(8, 19): 5, day(8, 20): 4}, CUTOFF, 1),
        ({day(9, 1): 9, day(9, 10): -10}, CUTOFF, 0),
        ({day(1, 3): 3}, day(1, 6), 0),
        ({day(1, 3): 3}, day(1, 8), 3),
        ({day(1, 3): 3, day(1, 20): 1}, day(1, 22), Fraction(4, 3)),
    ],
)
def test_speed_is_that_of_the_whole_weeks_before_the_cut_off(
    changes: dict[date, int], as_of: date, households: Fraction
) -> None:
    assert speed(Daily(changes), as_of=as_of, since=YEAR) == households


@pytest.mark.parametrize(("days", "expected"), [(-7, 9), (0, 9), (6, 9), (7, 10), (13, 10), (14, 11)])
def test_a_forecast_counts_whole_households_and_no_day_twice(days: int, expected: int) -> None:
    assert forecast(9, Fraction(1), as_of=CUTOFF, due_on=CUTOFF + timedelta(days=days)) == expected


@given(
    st.dictionaries(st.dates(YEAR, day(12, 31)), st.integers(-3, 9), max_size=40),
    st.dates(YEAR, day(12, 31)),
)
def test_a_count_by_day_is_the_sum_of_what_the_days_before_changed(
    changes: dict[date, int], asked: date
) -> None:
    assert Daily(changes).at(asked) == sum(n for each, n in changes.items() if each <= asked)


@given(st.integers(1, 500), st.decimals("0.01", 100, places=2))
def test_a_milestone_needs_no_household_more_than_its_share(target: int, share: Decimal) -> None:
    households = needed(target, share)
    exact = Fraction(target) * Fraction(share) / 100
    assert households - 1 < exact <= households
