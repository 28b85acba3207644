"""The way in: who has slip and digits reads the own case; whoever guesses learns nothing."""

from __future__ import annotations

import re
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.conf import LazySettings

from apps.audit.models import AccessLog
from apps.cases.models import Case
from apps.household.models import Slip, Visit
from apps.household.services import issue_slip, revoke_slip
from apps.household.services.visits import LASTS, TRIES, TRIES_AT_ALL
from apps.lib import clock
from tests.factories.stages import make_staged_case
from tests.factories.world import World, later
from tests.household.changes import succeed
from tests.household.visitor import AT, Visitor, digits_of, said, wrong

pytestmark = pytest.mark.django_db
NOBODY = "A" * 22


def token(slip: Slip) -> str:
    assert slip.secret is not None
    return slip.secret.token


def code(slip: Slip) -> str:
    assert slip.secret is not None
    return slip.secret.code


def plain(page: str) -> str:
    """Return a page without its form's token and without the count of tries."""
    return re.sub(r'csrfmiddlewaretoken" value="[^"]+"|/my/slip/[^/"]+/|%2Fmy%2Fslip%2F[^"]+', "", page)


def test_link_and_digits_open_the_own_case(slip: Slip, case: Case) -> None:
    phone = Visitor().opened(slip)
    page = said(phone.get("/my/"))
    assert str(case.number) in page
    assert case.dwelling.address in page
    assert AccessLog.objects.filter(subject_id=str(case.pk), role="household").count() == 1
    slip.refresh_from_db()
    assert slip.used_at == AT


@pytest.mark.parametrize("spelt", ["{}", "{0}　", " {0}"])
def test_number_code_and_digits_open_it_however_they_are_typed(slip: Slip, case: Case, spelt: str) -> None:
    number = spelt.format(str(case.number).replace("-", "－"))
    grouped = f"{code(slip)[:3]} {code(slip)[3:6]}-{code(slip)[6:]}"
    answer = Visitor().typed(number, grouped, f"138 0000 {digits_of(slip)}")
    assert answer.status_code == 302


def test_the_cookie_is_out_of_reach_and_of_its_own(slip: Slip) -> None:
    cookie = Visitor().opened(slip).client.cookies["household"]
    assert cookie["httponly"]
    assert cookie["path"] == "/my/"
    assert cookie["samesite"] == "Lax"
    assert not cookie["expires"]
    assert "sessionid" not in Visitor().opened(slip).client.cookies


def test_every_page_stays_in_no_cache_and_no_search_engine(visitor: Visitor) -> None:
    for path in ("/my/", "/my/plan/", "/my/papers/", "/my/enter/", f"/my/slip/{NOBODY}/", "/my/ended/"):
        answer = visitor.get(path)
        assert answer.status_code == 200, path
        assert "no-store" in answer["Cache-Control"], path
        assert "noindex" in answer["X-Robots-Tag"], path
        assert said(answer).count("<script") == said(answer).count("js/household.js") <= 1, path


def test_what_is_wrong_takes_the_focus_and_is_read_with_its_field(slip: Slip) -> None:
    empty = said(Visitor().typed("上城-2026-0001", "", ""))
    assert empty.count("autofocus") == 1
    field = re.search(r"<input[^>]*autofocus[^>]*>", empty)
    assert field
    assert 'name="code"' in field[0]
    assert 'aria-describedby="id_code_error"' in field[0]
    assert 'id="id_code_error"' in empty
    refused = said(Visitor().link(NOBODY, wrong(slip)))
    assert re.findall(r"<(\w+)[^>]* autofocus", refused) == ["section"]
    assert "autofocus" not in said(Visitor().get("/my/enter/"))


def test_no_page_opens_without_a_visit() -> None:
    for path in ("/my/", "/my/plan/", "/my/papers/", "/my/papers/report/"):
        assert Visitor().get(path)["Location"] == "/my/enter/", path


def test_a_link_tells_nobody_whether_it_is_a_slips(world: World, slip: Slip, case: Case) -> None:
    real, none = Visitor().get(f"/my/slip/{token(slip)}/"), Visitor().get(f"/my/slip/{NOBODY}/")
    assert plain(said(real)) == plain(said(none))
    with clock.at(AT):
        revoke_slip(case_id=case.pk, by=world.zhou, number=slip.number, reason="遗失")
    for tried in range(TRIES + 1):
        gone = Visitor().link(token(slip), wrong(slip))
        nobody = Visitor().link(NOBODY, wrong(slip))
        assert (gone.status_code, plain(said(gone))) == (nobody.status_code, plain(said(nobody))), tried


def test_number_and_code_are_answered_alike_whatever_is_wrong(slip: Slip, case: Case) -> None:
    number, other = str(case.number), f"{int(code(slip)) ^ 1:010d}"
    answers = [
        Visitor().typed(number, code(slip), wrong(slip)),
        Visitor().typed(number, other, digits_of(slip)),
        Visitor().typed("上城-2026-9999", code(slip), digits_of(slip)),
    ]
    assert {answer.status_code for answer in answers} == {422}
    pages = {re.sub(r'name="number"[^>]*>', "", plain(said(answer))) for answer in answers}
    assert len(pages) == 1
    # Counted by number and code together: another code each time has as many tries again.
    assert "还可以试" not in pages.pop()


