"""The public directory: what a list rests on, who stands on it, in no order of merit."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from pytest_django.fixtures import DjangoAssertNumQueries

from apps.enterprises.services import remove_from_roll
from apps.lib import clock
from tests.factories.directory import enter, keeper_of_city, make_firm, make_roll
from tests.factories.world import NOON, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _at_noon() -> Any:
    with clock.at(NOON):
        make_world()
        yield


def opened(query: str = "") -> str:
    answer = Client().get(f"/enterprises/{query}")
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_a_list_shows_what_it_rests_on_and_who_stands_on_it() -> None:
    keeper = keeper_of_city()
    roll = make_roll(keeper)
    listing = enter(roll, keeper, 61)
    page = opened()
    for words in (roll.title, roll.criteria, roll.legal_basis, listing.enterprise.name):
        assert words in page
    assert listing.enterprise.credit_code in page
    assert "不分先后" in page


def test_who_stands_on_no_list_or_was_removed_is_not_shown_even_when_looked_for() -> None:
    keeper = keeper_of_city()
    listing = enter(make_roll(keeper), keeper, 61)
    loose = make_firm(62)
    remove_from_roll(by=keeper, listing=listing, on=clock.today(), reason="示例：停业")
    with clock.at(NOON + timedelta(days=1)):
        for firm in (listing.enterprise, loose):
            assert firm.name not in opened(f"?q={firm.credit_code}")


def test_a_drawn_order_stays_as_it_was_drawn_and_another_draw_differs() -> None:
    keeper = keeper_of_city()
    roll = make_roll(keeper)
    names = [enter(roll, keeper, number).enterprise.name for number in range(61, 69)]

    def order(query: str) -> list[str]:
        page = opened(query)
        return sorted(names, key=page.index)

    assert order("?order=random&seed=1") == order("?order=random&seed=1")
    assert len({tuple(order(f"?order=random&seed={seed}")) for seed in range(5)}) > 1
    assert order("") == order("?order=nonsense&page=0&roll=x&seed=")


def test_the_page_costs_the_same_for_one_enterprise_and_for_many(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    keeper = keeper_of_city()
    roll = make_roll(keeper)
    for number in range(61, 73):
        enter(roll, keeper, number)
    with django_assert_max_num_queries(5):
        opened()


def test_what_a_visitor_types_stays_in_the_field_and_is_no_markup() -> None:
    assert 'value="&lt;b&gt;示例&quot;"' in opened('?q=<b>示例"')
