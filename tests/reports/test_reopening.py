"""An accepted week is reopened on the district's request, until the next cut-off (R11)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from apps.audit.queries import timeline
from apps.cases.models import Case
from apps.lib import clock
from apps.lib.decisions import Refused
from apps.outbox.models import Message
from apps.pages.queries.weekly_tables import report_tasks
from apps.reports.enums import ReopeningStatus, ReportStatus, WeekState
from apps.reports.models import Reopening, ReportVersion, WeekSnapshot
from apps.reports.queries.ledger import closing_set, week
from apps.reports.queries.lists import grid, standing_of
from apps.reports.queries.rollup import roll_up
from apps.reports.services import (
    accept_report,
    adjust,
    ask_reopening,
    decline_reopening,
    lapse_reopenings,
    remind_reports,
    reopen_report,
    return_report,
    save_draft,
    submit_report,
    take_back_report,
)
from tests.factories.callers import Caller, token_for
from tests.factories.copies import kept
from tests.factories.weeks import ASKED, DECLARED, FIRST, due_morning, finished, make_submitted_week, snapshot
from tests.factories.world import World

pytestmark = pytest.mark.django_db

REASON = "漏报一户完工"


@pytest.fixture
@kept
def accepted(world: World) -> WeekSnapshot:
    week: WeekSnapshot = make_submitted_week(world)
    with clock.at(due_morning(FIRST, hour=10)):
        accept_report(by=world.shi, snapshot=week)
    return week


@pytest.fixture(autouse=True)
def _before_noon(world: World) -> Iterator[None]:
    with clock.at(due_morning(FIRST, hour=11)):
        yield


def reopened(world: World, of: WeekSnapshot) -> WeekSnapshot:
    ask_reopening(by=world.wang, snapshot=of, reason=REASON)
    reopen_report(by=world.shi, snapshot=of)
    return of


def versions(of: WeekSnapshot) -> list[tuple[int, str]]:
    rows = ReportVersion.objects.filter(report__snapshot=of).order_by("number")
    return list(rows.values_list("number", "status"))


def told(world: World, persona: str) -> list[str]:
    rows = Message.objects.for_desk(world.people[persona]).filter(kind__startswith="report.", done_at=None)
    return sorted(rows.values_list("kind", flat=True))


def test_the_first_correction_after_acceptance_has_a_way(world: World, accepted: WeekSnapshot) -> None:
    (case_id,) = closing_set(week(accepted))
    finished(Case.objects.get(pk=case_id), world.zhou)
    with pytest.raises(Refused, match="申请重开本期"):
        adjust(by=world.wang, snapshot=accepted, case_id=case_id, reason="周三已完工")
    reopened(world, accepted)
    adjust(by=world.wang, snapshot=accepted, case_id=case_id, reason="周三已完工")
    second = submit_report(by=world.wang, snapshot=accepted)

    assert versions(accepted) == [(1, "reopened"), (2, "submitted")]
    assert second.content["assembled"]["done"] == 1
    assert not second.late


def test_the_accepted_version_stays_as_it_was(world: World, accepted: WeekSnapshot) -> None:
    before = ReportVersion.objects.get(report__snapshot=accepted)
    reopened(world, accepted)
    after = ReportVersion.objects.get(pk=before.pk)

    assert (after.content, after.content_hash, after.decided_at, after.decided_by) == (
        before.content,
        before.content_hash,
        before.decided_at,
        before.decided_by,
    )


def test_roll_ups_show_the_accepted_version_until_the_new_one_is(
    world: World, accepted: WeekSnapshot
) -> None:
    reopened(world, accepted)
    save_draft(by=world.wang, snapshot=accepted, version=None, declared=DECLARED)
    shown = []
    for step in (None, submit_report, None, accept_report):
        if step is not None:
            step(by=world.wang if step is submit_report else world.shi, snapshot=accepted)
        ((group,), _) = grid(world.shi, world.program, FIRST, clock.now())
        (line,) = group.lines
        shown.append((line.standing.state, line.reopened, line.assembled.this_week))

    assert shown == [
        (WeekState.REOPENED, True, 1),
        (WeekState.SUBMITTED, True, 1),
        (WeekState.SUBMITTED, True, 1),
        (WeekState.ACCEPTED, False, 1),
    ]


def test_a_reopened_week_is_none_of_the_accepted_ones(world: World, accepted: WeekSnapshot) -> None:
    before = roll_up(world.shi, world.program, FIRST)
    reopened(world, accepted)
    after = roll_up(world.shi, world.program, FIRST)

    assert (before.accepted, after.accepted) == (1, 0)
    assert after.total.assembled.this_week == before.total.assembled.this_week == 1


def test_a_request_that_nobody_answers_lapses_by_itself(world: World, accepted: WeekSnapshot) -> None:
    ask_reopening(by=world.wang, snapshot=accepted, reason=REASON)
    assert lapse_reopenings() == 0
    with clock.at(accepted.final_at):
        assert (lapse_reopenings(), lapse_reopenings()) == (1, 0)

    asked = Reopening.objects.get()
    assert (asked.status, asked.decided_at) == ("lapsed", accepted.final_at)
    assert "系统" in asked.decided_by
    assert versions(accepted) == [(1, "accepted")]
    assert "report.reopening_lapsed" in told(world, "shen")
    assert "report.reopening_asked" not in told(world, "shi")
    assert timeline("week_seal", accepted.pk, limit=1)[0].action == "report.reopening_lapsed"


def test_asking_changes_nothing_until_it_is_answered(world: World, accepted: WeekSnapshot) -> None:
    ask_reopening(by=world.wang, snapshot=accepted, reason=REASON)

    assert versions(accepted) == [(1, "accepted")]
    with pytest.raises(Refused, match="已申请重开"):
        ask_reopening(by=world.shen, snapshot=accepted, reason=REASON)


def test_declining_needs_a_word_and_lets_ask_again(world: World, accepted: WeekSnapshot) -> None:
    ask_reopening(by=world.wang, snapshot=accepted, reason=REASON)
    with pytest.raises(Refused, match="请写明为什么不重开"):
        decline_reopening(by=world.shi, snapshot=accepted, word=" ")
    decline_reopening(by=world.shi, snapshot=accepted, word="请登记在下一期")
    ask_reopening(by=world.wang, snapshot=accepted, reason="确属本期")

    assert versions(accepted) == [(1, "accepted")]
    assert list(Reopening.objects.values_list("status", flat=True)) == [
        ReopeningStatus.DECLINED,
        ReopeningStatus.ASKED,
    ]


def test_after_the_next_cut_off_only_a_correction_is_open(world: World, accepted: WeekSnapshot) -> None:
    ask_reopening(by=world.wang, snapshot=accepted, reason=REASON)
    with clock.at(accepted.final_at):
        with pytest.raises(Refused, match=f"更正第 {FIRST} 期"):
            reopen_report(by=world.shi, snapshot=accepted)
        decline_reopening(by=world.shi, snapshot=accepted, word="已过截止")
        with pytest.raises(Refused, match=f"更正第 {FIRST} 期"):
            ask_reopening(by=world.wang, snapshot=accepted, reason=REASON)


@pytest.mark.parametrize("final", [False, True])
def test_every_refusal_of_an_accepted_week_names_the_open_way(
    world: World, accepted: WeekSnapshot, *, final: bool
) -> None:
    acts = (
        lambda: save_draft(by=world.wang, snapshot=accepted, version=None, declared=DECLARED),
        lambda: submit_report(by=world.wang, snapshot=accepted),
        lambda: take_back_report(by=world.wang, snapshot=accepted, reason=REASON),
        lambda: accept_report(by=world.shi, snapshot=accepted),
        lambda: return_report(by=world.shi, snapshot=accepted, items=ASKED),
    )
    with clock.at(accepted.final_at if final else clock.now()):
        for act in acts:
            with pytest.raises(Refused, match=f"更正第 {FIRST} 期" if final else "申请重开"):
                act()


def test_who_may_ask_and_who_may_answer(world: World, accepted: WeekSnapshot) -> None:
    for stranger in (world.xi, world.shi, world.zhou, world.sheng):
        with pytest.raises(Refused):
            ask_reopening(by=stranger, snapshot=accepted, reason=REASON)
    ask_reopening(by=world.wang, snapshot=accepted, reason=REASON)
    for stranger in (world.wang, world.xi, world.sheng):
        with pytest.raises(Refused):
            reopen_report(by=stranger, snapshot=accepted)


def test_a_district_reporting_to_the_province_asks_the_province(world: World) -> None:
    taken = snapshot(world, FIRST, world.xiuzhou)
    save_draft(by=world.xiu, snapshot=taken, version=None, declared=DECLARED)
    submit_report(by=world.xiu, snapshot=taken)
    accept_report(by=world.sheng, snapshot=taken)
    ask_reopening(by=world.xiu, snapshot=taken, reason=REASON)
    with pytest.raises(Refused):
        reopen_report(by=world.shi, snapshot=taken)
    reopen_report(by=world.sheng, snapshot=taken)

    assert versions(taken) == [(1, "reopened"), (2, "draft")]


def test_the_request_stands_on_the_workbench_of_who_answers_it(world: World, accepted: WeekSnapshot) -> None:
    before = report_tasks(world.shi)
    ask_reopening(by=world.wang, snapshot=accepted, reason=REASON)
    asked = report_tasks(world.shi)
    reopen_report(by=world.shi, snapshot=accepted)

    assert (before, [each.text for each in asked]) == ([], ["答复重开申请"])
    assert report_tasks(world.shi) == []
    assert [each.text for each in report_tasks(world.wang) if each.number == FIRST] == ["重新报送统计表"]


def test_each_step_tells_the_other_side_and_is_done_with_the_next(
    world: World, accepted: WeekSnapshot
) -> None:
    ask_reopening(by=world.wang, snapshot=accepted, reason=REASON)
    asked = told(world, "shi")
    decline_reopening(by=world.shi, snapshot=accepted, word="请写明是哪一户")
    declined = (told(world, "shi"), told(world, "wang"))
    reopened(world, accepted)
    opened = (told(world, "shi"), told(world, "wang"))

    assert asked == ["report.reopening_asked"]
    assert declined[0] == []
    assert "report.reopening_declined" in declined[1]
    assert opened[0] == []
    assert "report.reopened" in opened[1]
    assert not Message.objects.filter(text__contains=REASON).exists()


def test_a_reopened_week_is_neither_late_nor_reminded_of(world: World, accepted: WeekSnapshot) -> None:
    reopened(world, accepted)
    with clock.at(due_morning(FIRST, hour=20)):
        remind_reports()
        found = list(ReportVersion.objects.filter(report__snapshot=accepted).order_by("number"))
        standing = standing_of(accepted, found, clock.now())

    assert (standing.state, standing.late) == (WeekState.REOPENED, False)
    assert not [kind for kind in told(world, "wang") if kind in ("report.late", "report.3h")]


def test_a_return_before_acceptance_is_not_asked_again_after_reopening(
    world: World, accepted: WeekSnapshot
) -> None:
    reopened(world, accepted)
    second = submit_report(by=world.wang, snapshot=accepted)

    assert "asked" not in second.content
    assert second.status == ReportStatus.SUBMITTED


# --- API ---


def post(
    world: World, persona: str, of: WeekSnapshot, name: str, **said: str
) -> tuple[int, dict[str, object]]:
    caller = Caller(token_for(world.people[persona]))
    version = ReportVersion.objects.filter(report__snapshot=of).latest("number").edit
    answer = caller.post(f"/reports/weeks/{of.pk}/{name}", {"version": version, **said}, key="")
    return answer.status_code, answer.json()


def test_systems_ask_and_answer_as_the_pages_do(world: World, accepted: WeekSnapshot) -> None:
    asked = post(world, "wang", accepted, "ask-reopening", reason=REASON)
    again = post(world, "wang", accepted, "ask-reopening", reason=REASON)
    foreign = post(world, "xi", accepted, "ask-reopening", reason=REASON)
    silent = post(world, "shi", accepted, "decline-reopening", word="")
    opened = post(world, "shi", accepted, "reopen", word="请尽快")
    read = Caller(token_for(world.wang)).get(f"/reports/weeks/{accepted.pk}").json()

    assert [asked[0], again[0], foreign[0], silent[0], opened[0]] == [200, 422, 404, 422, 200]
    assert again[1]["code"] == "asked"
    assert (opened[1]["state"], opened[1]["version_number"]) == ("reopened", 2)
    assert [(each["status"], each["reason"], each["word"]) for each in read["reopenings"]] == [
        ("reopened", REASON, "请尽快")
    ]
