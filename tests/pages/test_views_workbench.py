"""工作台: each role finds what it must do now, soonest first."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

import pytest
from django.test import Client
from django.urls import reverse

from apps.cases.enums import DefectKind
from apps.cases.services import ReturnItem, return_case
from apps.lib import clock
from apps.lib.actors import Actor
from apps.pages.queries import desk as desk_module
from apps.pages.queries.case_list import Wanted, listed
from apps.pages.queries.desk import capped, desk, tasks
from apps.pages.queries.figures import figures
from apps.pages.queries.progress import countdown, next_week, progress, recent, week_card
from apps.pages.queries.rows import case_rows
from apps.pages.queries.weekly_tables import report_tasks
from apps.programs.enums import RuleCode
from apps.tickets.enums import About
from apps.tickets.models import Ticket
from tests.factories import weeks
from tests.factories.letters import ask_street
from tests.factories.reported import report
from tests.factories.rules import let_rule_be
from tests.factories.stages import make_staged_case
from tests.factories.tickets import complain
from tests.factories.world import NOON, World, later, make_case

Browser = Callable[[Actor], Client]


def let_queues_be(shown: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let queues be cut at fewer lines."""
    for name in ("apps.pages.queries.desk", "apps.pages.views.workbench"):
        monkeypatch.setattr(import_module(name), "SHOWN", shown)


def texts(person: Actor) -> list[str]:
    return sorted(task.text for task in tasks(person))


def test_each_role_finds_its_own_work(world: World) -> None:
    for state in ("submitted", "received", "filed", "designing"):
        make_case(world, state)

    assert texts(world.zhou) == sorted(["受理申请", "登记自主选择的企业"])
    assert texts(world.wang) == sorted(["备案", "登记自主选择的企业"])
    assert texts(world.shen) == ["备案"]
    assert texts(world.chen) == ["编制方案与预算"]
    assert texts(world.xi) == []
    assert texts(world.shi) == []


def test_a_returned_application_lies_with_the_counter_not_the_desk(world: World) -> None:
    case = make_case(world, "received")
    return_case(case_id=case.pk, by=world.wang, items=[ReturnItem("rooms", DefectKind.WRONG, "请核对")])

    assert texts(world.zhou) == ["逐项回答补正事项"]
    assert texts(world.shen) == []


def test_a_plan_that_waits_for_the_household_comes_to_the_counter(world: World) -> None:
    make_staged_case(world, "submitted_plan")

    with clock.at(later(3)):
        assert texts(world.zhou) == ["请户主确认方案"]


def test_a_site_patrolled_by_a_company_comes_to_the_street_when_it_runs_late(world: World) -> None:
    make_staged_case(world, "building")

    with clock.at(later(9)):
        assert texts(world.zhou) == []
        assert texts(world.wu) == ["施工巡查"]
    with clock.at(later(24)):
        assert texts(world.zhou) == ["施工已超期，上门核实"]
        assert texts(world.jiang) == ["施工已超期，补写原因"]


def test_deadlines_come_before_what_only_waits(world: World) -> None:
    make_case(world, "filed")
    staged = make_staged_case(world, "building")

    with clock.at(later(24)):
        first, second = tasks(world.zhou)
    assert first.case == staged
    assert first.due is not None
    assert second.due is None
    assert second.waited == "已等 24 天"


def test_completed_works_come_to_the_inspector(world: World) -> None:
    make_staged_case(world, "completed")

    with clock.at(later(20)):
        assert texts(world.yan) == ["组织验收"]


def test_counts_stop_and_say_so(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk_module, "MOST", 2)
    for _ in range(4):
        make_case(world, "submitted")

    assert str(capped(desk(world.zhou))) == "2+"


def test_a_figure_opens_the_list_it_counts(world: World, browser: Browser) -> None:
    for state in ("submitted", "submitted", "received"):
        make_case(world, state)

    first = figures(world.zhou)[0]
    page = browser(world.zhou).get(first.url)

    assert (first.label, first.value) == ("待受理", "2")
    assert len(page.context["rows"]) == 2


def test_progress_counts_what_the_newest_snapshot_counted_against_the_target(world: World) -> None:
    with clock.at(NOON):
        weeks.started(world)
        weeks.finished(weeks.started(world), world.zhou)
    weeks.report_since(35)
    with clock.at(weeks.in_week(36)):
        weeks.snapshot(world, 35)
        weeks.started(world)

        year = progress(world.wang)
    assert year is not None
    assert (year.started, year.finished, year.target) == (2, 1, 30)
    assert "/overview/amount/" in year.started_url
    assert "/overview/done/" in year.finished_url
    assert year.as_of == "截至 9月2日 24:00"
    assert "9月30日应达 18 户" in year.words


def test_who_reports_no_table_reads_what_is_there_now(world: World) -> None:
    with clock.at(NOON):
        weeks.started(world)

        year = progress(world.zhou)
    assert year is not None
    assert (year.as_of, year.started, year.target) == ("现在的数", 1, None)
    assert (year.started_url, year.finished_url) == ("", "")


def test_a_city_s_target_is_the_sum_of_its_districts(world: World) -> None:
    year = progress(world.shi)

    assert year is not None
    assert year.target == 60


