"""Whose look, whose review, which copy: what a renovation's papers and acts say of persons."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from apps.documents.services import render_pdf
from apps.lib import clock, formats
from apps.lib.decisions import Refused
from apps.othertrack.enums import FactKind, Finding, Proof, Status
from apps.othertrack.queries.household import shown_to_household
from apps.othertrack.queries.page import renovation_page
from apps.othertrack.queries.papers import declined_paper, receipt_paper, sheet_paper
from apps.othertrack.services import amend, check, decline, return_renovation, withdraw
from apps.outbox.models import Message
from tests.factories import othertrack as made
from tests.factories.world import World, user_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"contractor": "另一示例装饰有限公司"}, "contract_files"),
        ({"contract_amount": 41000}, "contract_files"),
        (
            {"area_type": "rural", "proof": Proof.OTHER, "proof_name": "宅基地使用权证"}
            | {"proof_issuer": "示例村委会", "patrol_organisation_id": None},
            "proof_files",
        ),
    ],
)
def test_another_proof_or_contract_brings_its_copy(world: World, changes: dict[str, Any], field: str) -> None:
    renovation = made.returned(world)
    said = made.application(world, address=renovation.address, name=renovation.name, **changes)
    call = {"renovation_id": renovation.pk, "by": world.zhou, "application": said}
    call |= {"return_number": made.asked_now(renovation), "answers": {1: "改正"}}
    with pytest.raises(Refused) as refused:
        amend(**call)
    assert refused.value.field == field
    amend(**call, **{field: made.papers()[field]})


def test_who_reviewed_does_not_replace_what_his_review_rested_on(world: World) -> None:
    renovation = made.reviewed(world)
    again = {"renovation_id": renovation.pk, "kind": FactKind.FILING, "answer": made.answer()}
    with pytest.raises(Refused, match="请另一人登记"):
        check(by=world.shen, **again)
    check(by=world.wang, **again)
    assert made.fresh(renovation).status == Status.REVIEWED


def test_who_looked_things_up_does_not_decline(world: World) -> None:
    renovation = made.applied(world)
    check(renovation_id=renovation.pk, by=world.shen, kind=FactKind.FILING, answer=made.answer())
    said = {
        "renovation_id": renovation.pk,
        "ground": "unfit",
        "reason": "不合条件",
        "clause": "43 号文三（二）",
    }
    with pytest.raises(Refused, match="另一人"):
        decline(by=world.shen, **said)
    decline(by=world.ling, **said)
    assert made.fresh(renovation).status == Status.DECLINED


def test_what_waits_for_its_papers_is_not_declined(world: World) -> None:
    renovation = made.returned(world)
    with pytest.raises(Refused, match="补正以后再审查"):
        decline(
            renovation_id=renovation.pk,
            by=world.ling,
            ground="unfit",
            reason="缺附图",
            clause="43 号文三（二）",
        )


def test_the_day_of_a_filing_that_differs_is_kept(world: World) -> None:
    fact = made.looked(world, made.applied(world), FactKind.FILING, finding=Finding.DIFFERS)
    assert fact.on == clock.today() - timedelta(days=1)


def test_a_receipt_printed_later_lists_no_steps_that_are_over(world: World) -> None:
    renovation = made.applied(world)
    assert receipt_paper(renovation).standing == ""
    withdraw(renovation_id=renovation.pk, by=world.zhou)
    assert receipt_paper(made.fresh(renovation)).standing == "已撤回"


def test_a_receipt_names_who_took_down_what_it_prints(world: World) -> None:
    renovation = made.returned(world)
    said = made.application(world, address=renovation.address, name=renovation.name)
    answered = {"return_number": made.asked_now(renovation), "answers": {1: "补附图页"}}
    amend(renovation_id=renovation.pk, by=world.wang, application=said, **answered)
    assert receipt_paper(renovation).clerk == world.wang.name


def test_a_review_is_printed_as_a_review_and_no_result(world: World) -> None:
    renovation = made.reviewed(world)
    [found] = [line.found for line in sheet_paper(renovation).lines if line.label == "区县审查"]
    assert found == "审查通过"
    assert renovation_page(world.zhou, renovation).steps[0].title == "区县审查：审查通过"


def test_a_declined_household_gets_the_reason_and_who_decided(world: World) -> None:
    paper = declined_paper(made.declined(world))
    assert paper is not None
    assert (paper.ground, paper.reviewer) == ("不合申请条件", world.shen.name)
    assert "只有家具" in paper.reason
    assert "43号" in paper.clause
    assert paper.may_reapply


def test_a_new_home_is_not_told_that_it_may_apply_again(world: World) -> None:
    paper = declined_paper(made.declined(world, ground="new_home"))
    assert paper is not None
    assert not paper.may_reapply


def test_a_declined_one_says_so_and_promises_nothing(world: World) -> None:
    renovation = made.declined(world)
    page = renovation_page(world.wang, renovation)
    states = {each.label: each.state for each in page.milestones}
    assert (states["区县审查"], states["完工"]) == ("审查不通过", "没有")
    assert "还没有" not in page.counted
    own = {each.label: each.day for each in shown_to_household(renovation).steps}
    assert own["区县审查：不通过"] == formats.day(clock.today())
    assert "完工" not in own


def test_nobody_is_told_of_a_decline_that_was_none(world: World) -> None:
    assert declined_paper(made.reviewed(world)) is None


def test_a_decline_is_told_to_the_street(world: World) -> None:
    renovation = made.declined(world)
    told = Message.objects.get(kind="renovation.declined_at_street")
    assert told.title == f"{renovation.number} 审查不通过，请打印告知书交给本人"


def test_a_contract_has_the_day_of_its_look_whatever_was_found(world: World) -> None:
    renovation = made.applied(world)
    made.looked(world, renovation, FactKind.CONTRACT, finding=Finding.DIFFERS)
    today = formats.day(clock.today())
    [step] = [each for each in renovation_page(world.zhou, renovation).milestones if "合同" in each.label]
    [line] = [each for each in sheet_paper(renovation).lines if "合同" in each.label]
    assert (step.day, line.day) == (today, today)


@pytest.mark.parametrize("lines", [7, 8, 15])
def test_the_seal_stands_below_a_line_of_what_it_confirms(world: World, lines: int) -> None:
    paper = sheet_paper(made.checked(world))
    full = replace(paper, lines=(paper.lines[0],) * lines)
    pages = PdfReader(io.BytesIO(render_pdf("othertrack/papers/sheet.html", {"paper": full}))).pages
    assert "示例装修备案系统" in pages[-1].extract_text()


def test_what_another_has_reviewed_meanwhile_is_not_declined_unawares(world: World) -> None:
    renovation = made.reviewed(world)
    said = {"ground": "unfit", "reason": "不合条件", "clause": "43 号文三（二）"}
    call = {"renovation_id": renovation.pk, "by": world.ling, **said}
    with pytest.raises(Refused, match="已经审查通过") as refused:
        decline(**call)
    assert refused.value.field == "undoes_review"
    decline(**call, undoes_review=True)
    assert made.fresh(renovation).status == Status.DECLINED


def test_a_review_that_a_decline_takes_back_is_printed_by_nothing_and_its_reviewer_told(world: World) -> None:
    renovation = made.reviewed(world)
    said = {"ground": "unfit", "reason": "不合条件", "clause": "43 号文三（二）"}
    decline(renovation_id=renovation.pk, by=world.ling, undoes_review=True, **said)
    renovation = made.fresh(renovation)
    assert renovation.reviewed_on is None
    labels = [line.label for line in sheet_paper(renovation).lines]
    assert (FactKind.REVIEW.label in labels, FactKind.DECLINED.label in labels) == (False, True)
    steps = renovation_page(world.wang, renovation).steps
    [undone] = [each for each in steps if "这次审查作废" in "".join(each.changes)]
    assert undone.by.endswith(world.shen.name)
    told = Message.objects.filter(kind="renovation.review_voided", role="district_reviewer")
    assert "登记了不通过" in told.get().title


def test_what_another_has_reviewed_meanwhile_is_not_returned_unawares(world: World) -> None:
    renovation = made.reviewed(world)
    call = {"renovation_id": renovation.pk, "by": world.wang, "reason": "合同缺第二页"}
    with pytest.raises(Refused, match="已经审查通过") as refused:
        return_renovation(**call)
    assert refused.value.field == "undoes_review"
    return_renovation(**call, undoes_review=True)
    assert made.fresh(renovation).status == Status.RETURNED
    told = Message.objects.filter(kind="renovation.review_voided", role="district_reviewer")
    assert "退回补正" in told.get().title


def test_a_page_opened_before_the_review_is_shown_again_with_the_question(world: World) -> None:
    renovation = made.reviewed(world)
    url = reverse("othertrack:return", kwargs={"pk": renovation.pk})
    client = Client()
    client.force_login(user_of(world.wang))
    key = client.get(url).context["form"]["key"].value()
    answer = client.post(url, {"key": key, "reason": "合同缺第二页"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'name="undoes_review"' in page
    assert "合同缺第二页" in page
