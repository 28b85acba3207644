"""Two closes of one visit at once, from the page and from the worker: one records, both get its answer.

SQLite writes one after the other anyway, so this needs PostgreSQL. The control takes the lock away
and shows that both would record.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.http import HttpResponse

from apps.inspections.models import FieldPhoto, FieldVisit, Visit
from apps.inspections.services import field_closing, visits
from apps.lib import clock
from apps.lib.actors import Actor
from tests.factories.field import Phone, Sheet
from tests.factories.uploads import jpeg
from tests.factories.works import make_works_case
from tests.factories.world import NOON, World, later, make_world

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

ON_SITE = later(9)
PATIENCE = 30


@pytest.fixture
def world() -> World:
    with clock.at(NOON):
        return make_world()


@pytest.fixture
def sheet(world: World) -> Sheet:
    case = make_works_case(world, "building")
    with clock.at(ON_SITE):
        sheet = Phone.of(world, "zhou").begin(case)
        sheet.snap(content=jpeg(size=(300, 200)))
        sheet.announce()
    return sheet


def at_once(*acts: Callable[[], HttpResponse]) -> list[Any]:
    """Run acts in threads released by one barrier; return what each gave or raised."""
    released = threading.Barrier(len(acts), timeout=PATIENCE)
    outcomes: list[Any] = [None] * len(acts)

    def run(index: int, act: Callable[[], HttpResponse]) -> None:
        try:
            with clock.at(ON_SITE):
                released.wait()
                outcomes[index] = act()
        except Exception as error:  # noqa: BLE001 - a thread's error is an outcome to look at
            outcomes[index] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    return outcomes


def test_of_two_closes_at_once_one_records_and_both_are_answered_alike(sheet: Sheet) -> None:
    with clock.at(ON_SITE):
        sheet.bring_all()

    first, second = at_once(sheet.close, sheet.close)

    assert (first.status_code, second.status_code) == (200, 200)
    assert first.json() == second.json()
    assert Visit.objects.count() == 1


def test_without_the_locks_both_would_record(sheet: Sheet, monkeypatch: pytest.MonkeyPatch) -> None:
    with clock.at(ON_SITE):
        sheet.shots.clear()
        sheet.bring_all()
    both_have_read = threading.Barrier(2, timeout=PATIENCE)

    def plain_read(*, visit_id: UUID, by: Actor) -> FieldVisit:
        visit = FieldVisit.objects.get(pk=visit_id)
        both_have_read.wait()
        return visit

    def any_version(*, case_id: UUID, by: Actor, version: int | None = None) -> object:
        return visits.Case.objects.select_for_update(of=("self",)).get(pk=case_id)

    monkeypatch.setattr(field_closing, "lock_field_visit", plain_read)
    monkeypatch.setattr(visits, "lock_case", any_version)

    at_once(sheet.close, sheet.close)

    assert Visit.objects.count() == 2


def test_of_the_same_piece_sent_twice_at_once_one_counts(sheet: Sheet) -> None:
    (taken,) = sheet.shots
    with clock.at(ON_SITE):
        sheet.announce_photo(taken)
    half = len(taken.content) // 2

    first, second = at_once(
        lambda: sheet.piece(taken, 0, taken.content[:half]),
        lambda: sheet.piece(taken, 0, taken.content[:half]),
    )

    assert first.json()["received"] == second.json()["received"] == half
    assert len(FieldPhoto.objects.get().parts) == 1
    with clock.at(ON_SITE):
        assert sheet.bring(taken)["status"] == "stored"


def test_a_visit_announced_twice_at_once_is_one(world: World) -> None:
    case = make_works_case(world, "building", address="示例路60号1幢1单元101室")
    with clock.at(ON_SITE):
        sheet = Phone.of(world, "zhou").begin(case)

    answers = at_once(sheet.announce, sheet.announce)

    assert [answer.status_code for answer in answers] == [200, 200]
    assert FieldVisit.objects.count() == 1
