"""The city accepts while the district takes back: one wins, the other is told.

SQLite writes one after the other anyway, so this needs PostgreSQL. The control takes the lock away
and shows that both would win: without it the test above would prove nothing.
"""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest

from apps.lib import clock
from apps.lib.actors import Actor
from apps.lib.decisions import Decision, Refused
from apps.reports.enums import ReportStatus
from apps.reports.models import ReportVersion, WeekSeal
from apps.reports.services import accept_report, take_back_report, verdicts
from tests.factories.racing import PATIENCE, at_once
from tests.factories.weeks import FIRST, NEW_YEAR, due_morning, in_week, seal, started, submitted
from tests.factories.world import World, make_world

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def world() -> World:
    with clock.at(NEW_YEAR):
        return make_world()


@pytest.fixture
def handed_in(world: World) -> WeekSeal:
    with clock.at(in_week(FIRST)):
        started(world, "76200")
    return submitted(seal(world, FIRST), world.wang)


def accepting(world: World, week: WeekSeal) -> Callable[[], object]:
    return lambda: accept_report(by=world.shi, seal=week)


def taking_back(world: World, week: WeekSeal) -> Callable[[], object]:
    return lambda: take_back_report(by=world.wang, seal=week, reason="漏报一户")


def statuses(week: WeekSeal) -> list[str]:
    rows = ReportVersion.objects.filter(report__seal=week).order_by("number")
    return list(rows.values_list("status", flat=True))


def test_of_accepting_and_taking_back_at_once_one_wins(world: World, handed_in: WeekSeal) -> None:
    acts = [accepting(world, handed_in), taking_back(world, handed_in)]
    accepted, taken = at_once(acts, moment=due_morning(FIRST, hour=11))

    if isinstance(taken, Refused):
        assert isinstance(accepted, ReportVersion)
        assert taken.reason.startswith("上级已接收")
        assert statuses(handed_in) == [ReportStatus.ACCEPTED]
    else:
        assert isinstance(taken, ReportVersion)
        assert isinstance(accepted, Refused)
        assert statuses(handed_in) == [ReportStatus.WITHDRAWN, ReportStatus.DRAFT]


def test_without_the_lock_an_accepted_report_would_be_taken_back(
    world: World, handed_in: WeekSeal, monkeypatch: pytest.MonkeyPatch
) -> None:
    both_have_read, city_is_done = threading.Barrier(2, timeout=PATIENCE), threading.Event()

    def plain_read(week: WeekSeal, *, version: int | None) -> ReportVersion:
        newest = ReportVersion.objects.filter(report__seal=week).latest("number")
        both_have_read.wait()
        return newest

    may_take_back = verdicts.may_take_back

    def after_the_city(by: Actor, week: WeekSeal, newest: ReportVersion) -> Decision:
        city_is_done.wait(PATIENCE)
        return may_take_back(by, week, newest)

    def accept_and_say() -> object:
        accepted = accepting(world, handed_in)()
        city_is_done.set()
        return accepted

    monkeypatch.setattr(verdicts, "locked_version", plain_read)
    monkeypatch.setattr(verdicts, "may_take_back", after_the_city)

    outcomes = at_once([accept_and_say, taking_back(world, handed_in)], moment=due_morning(FIRST, hour=11))

    assert [type(each) for each in outcomes] == [ReportVersion, ReportVersion]
    assert statuses(handed_in) == [ReportStatus.WITHDRAWN, ReportStatus.DRAFT]
