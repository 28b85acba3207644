"""The line of 已完成 against its required path: points of the drawing and rows of the table."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from apps.reports.rules.charts import Chart, chart, required_on, steps
from apps.reports.rules.pace import Course, Daily, Outlook, Point, outlook

YEAR, END = date(2026, 1, 1), date(2026, 12, 31)
POINTS = [Point("9月底", date(2026, 9, 30), Decimal(60)), Point("11月底", date(2026, 11, 30), Decimal(100))]
CUTOFF = date(2026, 11, 25)
DAYS = Daily({date(2026, 3, 2): 40, date(2026, 9, 29): 41, date(2026, 11, 3): 92})


def outlooks(daily: Daily = DAYS) -> list[Outlook]:
    courses = {"completed": Course(daily)}
    return outlook(POINTS, target=300, courses=courses, as_of=CUTOFF, since=YEAR, today=CUTOFF)


def drawn(daily: Daily = DAYS, *, width: int = 760) -> Chart:
    return chart(daily, outlooks(daily), opens_on=YEAR, closes_on=END, as_of=CUTOFF, width=width)


@pytest.mark.parametrize(
    ("day", "wanted"),
    [
        (YEAR, 0),
        (date(2026, 5, 16), 89),
        (date(2026, 9, 30), 180),
        (date(2026, 10, 31), 240),
        (date(2026, 11, 30), 300),
        (date(2026, 12, 20), 300),
    ],
)
def test_the_required_path_runs_straight_to_each_milestone(day: date, wanted: int) -> None:
    points = [(date(2026, 11, 30), 300), (date(2026, 9, 30), 180)]
    assert required_on(day, opens_on=YEAR, points=points) == wanted


def test_without_milestones_nothing_is_required() -> None:
    assert required_on(date(2026, 5, 1), opens_on=YEAR, points=[]) is None


def test_the_table_has_months_milestones_and_the_newest_day() -> None:
    rows = steps(DAYS, outlooks(), opens_on=YEAR, as_of=CUTOFF)

    assert [row.day for row in rows][-4:] == [
        date(2026, 9, 30),
        date(2026, 10, 31),
        CUTOFF,
        date(2026, 11, 30),
    ]
    september, newest, last = rows[-4], rows[-2], rows[-1]
    assert (september.required, september.counted, september.difference_text) == (180, 81, "−99")
    assert (newest.counted, newest.is_newest) == (173, True)
    assert (last.counted, last.difference, last.difference_text) == (None, None, "—")


def test_the_drawing_says_what_the_table_says() -> None:
    found = drawn()

    assert [(each.text, each.value) for each in found.rings] == [
        ("9月30日应达", "180"),
        ("11月30日应达", "300"),
    ]
    assert [(each.text, each.value) for each in found.dots] == [("当日", "81"), ("11月25日", "173")]
    assert [(gap.label.text, gap.is_forecast) for gap in found.gaps] == [
        ("差 99", False),
        ("预计差 111", True),
    ]


@pytest.mark.parametrize(("most", "levels"), [(3, ["0", "1", "2", "3"]), (300, ["0", "100", "200", "300"])])
def test_levels_are_round_and_hold_the_highest(most: int, levels: list[str]) -> None:
    found = chart(Daily({date(2026, 3, 2): most}), [], opens_on=YEAR, closes_on=END, as_of=CUTOFF)
    assert [each.text for each in found.levels] == levels


@pytest.mark.parametrize("width", [340, 760])
def test_everything_lies_inside_the_drawing(width: int) -> None:
    found = drawn(width=width)
    points = [pair.split(",") for text in (found.required, found.actual, found.area) for pair in text.split()]

    assert all(0 <= float(x) <= width and 0 <= float(y) <= found.height for x, y in points)


def test_a_year_without_a_milestone_is_drawn_without_a_path() -> None:
    found = chart(DAYS, [], opens_on=YEAR, closes_on=END, as_of=CUTOFF)
    assert (found.required, found.rings, found.gaps) == ("", (), ())


def test_a_milestone_after_the_year_s_last_day_is_in_the_table_as_in_the_drawing() -> None:
    late = outlook(
        [Point("次年节点", date(2027, 1, 31), Decimal(100))],
        target=300,
        courses={"completed": Course(DAYS)},
        as_of=CUTOFF,
        since=YEAR,
        today=CUTOFF,
    )
    rows = steps(DAYS, late, opens_on=YEAR, as_of=CUTOFF)
    found = chart(DAYS, late, opens_on=YEAR, closes_on=END, as_of=CUTOFF)

    assert (rows[-1].day, rows[-1].required, rows[-1].is_milestone) == (date(2027, 1, 31), 300, True)
    assert [each.value for each in found.rings] == ["300"]
