"""转为其他装修: the case goes on here, is linked both ways, and does not come back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from apps.cases.enums import Status as CaseStatus
from apps.cases.frame import remarks_on
from apps.cases.models import Case
from apps.cases.services import register_and_submit
from apps.inspections.services import convert, record_defect, rectify_defect, verify_defect
from apps.letters.enums import Channel
from apps.lib import clock, formats
from apps.lib.decisions import Refused
from apps.othertrack.enums import WORKS, FactKind, Seen, Status
from apps.othertrack.models import CountSpan, Renovation
from apps.othertrack.permissions import open_problems
from apps.othertrack.queries.lists import renovation_tasks
from apps.othertrack.queries.page import renovation_page
from apps.othertrack.queries.papers import receipt_paper, sheet_paper
from apps.othertrack.services import amend, decline, patrol, settle_problem
from tests.factories import othertrack as made
from tests.factories.stages import make_staged_case
from tests.factories.works import below, photo, visit
from tests.factories.world import World, later, registration

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(world: World) -> Case:
    return make_staged_case(world, "building")


def converted(world: World, case: Case) -> Renovation:
    with clock.at(later(20)):
        convert(case_id=case.pk, by=world.ling, **below("墙面已湿贴，无法整改"))
    return Renovation.objects.get(converted_from=case)


def test_a_converted_case_goes_on_with_its_home_contract_and_works(world: World, case: Case) -> None:
    renovation = converted(world, case)
    assert renovation.status == Status.OPENED
    assert (renovation.dwelling_key, renovation.name) == (case.dwelling_key, case.household.name)
    assert (renovation.contract_amount, renovation.started_on) == (case.contract_amount, case.started_on)
    assert renovation.patrol_organisation_id == case.patrol_organisation_id
    assert renovation.facts.first().kind == FactKind.CONVERTED


def test_contract_day_and_works_come_over_with_where_they_are_from(world: World) -> None:
    case = make_staged_case(world, "completed")
    moves = {move.name: move for move in case.transitions.all()}
    renovation = converted(world, case)
    works = {fact.kind: fact for fact in renovation.facts.filter(kind__in=WORKS)}
    assert [works[kind].on for kind in WORKS] == [case.started_on, case.completed_on]
    assert case.number in works[FactKind.FINISHED].source
    assert renovation.contract_signed_on == case.contracts.get().signed_on
    for kind, move in zip(WORKS, ("start_works", "finish_works"), strict=True):
        assert (works[kind].by, works[kind].at) == (moves[move].actor_name, moves[move].recorded_at)
    assert works[FactKind.STARTED].by != world.ling.name
    assert "无法整改" in sheet_paper(renovation).lines[0].seen
    assert "无法整改" in renovation_page(world.zhou, renovation).steps[-1].detail
    lines = {line.label: line.day for line in sheet_paper(renovation).lines}
    assert lines["开工"] == formats.day(case.started_on)
    assert lines["完工"] == formats.day(case.completed_on)


def test_the_end_of_works_stays_in_the_year_that_counted_it(world: World) -> None:
    case = make_staged_case(world, "completed")
    recorded = case.transitions.get(name="finish_works").recorded_at
    assert converted(world, case).finish_recorded_at == recorded


def test_it_leaves_one_side_and_counts_on_the_other_once(world: World, case: Case) -> None:
    converted(world, case)
    assert not Case.objects.started().filter(pk=case.pk).exists()
    assert CountSpan.objects.filter(ends_at=None).count() == 1


def test_its_street_completes_the_application(world: World, case: Case) -> None:
    renovation = converted(world, case)
    with clock.at(later(21)):
        assert [each.renovation.pk for each in renovation_tasks(world.zhou, limit=5)] == [renovation.pk]
        said = made.application(world, address=renovation.address, name=renovation.name)
        with pytest.raises(Refused) as refused:
            amend(renovation_id=renovation.pk, by=world.zhou, application=said, answer="补申请")
        assert refused.value.field == "proof_files"
        amend(renovation_id=renovation.pk, by=world.zhou, application=said, answer="补申请", **made.papers())
    renovation = made.fresh(renovation)
    assert renovation.status == Status.SUBMITTED
    assert (renovation.created_by, receipt_paper(renovation).clerk) == (world.ling.name, world.zhou.name)


def test_what_a_patrol_found_and_nobody_looked_at_again_comes_over(world: World, case: Case) -> None:
    with clock.at(later(8)):
        visit(world, case, by=world.wu, bad=["surface:0:wall"], due_on=clock.today() + timedelta(days=3))
        record_defect(case_id=case.pk, by=world.zhou, channel=Channel.TELEPHONE, text="淋浴房漏水")
    renovation = converted(world, case)
    assert (open_problems(renovation), renovation.patrols.get().seen) == (1, Seen.CARRIED)
    assert "未按方案施工" in renovation.patrols.get().text_encrypted.text()
    assert renovation_page(world.zhou, renovation).reported == 1
    with clock.at(later(21)):
        for person in (world.zhou, world.wang):
            assert [each.renovation.pk for each in renovation_tasks(person, limit=5)] == [renovation.pk]
        done = {"settled_on": clock.today(), "text": "已改正"}
        settle_problem(renovation_id=renovation.pk, by=world.wang, number=1, **done)
        assert renovation_tasks(world.wang, limit=5) == []
        with pytest.raises(Refused, match="巡查的结果"):
            patrol(renovation_id=renovation.pk, by=world.wu, on=clock.today(), seen="carried", text="看过")


def test_a_problem_that_came_over_is_settled_in_one_place(world: World, case: Case) -> None:
    with clock.at(later(8)):
        visit(world, case, by=world.wu, bad=["surface:0:wall"], due_on=clock.today() + timedelta(days=3))
        defect = case.defects.get()
        rectify_defect(
            case_id=case.pk,
            defect_id=defect.pk,
            by=world.chen,
            rectified_on=clock.today(),
            note="已改",
            photos=[photo()],
        )
    converted(world, case)
    with clock.at(later(21)):
        for person in (world.wu, world.wang):
            with pytest.raises(Refused, match="“其他装修”里处理"):
                verify_defect(case_id=case.pk, defect_id=defect.pk, by=person, verified_on=clock.today())


def test_what_nobody_applied_for_is_not_declined(world: World, case: Case) -> None:
    renovation = converted(world, case)
    with clock.at(later(21)), pytest.raises(Refused, match="还没有个人申请"):
        decline(
            renovation_id=renovation.pk,
            by=world.ling,
            ground="unfit",
            reason="未申请",
            clause="43 号文三（二）",
        )


def test_it_is_not_converted_back(world: World, case: Case) -> None:
    converted(world, case)
    with clock.at(later(21)), pytest.raises(Refused, match="不能转回装配化"):
        register_and_submit(by=world.zhou, data=registration(world, address=case.dwelling.address))
    case.refresh_from_db()
    assert case.status == CaseStatus.CONVERTED


def test_it_is_converted_once(world: World, case: Case) -> None:
    converted(world, case)
    with clock.at(later(21)), pytest.raises(Refused):
        convert(case_id=case.pk, by=world.ling, **below("再转"))
    assert Renovation.objects.count() == 1


def test_a_case_says_that_its_home_has_another_application(world: World, case: Case) -> None:
    renovation = made.applied(world, address=case.dwelling.address, home_reason="另做客厅地板")
    assert renovation.number in "".join(remarks_on(case))
