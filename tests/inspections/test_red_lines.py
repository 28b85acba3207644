"""禁止事项 at patrols: asked once a bureau has read the decree, and never before."""

from __future__ import annotations

from datetime import date

import pytest

from apps.acts.services import Done, attempt
from apps.cases.models import Case
from apps.inspections.acts import PATROL
from apps.inspections.enums import Severity
from apps.inspections.models import Defect, VisitItem
from apps.inspections.queries.checklists import checklist_of
from apps.inspections.queries.notable import forbidden_unseen, notable
from apps.lib import clock
from apps.programs.rules.statutes import BEARING, GAS
from apps.programs.services import read_statute
from tests.factories.field import Phone, Sheet
from tests.factories.statutes import has_read
from tests.factories.works import make_works_case, signed_in, visit
from tests.factories.world import NOON, World, later, make_world

pytestmark = pytest.mark.django_db
CODE = f"red_line_{BEARING}"


@pytest.fixture
def world() -> World:
    with clock.at(NOON):
        return make_world()


@pytest.fixture
def case(world: World) -> Case:
    return make_works_case(world)


def codes(case: Case) -> list[str]:
    return [line.code for line in checklist_of(case)]


def test_no_patrol_is_asked_what_nobody_has_read(world: World, case: Case) -> None:
    with clock.at(later(8)):
        has_read(world.shi, world.xihu, BEARING)
        assert CODE not in codes(case), "another district's reading"


def test_a_patrol_looks_at_each_line_in_force_and_what_breaks_it_is_a_hazard(
    world: World, case: Case
) -> None:
    with clock.at(later(8)):
        has_read(world.ling, world.shangcheng, BEARING)
        has_read(world.ling, world.shangcheng, GAS, approvable=True)
        labels = {line.code: line.label for line in checklist_of(case)}
        visit(world, case, bad=[CODE], due_on=date(2026, 9, 20))
    assert labels[CODE] == "没有拆改承重结构（住宅室内装饰装修管理办法（建设部令第110号）第五条）"
    assert "方案写明已取得同意的除外" in labels[f"red_line_{GAS}"]
    defect = Defect.objects.get(case=case)
    assert (defect.item_code, defect.severity) == (CODE, Severity.HAZARD)
    assert "第五条" in defect.text


def test_a_phone_whose_list_is_from_before_is_told_what_came_since(world: World, case: Case) -> None:
    with clock.at(later(8)):
        sheet = Phone.of(world, "zhou").begin(case)
        has_read(world.ling, world.shangcheng, BEARING)
        sheet.bring_all()
        answer = sheet.close()
    content = answer.json()
    assert (content["status"], content["code"]) == (409, "stale")
    assert "没有拆改承重结构" in content["detail"]


def test_a_phone_that_comes_back_later_is_asked_what_was_in_force_when_it_was_there(
    world: World, case: Case
) -> None:
    with clock.at(later(8)):
        sheet = Phone.of(world, "zhou").begin(case)
    with clock.at(later(9)):
        has_read(world.ling, world.shangcheng, BEARING)
        sheet.phone.client = signed_in(world, "zhou")
        sheet.bring_all()
        assert sheet.close().json()["status"] == "closed"
    assert not VisitItem.objects.filter(visit__case=case, code=CODE).exists()


def test_the_answer_to_a_line_taken_back_since_the_list_was_loaded_is_kept(world: World, case: Case) -> None:
    with clock.at(later(8)):
        has_read(world.ling, world.shangcheng, BEARING)
        task = Phone.of(world, "zhou").task(case)
        read_statute(
            by=world.ling,
            organisation=world.shangcheng,
            code=BEARING,
            is_read=False,
            valid_from=later(9).date(),
            reason="抄错了",
        )
    with clock.at(later(9)):
        assert CODE not in codes(case)
        phone = Phone.of(world, "zhou")
        sheet = Sheet(phone, task, opened_at=phone.now())
        sheet.bring_all()
        assert sheet.close().json()["status"] == "closed"
    assert VisitItem.objects.filter(visit__case=case, code=CODE).exists()


@pytest.mark.parametrize(("day", "asked"), [(8, False), (9, True)])
def test_a_visit_entered_later_is_asked_what_was_in_force_on_its_day(
    world: World, case: Case, day: int, asked: bool
) -> None:
    old = codes(case)
    with clock.at(later(9)):
        has_read(world.ling, world.shangcheng, BEARING)
    with clock.at(later(10)):
        subject = PATROL.ground.load(world.zhou, pk=case.pk)
        values = {
            "visited_on": later(day).date(),
            "version": case.version,
            "items": [{"code": code, "outcome": "ok", "note": "", "photos": []} for code in old],
        }
        body = PATROL.form.body(values, {}, **PATROL.options(world.zhou, subject))
        outcome = attempt(PATROL, by=world.zhou, subject=subject, data=body)
    assert isinstance(outcome, Done) is not asked


def test_what_was_answered_beyond_the_list_of_that_day_is_kept(world: World, case: Case) -> None:
    with clock.at(later(9)):
        has_read(world.ling, world.shangcheng, BEARING)
        visit(world, case, visited_on=later(8).date(), bad=[CODE], due_on=date(2026, 9, 20))
    assert Defect.objects.get(case=case).item_code == CODE


def test_an_acceptance_is_told_which_lines_no_patrol_looked_at(world: World) -> None:
    case = make_works_case(world, "attempt")
    with clock.at(later(17)):
        assert not any("禁止事项" in line for line in notable(world.yan, case))
        has_read(world.ling, world.shangcheng, BEARING)
        [told] = [line for line in notable(world.yan, case) if "禁止事项" in line]
    assert "没有拆改承重结构" in told


def test_what_a_patrol_looked_at_is_not_asked_of_the_acceptance(world: World, case: Case) -> None:
    with clock.at(later(8)):
        has_read(world.ling, world.shangcheng, BEARING)
        visit(world, case)
    Case.objects.filter(pk=case.pk).update(completed_on=later(9).date())
    with clock.at(later(17)):
        assert forbidden_unseen(Case.objects.get(pk=case.pk)) == []
