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
from apps.packages.models import Package, PlanOrigin
from apps.packages.queries.origins import origins_of
from apps.packages.queries.signals import base_of, signal_page, signals_for
from apps.packages.rules.departures import together
from apps.packages.rules.history import PricePoint
from apps.packages.rules.signals import Base, allowed, signals
from apps.packages.services import publish_package, revise_package, start_plan
from apps.plans.enums import LineKind, SpaceKind
from apps.plans.models import PlanVersion
from apps.plans.queries import content_of
from apps.plans.rules import Content, LineInput, total
from apps.plans.services import add_supplement
from tests.factories.packages import PRICE, content, dearer, publish
from tests.factories.plans import confirm, make_planned_case, sign_contract, submit
from tests.factories.plans import content as whole_plan
from tests.factories.uploads import pdf, upload
from tests.factories.works import signed_in
from tests.factories.world import NOON, World, later, make_case, make_world

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


def asked(
    plan: Content, days: int | None = None, *, amount: Decimal | None = None, former: Content | None = None
) -> tuple[str, ...]:
    paid = total(plan.lines) if amount is None else amount
    return signals([base()], former or copied(), plan, amount=paid, signed_on=SIGNED, days=days)


def dearer_lines(plan: Content, *amounts: int) -> Content:
    """Return a plan with lines of one name and quantity, each at its amount."""
    lines = [replace(plan.lines[0], amount=Decimal(each)) for each in amounts]
    return replace(plan, lines=(*lines, *plan.lines[1:]))


def test_a_plan_like_its_package_gives_nothing_to_look_at() -> None:
    assert asked(copied()) == ()


def test_floor_beyond_the_stated_area_may_cost_what_the_package_states() -> None:
    assert allowed([base()], floored(6)) == PRICE + 2 * 680
    assert allowed([base()], floored(3)) == PRICE


def test_the_same_line_at_a_higher_price_is_named_with_both_prices() -> None:
    plan = copied()
    dearer = replace(plan.lines[0], amount=Decimal("8000.00"))
    above, line = asked(replace(plan, lines=(dearer, *plan.lines[1:])))
    assert above.startswith("合同 2.578 万元")
    assert "高 0.044 万元" in above
    assert "套餐 7,560 元，方案 8,000 元" in line


@pytest.mark.parametrize(("days", "found"), [(None, 0), (9, 0), (10, 1), (30, 1)])
def test_a_raise_counts_within_the_days_a_body_set(days: int | None, found: int) -> None:
    assert len(asked(copied(), days)) == found


def test_a_fall_and_a_raise_after_the_contract_do_not_count() -> None:
    fall = [PricePoint(date(2026, 3, 1), PRICE + 400), PricePoint(date(2026, 9, 10), PRICE, "让利")]
    later = [PricePoint(date(2026, 3, 1), PRICE - 400), PricePoint(SIGNED + timedelta(days=1), PRICE, "调价")]
    for points in (fall, later):
        assert (
            signals([base(points=points)], copied(), copied(), amount=PRICE, signed_on=SIGNED, days=30) == ()
        )


def test_a_contract_above_its_plan_is_named_with_what_government_pays() -> None:
    [above] = asked(copied(), amount=PRICE + 1000)
    assert above.startswith("合同 2.634 万元")
    support = LineInput(LineKind.SUPPORT, "政府支持", Decimal(2000))
    helped = replace(copied(), lines=(*copied().lines, support))
    assert asked(helped) == ()
    [above] = asked(helped, amount=PRICE - 1000)
    assert above.startswith("合同连同政府支持 2.634 万元")


def test_a_plan_above_the_package_is_named_though_its_contract_is_not() -> None:
    more = LineInput(LineKind.ITEM, "示例增项", Decimal(3000))
    [above] = asked(replace(copied(), lines=(*copied().lines, more)), amount=PRICE)
    assert above.startswith("方案 2.834 万元")


