"""How often the pages of the weekly report ask the database: at most sixteen times in every state."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from apps.lib import clock
from apps.lib.actors import SYSTEM
from apps.programs.services import set_targets
from apps.reports.models import WeekSnapshot
from apps.reports.services import (
    accept_report,
    adjust,
    ask_reopening,
    reopen_report,
    return_report,
    submit_report,
)
from tests.factories.weeks import (
    ASKED,
    FIRST,
    answered,
    due_morning,
    finished,
    in_week,
    removed,
    snapshot,
    started,
    submitted,
)
from tests.factories.world import World, user_of

pytestmark = pytest.mark.django_db

MOST = 16
PAGES = {
    "wang": ("", "{pk}/", "{pk}/figures/done/", "overview/"),
    "shi": ("{pk}/", "{pk}/figures/this-week/", "?year=2026&week={number}", "overview/"),
    "sheng": ("{pk}/", "?year=2026&week={number}", "overview/"),
}
"""District: its list, the week, a figure, 总览. City and province: the week, a figure, the roll-up, 总览."""


@pytest.fixture
def asked(world: World, django_assert_max_num_queries: Any) -> Any:
    """Return what counts the statements of every page about a week, by who reads it."""
    households = {world.shangcheng: 30, world.xihu: 30, world.city: 300, world.province: 1500}
    set_targets(by=SYSTEM, program=world.program, households=households, source="演示假设")

    def count(week: WeekSnapshot, who: Iterable[str] = PAGES) -> None:
        for name in who:
            client = Client()
            client.force_login(user_of(world.people[name]))
            for path in PAGES[name]:
                url = f"/reports/{path.format(pk=week.pk, number=week.number)}"
                # Once before: what a session and a process read only the first time is no page's.
                client.get(url)
                with django_assert_max_num_queries(MOST, info=f"{name} {url}"):
                    assert client.get(url).status_code == 200

    return count


def morning(hour: int, *, week: int = FIRST) -> Any:
    return clock.at(due_morning(week, hour=hour))


def test_a_week_s_pages_from_the_draft_to_its_reopening(world: World, asked: Any) -> None:
    with clock.at(in_week(FIRST)):
        late, later = started(world), started(world)
        finished(started(world), world.zhou)
        started(world, by=world.bei)
    week = snapshot(world, FIRST)
    snapshot(world, FIRST, world.xihu)
    with morning(8):
        # Recorded behind the cut-off: every draft lists it as what could be entered by name.
        finished(late, world.zhou)
        asked(week, ["wang"])
    submitted(week, world.wang)
    with morning(10):
        asked(week, ["shi", "sheng"])
        return_report(by=world.shi, snapshot=week, items=ASKED)
        asked(week)
        adjust(by=world.wang, snapshot=week, case_id=late.pk, reason="漏登记")
        asked(week, ["wang"])
        submit_report(by=world.wang, snapshot=answered(week, world.wang))
        accept_report(by=world.shi, snapshot=week)
        asked(week)
        ask_reopening(by=world.wang, snapshot=week, reason="漏报一户完工")
        asked(week, ["wang", "shi"])
        reopen_report(by=world.shi, snapshot=week)
        finished(later, world.zhou)
    with morning(11):
        asked(week)


def test_a_week_under_return_while_later_ones_are_due(world: World, asked: Any) -> None:
    with clock.at(in_week(FIRST)):
        gone, later = started(world), started(world)
    before = submitted(snapshot(world, FIRST), world.wang)
    with morning(10):
        accept_report(by=world.shi, snapshot=before)
    with clock.at(in_week(FIRST + 1)):
        started(world)
        removed(gone, world.ling)
    week = submitted(snapshot(world, FIRST + 1), world.wang)
    with morning(10, week=FIRST + 1):
        return_report(by=world.shi, snapshot=week, items=ASKED)
        removed(later, world.ling)
    with morning(11, week=FIRST + 1):
        asked(week)
    newest = snapshot(world, FIRST + 2)
    with clock.at(due_morning(FIRST + 2) + timedelta(hours=1)):
        started(world)
        for each in (before, week, newest):
            asked(each)
