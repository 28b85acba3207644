"""现场: limits, stale pieces, content that is none, and giving up."""

from __future__ import annotations

from contextvars import Context
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse

from apps.audit.models import Event
from apps.cases.models import Case
from apps.inspections import services
from apps.inspections.models import FieldPhoto, Visit
from apps.inspections.services.field_uploads import MAX_OPEN_VISITS, MAX_PHOTOS
from apps.lib import clock
from tests.factories.field import PIECE, Phone, Sheet, shot
from tests.factories.uploads import jpeg
from tests.factories.works import make_works_case
from tests.factories.world import NOON, World, later, make_world

pytestmark = pytest.mark.django_db

ON_SITE = later(9)


@pytest.fixture
def world() -> World:
    with clock.at(NOON):
        return make_world()


@pytest.fixture(autouse=True)
def _on_site() -> Any:
    with clock.at(ON_SITE):
        yield


@pytest.fixture
def case(world: World) -> Case:
    return make_works_case(world, "building")


@pytest.fixture
def sheet(world: World, case: Case) -> Sheet:
    return Phone.of(world, "zhou").begin(case)


# --- limits ---


def test_too_many_photos(sheet: Sheet) -> None:
    sheet.announce()
    for number in range(MAX_PHOTOS):
        sheet.announce_photo(sheet.snap(content=b"%d" % number))

    answer = sheet.announce_photo(sheet.snap(content=b"one more"))

    assert (answer.status_code, answer.json()["code"]) == (422, "too_many")
    assert str(MAX_PHOTOS) in answer.json()["detail"]


def test_a_photo_that_is_too_large(sheet: Sheet) -> None:
    sheet.announce()

    answer = sheet.announce_photo(sheet.snap(), size=21 * 1024 * 1024)

    assert answer.json()["code"] == "size"


def test_the_same_photo_twice_in_a_visit(sheet: Sheet) -> None:
    sheet.announce()
    sheet.announce_photo(sheet.snap(content=shot(1)))

    assert sheet.announce_photo(sheet.snap(content=shot(1))).json()["code"] == "duplicate"


def test_too_many_visits_on_the_way(world: World, case: Case) -> None:
    phone = Phone.of(world, "zhou")
    for _ in range(MAX_OPEN_VISITS):
        assert phone.begin(case).announce().status_code == 200

    assert phone.begin(case).announce().json()["code"] == "too_many"


def test_stale_pieces_are_discarded_and_the_photo_begins_again(
    sheet: Sheet, settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    taken = sheet.snap(content=jpeg(size=(400, 300)))
    sheet.announce()
    sheet.announce_photo(taken)
    sheet.piece(taken, 0, taken.content[:PIECE])

    with clock.at(ON_SITE + timedelta(days=2)), django_capture_on_commit_callbacks(execute=True):
        assert services.discard_stale_field_uploads() == 0
    with clock.at(ON_SITE + timedelta(days=4)), django_capture_on_commit_callbacks(execute=True):
        assert services.discard_stale_field_uploads() == 1

    assert list((settings.VAR_DIR / "files" / "field").iterdir()) == []
    assert sheet.bring(taken)["status"] == "stored"


def test_a_demonstration_of_next_year_sweeps_up_no_fresh_piece(
    monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    piece = default_storage.save("field/piece", ContentFile(b"a row is about to name it"))
    # Shifted, not pinned: the store's times are the machine's.
    monkeypatch.setattr(clock, "_offset", timedelta(days=365))
    with django_capture_on_commit_callbacks(execute=True):
        Context().run(services.discard_stale_field_uploads)
    assert default_storage.exists(piece)


# --- what is no proper content ---


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"version": "1"}, "version"),
        ({"opened_at": "yesterday"}, "opened_at"),
        ({"items": {"a": 1}}, "items"),
        ({"items": [{"code": "safety", "outcome": "perhaps"}]}, "items/0/outcome"),
        ({"note": "长" * 501}, "note"),
        ({"due_on": "soon"}, "due_on"),
        ({"photos": [{"id": "x", "sha256": "y"}], "count": 1}, "photos/0/id"),
        ({"defects": [{"slot": "../../etc", "text": "x", "severity": "serious"}]}, "defects/0/slot"),
    ],
)
def test_a_declaration_that_is_none(sheet: Sheet, changes: dict[str, object], field: str) -> None:
    sheet.announce()

    answer = sheet.close(**changes)

    assert (answer.status_code, answer.json()["field"]) == (422, field)
    assert answer["Content-Type"] == "application/problem+json"


def test_what_a_stranger_sends_leads_to_the_sign_in_page(sheet: Sheet) -> None:
    answer = Client().post(reverse("field:close", kwargs={"pk": sheet.id}), "{}", content_type="text/json")

    assert answer.status_code == 302


def test_giving_up_leaves_the_reason_on_record_and_no_photo(sheet: Sheet, case: Case) -> None:
    sheet.snap()
    sheet.bring_all()

    silent = sheet.phone.send("discard", {"reason": " "}, pk=sheet.id)
    told = sheet.phone.send("discard", {"reason": "走错了门"}, pk=sheet.id)

    assert (silent.status_code, told.json()["status"]) == (422, "discarded")
    assert FieldPhoto.objects.count() == 0
    assert Event.objects.get(action="visit.discarded").reason == "走错了门"
    assert Visit.objects.filter(case=case).count() == 0
