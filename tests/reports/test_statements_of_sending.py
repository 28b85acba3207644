"""How often sending a form of the weekly report asks the database, and 期初数 beside what is rare."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from apps.lib import clock
from apps.lib.actors import SYSTEM
from apps.programs.services import set_targets
from apps.reports.models import ReportVersion, WeekSnapshot
from apps.reports.services import (
    accept_report,
    ask_reopening,
    correct_reporting_start,
    reopen_report,
    return_report,
)
from tests.factories.weeks import ASKED, FIRST, due_morning, finished, in_week, snapshot, started, submitted
from tests.factories.world import World, user_of
from tests.reports.test_initial import enter
from tests.reports.test_pages import FILLED
from tests.reports.test_statements import MOST

pytestmark = pytest.mark.django_db
FRAME = ("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "COMMIT")


def asked(send: Callable[[], Any]) -> tuple[Any, int]:
    """Return an answer and how many statements it took, without those that only begin and end."""
    with CaptureQueriesContext(connection) as found:
        answer = send()
    return answer, sum(not each["sql"].startswith(FRAME) for each in found.captured_queries)


def browser(world: World, name: str) -> Client:
    client = Client()
    client.force_login(user_of(world.people[name]))
    return client


@pytest.fixture
def week(world: World) -> WeekSnapshot:
    """Return 上城's first week with 期初数: reopened, handed in again and returned; 西湖 has no week."""
    households = {world.shangcheng: 30, world.xihu: 30, world.xiuzhou: 20}
    households |= {world.city: 300, world.province: 1500}
    set_targets(by=SYSTEM, program=world.program, households=households, source="演示假设")
    with clock.at(in_week(FIRST)):
        later = started(world)
        finished(started(world), world.zhou)
    taken = snapshot(world, FIRST)
    with clock.at(due_morning(FIRST)):
        day = clock.local(taken.due_at).date()
        correct_reporting_start(by=SYSTEM, bureau=world.shangcheng, on=day, reason="本期启用")
        enter(world)
    submitted(taken, world.wang)
    with clock.at(due_morning(FIRST, hour=10)):
        accept_report(by=world.shi, snapshot=taken)
        ask_reopening(by=world.wang, snapshot=taken, reason="漏报一户完工")
        reopen_report(by=world.shi, snapshot=taken)
        finished(later, world.zhou)
    submitted(taken, world.wang, hour=10)
    with clock.at(due_morning(FIRST, hour=11)):
        return_report(by=world.shi, snapshot=taken, items=ASKED)
    return taken


PAGES = {
    "wang": ("{pk}/", "{pk}/figures/done/", "overview/"),
    "shi": ("{pk}/", "?year=2026&week={number}", "overview/"),
    "sheng": ("{pk}/", "overview/"),
}


def test_what_is_rare_meets_at_once(world: World, week: WeekSnapshot) -> None:
    found = {}
    for hour, days in ((11, FIRST), (9, FIRST + 1)):
        with clock.at(due_morning(days, hour=hour)):
            for name, paths in PAGES.items():
                client = browser(world, name)
                for path in paths:
                    url = f"/reports/{path.format(pk=week.pk, number=week.number)}"
                    client.get(url)
                    answer, number = asked(lambda client=client, url=url: client.get(url))  # type: ignore[misc]
                    assert answer.status_code == 200
                    found[f"{name} {days} {url}"] = number
    assert {place: number for place, number in found.items() if number > MOST} == {}


def test_a_submission_that_is_refused_asks_no_more_than_a_page(world: World, week: WeekSnapshot) -> None:
    with clock.at(due_morning(FIRST, hour=11)):
        client = browser(world, "wang")
        client.get(f"/reports/{week.pk}/")
        answer, number = asked(lambda: client.post(f"/reports/{week.pk}/submit/", {}))
    assert answer.status_code == 422
    assert number <= MOST


def sent(world: World, name: str, taken: WeekSnapshot, act: str, said: dict[str, Any] | None = None) -> int:
    """Send a form of the week's page as it stands; return how often the database was asked."""
    client = browser(world, name)
    client.get(f"/reports/{taken.pk}/")
    edit = ReportVersion.objects.filter(report__snapshot=taken).order_by("-number")[0].edit
    data = {"version": edit, "key": uuid4().hex, **(said or {})}
    answer, number = asked(lambda: client.post(f"/reports/{taken.pk}/{act}/", data))
    assert answer.status_code == 302, answer.content.decode()[-4000:]
    return number


def test_sending_has_its_ceiling(world: World) -> None:
    """Saving asks no more than a page, accepting and asking the locks of PostgreSQL more.

    A submission recounts the week as well, a return and a reopening begin the next version.
    """
    with clock.at(in_week(FIRST)):
        finished(started(world), world.zhou)
    taken = snapshot(world, FIRST)
    item = {"items-TOTAL_FORMS": "1", "items-INITIAL_FORMS": "0"}
    item |= {"items-0-code": "declared.done", "items-0-ask": "请核对"}
    steps: list[tuple[str, str, dict[str, Any], int]] = [
        ("wang", "save", FILLED, MOST),
        ("wang", "submit", {}, 46),
        ("shi", "accept", {}, MOST + 2),
        ("wang", "ask-reopening", {"reason": "漏报一户完工"}, MOST + 2),
        ("shi", "reopen", {"reason": "同意"}, 33),
        ("wang", "submit", {}, 46),
        ("shi", "return", item, 36),
    ]
    with clock.at(due_morning(FIRST)):
        for name, act, said, most in steps:
            assert sent(world, name, taken, act, said) <= most, act
