"""Prices as they went, drawn orders, and packages held beside each other: pure rules."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from apps.packages.rules.comparing import compared, counted, only_differing
from apps.packages.rules.history import HEIGHT, PricePoint, price_line
from apps.packages.rules.orders import PRIME, Shuffle
from apps.plans.enums import SpaceKind
from tests.factories.packages import PRICE, content


def point(month: int, price: int, reason: str = "") -> PricePoint:
    return PricePoint(date(2026, month, 1), Decimal(price), reason)


def test_a_price_that_never_changed_is_a_level_line() -> None:
    line = price_line([point(3, 100)], date(2026, 9, 1))
    assert line.steps == ()
    assert line.path == f"M8 {HEIGHT / 2:.1f}H292".replace("M8 ", "M8.0 ").replace("H292", "H292.0")


def test_a_version_at_the_same_price_is_no_step_and_a_fall_is_no_raise() -> None:
    line = price_line([point(1, 100), point(2, 100), point(3, 90, "让利")], date(2026, 5, 1))
    [step] = line.steps
    assert (step.before, step.after, step.reason, step.is_raise) == (100, 90, "让利", False)


def test_a_price_of_today_is_drawn_inside_the_picture() -> None:
    line = price_line([point(3, 100)], date(2026, 3, 1))
    assert 0 < line.end[0] <= 300


def test_a_drawn_order_keeps_numbers_apart_and_follows_its_seed() -> None:
    one = Shuffle.of("1")
    assert len({one.place(draw) for draw in (0, 1, 2, PRIME - 1)}) == 4
    assert Shuffle.of("1") == one
    assert Shuffle.of("2") != one


def test_what_is_the_same_is_said_once() -> None:
    parts = compared([content(), content(works_days=9), content()])
    total, differing = counted(parts)
    assert (total, differing) == (10, 1)
    [part] = only_differing(parts)
    assert [(row.label, row.cells) for row in part.rows] == [("工期", ("6 天", "9 天", "6 天"))]


def test_a_package_is_the_plan_it_would_make() -> None:
    plan = content().as_plan(SpaceKind.BATHROOM)
    assert sum(line.amount or 0 for line in plan.lines) == PRICE
    assert plan.lines[0].name == "装配式墙板 示例牌 QB-1"
    assert plan.lines[0].quantity == "18 ㎡"
    assert plan.planned_days == 6
