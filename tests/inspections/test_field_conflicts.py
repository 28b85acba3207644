"""现场: what stands against a visit that comes late is said in words, and nothing is written or lost."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from apps.cases.models import Case
from apps.inspections import services
from apps.inspections.enums import PhotoOf, Verdict
from apps.inspections.models import FieldPhoto, FieldVisit, Photo, Visit
from apps.lib import clock
from tests.factories.field import Phone, Sheet, attempt_of, millis
from tests.factories.works import (
    finish,
    go_through,
    make_works_case,
    page,
    show_concealed,
    signed_in,
    verdict,
)
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
    sheet = Phone.of(world, "zhou").begin(case)
    sheet.snap()
    return sheet


# --- the case moved on ---


def test_a_changed_case_is_told_with_who_did_what(world: World, case: Case, sheet: Sheet) -> None:
    sheet.bring_all()
    services.stop_works(case_id=case.pk, by=world.jiang, from_on=clock.today(), reason="等燃气改管")

    content = sheet.close().json()

    case.refresh_from_db()
    assert (content["status"], content["code"], content["current_version"]) == (409, "stale", case.version)
    assert content["standing"]["allowed"] is True
    (change,) = [each for each in content["changes"] if "停工" in each["what"]]
    assert "蒋样本" in change["who"]
    assert Visit.objects.count() == 0
    assert FieldPhoto.objects.get().status == "stored"

    assert sheet.close(version=case.version).json()["status"] == "closed"


def test_a_household_that_is_finished_and_passed_takes_no_visit_but_a_note(world: World) -> None:
    case = make_works_case(world, "building", address="示例路55号1幢1单元101室")
    sheet = Phone.of(world, "zhou").begin(case)
    sheet.snap()
    sheet.mark("materials", outcome="bad", note="墙板无合格证")
    sheet.bring_all()
    show_concealed(world, case)
    finish(world, case)
    services.open_acceptance(case_id=case.pk, by=world.yan, arranged_on=clock.today())
    go_through(world, case)
    verdict(world, case)
    Case.objects.filter(pk=case.pk).update(status="terminated")

    fresh = Case.objects.get(pk=case.pk).version
    refused = sheet.close(version=fresh, due_on=later(12).date().isoformat()).json()
    assert (refused["code"], refused["standing"]["allowed"]) == ("status", False)

    silent = sheet.phone.send("note", sheet.declaration(), pk=sheet.id)
    assert (silent.status_code, silent.json()["field"]) == (422, "reason")
    told = sheet.phone.send("note", sheet.declaration(reason="到场时尚未终止"), pk=sheet.id).json()

    noted = FieldVisit.objects.get()
    assert told["status"] == noted.status == "noted"
    assert "墙板无合格证" in noted.note
    assert "其余 12 项未发现问题" in noted.note
    assert Photo.objects.filter(case=case, subject=PhotoOf.FIELD_NOTE).count() == 1
    assert Visit.objects.filter(case=case, kind="patrol").count() == 0
    text = signed_in(world, "wang").get(page("works", case)).content.decode()
    assert "墙板无合格证" in text
    assert "到场时尚未终止" in text


def test_a_note_too_waits_for_its_photos(sheet: Sheet) -> None:
    sheet.announce()

    answer = sheet.phone.send("note", sheet.declaration(reason="情况说明"), pk=sheet.id)

    assert (answer.status_code, answer.json()["code"]) == (409, "photos")


def test_a_verdict_given_meanwhile_stands_against_findings(world: World) -> None:
    case = make_works_case(world, "attempt", days=2, address="示例路56号1幢1单元101室")
    with clock.at(later(10)):
        sheet = Phone.of(world, "yan").begin(case, "acceptance")
        sheet.bring_all()
        go_through(world, case, by=world.yan2)
        verdict(world, case, by=world.yan2)

        content = sheet.close().json()

    assert (content["code"], content["standing"]["allowed"]) == ("stale", False)
    assert "颜演示于9月11日 12:00出具意见" in content["standing"]["reason"]


def test_out_of_jurisdiction_is_said_and_nothing_more_is_told(world: World, case: Case, sheet: Sheet) -> None:
    sheet.bring_all()
    Case.objects.filter(pk=case.pk).update(street_office=world.hubin)

    content = sheet.close().json()

    assert (content["status"], content["code"]) == (404, "gone")
    assert content["standing"]["visible"] is False
    assert "changes" not in content
    gone = sheet.phone.send("discard", {"reason": "已划归别的街道"}, pk=sheet.id).json()
    assert gone["status"] == "discarded"


# --- other districts, other people ---


@pytest.mark.parametrize("persona", ["hu", "bei", "xin", "xi_inspector", "wu"])
def test_other_rows_do_not_exist(world: World, case: Case, persona: str) -> None:
    stranger = Phone.of(world, persona)
    task = Phone.of(world, "zhou").task(case)

    answer = Sheet(stranger, task, opened_at=stranger.now()).announce()

    assert (answer.status_code, answer.json()["code"]) == (404, "gone")
    assert FieldVisit.objects.count() == 0


@pytest.mark.parametrize("persona", ["hu", "bei", "yan", "wu"])
def test_nobody_else_reaches_a_visit_by_its_key(world: World, sheet: Sheet, persona: str) -> None:
    sheet.announce()
    (taken,) = sheet.shots
    sheet.announce_photo(taken)
    sheet.phone = Phone.of(world, persona)

    answers = [
        sheet.announce(),
        sheet.announce_photo(taken),
        sheet.piece(taken, 0, taken.content),
        sheet.close(),
        sheet.phone.send("note", sheet.declaration(reason="x"), pk=sheet.id),
        sheet.phone.send("discard", {"reason": "x"}, pk=sheet.id),
        sheet.phone.client.delete(reverse("field:photo", kwargs={"pk": sheet.id, "photo_id": taken.id})),
    ]

    assert {answer.json()["code"] for answer in answers} == {"other_person"}
    assert FieldPhoto.objects.get().received == 0


def test_a_queue_of_another_role_is_not_sent_in_this_one(world: World, sheet: Sheet) -> None:
    actor = sheet.phone.actor
    answer = sheet.announce(who=f"{actor.user_id}.{actor.organisation_id}.district_inspector")

    assert (answer.status_code, answer.json()["code"]) == (422, "other_person")
    assert FieldVisit.objects.count() == 0


def test_a_photo_of_another_visit_is_not_taken_over(world: World, case: Case, sheet: Sheet) -> None:
    sheet.announce()
    sheet.announce_photo(sheet.shots[0])
    other = sheet.phone.begin(case)
    other.shots = sheet.shots
    other.announce()

    assert other.announce_photo(sheet.shots[0]).json()["code"] == "other_visit"


def test_a_patrol_does_not_accept(world: World) -> None:
    case = make_works_case(world, "attempt", days=2, address="示例路57号1幢1单元101室")
    with clock.at(later(10)):
        task = Phone.of(world, "yan").task(case, "acceptance")
        phone = Phone.of(world, "zhou")
        sheet = Sheet(phone, task, opened_at=phone.now())
        sheet.bring_all()

        assert sheet.close().json()["code"] == "post"


# --- clocks ---


def test_a_wrong_clock_is_put_right_and_both_times_are_kept(world: World, case: Case) -> None:
    ahead = timedelta(days=400, minutes=7)
    sheet = Phone.of(world, "zhou", ahead=ahead).begin(case)
    with clock.at(ON_SITE + timedelta(hours=5)):
        sheet.phone.client = signed_in(world, "zhou")  # the session is long over
        result = sheet.hand_in()["result"]

    kept = FieldVisit.objects.get()
    assert kept.happened_at == ON_SITE
    assert kept.opened_at == ON_SITE + ahead
    assert kept.clock_skew == result["clock_skew"] == round(ahead.total_seconds())
    assert Visit.objects.get().visited_on == clock.local(ON_SITE).date()
    text = signed_in(world, "wang").get(page("works", case)).content.decode()
    assert "手机时钟" in text


def test_a_visit_handed_in_days_later_counts_on_its_day(world: World, case: Case) -> None:
    sheet = Phone.of(world, "zhou").begin(case)
    with clock.at(later(12)):
        sheet.phone.client = signed_in(world, "zhou")
        sheet.hand_in()

    assert Visit.objects.get().visited_on == clock.local(ON_SITE).date()


def test_a_clock_that_was_set_back_on_the_way_asks_for_the_real_time(sheet: Sheet) -> None:
    sheet.bring_all()
    jumped = millis(sheet.opened_at + timedelta(days=2))

    answer = sheet.close(opened_at=jumped).json()
    assert (answer["code"], answer["field"]) == ("clock", "stated_at")

    stated = clock.local(ON_SITE - timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M")
    assert sheet.close(opened_at=jumped, stated_at=stated).json()["status"] == "closed"
    assert FieldVisit.objects.get().is_stated


@pytest.mark.parametrize(
    ("stated", "code"), [("2026-09-30T10:00", "future"), ("2026-08-01T10:00", "before_start")]
)
def test_a_time_that_cannot_be_is_refused(sheet: Sheet, stated: str, code: str) -> None:
    sheet.bring_all()

    answer = sheet.close(stated_at=stated)

    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert Visit.objects.count() == 0


# --- acceptance ---


@pytest.fixture
def round_sheet(world: World) -> Any:
    case = make_works_case(world, "attempt", days=2, address="示例路58号1幢1单元101室")
    with clock.at(later(10)):
        yield Phone.of(world, "yan").begin(case, "acceptance")


def test_measures_and_verdict_go_through_the_acceptance_s_own_services(round_sheet: Sheet) -> None:
    round_sheet.mark("surface:0:wall", outcome="measured", area="18.20", method="prefab")
    taken = round_sheet.snap("item:surface:0:wall")

    result = round_sheet.hand_in(verdict="pass", opinion="与方案相符")["result"]

    attempt = attempt_of(Case.objects.get(pk=round_sheet.task["case"]))
    item = attempt.items.get(code="surface:0:wall")
    assert (str(item.area), item.method, attempt.verdict) == ("18.20", "prefab", Verdict.PASS)
    assert Photo.objects.get(subject="item", subject_id=item.pk).file_id == (
        FieldPhoto.objects.get(pk=taken.id).file_id
    )
    assert len(result["checks"]) == 3
    assert FieldVisit.objects.get().attempt == attempt


def test_a_verdict_the_checks_do_not_bear_leaves_nothing_written(round_sheet: Sheet) -> None:
    round_sheet.mark("surface:1:wall", outcome="measured", area="16.40", method="wet")
    round_sheet.bring_all()

    answer = round_sheet.close(verdict="pass", opinion="合格").json()

    assert (answer["code"], answer["field"]) == ("checks", "verdict")
    assert attempt_of(Case.objects.get(pk=round_sheet.task["case"])).visited_at is None


def test_a_round_without_a_verdict_keeps_the_reason_of_an_overrun(round_sheet: Sheet) -> None:
    round_sheet.answers["found"] = round_sheet.answers["found"][:1]
    other = round_sheet.task["items"][1]["code"]
    taken = round_sheet.snap(f"item:{other}")

    round_sheet.hand_in(overrun_reason="等待燃气改管")

    attempt = attempt_of(Case.objects.get(pk=round_sheet.task["case"]))
    assert attempt.overrun_reason == "等待燃气改管"
    assert attempt.items.exclude(outcome="").count() == 1
    photo = Photo.objects.get(subject="item", subject_id=attempt.items.get(code=other).pk)
    assert photo.file_id == FieldPhoto.objects.get(pk=taken.id).file_id


def test_a_photo_of_no_item_of_the_round_is_refused(round_sheet: Sheet) -> None:
    round_sheet.snap("item:surface:9:wall")
    round_sheet.bring_all()

    assert round_sheet.close().json()["code"] == "slot"
