"""A paper photographed after something happened: the page its QR opens says what became of it."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from urllib.parse import urlsplit

import pytest
from django.conf import LazySettings
from django.test import Client
from pypdf import PdfReader

from apps.cases.models import Case
from apps.cases.services import correct_facts, decline_case, withdraw_case
from apps.inspections.services import conclude, open_acceptance
from apps.lib import clock
from apps.plans.models import PlanVersion
from apps.plans.services import propose_change, withdraw_change
from apps.reports.services import return_report, submit_report
from tests.factories import works
from tests.factories.photographs import scanned
from tests.factories.plans import confirm, content, submit
from tests.factories.revoking import revoked
from tests.factories.stages import make_staged_case
from tests.factories.weeks import ASKED, answered, make_submitted_week
from tests.factories.works import signed_in
from tests.factories.world import World, later, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _published(settings: LazySettings) -> None:
    settings.PAPER_CHECK_PAGE = "https://chuwei.example.gov.cn/verify/"


@pytest.fixture
def world() -> World:
    return make_world()


def printed(world: World, who: str, path: str) -> str:
    """Return the path in the QR of a paper that somebody prints and a telephone photographs."""
    paper = signed_in(world, who).get(path)
    assert paper.status_code == 200
    (address,) = scanned(paper.content, path.split("/")[-2])
    return urlsplit(address).path


def declined(world: World, case: Case) -> None:
    decline_case(case_id=case.pk, by=world.wang, clause="第二条", reason="不在实施范围")


def said(path: str) -> str:
    return str(Client().get(path).content.decode())


def test_a_plan_that_another_followed_is_replaced_by_that_version(world: World) -> None:
    case = make_staged_case(world, "contracted")
    first = PlanVersion.objects.confirmed().get(case=case).number
    with clock.at(later(5)):
        path = printed(world, "zhou", f"/cases/{case.pk}/plan/{first}/paper.pdf")
        assert "这份文书是真的" in said(path)
        propose_change(case_id=case.pk, by=world.chen, reason="换柜体")
        submit(world, case, plan=content(start=later(9).date()))
        confirm(case, by=world.zhou)
    second = PlanVersion.objects.confirmed().get(case=case).number
    page = said(path)
    assert "已有新版" in page
    assert f"起用第 {second} 版" in page


def test_a_change_that_was_given_up_is_revoked_and_says_which_version_counts(world: World) -> None:
    case = make_staged_case(world, "contracted")
    stands = PlanVersion.objects.confirmed().get(case=case).number
    with clock.at(later(5)):
        propose_change(case_id=case.pk, by=world.chen, reason="换柜体")
        plan = submit(world, case, plan=content(start=later(9).date()))
        path = printed(world, "zhou", f"/cases/{case.pk}/plan/{plan.number}/paper.pdf")
        withdraw_change(case_id=case.pk, by=world.zhou, reason="不换了")
    page = said(path)
    assert "已作废" in page
    assert f"这一版后来作废了，现在以第 {stands} 版为准" in page


def test_a_receipt_is_replaced_by_a_newer_one(world: World) -> None:
    case = make_staged_case(world, "received")
    with clock.at(later(1)):
        path = printed(world, "zhou", f"/cases/{case.pk}/receipt/")
    with clock.at(later(2)):
        correct_facts(case_id=case.pk, by=world.zhou, changes={"family_size": "7"}, reason="录入有误")
        newer = printed(world, "zhou", f"/cases/{case.pk}/receipt/")
    assert "已有新版" in said(path)
    assert "这份文书是真的" in said(newer)


@pytest.mark.parametrize(
    ("end", "word"),
    [("withdraw", "这个办件已撤回，文书随之作废"), ("decline", "不予备案，文书随之作废")],
)
def test_a_receipt_is_revoked_with_its_case(world: World, end: str, word: str) -> None:
    case = make_staged_case(world, "received")
    with clock.at(later(1)):
        path = printed(world, "zhou", f"/cases/{case.pk}/receipt/")
        if end == "withdraw":
            withdraw_case(case_id=case.pk, by=world.zhou, reason="户主不装了")
        else:
            declined(world, case)
    page = said(path)
    assert "已作废" in page
    assert word in page


def test_the_notice_that_an_application_was_declined_stays_genuine(world: World) -> None:
    case = make_staged_case(world, "received")
    with clock.at(later(1)):
        declined(world, case)
        path = printed(world, "wang", f"/cases/{case.pk}/decline/notice/")
    assert "这份文书是真的" in said(path)


def test_only_the_acceptance_is_revoked_that_was_decided_about(world: World) -> None:
    case = works.make_works_case(world, "attempt")
    works.fail_acceptance(world, case)
    works.mend_all(world, case)
    with clock.at(later(19)):
        open_acceptance(case_id=case.pk, by=world.yan, arranged_on=clock.today())
        works.go_through(world, case)
        works.verdict(world, case)
        works.household_says(world, case)
        conclude(case_id=case.pk, by=world.yan)
    with clock.at(later(40)):
        names = ("acceptance/report/", "acceptance/1/paper/", "acceptance/2/paper/", "plan/1/paper.pdf")
        paths = {name: printed(world, "wang", f"/cases/{case.pk}/{name}") for name in names}
        assert {name for name, path in paths.items() if "这份文书是真的" not in said(path)} == set()
        revoked(world, case)
        decision = printed(world, "wang", f"/cases/{case.pk}/revocation/1/decision.pdf")
        first = signed_in(world, "wang").get(f"/cases/{case.pk}/acceptance/1/paper/").content
    cancelled = {name for name, path in paths.items() if "已作废" in said(path)}
    assert cancelled == {"acceptance/report/", "acceptance/2/paper/"}
    assert "这一次的验收合格已经撤销" in said(paths["acceptance/report/"])
    assert "这份文书是真的" in said(decision)
    assert "撤销" not in PdfReader(BytesIO(first)).pages[0].extract_text()


def test_a_weekly_table_is_revoked_when_returned_and_replaced_when_submitted_again(world: World) -> None:
    week = make_submitted_week(world)
    path = printed(world, "wang", f"/reports/{week.pk}/table.pdf")
    assert "这份文书是真的" in said(path)
    with clock.at(week.cutoff_at + timedelta(hours=11)):
        return_report(by=world.shi, snapshot=week, items=list(ASKED))
        assert "已作废" in said(path)
        submit_report(by=world.wang, snapshot=answered(week, world.wang))
    assert "已有新版" in said(path)
