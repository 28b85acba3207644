"""Whom a case waits for: every state and every open matter names a desk, or says that nothing is awaited."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.cases.enums import ENDED, HoldKind, Status
from apps.cases.models import Case
from apps.cases.queries import case_header, case_shown, wait_of, waits_of
from apps.cases.queries.waiting import standings
from apps.cases.workflow import HOLDS, TURNS, turn_of
from apps.enterprises.models import Enterprise
from apps.inspections import services as works
from apps.inspections.enums import ItemOutcome, PauseStatus, Verdict
from apps.inspections.models import Rectification, StopWork
from apps.inspections.queries import open_attempt
from apps.inspections.rules import Found
from apps.lib import clock
from tests.factories import works as site
from tests.factories.stages import STATES, hand_back, make_staged_case, mend
from tests.factories.world import World, later

pytestmark = pytest.mark.django_db

STREET, BUREAU = "清波街道办事处", "上城区住房和城乡建设局"
FIRM, PATROL = "示例装配装饰有限公司", "样张物业服务有限公司"

AWAITED: dict[str, tuple[str, str]] = {
    "draft": (f"{STREET}或{BUREAU}", "提交登记"),
    "submitted": (STREET, "受理申请"),
    "received": (BUREAU, "备案"),
    "filed": (f"{STREET}或{BUREAU}", "登记自主选择的企业"),
    "designing": (FIRM, "编制方案与预算"),
    "failing_plan": (FIRM, "编制方案与预算"),
    "submitted_plan": (STREET, "请户主确认方案"),
    "confirmed": (FIRM, "签订并登记装修合同"),
    "contracted": (FIRM, "准备开工"),
    "building": (FIRM, "按方案施工，报告完工"),
    "completed": (BUREAU, "组织验收"),
    "attempt": (BUREAU, "组织验收"),
    "items": (BUREAU, "组织验收"),
    "verdict": (BUREAU, "请改造家庭确认意见"),
    "satisfied": (BUREAU, "办结本次验收"),
    "passed": (BUREAU, "补齐一户一档资料"),
    "rectifying": (FIRM, "完成整改"),
}
"""Each state of a staged case: whom it waits for, and for what."""


@pytest.mark.parametrize("status", Status)
def test_every_state_names_a_desk_or_says_that_nothing_is_awaited(status: Status) -> None:
    turn = turn_of(status, {}, {})

    if status in ENDED:
        assert turn is None
    else:
        assert turn is not None
        assert turn.roles
        assert turn.doing


@pytest.mark.parametrize("kind", HOLDS)
def test_every_open_matter_leads_to_a_desk(kind: HoldKind) -> None:
    for status in set(Status) - ENDED:
        turn = turn_of(status, {kind}, {})

        assert turn is not None or status == Status.PASSED
        assert turn is None or (turn.roles and turn.doing)


def test_turns_are_told_apart_by_their_names() -> None:
    names = [turn.name for turn in TURNS]

    assert len(names) == len(set(names))


@pytest.mark.parametrize("state", STATES)
def test_a_staged_case_names_whom_it_waits_for(world: World, state: str) -> None:
    case = make_staged_case(world, state)

    with clock.at(later(18)):
        wait = wait_of(world.shi, case)

    assert wait is not None
    assert (wait.bodies, wait.doing) == AWAITED[state]
    assert not wait.mine


def whose(world: World, case: Case) -> tuple[str, str, str]:
    wait = wait_of(None, case)
    assert wait is not None
    return wait.bodies, wait.role, wait.doing


def test_a_returned_application_waits_for_the_street_and_then_for_the_bureau_again(world: World) -> None:
    case = make_staged_case(world, "received")
    with clock.at(later(3)):
        hand_back(world, case)
        assert whose(world, case) == (STREET, "城建线经办", "逐项回答补正事项")
    with clock.at(later(6)):
        mend(world, case)
    with clock.at(later(7)):
        wait = wait_of(world.wang, case)

    assert wait is not None
    assert wait.mine
    assert (wait.since, wait.day) == (later(6).date(), 2)


def test_a_reported_finish_waits_for_the_patrol_and_without_one_for_the_street(world: World) -> None:
    case = make_staged_case(world, "building")
    with clock.at(later(15)):
        works.report_finish(case_id=case.pk, by=world.jiang, finished_on=clock.today())
        assert whose(world, case) == (PATROL, "物业巡查", "核实并确认完工日期")
        Case.objects.filter(pk=case.pk).update(patrol_organisation=None)
        assert whose(world, Case.objects.get(pk=case.pk))[:2] == (STREET, "城建线经办")


def test_a_defect_waits_for_the_enterprise_and_once_mended_for_the_patrol(world: World) -> None:
    case = make_staged_case(world, "building")
    with clock.at(later(10)):
        site.visit(world, case, by=world.wu, bad=["safety"], due_on=later(12).date())
        assert whose(world, case) == (FIRM, "项目经理", "整改巡查问题")
    with clock.at(later(11)):
        works.rectify_defect(
            case_id=case.pk,
            defect_id=case.defects.get().pk,
            by=world.jiang,
            rectified_on=clock.today(),
            note="已重做",
            photos=[site.photo()],
        )
        assert whose(world, case) == (PATROL, "物业巡查", "复查巡查问题")


def test_stopped_works_wait_for_their_resumption_and_no_day_ends_them(world: World) -> None:
    case = make_staged_case(world, "building")
    with clock.at(later(10)):
        works.stop_works(case_id=case.pk, by=world.zhou, from_on=clock.today(), reason="等燃气公司改管")
        wait = case_header(world.jiang, case)["wait"]

    assert wait.doing == "登记复工"  # type: ignore[attr-defined]
    assert wait.clock.paused  # type: ignore[attr-defined]


def test_a_verdict_that_works_must_be_mended_waits_for_its_conclusion(world: World) -> None:
    case = make_staged_case(world, "attempt")
    with clock.at(later(17)):
        code = open_attempt(case).items.all()[0].code.replace(":", "__")  # type: ignore[union-attr]
        site.go_through(world, case, **{code: Found(ItemOutcome.DISAGREES, note="墙板松动")})
        site.verdict(world, case, Verdict.FAIL)

        assert whose(world, case)[2] == "办结本次验收"


def test_a_stop_the_enterprise_entered_waits_for_street_or_district_to_confirm_it(world: World) -> None:
    case = make_staged_case(world, "building")
    with clock.at(later(10)):
        stop = works.stop_works(
            case_id=case.pk, by=world.jiang, from_on=clock.today(), reason="等燃气公司改管"
        )
        assert whose(world, case) == (f"{STREET}或{BUREAU}", "", "核实停工")
        works.settle_pause(case_id=case.pk, stop_id=stop.pk, by=world.zhou, confirmed=True)
        assert whose(world, case) == (FIRM, "项目经理", "登记复工")


def test_a_stop_is_confirmed_before_the_end_that_counts_its_days(world: World) -> None:
    case = make_staged_case(world, "building")
    with clock.at(later(10)):
        works.stop_works(case_id=case.pk, by=world.jiang, from_on=clock.today(), reason="等燃气公司改管")
    with clock.at(later(15)):
        works.resume_works(case_id=case.pk, by=world.jiang, resumed_on=clock.today())
        works.report_finish(case_id=case.pk, by=world.jiang, finished_on=clock.today())
        assert whose(world, case)[2] == "核实停工"


def test_a_stop_is_confirmed_before_the_acceptance_and_not_under_a_verdict(world: World) -> None:
    case = make_staged_case(world, "attempt")
    StopWork.objects.create(
        case=case,
        enterprise_id=case.enterprise_id or 0,
        from_on=later(10).date(),
        last_on=later(11).date(),
        reason="等燃气公司改管",
        stopped_at=later(10),
        status=PauseStatus.PENDING,
    )
    with clock.at(later(17)):
        assert whose(world, case)[2] == "核实停工"
        site.go_through(world, case)
        site.verdict(world, case)
        assert whose(world, case)[2] == "请改造家庭确认意见"


def test_an_enterprise_without_an_account_is_entered_for_by_the_street(world: World) -> None:
    case = make_staged_case(world, "confirmed")
    Enterprise.objects.filter(pk=case.enterprise_id or 0).update(organisation=None)

    assert whose(world, Case.objects.get(pk=case.pk))[:2] == (STREET, "城建线经办")


def mine(world: World, case: Case, *names: str) -> set[str]:
    return {name for name in names if (wait := wait_of(world.people[name], case)) and wait.mine}


def test_it_is_the_turn_of_the_very_desk_and_of_no_other_district(world: World) -> None:
    case = make_staged_case(world, "completed")

    assert mine(world, case, *world.people) == {"yan", "yan2"}


def test_a_completed_case_says_since_when_and_by_when(world: World) -> None:
    case = make_staged_case(world, "completed")
    with clock.at(later(18)):
        shown = case_shown(world.yan, case)["waits_for"]

    assert shown["doing"] == "组织验收"
    assert [desk["role"] for desk in shown["desks"]] == ["district_inspector"]
    assert (shown["mine"], shown["since"], shown["day"]) == (True, later(16).date(), 3)
    assert shown["until"] == case.acceptance_due_on


def test_the_bureau_s_month_does_not_measure_the_enterprise_s_rectification(world: World) -> None:
    case = make_staged_case(world, "rectifying")

    with clock.at(later(18)):
        assert case_shown(world.jiang, case)["waits_for"]["until"] is None


def test_an_ended_case_waits_for_nobody(world: World) -> None:
    case = make_staged_case(world, "filed")
    Case.objects.filter(pk=case.pk).update(status=Status.WITHDRAWN)

    assert wait_of(world.zhou, case) is None
    assert case_shown(world.zhou, case)["waits_for"] is None


def test_a_page_of_cases_is_asked_in_two_queries(world: World) -> None:
    ids = [make_staged_case(world, state).pk for state in ("received", "completed")]
    cases = list(
        Case.objects.filter(pk__in=ids)
        .for_display()
        .select_related("enterprise__organisation", "patrol_organisation")
    )

    with CaptureQueriesContext(
        connection,
    ) as asked:
        found = waits_of(None, cases)
        assert {wait.bodies for wait in found.values()} == {BUREAU}

    assert len(asked) == 2


def test_the_first_day_is_the_day_it_came(world: World) -> None:
    case = make_staged_case(world, "submitted")

    with clock.at(later(0)):
        wait = wait_of(world.zhou, case)

    assert wait is not None
    assert (wait.since, wait.day) == (date(2026, 9, 1), 1)


def test_a_reported_end_of_rectification_waits_for_the_patrol(world: World) -> None:
    case = make_staged_case(world, "rectifying")
    with clock.at(later(19)):
        for item in Rectification.objects.filter(attempt__case=case):
            works.rectify(
                case_id=case.pk,
                item_id=item.pk,
                by=world.jiang,
                done_on=clock.today(),
                note="已更换",
                photos=[site.photo()],
            )
        assert whose(world, case) == (FIRM, "项目经理", "完成整改")
        works.report_rectified(case_id=case.pk, by=world.jiang, finished_on=clock.today())
        assert whose(world, case) == (PATROL, "物业巡查", "核实并确认整改完成")


def test_one_case_stands_alone_as_it_stands_among_others(world: World) -> None:
    cases = [make_staged_case(world, state) for state in ("draft", "submitted_plan", "completed", "verdict")]
    together = standings([case.pk for case in cases])

    assert [standings([case.pk]) for case in cases] == [{case.pk: together[case.pk]} for case in cases]
    assert "plan_submitted" in together[cases[1].pk].signs
    assert not together[cases[0].pk].signs
