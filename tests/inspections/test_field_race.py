"""Two closes of one visit at once, from the page and from the worker: one records, both get its answer.

SQLite writes one after the other anyway, so this needs PostgreSQL. The control takes the lock away
and shows that both would record.
"""

from __future__ import annotations

import threading
from uuid import UUID

import pytest

from apps.inspections.models import FieldPhoto, FieldVisit, Visit
from apps.inspections.services import field_closure, field_records, visits
from apps.lib import clock
from apps.lib.actors import Actor
from tests.factories.field import Phone, Sheet
from tests.factories.racing import PATIENCE, at_once
from tests.factories.uploads import jpeg
from tests.factories.works import make_works_case
from tests.factories.world import NOON, World, later, make_world

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

ON_SITE = later(9)


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


def test_of_two_closes_at_once_one_records_and_both_are_answered_alike(sheet: Sheet) -> None:
    with clock.at(ON_SITE):
        sheet.bring_all()

    first, second = at_once([sheet.close, sheet.close], moment=ON_SITE)

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

    monkeypatch.setattr(field_closure, "lock_field_visit", plain_read)
    monkeypatch.setattr(field_records, "lock_case", any_version)
    monkeypatch.setattr(visits, "lock_case", any_version)

    at_once([sheet.close, sheet.close], moment=ON_SITE)

    assert Visit.objects.count() == 2


def test_of_the_same_piece_sent_twice_at_once_one_counts(sheet: Sheet) -> None:
    (taken,) = sheet.shots
    with clock.at(ON_SITE):
        sheet.announce_photo(taken)
    half = len(taken.content) // 2

    first, second = at_once([lambda: sheet.piece(taken, 0, taken.content[:half])] * 2, moment=ON_SITE)

    assert first.json()["received"] == second.json()["received"] == half
    assert len(FieldPhoto.objects.get().parts) == 1
    with clock.at(ON_SITE):
        assert sheet.bring(taken)["status"] == "stored"


def test_a_visit_announced_twice_at_once_is_one(world: World) -> None:
    case = make_works_case(world, "building", address="示例路60号1幢1单元101室")
    with clock.at(ON_SITE):
        sheet = Phone.of(world, "zhou").begin(case)

    answers = at_once([sheet.announce, sheet.announce], moment=ON_SITE)

    assert [answer.status_code for answer in answers] == [200, 200]
    assert FieldVisit.objects.count() == 1
