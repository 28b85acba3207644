"""Counts of the moment under several people at once: nobody waits for a count, and none is lost.

SQLite writes one after the other anyway, so this needs PostgreSQL. The controls show that the tests could
fail: with one row that all change, and with a fold that takes what it did not read.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable

import pytest
from django.db import connection, transaction

from apps.cases.models import Case
from apps.lib import clock
from apps.reports.models import LiveCount
from apps.reports.queries.live_counts import Key, live_differences
from apps.reports.services import fold_live_counts, live
from tests.factories.racing import PATIENCE, at_once
from tests.factories.weeks import FIRST, NEW_YEAR, advance, in_week, started
from tests.factories.world import World, make_world

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def world() -> World:
    with clock.at(NEW_YEAR):
        return make_world()


@pytest.fixture
def cases(world: World) -> list[Case]:
    with clock.at(in_week(FIRST)):
        return [started(world), started(world)]


def finishing(world: World, case: Case) -> Callable[[], object]:
    return lambda: advance(case, "finish_works", world.zhou)


def held_open(first: Callable[[], object], second: Callable[[], object]) -> list[object]:
    """Run both; the first keeps its transaction until the second has committed, or gave up waiting."""
    begun, other_done = threading.Event(), threading.Event()

    def keep() -> object:
        with transaction.atomic():
            first()
            begun.set()
            return other_done.wait(PATIENCE / 3)

    def follow() -> object:
        begun.wait(PATIENCE)
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '2s'")
            found = second()
        other_done.set()
        return found

    return at_once([keep, follow], moment=in_week(FIRST, hours=3))


def test_two_cases_of_one_bureau_move_without_waiting_for_a_count(world: World, cases: list[Case]) -> None:
    one, other = cases
    kept, moved = held_open(finishing(world, one), finishing(world, other))

    assert kept is True
    assert isinstance(moved, Case)
    assert live_differences(world.shangcheng.pk) == {}


def test_a_row_that_all_change_would_let_them_wait(world: World, cases: list[Case]) -> None:
    row = LiveCount.objects.filter(bureau=world.shangcheng).earliest("pk")

    def count() -> object:
        return LiveCount.objects.filter(pk=row.pk).update(count=2)

    kept, moved = held_open(count, count)

    assert (kept, type(moved).__name__) == (False, "OperationalError")


def test_what_changes_while_the_night_folds_is_not_lost(world: World, cases: list[Case]) -> None:
    one, other = cases

    def fold() -> object:
        return fold_live_counts(bureau_id=world.shangcheng.pk)

    outcomes = at_once(
        [finishing(world, one), fold, finishing(world, other), fold], moment=in_week(FIRST, hours=3)
    )

    assert not [each for each in outcomes if isinstance(each, Exception)]
    assert live_differences(world.shangcheng.pk) == {}


def test_without_its_lock_two_folds_would_count_twice(
    world: World, cases: list[Case], monkeypatch: pytest.MonkeyPatch
) -> None:
    both_have_read = threading.Barrier(2, timeout=PATIENCE)

    def unlocked(manager: object, **_: object) -> object:
        return LiveCount.objects.all()

    read = live.Key

    def after_both(*values: object) -> object:
        if not both_have_read.broken and threading.current_thread() not in waited:
            waited.add(threading.current_thread())
            both_have_read.wait()
        return read(*values)  # type: ignore[arg-type]

    waited: set[threading.Thread] = set()
    after_both.__dataclass_fields__ = read.__dataclass_fields__  # type: ignore[attr-defined]
    monkeypatch.setattr(type(LiveCount.objects), "select_for_update", unlocked)
    monkeypatch.setattr(live, "Key", after_both)

    def fold() -> object:
        return fold_live_counts(bureau_id=world.shangcheng.pk)

    outcomes = at_once([fold, fold], moment=in_week(FIRST, hours=3))

    assert not [each for each in outcomes if isinstance(each, Exception)]
    assert live_differences(world.shangcheng.pk) != {}


def mend_twice_at_once(world: World, monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Take a kept row away and mend twice; who has read waits a moment for the other to have read as well."""
    LiveCount.objects.filter(pk=LiveCount.objects.filter(bureau=world.shangcheng).earliest("pk").pk).delete()
    both_have_read = threading.Barrier(2, timeout=PATIENCE / 5)

    def read(bureau_id: int) -> dict[Key, int]:
        found = live_differences(bureau_id)
        with contextlib.suppress(threading.BrokenBarrierError):
            both_have_read.wait()
        return found

    monkeypatch.setattr(live, "live_differences", read)

    def mend() -> object:
        return live.mend_live_counts(bureau_id=world.shangcheng.pk)

    return at_once([mend, mend], moment=in_week(FIRST, hours=3))


def test_of_two_that_mend_at_once_one_adds_what_lacks(
    world: World, cases: list[Case], monkeypatch: pytest.MonkeyPatch
) -> None:
    outcomes = mend_twice_at_once(world, monkeypatch)

    assert sorted(bool(each) for each in outcomes) == [False, True]
    assert live_differences(world.shangcheng.pk) == {}


def test_without_the_bureaus_lock_two_that_mend_would_add_twice(
    world: World, cases: list[Case], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "lock_bodies", lambda *_: None)

    outcomes = mend_twice_at_once(world, monkeypatch)

    assert not [each for each in outcomes if isinstance(each, Exception)]
    assert live_differences(world.shangcheng.pk) != {}
