"""巡查 of a home: who may, what it says, what became of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from apps.lib import clock
from apps.lib.decisions import Refused
from apps.othertrack.acts import PATROL, WITHDRAW
from apps.othertrack.enums import Seen, Verdict
from apps.othertrack.forms.lists import Wanted
from apps.othertrack.models import Patrol, Renovation
from apps.othertrack.queries.lists import list_page, renovation_task_count, renovation_tasks
from apps.othertrack.queries.page import renovation_page
from apps.othertrack.services import approve, name_patrol, patrol, settle_problem, withdraw
from apps.outbox.models import Message
from tests.factories import othertrack as made
from tests.factories.world import World, later, person_named

pytestmark = pytest.mark.django_db


def went(world: World, renovation: Renovation, by: Any, seen: Seen = Seen.SOUND) -> Patrol:
    return patrol(renovation_id=renovation.pk, by=by, on=clock.today(), seen=seen, text="看过厨房")


def test_the_property_company_of_a_home_patrols_it(world: World) -> None:
    renovation = made.applied(world)
    went(world, renovation, world.wu)
    [line] = renovation_page(world.wang, renovation).patrols
    assert line.who == f"{world.wu.organisation_name} {world.wu.name}"
    with pytest.raises(Refused, match="样张物业"):
        went(world, renovation, world.zhou)


def test_where_no_company_is_named_the_street_patrols(world: World) -> None:
    renovation = made.applied(world, patrol_organisation_id=None)
    went(world, renovation, world.zhou)
    with pytest.raises(Renovation.DoesNotExist):
        went(world, renovation, world.wu)


def test_a_farmhouse_has_no_property_company(world: World) -> None:
    with pytest.raises(Refused, match="农村住宅"):
        made.applied(world, area_type="rural")
    renovation = made.applied(world, area_type="rural", patrol_organisation_id=None)
    with pytest.raises(Refused, match="农村住宅"):
        name_patrol(renovation_id=renovation.pk, by=world.zhou, organisation_id=world.property.pk)


def test_a_company_is_named_later_and_none_but_a_company(world: World) -> None:
    renovation = made.applied(world, patrol_organisation_id=None)
    with pytest.raises(Refused, match="列出的物业"):
        name_patrol(renovation_id=renovation.pk, by=world.zhou, organisation_id=world.xihu.pk)
    name_patrol(renovation_id=renovation.pk, by=world.zhou, organisation_id=world.property.pk)
    assert went(world, renovation, world.wu).number == 1


def test_a_problem_is_told_settled_by_another_and_holds_up_the_approval(world: World) -> None:
    renovation = made.finished(world)
    found = went(world, renovation, world.wu, Seen.OPEN)
    told = Message.objects.filter(kind="renovation.problem", done_at=None)
    assert {each.organisation_id for each in told} == {world.qingbo.pk, world.shangcheng.pk}
    said = {"verdict": Verdict.PASSED, "looked_on": clock.today(), "seen": "一致"}
    with pytest.raises(Refused, match="1 个问题"):
        approve(renovation_id=renovation.pk, by=world.yan, **said)
    done = {"settled_on": clock.today(), "text": "已恢复"}
    with pytest.raises(Refused):
        settle_problem(renovation_id=renovation.pk, by=world.wu, number=found.number, **done)
    settle_problem(renovation_id=renovation.pk, by=world.zhou, number=found.number, **done)
    assert not told.all().exists()
    with pytest.raises(Refused, match="没有等待处理"):
        settle_problem(renovation_id=renovation.pk, by=world.zhou, number=found.number, **done)
    approve(renovation_id=renovation.pk, by=world.yan, **said)


def test_who_reported_a_problem_does_not_settle_it(world: World) -> None:
    renovation = made.applied(world, patrol_organisation_id=None)
    found = went(world, renovation, world.zhou, Seen.OPEN)
    done = {"number": found.number, "settled_on": clock.today(), "text": "已恢复"}
    with pytest.raises(Refused, match="另一人"):
        settle_problem(renovation_id=renovation.pk, by=world.zhou, **done)
    colleague = person_named("周同事", world.zhou)
    settle_problem(renovation_id=renovation.pk, by=colleague, **done)


def test_what_was_talked_out_waits_for_nobody(world: World) -> None:
    renovation = made.applied(world)
    assert not went(world, renovation, world.wu, Seen.DISSUADED).is_open


def test_a_company_lists_the_homes_it_patrols_without_their_papers(world: World) -> None:
    renovation = made.began(world, made.checked(world))
    made.applied(world, patrol_organisation_id=None)
    assert [each.renovation.pk for each in list_page(world.wu, Wanted(state="mine")).rows] == [renovation.pk]
    page = renovation_page(world.wu, renovation)
    assert (page.papers, page.steps, page.whole) == ([], [], False)


def test_a_patrol_is_not_of_tomorrow(world: World) -> None:
    renovation = made.applied(world)
    with pytest.raises(Refused, match="不能晚于今天"):
        patrol(renovation_id=renovation.pk, by=world.wu, on=later(1).date(), seen=Seen.SOUND, text="看过")


def test_a_problem_stays_on_desks_when_the_application_is_withdrawn(world: World) -> None:
    renovation = made.troubled(world)
    assert "1 个问题还没有处理" in WITHDRAW.context(world.zhou, renovation)["cautions"][0]
    withdraw(renovation_id=renovation.pk, by=world.zhou)
    for person in (world.zhou, world.wang):
        assert [each.text for each in renovation_tasks(person, limit=5)] == ["已撤回，巡查报告了问题"]
        assert list_page(person, Wanted(state="mine")).total == renovation_task_count(person, most=9) == 1
    assert renovation_tasks(world.people["xi"], limit=5) == []
    settle_problem(
        renovation_id=renovation.pk, by=world.wang, number=1, settled_on=clock.today(), text="已停工恢复"
    )
    assert renovation_tasks(world.zhou, limit=5) == []


def test_works_ask_for_a_patrol_until_somebody_has_been_there(world: World) -> None:
    renovation = made.checked(world)
    went(world, renovation, world.wu)
    with clock.at(later(1)):
        made.began(world, made.fresh(renovation))
        [task] = renovation_tasks(world.wu, limit=5)
        assert "在开工以前" in task.text
        went(world, renovation, world.wu)
    with clock.at(later(9)):
        assert renovation_tasks(world.wu, limit=5) == []
        assert list_page(world.wu, Wanted(state="mine")).total == 0
        assert list_page(world.wu, Wanted(state="open")).total == 1


def test_who_patrolled_before_the_recorded_start_is_told(world: World) -> None:
    renovation = made.began(world, made.checked(world))
    early = clock.today() - timedelta(days=3)
    said = {
        "renovation_id": renovation.pk,
        "by": world.wu,
        "on": early,
        "seen": Seen.SOUND,
        "text": "正在贴砖",
    }
    assert "请核对" in PATROL.done(patrol(**said))
    assert "巡查" in renovation_page(world.shen, made.fresh(renovation)).cautions[-1]
