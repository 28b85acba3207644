"""Whose look, whose review, which copy: what a renovation's papers and acts say of persons."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from apps.lib import clock
from apps.lib.decisions import Refused
from apps.othertrack.enums import FactKind, Finding, Proof, Status
from apps.othertrack.queries.page import renovation_page
from apps.othertrack.queries.papers import receipt_paper, sheet_paper
from apps.othertrack.services import amend, check, decline, withdraw
from tests.factories import othertrack as made
from tests.factories.world import World

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
    call = {"renovation_id": renovation.pk, "by": world.zhou, "application": said, "answer": "改正"}
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
    amend(renovation_id=renovation.pk, by=world.wang, application=said, answer="补附图页")
    assert receipt_paper(renovation).clerk == world.wang.name


def test_a_review_is_printed_as_a_review_and_no_result(world: World) -> None:
    renovation = made.reviewed(world)
    [found] = [line.found for line in sheet_paper(renovation).lines if line.label == "区县审查"]
    assert found == "审查通过"
    assert renovation_page(world.zhou, renovation).steps[0].title == "区县审查：审查通过"
