"""What stands above a package is a signal for officials; a raise counts only where a body set the days."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.cases.models import Case
from apps.lib import clock
from apps.lib.actors import SYSTEM
from apps.packages.models import Package
from apps.packages.queries.signals import signal_page
from apps.packages.rules.departures import together
from apps.packages.rules.history import PricePoint
from apps.packages.rules.signals import Base, allowed, signals
from apps.packages.services import start_plan
from apps.plans.enums import SpaceKind
from apps.plans.queries import content_of
from apps.plans.rules import Content
from tests.factories.packages import PRICE, content, publish
from tests.factories.plans import confirm, sign_contract, submit
from tests.factories.plans import content as whole_plan
from tests.factories.works import signed_in
from tests.factories.world import NOON, World, make_case, make_world

SIGNED = date(2026, 9, 20)


def base(**more: Any) -> Base:
    said: dict[str, Any] = {
        "name": "卫浴示例 A",
        "kind": SpaceKind.BATHROOM,
        "area": Decimal(4),
        "price": PRICE,
        "extra_price": Decimal(680),
        "points": [
            PricePoint(date(2026, 3, 1), PRICE - 400),
            PricePoint(date(2026, 9, 10), PRICE, "五金调价"),
        ],
    }
    return Base(**{**said, **more})


def copied() -> Content:
    return together([(SpaceKind.BATHROOM, content())])


def floored(area: int) -> Content:
    plan = copied()
    [space] = plan.spaces
    parts = tuple(replace(part, area=Decimal(area)) for part in space.parts)
    return replace(plan, spaces=(replace(space, parts=parts),))


def asked(plan: Content, days: int | None = None) -> tuple[str, ...]:
    return signals([base()], copied(), plan, signed_on=SIGNED, days=days)


def test_a_plan_like_its_package_gives_nothing_to_look_at() -> None:
    assert asked(copied()) == ()


def test_floor_beyond_the_stated_area_may_cost_what_the_package_states() -> None:
    assert allowed([base()], floored(6)) == PRICE + 2 * 680
    assert allowed([base()], floored(3)) == PRICE


def test_the_same_line_at_a_higher_price_is_named_with_both_prices() -> None:
    plan = copied()
    dearer = replace(plan.lines[0], amount=Decimal("8000.00"))
    above, line = asked(replace(plan, lines=(dearer, *plan.lines[1:])))
    assert "高 0.044 万元" in above
    assert "套餐 7,560 元，方案 8,000 元" in line


@pytest.mark.parametrize(("days", "found"), [(None, 0), (9, 0), (10, 1), (30, 1)])
def test_a_raise_counts_within_the_days_a_body_set(days: int | None, found: int) -> None:
    assert len(asked(copied(), days)) == found


def test_a_fall_and_a_raise_after_the_contract_do_not_count() -> None:
    fall = [PricePoint(date(2026, 3, 1), PRICE + 400), PricePoint(date(2026, 9, 10), PRICE, "让利")]
    later = [PricePoint(date(2026, 3, 1), PRICE - 400), PricePoint(SIGNED + timedelta(days=1), PRICE, "调价")]
    for points in (fall, later):
        assert signals([base(points=points)], copied(), copied(), signed_on=SIGNED, days=30) == ()


def contracted(world: World, package: Package) -> Case:
    """Return a case whose plan started from a package and is under contract."""
    case = make_case(world, "designing")
    start_plan(case_id=case.pk, by=world.chen, bathroom=package)
    submit(world, case, plan=whole_plan())
    confirm(case, by=world.zhou)
    sign_contract(case, by=world.chen)
    return case


@pytest.mark.django_db
def test_bureau_and_city_see_it_and_the_enterprise_does_not() -> None:
    with clock.at(NOON):
        world = make_world()
        case = contracted(world, publish(SYSTEM, world.shili))
        page = reverse("packages:signals")
        for persona in ("wang", "shi"):
            shown = signed_in(world, persona).get(page).content.decode()
            assert "可以看看" in shown
            assert "只是提示" in shown
        assert case.number
        assert case.number not in signed_in(world, "xi").get(page).content.decode()
        for persona in ("chen", "zhou"):
            assert signed_in(world, persona).get(page).status_code == 403
        assert content_of(case.contracts.get().plan).lines


@pytest.mark.django_db
def test_two_contracts_cost_no_more_statements_than_one() -> None:
    with clock.at(NOON):
        world = make_world()
        package = publish(SYSTEM, world.shili)
        counts = []
        for _ in range(2):
            contracted(world, package)
            with CaptureQueriesContext(connection) as asked_for:
                page = signal_page(world.wang, 1)
            counts.append(len(asked_for))
    assert len(page.rows) == 2
    assert counts[0] == counts[1]
