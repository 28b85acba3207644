"""A case is accepted while its last day is reckoned anew: the clock that has ended does not come back.

SQLite writes one after the other anyway, so this needs PostgreSQL. The control takes the lock away and
shows the ended clock written back: without it the test above would prove nothing.
"""

from __future__ import annotations

import threading
import time
from datetime import date

import pytest
from django.db import connection, connections

from apps.cases.enums import Status
from apps.cases.models import Case
from apps.cases.models.case import CaseQuerySet
from apps.cases.services import calendar, refresh_clocks
from apps.inspections.services import conclude
from apps.lib import clock
from apps.lib.actors import SYSTEM
from apps.programs.rules import Span
from apps.programs.services import announce_year
from tests.factories.racing import PATIENCE
from tests.factories.works import make_works_case
from tests.factories.world import NOON, World, later, make_world

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
ON_SITE = later(17)


def announce_while_accepted(world: World, monkeypatch: pytest.MonkeyPatch) -> Case:
    """Reckon a case anew; when it has been read, somebody accepts it, as far as that is possible then."""
    case = make_works_case(world, "satisfied")
    due = case.acceptance_due_on
    assert due is not None
    accepted = threading.Event()

    def accept() -> None:
        try:
            with clock.at(ON_SITE):
                conclude(case_id=case.pk, by=world.yan)
            accepted.set()
        finally:
            connections.close_all()

    thread = threading.Thread(target=accept)
    reckon = calendar.set_clocks

    def read_and_reckon(read: Case, **given: object) -> None:
        thread.start()
        # Until it is done, or until it waits for the row that is held here.
        end = time.monotonic() + PATIENCE
        while not accepted.is_set() and not _somebody_waits() and time.monotonic() < end:
            accepted.wait(0.02)
        reckon(read, **given)  # type: ignore[arg-type]

    monkeypatch.setattr(calendar, "set_clocks", read_and_reckon)
    with clock.at(ON_SITE):
        rest = Span("演示节", False, due, due)
        announce_year(by=SYSTEM, year=due.year, spans=[rest], source="演示号", version=1)
        refresh_clocks()
    thread.join(PATIENCE)
    assert accepted.is_set()
    case.refresh_from_db()
    assert (case.status, case.passed_on) == (Status.PASSED, ON_SITE.date())
    return case


def _somebody_waits() -> bool:
    """For what is held here: the server's table of locks lists waits in other databases, too."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks"
            " WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"
        )
        return bool(cursor.fetchone()[0])


@pytest.fixture
def world() -> World:
    with clock.at(NOON):
        return make_world()


def test_a_case_accepted_meanwhile_has_no_last_day_any_more(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert announce_while_accepted(world, monkeypatch).acceptance_due_on is None


def test_without_the_lock_the_ended_clock_would_come_back(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    lock = CaseQuerySet.select_for_update

    def only_of_others(rows: CaseQuerySet, *args: object, skip_locked: bool | None = None, **kwargs: object):  # type: ignore[no-untyped-def]
        # Only the reckoning says whether it waits for rows that are held.
        return rows if skip_locked is not None else lock(rows, *args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(CaseQuerySet, "select_for_update", only_of_others)
    came_back = announce_while_accepted(world, monkeypatch).acceptance_due_on
    assert isinstance(came_back, date)
