"""现场: a visit begun on a phone is recorded once, whole, by whoever made it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.urls import reverse

from apps.cases.models import Case
from apps.documents.models import StoredFile
from apps.documents.services import read
from apps.inspections import services
from apps.inspections.enums import PhotoOf, VisitKind
from apps.inspections.models import Defect, FieldPhoto, FieldVisit, Photo, Visit
from apps.lib import clock
from tests.factories.field import PIECE, Phone, Sheet, shot
from tests.factories.people import phone as phone_number
from tests.factories.uploads import HTML, jpeg, phone_exif
from tests.factories.works import make_works_case, page, photo, signed_in, visit
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


# --- today's tasks ---


def test_the_patrol_finds_its_households_with_everything_for_the_visit(world: World, case: Case) -> None:
    answer = signed_in(world, "zhou").get(reverse("field:tasks"))
    content = answer.json()

    (task,) = content["tasks"]
    assert answer["Cache-Control"] == "no-store"
    assert content["who"]["name"] == "周示例"
    assert (task["number"], task["kind"], task["version"]) == (case.number, "patrol", case.version)
    assert "厨房墙面" in json.dumps(task["items"], ensure_ascii=False)


def test_a_phone_that_has_its_tasks_asks_only_who_it_is(world: World, case: Case) -> None:
    content = signed_in(world, "zhou").get(reverse("field:tasks"), {"brief": "1"}).json()

    assert content["tasks"] is None
    assert content["who"]["key"].endswith("street_clerk")


def test_what_goes_to_the_phone_names_nobody_in_full(world: World, case: Case) -> None:
    text = signed_in(world, "zhou").get(reverse("field:tasks")).content.decode()

    assert case.household.name not in json.loads(json.dumps(text))
    assert case.household.name not in json.dumps(json.loads(text), ensure_ascii=False)
    assert phone_number(1) not in text
    assert "id_number" not in text


def test_a_household_of_a_property_company_is_the_company_s(world: World, case: Case) -> None:
    Case.objects.filter(pk=case.pk).update(patrol_organisation=world.property)

    assert signed_in(world, "zhou").get(reverse("field:tasks")).json()["tasks"] == []
    assert len(signed_in(world, "wu").get(reverse("field:tasks")).json()["tasks"]) == 1


def test_mended_defects_wait_to_be_looked_at_again_first(world: World, case: Case) -> None:
    other = make_works_case(world, "building", address="示例路99号1幢1单元101室")
    visit(world, case, bad=["safety"], due_on=clock.today())
    defect = Defect.objects.get(case=case)
    services.rectify_defect(
        case_id=case.pk,
        defect_id=defect.pk,
        by=world.jiang,
        rectified_on=clock.today(),
        note="已清理",
        photos=[photo()],
    )

    tasks = signed_in(world, "zhou").get(reverse("field:tasks")).json()["tasks"]

    assert [task["number"] for task in tasks] == [case.number, other.number]
    assert tasks[0]["rechecks"][0]["mended"] == "已清理"


def test_other_posts_are_told_whose_page_this_is(world: World) -> None:
    answer = signed_in(world, "wang").get(reverse("field:index"))

    assert answer.status_code == 403
    assert "物业或街道巡查" in answer.content.decode()


def test_without_scripts_the_list_leads_to_the_forms(world: World, case: Case) -> None:
    text = signed_in(world, "zhou").get(reverse("field:index")).content.decode()

    assert page("patrol", case) in text
    assert case.dwelling.address in text


# --- happy ---


def test_a_visit_with_photos_is_recorded_through_the_one_service(sheet: Sheet, case: Case) -> None:
    sheet.mark("safety", outcome="bad", note="楼道堆放板材")
    sheet.answers |= {
        "due_on": later(12).date().isoformat(),
        "note": "其余正常",
        "defects": [{"slot": "extra:0", "text": "水管渗漏", "severity": "serious"}],
    }
    general, item, extra = sheet.snap(), sheet.snap("item:safety"), sheet.snap("extra:0")
    ok = sheet.snap("item:materials")

    answer = sheet.hand_in()

    recorded = Visit.objects.get(case=case)
    assert answer["status"] == "closed"
    assert (recorded.kind, recorded.note, recorded.inspector_name) == ("patrol", "其余正常", "周示例")
    assert [(row.text, row.severity) for row in Defect.objects.filter(case=case)] == [
        ("用电、动火、登高符合安全要求，通道无杂物堵塞：楼道堆放板材", "hazard"),
        ("水管渗漏", "serious"),
    ]
    subjects = {
        PhotoOf.VISIT: general,
        PhotoOf.DEFECT_BEFORE: item,
        PhotoOf.VISIT_ITEM: ok,
    }
    for subject, taken in subjects.items():
        files = Photo.objects.filter(case=case, subject=subject).values_list("file_id", flat=True)
        assert FieldPhoto.objects.get(pk=taken.id).file_id in files
    assert FieldPhoto.objects.get(pk=extra.id).file_id is not None
    assert Photo.objects.filter(case=case, subject=PhotoOf.DEFECT_BEFORE).count() == 2
    assert FieldVisit.objects.get().visit == recorded


def test_a_phone_may_find_more_than_the_page_has_rows_for(sheet: Sheet, case: Case) -> None:
    sheet.answers |= {
        "due_on": later(12).date().isoformat(),
        "defects": [
            {"slot": f"extra:{number}", "text": f"问题 {number}", "severity": "ordinary"}
            for number in range(4)
        ],
    }
    last = sheet.snap("extra:3")

    sheet.hand_in()

    found = Defect.objects.filter(case=case)
    assert [defect.text for defect in found] == ["问题 0", "问题 1", "问题 2", "问题 3"]
    shown = Photo.objects.get(subject=PhotoOf.DEFECT_BEFORE, subject_id=found[3].pk)
    assert shown.file_id == FieldPhoto.objects.get(pk=last.id).file_id


@pytest.mark.parametrize(
    ("code", "answer", "field"),
    [
        ("surface:0:wall", {"outcome": "bad"}, "surface:0:wall-note"),
        ("safety", {"outcome": "bad", "note": "电线拖地"}, "due_on"),
    ],
)
def test_what_the_act_s_form_refuses_is_told_at_its_field(
    sheet: Sheet, code: str, answer: dict[str, str], field: str
) -> None:
    sheet.mark(code, **answer)
    if field != "due_on":
        sheet.answers["due_on"] = later(12).date().isoformat()
    sheet.bring_all()

    told = sheet.close()

    assert (told.status_code, told.json()["field"]) == (422, field)
    assert told.json()["code"] == field.rpartition("-")[2]
    assert Visit.objects.count() == 0


def test_a_line_without_an_answer_closes_nothing(sheet: Sheet) -> None:
    sheet.answers["items"].pop()
    sheet.bring_all()

    told = sheet.close()

    assert (told.status_code, told.json()["code"]) == (422, "items")
    assert FieldVisit.objects.get().status == "open"


def test_the_stored_photo_belongs_to_the_case_without_place_and_with_its_time(
    sheet: Sheet, case: Case
) -> None:
    taken = sheet.snap(content=jpeg(exif=phone_exif()))

    sheet.hand_in()

    file = StoredFile.objects.get(pk=FieldPhoto.objects.get(pk=taken.id).file_id)
    assert (file.owner_kind, file.owner_id, file.sensitive) == ("case", str(case.pk), False)
    assert b"SecretPhoneMaker" not in read(file)
    assert file.captured_at is not None


def test_a_photo_without_exif_keeps_the_phone_s_time(sheet: Sheet) -> None:
    taken = sheet.snap()

    sheet.hand_in()

    file = StoredFile.objects.get(pk=FieldPhoto.objects.get(pk=taken.id).file_id)
    assert file.captured_at == taken.taken_at


def test_a_recheck_settles_the_defect_in_the_same_step(world: World, case: Case) -> None:
    visit(world, case, bad=["safety", "materials"], due_on=clock.today())
    for defect in Defect.objects.filter(case=case):
        services.rectify_defect(
            case_id=case.pk,
            defect_id=defect.pk,
            by=world.jiang,
            rectified_on=clock.today(),
            note="已改",
            photos=[photo()],
        )
    again = Phone.of(world, "zhou").begin(case)
    first, second = again.task["rechecks"]
    again.answers["rechecks"] = [
        {"id": first["id"], "result": "ok", "note": ""},
        {"id": second["id"], "result": "back", "note": "仍缺合格证"},
    ]

    again.hand_in()

    assert list(Defect.objects.filter(case=case).values_list("status", flat=True)) == ["verified", "open"]


def test_a_spot_check_is_the_inspector_s(world: World, case: Case) -> None:
    Phone.of(world, "yan").begin(case, "spot_check").hand_in()

    assert Visit.objects.get(case=case).kind == VisitKind.SPOT_CHECK


# --- repeat ---


def test_everything_sent_twice_counts_once(sheet: Sheet, case: Case) -> None:
    sheet.snap()
    sheet.bring_all()
    sheet.bring_all()

    first, second = sheet.close(), sheet.close()

    assert first.json() == second.json()
    assert Visit.objects.filter(case=case).count() == 1
    assert Photo.objects.filter(case=case, subject=PhotoOf.VISIT).count() == 1
    assert FieldVisit.objects.get().declared_count == 1


def test_a_repeated_close_is_answered_even_when_the_case_has_moved_on(sheet: Sheet, case: Case) -> None:
    first = sheet.hand_in()
    Case.objects.filter(pk=case.pk).update(version=99)

    assert sheet.close().json() == first


def test_photos_of_an_ended_visit_stay_as_they_are(sheet: Sheet) -> None:
    taken = sheet.snap()
    sheet.hand_in()

    late = sheet.announce_photo(sheet.snap())

    assert (late.status_code, late.json()["code"]) == (422, "ended")
    address = reverse("field:photo", kwargs={"pk": sheet.id, "photo_id": taken.id})
    assert sheet.phone.client.delete(address).json()["code"] == "ended"


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


def test_pieces_on_the_disk_are_sealed_and_go_when_the_photo_is_whole(
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
