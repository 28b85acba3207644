"""文书核验: whoever holds a paper learns whether it is genuine, replaced or unknown, and nothing else."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import segno
from django.conf import LazySettings
from django.http import HttpResponse
from django.test import Client
from pytest_django.fixtures import DjangoAssertNumQueries

from apps.cases.models import Case
from apps.cases.queries import receipt_of
from apps.cases.queries.notices import return_paper
from apps.cases.services import correct_facts, withdraw_case
from apps.documents.models import PrintedPaper
from apps.documents.rules.papers import check_code, content_hash
from apps.documents.services import mark_printed
from apps.documents.templatetags.paper_marks import check_qr
from apps.inspections.models import AcceptanceAttempt, HouseholdOpinion
from apps.lib import clock
from apps.plans.models import ApplicationForm, PlanVersion
from apps.plans.queries.papers import application_paper
from apps.plans.services import propose_change
from apps.reports.models import ReportVersion
from apps.reports.services import return_report
from tests.factories.plans import confirm, content, submit
from tests.factories.stages import hand_back, make_staged_case
from tests.factories.uploads import pdf, upload
from tests.factories.weeks import ASKED, make_submitted_week
from tests.factories.works import signed_in
from tests.factories.world import World, later, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def passed(world: World) -> Case:
    return make_staged_case(world, "passed")


def asked(code: str) -> Any:
    """Type a code as a visitor does."""
    return Client().get("/verify/", {"code": code})


def said(answer: Any) -> str:
    return str(answer.content.decode())


def test_each_stored_paper_is_found_by_what_its_qr_holds(passed: Case) -> None:
    plan = PlanVersion.objects.confirmed().get(case=passed)
    form = ApplicationForm.objects.get(case=passed)
    attempt = AcceptanceAttempt.objects.get(case=passed)
    opinion = HouseholdOpinion.objects.get(attempt=attempt)
    for digest, kind in (
        (plan.content_hash, "装修方案与项目预算"),
        (form.content_hash, "申请表（附件 1）"),
        (attempt.content_hash, "项目验收表（附件 2）、验收合格报告"),
        (opinion.content_hash, "改造家庭确认意见"),
    ):
        answer = Client().get(f"/verify/{digest[:32]}/")
        assert "这份文书是真的" in said(answer), kind
        assert kind in said(answer)
        assert check_code(digest) in said(answer)


def test_a_code_is_read_however_it_is_typed(passed: Case) -> None:
    code = check_code(PlanVersion.objects.confirmed().get(case=passed).content_hash)
    wide = "".join(chr(ord(each) + 0xFEE0) if each != "-" else "－" for each in code)
    misread = code.replace("O", "0").replace("I", "1").replace("B", "8")
    for typed in (code.lower(), code.replace("-", " "), code.replace("-", ""), wide, misread):
        assert asked(typed).status_code == 200, typed


def test_the_digits_in_a_sentence_signed_before_are_understood(passed: Case) -> None:
    digest = PlanVersion.objects.confirmed().get(case=passed).content_hash
    answer = asked(digest[:12])
    assert answer.status_code == 200
    assert check_code(digest) in said(answer)


def test_neither_name_nor_address_nor_figure_is_shown(passed: Case) -> None:
    page = said(Client().get(f"/verify/{AcceptanceAttempt.objects.get(case=passed).content_hash}/"))
    for word in (passed.household.name, passed.dwelling.address, passed.enterprise.contact_phone, "户主满意"):
        assert word not in page


def test_a_plan_followed_by_another_is_replaced(world: World) -> None:
    case = make_staged_case(world, "contracted")
    first = PlanVersion.objects.confirmed().get(case=case)
    with clock.at(later(5)):
        propose_change(case_id=case.pk, by=world.chen, reason="换柜体")
        submit(world, case, plan=content(start=later(9).date()))
        confirm(case, by=world.zhou)
    second = PlanVersion.objects.confirmed().get(case=case)
    page = said(asked(check_code(first.content_hash)))
    assert "已有新版" in page
    assert f"起用第 {second.number} 版" in page
    assert "这份文书是真的" in said(asked(check_code(second.content_hash)))


def test_a_plan_that_failed_its_checks_is_no_ground_for_anything(world: World) -> None:
    case = make_staged_case(world, "failing_plan")
    page = said(asked(check_code(PlanVersion.objects.get(case=case).content_hash)))
    assert "不能作为依据" in page
    assert "没有通过核验" in page


def test_a_returned_week_is_no_ground_and_the_accepted_one_is(world: World) -> None:
    week = make_submitted_week(world)
    version = ReportVersion.objects.get(report__snapshot=week)
    assert "已报送，等上级接收" in said(asked(check_code(version.content_hash)))
    with clock.at(week.cutoff_at + timedelta(hours=11)):
        return_report(by=world.shi, snapshot=week, items=list(ASKED))
    assert "被上级退回" in said(asked(check_code(version.content_hash)))


def receipt(world: World, case: Case) -> tuple[HttpResponse, PrintedPaper]:
    """周示例 prints the 登记回执."""
    answer = signed_in(world, "zhou").get(f"/cases/{case.pk}/receipt/")
    assert answer.status_code == 200
    return answer, PrintedPaper.objects.latest("last_printed_at")


def test_a_printed_receipt_is_genuine_and_printed_again_the_same(world: World) -> None:
    case = make_staged_case(world, "received")
    with clock.at(later(1)):
        _, row = receipt(world, case)
    with clock.at(later(2)):
        _, again = receipt(world, case)
    assert again.pk == row.pk
    assert again.last_printed_at > row.last_printed_at
    page = said(asked(check_code(row.digest)))
    assert "这份文书是真的" in page
    assert f"{case.number}-回执" in page


def test_a_receipt_of_before_a_change_is_replaced_once_the_new_one_is_printed(world: World) -> None:
    case = make_staged_case(world, "received")
    with clock.at(later(1)):
        _, old = receipt(world, case)
    with clock.at(later(2)):
        correct_facts(case_id=case.pk, by=world.zhou, changes={"family_size": "7"}, reason="录入有误")
        _, new = receipt(world, case)
    assert "已有新版" in said(asked(check_code(old.digest)))
    assert "这份文书是真的" in said(asked(check_code(new.digest)))


def test_the_digest_in_a_qr_is_sought_until_it_is_found(
    world: World, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with clock.at(later(1)):
        _, row = receipt(world, make_staged_case(world, "received"))
    with django_assert_max_num_queries(3):
        assert "这份文书是真的" in said(Client().get(f"/verify/{row.digest[:32]}/"))


def test_the_kept_digest_of_a_printed_paper_is_keyed(world: World) -> None:
    case = make_staged_case(world, "received")
    with clock.at(later(1)):
        paper = receipt_of(case)
        mark = mark_printed(
            paper=paper, kind="登记回执", number="示例", issuer=case.street_office, issuer_name="示例"
        )
    # Anybody may count up the 身份证号 behind a plain hash of a page whose other words are known.
    assert mark.content_hash != content_hash(paper)


def test_one_digit_changed_is_unknown(passed: Case) -> None:
    digest = PlanVersion.objects.confirmed().get(case=passed).content_hash
    other = ("0" if digest[0] != "0" else "1") + digest[1:]
    answer = asked(check_code(other))
    assert answer.status_code == 404
    assert "没有这个校验码" in said(answer)
    assert check_code(other) in said(answer)


@pytest.mark.parametrize("typed", ["ABC", "上城-2026-0001", "' OR 1=1", "A" * 89])
def test_what_is_no_code_is_said_at_the_field_and_stays_there(typed: str) -> None:
    answer = asked(typed)
    assert answer.status_code == 422
    assert "校验码是 8 位字母和数字" in said(answer)
    assert f'value="{typed.replace(chr(39), "&#x27;")}"' in said(answer)


def test_fifty_guesses_are_slowed_down_and_the_next_window_is_free(settings: LazySettings) -> None:
    settings.UNKNOWN_CODES_PER_ADDRESS = 3
    with clock.at(later(1)):
        assert [asked("ABCD-EFGH").status_code for _ in range(5)] == [404, 404, 404, 429, 429]
    with clock.at(later(1) + timedelta(minutes=11)):
        assert asked("ABCD-EFGH").status_code == 404


def test_a_right_code_is_answered_beside_one_who_guesses(settings: LazySettings, passed: Case) -> None:
    settings.UNKNOWN_CODES_PER_ADDRESS = 1
    code = check_code(PlanVersion.objects.confirmed().get(case=passed).content_hash)
    with clock.at(later(30)):
        assert [asked(each).status_code for each in ("ABCD-EFGH", "ABCD-EFGH", code)] == [404, 429, 200]


def test_the_page_asks_no_session_and_stays_in_no_cache(passed: Case) -> None:
    answer = asked(check_code(PlanVersion.objects.confirmed().get(case=passed).content_hash))
    assert not answer.cookies
    assert "no-store" in answer["Cache-Control"]


def test_a_paper_carries_the_page_that_checks_it(settings: LazySettings, passed: Case) -> None:
    mark = application_paper(ApplicationForm.objects.get(case=passed)).mark
    settings.PAPER_CHECK_PAGE = ""
    alone = check_qr(mark)
    settings.PAPER_CHECK_PAGE = "https://chuwei.example.gov.cn/verify/"
    page = f"{settings.PAPER_CHECK_PAGE}{mark.content_hash[:32]}/"
    assert check_qr(mark) == segno.make(page, error="m").svg_data_uri(scale=4, border=0) != alone


def test_papers_of_a_case_that_was_given_up_are_no_ground_any_more(world: World) -> None:
    case = make_staged_case(world, "confirmed")
    digest = PlanVersion.objects.confirmed().get(case=case).content_hash
    with clock.at(later(5)):
        withdraw_case(case_id=case.pk, by=world.zhou, reason="户主不装了")
    page = said(asked(check_code(digest)))
    assert "已作废" in page
    assert "这个办件已撤回" in page


def test_a_notice_names_whom_it_was_told_though_the_name_is_put_right_later(world: World) -> None:
    case = make_staged_case(world, "received")
    with clock.at(later(1)):
        hand_back(world, case)
        before = return_paper(case, case.returns.get())
    with clock.at(later(2)):
        correct_facts(
            case_id=case.pk,
            by=world.zhou,
            changes={"name": "李更正"},
            reason="录入有误",
            proof=upload("更正证明.pdf", pdf()),
        )
        case = Case.objects.get(pk=case.pk)
        assert return_paper(case, case.returns.get()) == before


def test_one_ipv6_connection_is_one_guesser_whatever_address_it_picks(settings: LazySettings) -> None:
    settings.UNKNOWN_CODES_PER_ADDRESS = 2
    with clock.at(later(1)):
        answers = [
            Client(REMOTE_ADDR=f"2001:db8:0:1::{number}").get("/verify/", {"code": "ABCD-EFGH"}).status_code
            for number in range(1, 4)
        ]
        other = Client(REMOTE_ADDR="2001:db8:0:2::1").get("/verify/", {"code": "ABCD-EFGH"}).status_code
    assert (answers, other) == ([404, 404, 429], 404)
