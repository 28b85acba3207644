"""现场: the photos of a visit come in pieces, whole and counted, before anything closes."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from apps.cases.models import Case
from apps.documents.models import StoredFile
from apps.inspections.models import FieldPhoto, Visit
from apps.lib import clock
from tests.factories.field import PIECE, Phone, Sheet, shot
from tests.factories.uploads import HTML, jpeg
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


# --- pieces ---


def test_a_broken_off_photo_goes_on_where_it_stopped(sheet: Sheet) -> None:
    taken = sheet.snap(content=jpeg(size=(400, 300)))
    sheet.announce()
    sheet.announce_photo(taken)
    sheet.piece(taken, 0, taken.content[:PIECE])

    again = sheet.announce_photo(taken).json()
    assert again["received"] == PIECE

    twice = sheet.piece(taken, 0, taken.content[:PIECE]).json()
    ahead = sheet.piece(taken, PIECE * 2, taken.content[PIECE * 2 : PIECE * 3]).json()
    assert (twice["received"], ahead["received"]) == (PIECE, PIECE)
    assert sheet.bring(taken)["status"] == "stored"


def test_pieces_on_the_disk_are_encrypted_and_go_when_the_photo_is_whole(
    sheet: Sheet, settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    taken = sheet.snap(content=jpeg(size=(400, 300)))
    folder = settings.VAR_DIR / "files" / "field"
    sheet.announce()
    sheet.announce_photo(taken)
    sheet.piece(taken, 0, taken.content[:PIECE])

    (part,) = folder.iterdir()
    assert taken.content[:PIECE] not in part.read_bytes()

    with django_capture_on_commit_callbacks(execute=True):
        sheet.bring(taken)
    assert list(folder.iterdir()) == []


def test_other_bytes_than_announced_are_thrown_away_and_asked_for_again(sheet: Sheet) -> None:
    taken = sheet.snap()
    wrong = bytes(len(taken.content))
    sheet.announce()
    sheet.announce_photo(taken)

    answer = sheet.piece(taken, 0, wrong).json()

    assert (answer["status"], answer["received"], answer["restarted"]) == ("receiving", 0, True)
    assert StoredFile.objects.parked().count() == 0
    assert sheet.bring(taken)["status"] == "stored"


@pytest.mark.parametrize("content", [HTML, b"\xff\xd8\xff" + b"0" * 500])
def test_what_is_no_picture_is_refused_with_words(sheet: Sheet, content: bytes) -> None:
    taken = sheet.snap(content=content)
    sheet.announce()

    state = sheet.bring(taken)
    answer = sheet.close()

    assert state["status"] == "refused"
    assert state["refusal"]
    assert (answer.status_code, answer.json()["code"]) == (422, "photo")
    assert Visit.objects.count() == 0


def test_a_piece_that_is_too_long_changes_nothing(sheet: Sheet) -> None:
    taken = sheet.snap()
    sheet.announce()
    sheet.announce_photo(taken)

    answer = sheet.piece(taken, 0, taken.content + b"more")

    assert (answer.status_code, answer.json()["code"]) == (422, "length")
    assert FieldPhoto.objects.get().received == 0


# --- the declaration ---


def test_nothing_closes_while_a_photo_is_missing(sheet: Sheet) -> None:
    here, half, never = (sheet.snap(content=jpeg(size=(200 + n, 150))) for n in range(3))
    sheet.announce()
    sheet.bring(here)
    sheet.announce_photo(half)
    sheet.piece(half, 0, half.content[:PIECE])

    answer = sheet.close()

    content = answer.json()
    assert (answer.status_code, content["code"]) == (409, "photos")
    assert {each["id"] for each in content["missing"]} == {str(half.id), str(never.id)}
    assert Visit.objects.count() == 0
    for taken in (half, never):
        sheet.bring(taken)
    assert sheet.close().json()["status"] == "closed"


def test_another_hash_than_the_one_that_arrived_does_not_close(sheet: Sheet) -> None:
    taken = sheet.snap()
    sheet.bring_all()
    taken.content = shot(77)

    content = sheet.close().json()

    assert (content["code"], content["wrong"]) == ("photos", [str(taken.id)])
    assert Visit.objects.count() == 0


def test_a_photo_taken_back_on_the_phone_has_to_go_here_too(sheet: Sheet) -> None:
    sheet.snap()
    sheet.snap()
    sheet.bring_all()
    dropped = sheet.shots.pop()

    content = sheet.close().json()
    assert (content["code"], content["extra"]) == ("photos", [str(dropped.id)])

    sheet.phone.client.delete(reverse("field:photo", kwargs={"pk": sheet.id, "photo_id": dropped.id}))
    assert sheet.close().json()["result"]["photos"] == 1


def test_a_count_that_does_not_fit_the_list_is_refused(sheet: Sheet) -> None:
    sheet.snap()
    sheet.bring_all()

    assert sheet.close(count=2).json()["field"] == "count"


def test_whole_photos_that_the_documents_discarded_are_asked_for_again(sheet: Sheet) -> None:
    taken = sheet.snap()
    sheet.bring_all()
    StoredFile.objects.parked().delete()

    content = sheet.close().json()
    assert content["missing"][0]["received"] == 0

    assert sheet.bring(taken)["status"] == "stored"
    assert sheet.close().json()["status"] == "closed"
