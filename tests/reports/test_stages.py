"""Days per step: first passages only, counted week by week, a middle value over all of them."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.cases.enums import Status
from apps.cases.models import Transition
from apps.cases.queries import spans
from apps.lib import clock
from apps.reports.models import StageDays
from apps.reports.queries.stages import stage_times
from apps.reports.rules.stages import Entry, ended, middle, through_weeks
from apps.reports.services import count_stage_days
from tests.factories.weeks import FIRST, finished, in_week, snapshot, started
from tests.factories.world import World

SPANS = [("building", "completed"), ("completed", "passed")]


def entry(state: str, day: int, *, bureau: int = 1) -> Entry:
    return Entry(state, date(2026, 3, day), datetime(2026, 3, day, tzinfo=UTC), bureau)


@pytest.mark.parametrize(
    ("entries", "days"),
    [
        ([entry("building", 1), entry("completed", 13)], [("building", 12)]),
        ([entry("building", 1)], []),
        ([entry("completed", 13)], []),
        ([entry("building", 13), entry("completed", 12)], []),
        ([entry("building", 3), entry("completed", 3)], [("building", 0)]),
        (
            [entry("building", 1), entry("completed", 5), entry("building", 9), entry("completed", 20)],
            [("building", 4)],
        ),
        (
            [entry("building", 1), entry("completed", 5), entry("passed", 11)],
            [("building", 4), ("completed", 6)],
        ),
    ],
)
def test_only_a_first_passage_with_dates_in_order_counts(
    entries: list[Entry], days: list[tuple[str, int]]
) -> None:
    assert [(source, found) for source, found, _, _ in ended(entries, SPANS)] == days


@given(st.lists(st.integers(0, 400), max_size=30))
def test_the_middle_value_is_that_of_the_written_out_list(values: list[int]) -> None:
    found = middle(Counter(values))
    if found is None:
        assert values == []
    else:
        ordered = sorted(values)
        assert found == Fraction(ordered[(len(ordered) - 1) // 2] + ordered[len(ordered) // 2], 2)


def test_weeks_are_added_up_to_each_of_them() -> None:
    by_week = {3: {10: 1}, 5: {2: 2}}
    assert through_weeks(by_week, [2, 3, 4, 5]) == [None, 10, 10, 2]


@pytest.mark.django_db
def test_a_week_counts_the_steps_that_ended_in_it_and_is_counted_once(world: World) -> None:
    with clock.at(in_week(FIRST)):
        early, late = started(world), started(world)
    with clock.at(in_week(FIRST, hours=48)):
        finished(early, world.zhou)
    snapshot(world, FIRST)
    assert count_stage_days(bureaus=[world.shangcheng]) == FIRST
    with clock.at(in_week(FIRST + 1)):
        finished(late, world.zhou)
    snapshot(world, FIRST + 1)

    assert count_stage_days(bureaus=[world.shangcheng]) == 1
    assert count_stage_days(bureaus=[world.shangcheng]) == 0
    by_week = dict(StageDays.objects.values_list("snapshot__number", "counts"))
    assert by_week[FIRST]["building"] == {"2": 1}
    assert by_week[FIRST + 1]["building"] == {"7": 1}


@pytest.mark.django_db
def test_the_median_is_over_all_cases_of_the_year(world: World) -> None:
    with clock.at(in_week(FIRST)):
        cases = [started(world) for _ in range(3)]
    for number, case in enumerate(cases):
        with clock.at(in_week(FIRST, hours=24 * (number + 1))):
            finished(case, world.zhou)
    snapshot(world, FIRST)
    count_stage_days(bureaus=[world.shangcheng])
    works = stage_times(world.program, [world.shangcheng.pk])[6]

    assert (works.label, works.count, works.text, works.change_text) == ("施工", 3, "2", "—")
    assert Transition.objects.filter(target=Status.COMPLETED).count() == works.count
    assert stage_times(world.program, [world.xihu.pk])[6].count == 0


@pytest.mark.django_db
def test_every_measured_step_has_a_line(world: World) -> None:
    assert [each.label for each in stage_times(world.program, [])] == [label for label, _, _ in spans()]