def test_totals_stand_beside_each_other_only_where_every_room_came_from_a_package() -> None:
    plan = dearer_lines(copied(), 9000)
    for second in SpaceKind:
        both = replace(plan, spaces=(*plan.spaces, replace(plan.spaces[0], kind=second)))
        [line] = asked(both)
        assert "套餐 7,560 元，方案 9,000 元" in line


def test_lines_of_one_name_are_held_pair_by_pair() -> None:
    former = dearer_lines(copied(), 100, 200)
    paid = PRICE - 7560
    assert asked(dearer_lines(copied(), 200, 100), amount=paid, former=former) == ()
    assert not any("同样" in each for each in asked(dearer_lines(copied(), 150), former=former))
    [line] = [each for each in asked(dearer_lines(copied(), 200, 130), former=former) if "同样" in each]
    assert "套餐 100 元，方案 130 元" in line


def test_what_an_enterprise_started_from_before_another_had_the_case_counts_no_longer() -> None:
    def origin(number: int, enterprise: int) -> PlanOrigin:
        return PlanOrigin(plan=PlanVersion(number=number, enterprise_id=enterprise))

    rows = [origin(1, 7), origin(3, 8), origin(5, 7)]
    assert origins_of(PlanVersion(number=6, enterprise_id=7), rows) == [rows[2]]
    assert origins_of(PlanVersion(number=2, enterprise_id=7), rows) == [rows[0]]
    assert origins_of(PlanVersion(number=2, enterprise_id=8), rows) == []


def contracted(world: World, package: Package) -> Case:
    """Return a case whose plan started from a package and is under contract."""
    case = make_case(world, "designing")
    kitchen = publish(SYSTEM, world.shili, kind=SpaceKind.KITCHEN, name="厨房示例")
    start_plan(case_id=case.pk, by=world.chen, bathroom=package, kitchen=kitchen)
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
def test_the_case_page_says_it_to_the_same_readers_alone() -> None:
    with clock.at(NOON):
        world = make_world()
        case = contracted(world, publish(SYSTEM, world.shili))
        page = reverse("plans:plan", kwargs={"pk": case.pk})
        for persona, sees in (("wang", True), ("shi", True), ("chen", False), ("zhou", False)):
            shown = signed_in(world, persona).get(page).content.decode()
            assert ("只是提示，不是认定" in shown) is sees, persona


@pytest.mark.django_db
def test_a_case_without_packages_costs_the_case_page_one_statement() -> None:
    with clock.at(NOON):
        world = make_world()
        plan = make_planned_case(world).plans.latest("number")
        with CaptureQueriesContext(connection) as asked_for:
            assert signals_for(plan, world.wang) is None
        assert len(asked_for) == 1
        with CaptureQueriesContext(connection) as asked_for:
            assert signals_for(plan, world.chen) is None
        assert len(asked_for) == 0


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


@pytest.mark.django_db
def test_the_contract_in_force_is_looked_at_and_no_price_after_the_version_it_began_from() -> None:
    with clock.at(NOON):
        world = make_world()
        package = publish(SYSTEM, world.shili)
        case = contracted(world, package)
    with clock.at(later(3)):
        raised = revise_package(by=SYSTEM, package=package, content=dearer(), price_reason="五金调价")
        publish_package(by=SYSTEM, package=raised)
        add_supplement(
            case_id=case.pk,
            by=world.chen,
            amount=Decimal(80000),
            signed_on=clock.today(),
            scan=upload("补充协议.pdf", pdf()),
            reason="示例：增加一项",
        )
        [row] = signal_page(world.wang, 1).rows
    assert (row.contract.amount, row.contract.kind) == (80000, "supplement")
    assert any(word.startswith("合同 8.00 万元") for word in row.words)
    versions = list(package.versions.order_by("number"))
    assert [len(base_of(made, versions).points) for made in versions] == [1, 2]