def test_fifty_wrong_digits_lock_the_slip_and_a_new_one_opens_at_once(
    world: World, slip: Slip, case: Case
) -> None:
    phone, tried = Visitor(), []
    for number in range(50):
        at = AT + timedelta(minutes=16 * (number // TRIES))
        tried.append(phone.link(token(slip), wrong(slip), at).status_code)
    assert tried.count(422) == TRIES_AT_ALL - TRIES_AT_ALL // TRIES
    late = phone.link(token(slip), digits_of(slip), AT + timedelta(days=1))
    assert late.status_code == 429
    assert "另开一张" in said(late)
    assert Visit.objects.count() == 0
    with clock.at(AT + timedelta(days=1)):
        again = issue_slip(case_id=case.pk, by=world.zhou, holder="self")
    assert phone.link(token(again), digits_of(again), AT + timedelta(days=1)).status_code == 302


def test_after_a_quarter_of_an_hour_the_right_digits_open_it(slip: Slip) -> None:
    phone = Visitor()
    for _ in range(TRIES):
        phone.link(token(slip), wrong(slip))
    assert phone.link(token(slip), digits_of(slip)).status_code == 429
    assert phone.link(token(slip), digits_of(slip), AT + timedelta(minutes=16)).status_code == 302


def test_one_address_may_not_try_slip_after_slip(monkeypatch: pytest.MonkeyPatch, slip: Slip) -> None:
    monkeypatch.setattr("apps.household.services.visits.ADDRESS_TRIES", 3)
    phone = Visitor()
    tried = [phone.link(f"{number:022d}", "1234").status_code for number in range(4)]
    assert tried == [422, 422, 422, 429]
    assert "手机流量" in said(phone.link(token(slip), digits_of(slip)))


def test_an_expired_slip_says_so_to_its_holder_alone(settings: LazySettings, slip: Slip) -> None:
    after = AT + timedelta(days=settings.HOUSEHOLD_SLIP_DAYS, hours=1)
    assert "到期" not in said(Visitor().link(token(slip), wrong(slip), after))
    answer = Visitor().link(token(slip), digits_of(slip), after)
    assert answer.status_code == 410
    assert "已经到期" in said(answer)
    assert slip.case.street_office.phone in said(answer)


def test_a_reissued_slip_ends_the_former_and_whoever_has_it_open(
    world: World, slip: Slip, case: Case, visitor: Visitor
) -> None:
    with clock.at(AT):
        issue_slip(case_id=case.pk, by=world.zhou, holder="self")
    assert visitor.get("/my/")["Location"] == "/my/ended/"
    assert "请用新的" in said(Visitor().link(token(slip), digits_of(slip)))


def test_a_cookie_copied_before_leaving_opens_nothing_afterwards(slip: Slip, visitor: Visitor) -> None:
    copied = visitor.client.cookies["household"].value
    visitor.post("/my/out/")
    thief = Visitor()
    thief.client.cookies["household"] = copied
    assert thief.get("/my/").status_code == 302


def test_a_tampered_cookie_opens_nothing(visitor: Visitor) -> None:
    value = visitor.client.cookies["household"].value
    visitor.client.cookies["household"] = ("A" if value[0] != "A" else "B") + value[1:]
    assert visitor.get("/my/")["Location"] == "/my/enter/"


def test_a_visit_ends_unused_and_at_the_latest_after_two_hours(visitor: Visitor) -> None:
    for minute in range(0, 120, 15):
        assert visitor.get("/my/", AT + timedelta(minutes=minute)).status_code == 200
    assert visitor.get("/my/", AT + LASTS + timedelta(seconds=1)).status_code == 302


def test_a_visit_left_alone_ends(visitor: Visitor) -> None:
    assert visitor.get("/my/", AT + timedelta(minutes=21))["Location"] == "/my/ended/"


def test_a_slip_shows_its_own_case_and_no_other(world: World, visitor: Visitor) -> None:
    other = make_staged_case(world, "passed")
    page = "".join(said(visitor.get(path)) for path in ("/my/", "/my/plan/", "/my/papers/"))
    assert str(other.number) not in page
    assert visitor.get("/my/papers/report/").status_code == 404


def test_an_officials_page_stays_closed_to_a_visit(visitor: Visitor, case: Case) -> None:
    assert visitor.get(f"/cases/{case.pk}/")["Location"].startswith("/login/")


def test_a_successor_reads_with_a_slip_of_the_own(
    world: World, slip: Slip, case: Case, visitor: Visitor
) -> None:
    with clock.at(later(4)):
        succeed(world, case)
    assert visitor.get("/my/", later(4)).status_code == 302
    answer = Visitor().link(token(slip), "0055", later(4))
    assert answer.status_code == 410
    assert "已经变更" in said(answer)


def test_the_way_back_from_larger_letters_stays_on_these_pages(visitor: Visitor) -> None:
    for own in ("/my/plan/", "/my/do/repaired/?number=2", "/packages/?q=A"):
        assert visitor.get(f"/my/size/?{urlencode({'back': own})}")["Location"] == own
    assert 'class="large ' in said(visitor.get("/my/"))
    for elsewhere in ("https://example.com/my/", "//example.com/my/", "/cases/"):
        assert visitor.get(f"/my/size/?back={elsewhere}")["Location"] == "/my/"


def test_a_decision_of_several_is_still_the_same_with_larger_letters(visitor: Visitor) -> None:
    answer = said(visitor.get("/my/do/repaired/?number=7"))
    assert "back=%2Fmy%2Fdo%2Frepaired%2F%3Fnumber%3D7" in answer
