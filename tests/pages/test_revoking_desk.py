"""Each step of 撤销验收合格 stands on the desk that takes it, and on no other."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from apps.archives.services import compile_archive, file_archive
from apps.cases.frame import remarks_on
from apps.cases.models import Case
from apps.lib import clock
from apps.lib.decisions import Refused
from apps.outbox.models import Message
from apps.pages.queries.desk import tasks
from apps.revocations.models import Revocation
from apps.revocations.services import decide_revocation, record_statement
from tests.archives.test_filing import whole_case
from tests.factories.revoking import decided, proposed, revoked, told
from tests.factories.world import World, later


@pytest.fixture
def case(world: World) -> Iterator[Case]:
    """A passed case of which every paper is there, on the day after."""
    found = whole_case(world)
    with clock.at(later(19)):
        yield found


def said(world: World, who: str) -> list[str]:
    return [task.text for task in tasks(getattr(world, who))]


@pytest.mark.parametrize(
    ("step", "clerk", "reviewer", "leader"),
    [
        (proposed, ["登记告知书送达"], [], []),
        (told, [], [], ["决定撤不撤销"]),
        (decided, [], ["复核撤销决定"], []),
        (revoked, ["登记决定书送达"], [], []),
    ],
)
def test_a_procedure_waits_for_who_takes_the_next_step(
    world: World, case: Case, step: object, clerk: list[str], reviewer: list[str], leader: list[str]
) -> None:
    step(world, case)  # type: ignore[operator]
    assert (said(world, "wang"), said(world, "shen"), said(world, "ling")) == (clerk, reviewer, leader)
    assert said(world, "xi") == []


def test_the_leader_has_it_once_it_may_be_decided(world: World, case: Case) -> None:
    told(world, case)
    Revocation.objects.update(statement_days=5)
    assert said(world, "ling") == []
    for party in ("household", "enterprise"):
        record_statement(case_id=case.pk, by=world.wang, party=party, text="不是这样", made_on=clock.today())
    assert said(world, "ling") == ["决定撤不撤销"]


def test_each_desk_is_told_of_its_step_and_the_decider_not_of_his_own(world: World, case: Case) -> None:
    revoked(world, case)
    heard = {
        (row.role, row.title.removeprefix(f"{case.number} "))
        for row in Message.objects.filter(kind="revocation")
    }
    assert ("district_leader", "拟撤销告知书已送达，听取陈述申辩后请决定") in heard
    assert ("district_reviewer", "撤销决定等另一人复核") in heard
    assert ("district_leader", "撤销决定等另一人复核") not in heard
    assert ("district_clerk", "撤销已经复核同意，请送达决定书") in heard


def test_nothing_is_filed_while_the_acceptance_is_in_question(world: World, case: Case) -> None:
    compile_archive(case_id=case.pk, by=world.wang)
    told(world, case)
    assert remarks_on(Case.objects.get(pk=case.pk)).count("拟撤销，程序在办") == 1
    for act in (
        lambda: compile_archive(case_id=case.pk, by=world.wang),
        lambda: file_archive(case_id=case.pk, by=world.shen),
    ):
        with pytest.raises(Refused) as refused:
            act()
        assert "拟撤销验收合格的程序在办" in str(refused.value.reason)
    assert said(world, "shen") == []
    decide_revocation(case_id=case.pk, by=world.ling, outcome="keep", reason="没有问题")
    compile_archive(case_id=case.pk, by=world.wang)
    file_archive(case_id=case.pk, by=world.shen)
    assert remarks_on(Case.objects.get(pk=case.pk)).count("拟撤销，程序在办") == 0
