"""Reminders of periods: before the last day to whoever must act, after it also to whoever must press."""

from __future__ import annotations

import pytest

from apps.cases.enums import DefectKind
from apps.cases.models import Case
from apps.cases.services import ReturnItem, due_cases, lift_hold, remind_due, return_case
from apps.lib import clock
from apps.lib.actors import Actor
from apps.outbox.models import Message
from apps.programs.enums import RuleCode
from tests.factories.rules import let_rule_be
from tests.factories.stages import make_staged_case, return_and_mend
from tests.factories.works import fail_acceptance, make_works_case
from tests.factories.world import World, later, make_case

pytestmark = pytest.mark.django_db


def reminded(day: int, case: Case, *people: Actor) -> list[list[str]]:
    """Remind on a day; return the titles of what each person's desk reads of a period."""
    with clock.at(later(day)):
        remind_due(case_ids=due_cases(""))
        rows = Message.objects.filter(subject_id=str(case.pk), kind__startswith="due.").order_by("created_at")
        return [[row.title.split()[-1] for row in rows & Message.objects.for_desk(each)] for each in people]


def test_the_bureau_is_reminded_of_a_filing_limit_and_its_leader_when_it_is_late(world: World) -> None:
    let_rule_be(RuleCode.FILING_WORKDAYS, "5")
    case = make_case(world, "received")

    assert reminded(6, case, world.wang, world.ling) == [["备案期限将到"], []]
    assert reminded(20, case, world.wang, world.ling) == [["备案期限将到", "备案已超期"], ["备案已超期"]]
    assert reminded(21, case, world.wang) == [["备案期限将到", "备案已超期"]], "told once"


def test_after_a_return_came_back_the_same_last_day_is_told_once_more(world: World) -> None:
    # What a return does to the limit nobody has set: the last day stands, and the reminder was days ago.
    let_rule_be(RuleCode.FILING_WORKDAYS, "5")
    case = make_case(world, "received")
    assert reminded(6, case, world.wang) == [["备案期限将到"]]
    with clock.at(later(6)):
        return_and_mend(world, case)
    case.refresh_from_db()

    assert case.filing_due_on == later(7).date()
    assert reminded(7, case, world.wang) == [["备案期限将到"] * 2]
    assert reminded(7, case, world.wang) == [["备案期限将到"] * 2], "once each"


def test_after_the_leader_lifted_a_return_the_same_last_day_is_told_once_more(world: World) -> None:
    let_rule_be(RuleCode.FILING_WORKDAYS, "5")
    case = make_case(world, "received")
    assert reminded(6, case, world.wang) == [["备案期限将到"]]
    with clock.at(later(6)):
        return_case(
            case_id=case.pk, by=world.wang, items=[ReturnItem("floor_area", DefectKind.WRONG, "对不上")]
        )
        hold = case.holds.get()
        lift_hold(case_id=case.pk, hold_id=hold.pk, by=world.ling, reason="原件已在窗口核对")

    assert reminded(7, case, world.wang) == [["备案期限将到"] * 2]
    assert reminded(7, case, world.wang) == [["备案期限将到"] * 2], "once each"


def test_a_limit_that_is_not_set_reminds_nobody(world: World) -> None:
    case = make_case(world, "received")
    assert reminded(60, case, world.wang, world.ling) == [[], []]


def test_a_late_rectification_comes_to_the_enterprise_and_the_inspector(world: World) -> None:
    let_rule_be(RuleCode.RECTIFICATION_DAYS, "10")
    case = fail_acceptance(world, make_works_case(world, "attempt"))

    assert reminded(40, case, world.jiang, world.yan) == [["整改已超期"], ["整改已超期"]]


def test_late_works_come_to_the_site_its_patrol_and_the_district(world: World) -> None:
    case = make_staged_case(world, "building")

    told = reminded(24, case, world.jiang, world.wu, world.zhou, world.wang, world.yan)
    assert told == [["施工已超期"]] * 4 + [[]]