def test_the_week_s_table_counts_down_to_its_hour(world: World) -> None:
    week = next_week()

    assert week is not None
    assert countdown(week) == "距本周统计表截止还有 2 天"
    with clock.at(later(2, 2)):
        assert countdown(week) == "距本周统计表截止还有 3 小时 30 分"
    card = week_card(world.wang)
    assert card is not None
    assert card.state == "数据截止后自动生成"
    assert week_card(world.zhou) is None


def test_the_latest_moves_are_told_inside_the_own_rows(world: World) -> None:
    case = make_case(world, "received")

    assert [entry.title for entry in recent(world.zhou)] == [f"受理 {case.number}"]
    assert recent(world.xi) == []


@pytest.mark.parametrize(
    "person", ["zhou", "wang", "shen", "yan", "ling", "shi", "sheng", "chen", "jiang", "wu", "shenji", "xiu"]
)
def test_every_role_has_a_workbench(world: World, browser: Browser, person: str) -> None:
    make_case(world, "designing")

    answer = browser(world.people[person]).get(reverse("pages:workbench"))

    assert answer.status_code == 200
    assert ("今天要做的" in answer.content.decode()) != ("今天没有等您办的事" in answer.content.decode())


def test_a_queue_of_tickets_that_is_cut_says_so_and_counts_all(
    world: World, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    let_queues_be(2, monkeypatch)
    client = browser(world.shi)
    for count in (2, 3):
        while Ticket.objects.count() < count:
            complain(world, about=About.BUREAU)
        page = client.get(reverse("pages:workbench")).content.decode()
        assert f"今天要做的 {count} 件事" in page
        assert ("看等我办的全部 3 件" in page) is (count == 3)
    assert f"{reverse('tickets:index')}?state=mine" in page


def test_what_households_reported_beyond_the_queue_is_counted(
    world: World, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    let_queues_be(1, monkeypatch)
    case = make_staged_case(world, "building")
    with clock.at(later(9)):
        for _ in range(2):
            report(world, case)
        page = browser(world.jiang).get(reverse("pages:workbench")).content.decode()
    assert "共 2 项等您办" in page


def test_letters_beyond_the_queue_are_counted(
    world: World, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    let_queues_be(1, monkeypatch)
    case = make_staged_case(world, "building")
    with clock.at(later(9)):
        for _ in range(2):
            ask_street(world, case)
        page = browser(world.zhou).get(reverse("pages:workbench")).content.decode()
    assert "共 2 条等您答复" in page


def test_the_workbench_asks_a_bounded_number_of_questions(
    world: World, browser: Browser, django_assert_max_num_queries: Callable[[int], object]
) -> None:
    for _ in range(6):
        make_case(world, "submitted")
    client = browser(world.zhou)
    client.get(reverse("pages:workbench"))

    with django_assert_max_num_queries(40):  # type: ignore[attr-defined]
        client.get(reverse("pages:workbench"))


def test_passed_cases_wait_for_papers_and_then_to_be_compiled(world: World) -> None:
    case = make_staged_case(world, "passed")

    with clock.at(later(30)):
        assert texts(world.wang) == ["补齐一户一档资料"]
        case.holds.filter(closed_at__isnull=True).update(closed_at=clock.now(), closed_on=clock.today())
        assert texts(world.wang) == ["立卷"]


def test_a_late_acceptance_comes_to_the_district_s_desk(world: World) -> None:
    make_staged_case(world, "completed")

    with clock.at(later(60)):
        assert texts(world.ling) == ["验收已超期，抓紧组织"]
        assert texts(world.yan) == ["组织验收"]


@pytest.fixture
def limited(world: World) -> None:
    """Let the rules in force file within five workdays, and a return suspend nothing."""
    let_rule_be(RuleCode.FILING_WORKDAYS, "5")


@pytest.mark.usefixtures("limited")
def test_a_late_filing_is_counted_and_told_like_every_late_period(world: World) -> None:
    case = make_case(world, "received")

    with clock.at(later(6)):
        assert list(listed(world.wang, Wanted(flag="soon"))) == [case]
        assert list(listed(world.wang, Wanted(flag="overdue"))) == []
    with clock.at(later(20)):
        (row,) = case_rows(world.wang, list(listed(world.wang, Wanted(flag="overdue"))))
        assert row.due == case.filing_due_on
        assert texts(world.wang) == ["备案已超期，抓紧办理"]


@pytest.mark.usefixtures("limited")
def test_a_returned_application_comes_to_the_leader_when_its_filing_is_late(world: World) -> None:
    case = make_case(world, "received")
    return_case(case_id=case.pk, by=world.wang, items=[ReturnItem("rooms", DefectKind.WRONG, "请核对")])

    assert texts(world.ling) == []
    with clock.at(later(20)):
        (task,) = tasks(world.ling)
        assert (task.text, task.url_name) == ("备案已超期，督促补正", "cases:case")
        assert texts(world.zhou) == ["逐项回答补正事项"]


def test_the_weekly_table_waits_for_the_bureau_and_then_for_the_city(world: World) -> None:
    week = weeks.snapshot(world, weeks.FIRST)

    assert [task.text for task in report_tasks(world.wang)] == ["报送统计表"] * 3
    assert report_tasks(world.shi) == []
    assert report_tasks(world.xi) == report_tasks(world.zhou) == []

    weeks.submitted(week, world.wang)

    (task,) = report_tasks(world.shi)
    assert (task.text, task.bureau, task.due) == ("接收或退回统计表", "上城区住房和城乡建设局", None)
    assert len(report_tasks(world.wang)) == 2
