"""Who was late this year, as a list: per body, with the weeks; page and API (R11)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from apps.lib import clock
from apps.reports.queries.punctuality import BodyYear, punctuality
from apps.reports.services import (
    accept_report,
    ask_reopening,
    reopen_report,
    return_report,
    take_back_report,
)
from tests.factories.callers import Caller, token_for
from tests.factories.copies import kept
from tests.factories.weeks import ASKED, FIRST, due_morning, snapshot, submitted
from tests.factories.world import World, user_of

pytestmark = pytest.mark.django_db


def later() -> datetime:
    """Return the morning after all of the story."""
    return due_morning(FIRST + 1)


@pytest.fixture
@kept
def year(world: World) -> World:
    """上城: week 1 missing, 2 late and returned, 3 taken back; 西湖: week 1 reopened, later ones missing."""
    for number, hour in ((2, 20), (3, 9)):
        submitted(snapshot(world, number), world.wang, hour=hour)
    second, third = (snapshot(world, number) for number in (2, 3))
    with clock.at(due_morning(2, hour=21)):
        return_report(by=world.shi, snapshot=second, items=ASKED)
    with clock.at(due_morning(3, hour=10)):
        take_back_report(by=world.wang, snapshot=third, reason="漏报")
    west = submitted(snapshot(world, 1, world.xihu), world.xi)
    with clock.at(due_morning(1, hour=10)):
        accept_report(by=world.shi, snapshot=west)
        ask_reopening(by=world.xi, snapshot=west, reason="漏报")
        reopen_report(by=world.shi, snapshot=west)
    return world


def told(bodies: list[BodyYear]) -> dict[str, dict[str, list[int]]]:
    return {
        each.bureau.short_name: {
            kind: [week.number for week in weeks] for kind, weeks in each.weeks.items() if weeks
        }
        for each in bodies
    }


def test_each_body_with_its_weeks_the_worst_first(year: World) -> None:
    snapshot(year, 3, year.xihu)
    found = punctuality(year.shi, year.program, later())

    assert told(found) == {
        year.shangcheng.short_name: {"missing": [1], "late": [2], "returned": [2], "withdrawn": [3]},
        year.xihu.short_name: {"missing": [2, 3], "reopened": [1]},
    }
    assert [each.due for each in found] == [3, 3]


def test_a_district_sees_its_own_alone(year: World) -> None:
    assert list(told(punctuality(year.xi, year.program, later()))) == [year.xihu.short_name]


def test_a_week_not_yet_due_is_not_missing(year: World) -> None:
    (own,) = punctuality(year.wang, year.program, due_morning(1))

    assert own.due == 0
    assert own.weeks["missing"] == ()


def test_the_list_asks_four_times_however_many_weeks(year: World, django_assert_num_queries: Any) -> None:
    moment = later()
    with django_assert_num_queries(4):
        punctuality(year.sheng, year.program, moment)


def test_page_and_api_say_the_same(year: World) -> None:
    with clock.at(later()):
        client = Client()
        client.force_login(user_of(year.shi))
        page = client.get(reverse("reports:punctuality")).content.decode()
        said = Caller(token_for(year.shi)).get("/reports/punctuality").json()
        unknown = Caller(token_for(year.shi)).get("/reports/punctuality", {"year": 2020}).status_code

    late = said["bodies"][0]["late"]
    assert [each["number"] for each in late] == [2]
    assert reverse("reports:detail", args=[late[0]["week_id"]]) in page
    assert unknown == 404
