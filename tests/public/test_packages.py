"""套餐 for everybody: found by what a household asks, read in all lines, held side by side, never ranked."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from pytest_django.fixtures import DjangoAssertNumQueries

from apps.enterprises.models import Enterprise, Listing
from apps.lib import clock
from apps.lib.actors import SYSTEM
from apps.packages.models import Package
from apps.packages.queries import Wanted, offer_page
from apps.packages.services import publish_package, revise_package, withdraw_package
from apps.plans.enums import Method, SpaceKind, Surface
from apps.plans.rules import PartInput
from apps.public.forms import OffersForm
from tests.factories.directory import enter, make_roll
from tests.factories.packages import LINES, content, dearer, publish
from tests.factories.world import NOON, World, later, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _at_noon() -> Any:
    with clock.at(NOON):
        yield


@pytest.fixture
def world() -> World:
    return make_world()


def opened(path: str = "/packages/", status: int = 200) -> str:
    answer = Client().get(path)
    assert answer.status_code == status
    return str(answer.content.decode())


def offer(world: World, **more: Any) -> Package:
    return publish(SYSTEM, world.shili, **more)


def of_district(world: World) -> Package:
    """Offer a package of an enterprise that stands on 上城's own list alone."""
    return publish(SYSTEM, enter(make_roll(world.wang), world.wang, 61).enterprise, name="上城才有")


def test_a_package_is_read_in_all_its_lines_with_what_it_rests_on(world: World) -> None:
    package = offer(world)
    page = opened(f"/packages/{package.pk}/")
    for line in LINES:
        assert line.name in page
    for words in (
        "25,340",
        "按 4 ㎡",
        "每 ㎡ 680 元",
        "示例牌、样张牌",
        "防水 8 年",
        "价格变过 0 次",
        "不推荐",
    ):
        assert words in page
    assert "<script" not in page


def test_only_what_is_published_by_a_listed_enterprise_is_shown(world: World) -> None:
    package = offer(world)
    assert package.name in opened()
    Listing.objects.filter(enterprise=world.shili).update(valid_to=clock.today())
    assert package.name not in opened()
    opened(f"/packages/{package.pk}/", 404)
    assert "已经不再公布" in opened(f"/packages/compare/?p={package.pk}")


def test_what_is_withdrawn_leaves_the_list_and_stays_readable_at_its_address(world: World) -> None:
    package = offer(world)
    withdraw_package(by=SYSTEM, package=package, reason="停产")
    assert package.name not in opened()
    page = opened(f"/packages/{package.pk}/")
    assert "已下架" in page
    assert "选来和别的对比" not in page
    assert 'content="noindex' in page
    Listing.objects.filter(enterprise=world.shili).update(valid_to=clock.today())
    opened(f"/packages/{package.pk}/", 404)


def test_a_price_that_changed_is_said_with_its_day_and_reason_and_the_old_version_stays(world: World) -> None:
    package = offer(world)
    with clock.at(later(40)):
        package = revise_package(by=SYSTEM, package=package, content=dearer(), price_reason="五金调价")
        assert "五金调价" not in opened(f"/packages/{package.pk}/")
        publish_package(by=SYSTEM, package=package)
        page = opened(f"/packages/{package.pk}/")
        for words in ("价格变过 1 次", "五金调价", "2026年10月11日"):
            assert words in page
        assert "这是以前的一版" in opened(f"/packages/{package.pk}/?v=1")
        opened(f"/packages/{package.pk}/?v=3", 404)


def test_an_amount_stands_in_its_field_as_it_was_read() -> None:
    for sent, read in (("2.5", "25000"), ("50", "500000"), ("26000.50", "26000.50"), ("0", "0"), ("", "")):
        asked = OffersForm({"least": sent}).asked()
        assert asked.typed["least"] == read
        assert OffersForm({"least": read}).asked().wanted == asked.wanted


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("?kind=bathroom", {"卫浴示例"}),
        ("?kind=kitchen", {"厨房示例"}),
        ("?least=2.5&most=2.6", {"卫浴示例", "厨房示例"}),
        ("?least=25000&most=26000.50", {"卫浴示例", "厨房示例"}),
        ("?least=3", set()),
        ("?least=30000", set()),
        ("?most=2.53", set()),
        ("?q=厨房示", {"厨房示例"}),
        ("?q=示例装配", {"卫浴示例", "厨房示例"}),
        ("?enterprise=999", set()),
        ("?kind=nonsense&least=x&page=0&county=", {"卫浴示例", "厨房示例"}),
    ],
)
def test_packages_are_found_by_what_a_household_asks(world: World, query: str, shown: set[str]) -> None:
    offer(world, name="卫浴示例")
    offer(world, name="厨房示例", kind=SpaceKind.KITCHEN, area=Decimal(6))
    page = opened(f"/packages/{query}")
    assert {name for name in ("卫浴示例", "厨房示例") if f">{name}</a>" in page} == shown


