"""撤回报送: a district takes its report back until the city has accepted it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from apps.audit.models import Event
from apps.lib import clock
from apps.lib.decisions import Refused, Stale
from apps.outbox.models import Message
from apps.pages.queries.progress import week_card
from apps.reports.enums import ReportStatus, WeekState
from apps.reports.models import ReportVersion, WeekSnapshot
from apps.reports.queries.checks import checks_of
from apps.reports.queries.ledger import week
from apps.reports.queries.lists import standing_of
from apps.reports.services import (
    Declared,
    accept_report,
    return_report,
    save_draft,
    submit_report,
    take_back_report,
)
from tests.access.forms import fields_of
from tests.factories.callers import Caller, token_for
from tests.factories.weeks import ASKED, FIRST, due_morning, make_submitted_week, snapshot, submitted
from tests.factories.world import World, user_of

pytestmark = pytest.mark.django_db

REASON = "漏报一户"


@pytest.fixture
def handed_in(world: World) -> WeekSnapshot:
    week: WeekSnapshot = make_submitted_week(world)
    return week


@pytest.fixture(autouse=True)
def _before_noon(world: World) -> Iterator[None]:
    with clock.at(due_morning(FIRST, hour=11)):
        yield


def versions(of: WeekSnapshot) -> list[ReportVersion]:
    return list(ReportVersion.objects.filter(report__snapshot=of).order_by("number"))


def state(of: WeekSnapshot) -> tuple[WeekState, bool]:
    standing = standing_of(of, versions(of), clock.now())
    return standing.state, standing.late


def desk(world: World, name: str) -> Client:
    client = Client()
    client.force_login(user_of(world.people[name]))
    return client


def page(of: WeekSnapshot, name: str = "detail") -> str:
    return reverse(f"reports:{name}", args=[of.pk])


def text(response: Any) -> str:
    return str(response.content.decode())


def call(world: World, name: str, of: WeekSnapshot, /, key: str = "", **values: Any) -> Any:
    body = {"version": versions(of)[-1].edit, "reason": REASON, **values}
    return Caller(token_for(world.people[name])).post(f"/reports/weeks/{of.pk}/take-back", body, key=key)


# --- the service ---


def test_the_version_taken_back_stays_and_the_next_draft_takes_over(
    world: World, handed_in: WeekSnapshot
) -> None:
    before = versions(handed_in)[0]
    take_back_report(by=world.wang, snapshot=handed_in, reason=REASON)
    taken, draft = versions(handed_in)

    assert (taken.status, taken.return_reason) == (ReportStatus.WITHDRAWN, REASON)
    assert (taken.content, taken.content_hash) == (before.content, before.content_hash)
    assert (taken.decided_by, taken.decided_by_holder) == (world.wang.signature, world.wang.holder)
    assert (draft.number, draft.status, draft.declared_week) == (2, ReportStatus.DRAFT, 41)


def test_the_record_says_who_took_it_back_and_why(world: World, handed_in: WeekSnapshot) -> None:
    take_back_report(by=world.wang, snapshot=handed_in, reason=REASON)
    event = Event.objects.get(subject_kind="week_seal", action="report.withdrawn")

    assert (event.subject_id, event.reason, event.facts) == (str(handed_in.pk), REASON, '{"version":1}')


def test_the_city_s_desk_is_told_without_the_typed_reason(world: World, handed_in: WeekSnapshot) -> None:
    take_back_report(by=world.wang, snapshot=handed_in, reason="请电 13800000000")
    told = Message.objects.get(kind="report.withdrawn")

    assert (told.organisation_id, told.role) == (world.city.pk, world.shi.role)
    assert told.title == f"{handed_in.bureau.short_name}撤回了第 {FIRST} 期周报"
    assert "13800000000" not in told.text


def test_the_province_s_desk_is_told_by_who_reports_to_it(world: World) -> None:
    taken = submitted(snapshot(world, FIRST, world.xiuzhou), world.xiu)
    take_back_report(by=world.xiu, snapshot=taken, reason=REASON)
    told = Message.objects.get(kind="report.withdrawn")

    assert (told.organisation_id, told.role) == (world.province.pk, world.sheng.role)


def test_an_accepted_report_is_not_taken_back(world: World, handed_in: WeekSnapshot) -> None:
    accept_report(by=world.shi, snapshot=handed_in)
    with pytest.raises(Refused, match="上级已接收"):
        take_back_report(by=world.wang, snapshot=handed_in, reason=REASON)

    assert [each.status for each in versions(handed_in)] == [ReportStatus.ACCEPTED]


def test_a_returned_report_is_not_taken_back_as_well(world: World, handed_in: WeekSnapshot) -> None:
    return_report(by=world.shi, snapshot=handed_in, items=ASKED, reason=REASON)
    with pytest.raises(Refused, match="没有已报送"):
        take_back_report(by=world.wang, snapshot=handed_in, reason=REASON)


def test_a_report_is_taken_back_once(world: World, handed_in: WeekSnapshot) -> None:
    take_back_report(by=world.wang, snapshot=handed_in, reason=REASON)
    with pytest.raises(Refused, match="没有已报送"):
        take_back_report(by=world.wang, snapshot=handed_in, reason=REASON)

    assert len(versions(handed_in)) == 2


def test_a_page_of_what_was_taken_back_accepts_nothing_later(world: World, handed_in: WeekSnapshot) -> None:
    seen = versions(handed_in)[0].edit
    take_back_report(by=world.wang, snapshot=handed_in, reason=REASON)
    draft = versions(handed_in)[1].edit
    save_draft(by=world.wang, snapshot=handed_in, version=draft, declared=Declared(missing_reason="停机"))
    submit_report(by=world.wang, snapshot=handed_in)

    with pytest.raises(Stale):
        accept_report(by=world.shi, snapshot=handed_in, version=seen)


def test_without_a_reason_nothing_is_taken_back(world: World, handed_in: WeekSnapshot) -> None:
    with pytest.raises(Refused) as refusal:
        take_back_report(by=world.wang, snapshot=handed_in, reason=" ")

    assert refusal.value.field == "reason"


@pytest.mark.parametrize("who", ["xi", "shi", "sheng", "zhou", "shenji", "yan"])
def test_only_the_bureau_s_own_desk_takes_back(world: World, handed_in: WeekSnapshot, who: str) -> None:
    with pytest.raises(Refused, match="由本区县"):
        take_back_report(by=world.people[who], snapshot=handed_in, reason=REASON)


# --- what counts ---


def test_a_week_taken_back_waits_and_is_not_missing_after_the_hour(
    world: World, handed_in: WeekSnapshot
) -> None:
    take_back_report(by=world.wang, snapshot=handed_in, reason=REASON)
    now = state(handed_in)
    with clock.at(handed_in.due_at + timedelta(hours=1)):
        later = state(handed_in)

    assert now == later == (WeekState.WITHDRAWN, False)


def test_lateness_is_that_of_the_first_hand_in(world: World, handed_in: WeekSnapshot) -> None:
    take_back_report(by=world.wang, snapshot=handed_in, reason=REASON)
    with clock.at(handed_in.due_at + timedelta(hours=3)):
        submit_report(by=world.wang, snapshot=handed_in)
        in_time = state(handed_in)
    other = submitted(snapshot(world, FIRST, world.xihu), world.xi, hour=18)
    with clock.at(due_morning(FIRST, hour=19)):
        take_back_report(by=world.xi, snapshot=other, reason=REASON)
        late = state(other)

    assert in_time == (WeekState.SUBMITTED, False)
    assert late == (WeekState.WITHDRAWN, True)


def test_what_was_taken_back_is_not_counted_as_reported(world: World, handed_in: WeekSnapshot) -> None:
    reported = week_card(world.shi)
    take_back_report(by=world.wang, snapshot=handed_in, reason=REASON)
    after = week_card(world.shi)

    assert reported is not None
    assert after is not None
    assert (reported.state, after.state) == ("1 个区县已报", "0 个区县已报")


def test_the_next_week_is_not_checked_against_what_was_taken_back(
    world: World, handed_in: WeekSnapshot
) -> None:
    following = submitted(snapshot(world, FIRST + 1), world.wang)
    opened = week(following)

    def warned() -> list[str]:
        version = ReportVersion.objects.get(report__snapshot=following)
        return [check.code for check in checks_of(opened, version) if check.state == "warn"]

    before = warned()
    take_back_report(by=world.wang, snapshot=handed_in, reason=REASON)

    assert (before, warned()) == (["declared_sum"], [])


# --- pages ---


def test_a_report_is_taken_back_on_the_week_s_page(world: World, handed_in: WeekSnapshot) -> None:
    district = desk(world, "wang")
    typed = {**fields_of(district.get(page(handed_in)), "reason"), "reason": REASON}
    answer = district.post(page(handed_in, "take-back"), typed, follow=True)

    assert answer.redirect_chain == [(page(handed_in), 302)]
    assert f"第 {FIRST} 期已撤回，更正后请重新报送。" in text(answer)
    assert "区县已撤回报送，更正后重新报送" in text(answer)
    assert f"已撤回：{REASON}" in text(answer)
    assert "核对无误，报送" in text(answer)


def test_the_city_s_list_shows_what_was_taken_back(world: World, handed_in: WeekSnapshot) -> None:
    take_back_report(by=world.wang, snapshot=handed_in, reason=REASON)
    shown = text(desk(world, "shi").get(reverse("reports:index")))

    assert "撤回未补报" in shown
    assert f"撤回：{REASON}" in shown
    assert "退回上城区" not in shown


def test_the_district_s_list_asks_to_hand_it_in_again(world: World, handed_in: WeekSnapshot) -> None:
    take_back_report(by=world.wang, snapshot=handed_in, reason=REASON)
    shown = text(desk(world, "wang").get(reverse("reports:index")))

    assert f"第 {FIRST} 期已撤回：{REASON}" in shown
    assert f"核对第 {FIRST} 期" in shown


def test_what_was_typed_stays_when_the_city_was_faster(world: World, handed_in: WeekSnapshot) -> None:
    district = desk(world, "wang")
    typed = {**fields_of(district.get(page(handed_in)), "reason"), "reason": REASON}
    accept_report(by=world.shi, snapshot=handed_in)
    answer = district.post(page(handed_in, "take-back"), typed)

    assert answer.status_code == 422
    assert "刚被别人改过" in text(answer)
    assert REASON in text(answer)


def test_two_clicks_take_back_once(world: World, handed_in: WeekSnapshot) -> None:
    district = desk(world, "wang")
    typed = {**fields_of(district.get(page(handed_in)), "reason"), "reason": REASON}
    answers = [district.post(page(handed_in, "take-back"), typed, follow=True) for _ in range(2)]

    assert ["已撤回，更正后请重新报送" in text(each) for each in answers] == [True, True]
    assert len(versions(handed_in)) == 2


def test_another_district_s_page_is_not_found(world: World, handed_in: WeekSnapshot) -> None:
    typed = {"version": "3", "key": uuid4().hex, "reason": REASON}

    assert desk(world, "xi").post(page(handed_in, "take-back"), typed).status_code == 404
    assert desk(world, "shi").post(page(handed_in, "take-back"), typed).status_code == 403


# --- API ---


def test_a_system_takes_back_as_its_page_does(world: World, handed_in: WeekSnapshot) -> None:
    answer = call(world, "wang", handed_in)
    body = answer.json()

    assert answer.status_code == 200
    assert (body["state"], body["state_label"], body["version_number"]) == ("withdrawn", "已撤回", 2)
    assert body["record_id"] == str(versions(handed_in)[0].pk)


def test_a_system_hears_why_it_may_not_take_back(world: World, handed_in: WeekSnapshot) -> None:
    silent = call(world, "wang", handed_in, reason="")
    answers = {name: call(world, name, handed_in).status_code for name in ("xi", "shi", "zhou")}
    accept_report(by=world.shi, snapshot=handed_in)
    accepted = call(world, "wang", handed_in)

    assert (silent.status_code, silent.json()["errors"][0]["pointer"]) == (422, "/reason")
    assert answers == {"xi": 404, "shi": 403, "zhou": 403}
    assert (accepted.status_code, accepted.json()["code"]) == (422, "accepted")


def test_the_conflict_names_the_taking_back(world: World, handed_in: WeekSnapshot) -> None:
    old = versions(handed_in)[0].edit
    call(world, "wang", handed_in)
    city = Caller(token_for(world.shi))
    answer = city.post(f"/reports/weeks/{handed_in.pk}/accept", {"version": old}, key="")

    assert (answer.status_code, answer.json()["current_version"]) == (409, old + 2)
    assert [change["what"] for change in answer.json()["changes"]] == ["生成草稿", "撤回报送"]


def test_the_roll_up_counts_it_apart(world: World, handed_in: WeekSnapshot) -> None:
    call(world, "wang", handed_in)
    counts = Caller(token_for(world.shi)).get("/reports/roll-up").json()["counts"]

    assert {name: counts[name] for name in ("due", "submitted", "returned", "missing", "withdrawn")} == {
        "due": 1,
        "submitted": 0,
        "returned": 0,
        "missing": 0,
        "withdrawn": 1,
    }
