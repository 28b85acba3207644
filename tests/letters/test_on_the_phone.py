"""张示例 writes and reads with the slip in hand; nobody else's phone does."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from apps.cases.models import Case
from apps.household.models import Slip
from apps.household.services import issue_slip
from apps.letters.models import Letter, LetterPicture
from apps.letters.services import MOST_A_DAY, answer_letter, record_letter, write_letter
from apps.lib import clock
from tests.factories.letters import ask_street
from tests.factories.stages import make_staged_case
from tests.factories.uploads import jpeg, pdf, upload
from tests.factories.world import World, later
from tests.household.changes import succeed
from tests.household.visitor import AT, Visitor, said

pytestmark = pytest.mark.django_db
ASKED = "淋浴房能不能装扶手？"


def slip_of(world: World, case: Case, at: Any = AT) -> Slip:
    with clock.at(at):
        return issue_slip(case_id=case.pk, by=world.zhou, holder="self")


@pytest.fixture
def phone(world: World, case: Case) -> Visitor:
    return Visitor().opened(slip_of(world, case))


def write(phone: Visitor, text: str = ASKED, party: str = "enterprise", query: str = "") -> Any:
    return phone.post(f"/my/letters/write/{query}", text=text, party=party)


def test_what_was_written_waits_for_the_designer(phone: Visitor, case: Case) -> None:
    sent = write(phone)
    assert sent.url == "/my/letters/1/"
    assert "等示例装配装饰有限公司答复" in said(phone.get("/my/letters/1/"))


def test_a_second_press_sends_nothing_twice(phone: Visitor) -> None:
    assert write(phone).url == write(phone).url
    assert Letter.objects.count() == 1


def test_the_answer_is_new_on_the_first_page_until_it_was_seen(
    phone: Visitor, world: World, case: Case
) -> None:
    write(phone)
    letter = Letter.objects.get()
    with clock.at(AT + timedelta(minutes=1)):
        answer_letter(case_id=case.pk, letter_id=letter.pk, by=world.chen, text="能，不另收费。")
    soon = AT + timedelta(minutes=2)
    assert "1 条没看" in said(phone.get("/my/", soon))
    assert "能，不另收费。" in said(phone.get("/my/letters/", soon))
    assert "没看" not in said(phone.get("/my/", soon))


def test_an_answer_goes_to_who_asked(phone: Visitor, world: World, case: Case) -> None:
    with clock.at(AT):
        asked = write_letter(case_id=case.pk, by=world.chen, text="马桶不移位，您看行吗？", asks=True)
    assert "有 1 条等您答复" in said(phone.get("/my/"))
    assert "马桶不移位" in said(phone.get("/my/letters/write/?answers=1"))
    write(phone, "行。", query="?answers=1")
    asked.refresh_from_db()
    assert asked.settled_at == AT
    assert Letter.objects.get(number=2).answers == asked


@pytest.mark.parametrize("text", ["", "   "])
def test_nothing_said_is_refused_at_the_field_and_the_choice_stays(phone: Visitor, text: str) -> None:
    page = write(phone, text, "bureau")
    assert page.status_code == 422
    assert "请写下要说的话" in said(page)
    assert 'value="bureau"' in said(page)
    assert "checked" in said(page)
    assert not Letter.objects.exists()


def test_what_was_typed_stays_when_it_is_too_long(phone: Visitor) -> None:
    page = write(phone, "扶" * 501)
    assert page.status_code == 422
    assert "扶" * 501 in said(page)


def test_no_party_is_made_up(phone: Visitor) -> None:
    assert write(phone, party="city").status_code == 422


def test_who_fills_the_desks_is_stopped(phone: Visitor) -> None:
    for number in range(MOST_A_DAY):
        write(phone, f"第 {number} 问")
    page = write(phone, "还有一问")
    assert page.status_code == 422
    assert "请打电话" in said(page)


def test_a_bad_picture_keeps_no_sound_one_from_being_sent(phone: Visitor) -> None:
    write(phone)
    page = phone.post(
        "/my/letters/1/",
        pictures=[upload("好.jpg", jpeg()), upload("坏.jpg", pdf())],  # type: ignore[arg-type]
    )
    assert page.status_code == 422
    assert "坏.jpg" in said(page)
    assert [each.name for each in LetterPicture.objects.all()] == ["好.jpg"]
    assert phone.get("/my/letters/1/1/")["Content-Type"] == "image/jpeg"


def test_a_sound_picture_is_taken_without_a_complaint(phone: Visitor) -> None:
    write(phone)
    page = phone.post("/my/letters/1/", pictures=[upload("好.jpg", jpeg())])  # type: ignore[arg-type]
    assert (page.status_code, page["Location"]) == (302, "/my/letters/#letter-1")


def test_a_file_that_is_no_picture_is_told_once(phone: Visitor) -> None:
    write(phone)
    page = phone.post("/my/letters/1/", pictures=[upload("坏.jpg", pdf())])  # type: ignore[arg-type]
    assert said(page).count('class="error"') == 1


def test_another_s_letter_takes_no_picture(phone: Visitor, world: World, case: Case) -> None:
    with clock.at(AT):
        ask_street(world, case)
    page = phone.post("/my/letters/1/", pictures=[upload("好.jpg", jpeg())])  # type: ignore[arg-type]
    assert page.status_code == 422
    assert not LetterPicture.objects.exists()


def test_without_a_visit_nothing_is_shown_or_written(case: Case) -> None:
    stranger = Visitor()
    for path in ("/my/letters/", "/my/letters/write/", "/my/letters/1/", "/my/letters/1/1/"):
        assert stranger.get(path).url == "/my/enter/"
    assert write(stranger).status_code == 403
    assert not Letter.objects.exists()


def test_another_household_s_slip_opens_none_of_it(phone: Visitor, world: World) -> None:
    write(phone)
    other = Visitor().opened(slip_of(world, make_staged_case(world, "submitted_plan")))
    assert ASKED not in said(other.get("/my/letters/"))
    assert other.get("/my/letters/1/").status_code == 404


def test_a_new_household_reads_nothing_of_the_one_before(phone: Visitor, world: World, case: Case) -> None:
    write(phone)
    with clock.at(later(5)):
        succeed(world, case)
    case = Case.objects.get(pk=case.pk)
    fresh = Visitor().opened_at(slip_of(world, case, later(9)), later(9))
    assert ASKED not in said(fresh.get("/my/letters/", later(9)))
    assert fresh.get("/my/letters/1/", later(9)).status_code == 404


def test_a_second_tap_on_an_answer_writes_no_new_letter(phone: Visitor, world: World, case: Case) -> None:
    with clock.at(AT):
        write_letter(case_id=case.pk, by=world.chen, text="马桶不移位，您看行吗？", asks=True)
    assert write(phone, "行。", query="?answers=1").url == write(phone, "行。", query="?answers=1").url
    assert Letter.objects.count() == 2


def test_what_the_desk_has_answered_for_it_keeps_what_was_typed(
    phone: Visitor, world: World, case: Case
) -> None:
    with clock.at(AT):
        asked = write_letter(case_id=case.pk, by=world.chen, text="马桶不移位，您看行吗？", asks=True)
        told = {"party": "enterprise", "channel": "telephone", "text": "行"}
        record_letter(case_id=case.pk, by=world.zhou, answers=asked.number, **told)
    page = write(phone, "再想一想。", query="?answers=1")
    assert page.status_code == 422
    assert "已经答复过了" in said(page)
    assert "再想一想。" in said(page)