def test_a_county_finds_its_own_lists_and_those_above_it(world: World) -> None:
    wide, narrow = offer(world), of_district(world)
    assert {each for each in (wide.name, narrow.name) if each in opened("/packages/?county=330102")} == {
        wide.name,
        narrow.name,
    }
    beside = opened("/packages/?county=330106")
    assert wide.name in beside
    assert narrow.name not in beside
    assert wide.name not in opened("/packages/?county=999999")


def test_a_drawn_order_stays_as_drawn_and_every_package_may_come_first(world: World) -> None:
    names = [f"示例{word}" for word in "甲乙丙丁"]
    for name in names:
        offer(world, name=name)

    def order(query: str) -> list[str]:
        page = opened(f"/packages/{query}")
        return sorted(names, key=lambda name: page.index(f">{name}</a>"))

    assert order("?order=random&seed=3") == order("?order=random&seed=3")
    assert {order(f"?order=random&seed={seed}")[0] for seed in range(40)} == set(names)


def test_who_offers_more_stands_in_front_no_oftener(world: World) -> None:
    many = [offer(world, name=f"示例{word}").name for word in "甲乙丙丁戊己庚辛壬"]
    one = publish(SYSTEM, world.yangben, name="样本一个").name
    first = Counter()
    for seed in range(60):
        rows = offer_page(Wanted(), order="random", seed=str(seed), number=1).rows
        names = [row.name for row in rows]
        assert sorted(names) == sorted([*many, one])
        assert names.index(one) < 2
        first[names[0] == one] += 1
    assert 20 <= first[True] <= 40


def test_side_by_side_says_once_what_is_the_same(world: World) -> None:
    one = offer(world, name="示例甲")
    wet = PartInput(Surface.FLOOR, method=Method.WET, product="防滑地砖")
    surfaces = (*[each for each in content().surfaces if each.surface != Surface.FLOOR], wet)
    other = offer(world, name="示例乙", surfaces=surfaces, works_days=9)
    page = opened(f"/packages/compare/?p={one.pk}&p={other.pk}")
    for words in (
        "2 个卫生间套餐",
        "两个一样：防水 8 年",
        "湿作业，防滑地砖",
        "装配式，整体防水底盘",
        "9 天",
    ):
        assert words in page
    less = opened(f"/packages/compare/?p={one.pk}&p={other.pk}&only=differing")
    assert "两个一样" not in less
    assert "湿作业，防滑地砖" in less
    for judging in ("最低", "最便宜", "推荐套餐", "第一名"):
        assert judging not in page


def test_other_areas_are_said_and_one_alone_is_not_compared(world: World) -> None:
    one, other = offer(world, name="示例甲"), offer(world, name="示例乙", area=Decimal(5))
    assert "报价面积不同" in opened(f"/packages/compare/?p={one.pk}&p={other.pk}")
    assert "现在选了 1 个" in opened(f"/packages/compare/?p={one.pk}&p=x&p={one.pk}")


def test_pages_cost_the_same_for_few_and_for_many(
    world: World, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    rows = [offer(world, name=f"示例{number}") for number in range(12)]
    with django_assert_max_num_queries(5):
        opened()
    with django_assert_max_num_queries(6):
        opened("/packages/?county=330102&kind=bathroom&q=示例")
    picked = "&".join(f"p={each.pk}" for each in rows[:4])
    with django_assert_max_num_queries(4):
        opened(f"/packages/compare/?{picked}")
    with django_assert_max_num_queries(5):
        opened(f"/packages/{rows[0].pk}/")


def test_the_directory_leads_to_an_enterprise_s_packages(world: World) -> None:
    assert "看这家的套餐" not in opened("/enterprises/")
    offer(world)
    assert f"?enterprise={world.shili.pk}" in opened("/enterprises/")
    assert Enterprise.objects.count() > 1
    assert opened("/enterprises/").count("看这家的套餐") == 1


def test_what_a_visitor_types_is_no_markup(world: World) -> None:
    assert 'value="&lt;b&gt;示例&quot;"' in opened('/packages/?q=<b>示例"')
