"""How often the pages of the weekly report ask the database: a bound each, whatever the number of cases."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from apps.lib import clock
from apps.reports.models import WeekSnapshot
from apps.reports.services import accept_report, return_report
from tests.factories.copies import kept
from tests.factories.weeks import ASKED, FIRST, due_morning, finished, in_week, snapshot, started, submitted
from tests.factories.world import World, user_of

pytestmark = pytest.mark.django_db


@pytest.fixture
@kept
def weeks(world: World) -> tuple[WeekSnapshot, WeekSnapshot]:
    """An accepted week and one that was returned with something to answer."""
    with clock.at(in_week(FIRST)):
        finished(started(world), world.zhou)
        started(world)
    first = submitted(snapshot(world, FIRST), world.wang)
    with clock.at(due_morning(FIRST, hour=10)):
        accept_report(by=world.shi, snapshot=first)
    with clock.at(in_week(FIRST + 1)):
        started(world)
    second = submitted(snapshot(world, FIRST + 1), world.wang)
    snapshot(world, FIRST + 1, world.xihu)
    with clock.at(due_morning(FIRST + 1, hour=10)):
        return_report(by=world.shi, snapshot=second, items=ASKED)
    return first, second


def test_every_page_keeps_within_its_statements(
    world: World, weeks: tuple[WeekSnapshot, WeekSnapshot], django_assert_max_num_queries: Any
) -> None:
    first, second = weeks
    with clock.at(due_morning(FIRST + 1, hour=11)):
        for who, path, most in (
            (world.wang, "/reports/", 16),
            (world.wang, f"/reports/{second.pk}/", 18),
            (world.shi, f"/reports/{first.pk}/", 16),
            (world.shi, "/reports/", 16),
            (world.wang, "/reports/overview/", 16),
            (world.shi, "/reports/overview/", 16),
        ):
            client = Client()
            client.force_login(user_of(who))
            # Once before: what a session and a process read only the first time is no page's.
            client.get(path)
            with django_assert_max_num_queries(most, info=path):
                assert client.get(path).status_code == 200
