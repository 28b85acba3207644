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
from apps.inspections.enums import Channel, PhotoOf, VisitKind
from apps.inspections.models import Defect, FieldPhoto, FieldVisit, Photo, Visit
from apps.lib import clock
from tests.factories.appointments import at, offer, slot
from tests.factories.field import Phone, Sheet
from tests.factories.people import phone as phone_number
from tests.factories.uploads import jpeg, phone_exif
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


def test_the_day_s_agreed_visits_stand_above_the_tasks_by_the_hour(world: World) -> None:
    one, other = (make_works_case(world, "attempt") for _ in range(2))
    for each, hour in ((one, 14), (other, 9)):
        offer(world, each, slot(20, hour), agreed_by=Channel.PHONE)
    with clock.at(at(20, 8)):
        yan = signed_in(world, "yan")
        stops = yan.get("/field/tasks/").json()["route"]
        page = yan.get("/field/").text
        elsewhere = signed_in(world, "wu").get("/field/tasks/").json()["route"]
    assert [(stop["number"], stop["time"]) for stop in stops] == [
        (other.number, "09:00—11:00"),
        (one.number, "14:00—16:00"),
    ]
    assert "约好的上门" in page
    assert page.index(other.number or "") < page.index(one.number or "")
    assert elsewhere == []


def test_other_roles_are_told_whose_page_this_is(world: World) -> None:
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
        ("不符合“用电、动火、登高符合安全要求，通道无杂物堵塞”：楼道堆放板材", "hazard"),
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
    url = reverse("field:photo", kwargs={"pk": sheet.id, "photo_id": taken.id})
    assert sheet.phone.client.delete(url).json()["code"] == "ended"
