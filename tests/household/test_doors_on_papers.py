"""登记回执 and notices carry the slip that was issued just before, at that counter alone."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from pypdf import PdfReader

from apps.cases.models import Case
from apps.cases.services import decline_case
from apps.documents.models import PrintedPaper
from apps.household.services import issue_slip
from apps.lib import clock
from tests.factories.stages import hand_back, make_staged_case
from tests.factories.works import signed_in
from tests.factories.world import World
from tests.household.test_slips import issue
from tests.household.visitor import AT, Visitor

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(world: World) -> Case:
    return make_staged_case(world, "received")


def words(answer: Any) -> str:
    assert answer.status_code == 200, answer.status_code
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(answer.content)).pages)
    return text.replace("\n", "")


def code_of(client: Client, case: Case) -> str:
    code: str = client.get(f"/cases/{case.pk}/slips/1/").context["paper"].code
    return code


def test_the_receipt_printed_after_it_carries_the_slip_and_opens_the_case(world: World, case: Case) -> None:
    with clock.at(AT):
        client = issue(world, case)
        receipt = words(client.get(f"/cases/{case.pk}/receipt/"))
        code = code_of(client, case)
    case.household.refresh_from_db()
    digits = case.household.phone_encrypted.text()[-4:]

    assert code in receipt
    assert "不要交给装修企业和别人" in receipt
    assert Visitor().typed(str(case.number), code, digits).status_code == 302


def test_a_notice_carries_it_too(world: World, case: Case) -> None:
    with clock.at(AT):
        hand_back(world, case)
        client = issue(world, case)
        notice = words(client.get(f"/cases/{case.pk}/returns/1/notice/"))

        assert code_of(client, case) in notice


def test_a_refusal_carries_it_too(world: World, case: Case) -> None:
    with clock.at(AT):
        decline_case(case_id=case.pk, by=world.wang, clause="杭房局〔2024〕43号 二", reason="不在范围")
        client = issue(world, case)
        notice = words(client.get(f"/cases/{case.pk}/decline/notice/"))

        assert code_of(client, case) in notice


def test_looking_at_a_receipt_issues_nothing_and_ends_nothing(world: World, case: Case) -> None:
    with clock.at(AT):
        slip = issue_slip(case_id=case.pk, by=world.zhou, holder="self")
        receipt = words(signed_in(world, "zhou").get(f"/cases/{case.pk}/receipt/"))
    slip.refresh_from_db()

    assert "查询码" not in receipt
    assert (case.slips.count(), slip.revoked_at) == (1, None)


def test_half_an_hour_later_it_carries_none(world: World, case: Case) -> None:
    with clock.at(AT):
        client = issue(world, case)
    with clock.at(AT + timedelta(minutes=20)):
        assert "查询码" in words(client.get(f"/cases/{case.pk}/receipt/"))
    with clock.at(AT + timedelta(minutes=31)):
        assert "查询码" not in words(client.get(f"/cases/{case.pk}/receipt/"))


def test_a_slip_of_another_case_is_on_no_paper_of_this_one(world: World, case: Case) -> None:
    other = make_staged_case(world, "submitted")
    with clock.at(AT):
        client = issue(world, other)
        assert "查询码" not in words(client.get(f"/cases/{case.pk}/receipt/"))


def test_an_ended_slip_is_printed_no_more(world: World, case: Case) -> None:
    with clock.at(AT):
        client = issue(world, case)
        issue_slip(case_id=case.pk, by=world.wang, holder="self")
        assert "查询码" not in words(client.get(f"/cases/{case.pk}/receipt/"))


def test_with_and_without_it_is_the_same_paper(world: World, case: Case) -> None:
    with clock.at(AT):
        client = issue(world, case)
        for each in (client, signed_in(world, "zhou")):
            words(each.get(f"/cases/{case.pk}/receipt/"))

    assert PrintedPaper.objects.filter(kind="登记回执").count() == 1
