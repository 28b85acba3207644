"""The weekly report and its roll-up, readable as data and filled as on the pages."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from apps.lib import clock
from apps.reports.models import Adjustment, ReportVersion, WeekSnapshot
from tests.factories.callers import Caller, token_for
from tests.factories.uploads import pdf, upload
from tests.factories.weeks import (
    FIRST,
    NEW_YEAR,
    due_morning,
    make_week_of_two,
    snapshot,
    started,
)
from tests.factories.world import World, make_world

DRAFT: dict[str, Any] = {
    "filler": "王演示",
    "week": 41,
    "done": 512,
    "ongoing": 137,
    "amount": "4806.25",
    "source": "装修备案系统",
    "queried_at": "2026-01-22T08:30:00+08:00",
    "narrative": "先易后难。",
}


@pytest.fixture
def world(db: None) -> World:
    with clock.at(NEW_YEAR):
        return make_world()


@pytest.fixture
def week(world: World) -> WeekSnapshot:
    """Week 3 of 上城: two households started, one of them finished."""
    week: WeekSnapshot = make_week_of_two(world)
    return week


@pytest.fixture
def morning(week: WeekSnapshot) -> Iterator[None]:
    """Hold the clock on the morning the week is due."""
    with clock.at(due_morning(FIRST)):
        yield


def caller(world: World, name: str) -> Caller:
    return Caller(token_for(world.people[name]))


def url_of(week: WeekSnapshot, rest: str = "") -> str:
    return f"/reports/weeks/{week.pk}{rest and '/'}{rest}"


def standing(system: Caller, week: WeekSnapshot, /, **values: Any) -> dict[str, Any]:
    return {"version": system.get(url_of(week)).json()["version"], **values}


def hand_in(system: Caller, week: WeekSnapshot) -> None:
    assert system.post(url_of(week, "draft"), standing(system, week, **DRAFT), key="").status_code == 200
    assert system.post(url_of(week, "submit"), standing(system, week), key="").status_code == 200


@pytest.mark.usefixtures("morning")
def test_a_week_says_how_it_came_about(world: World, week: WeekSnapshot) -> None:
    shown = caller(world, "wang").get(url_of(week)).json()

    assert (shown["state"], shown["late"]) == ("draft", False)
    assert shown["sheet"]["sum"] == {
        "carried": 0,
        "opening": 0,
        "added": 2,
        "removed": 0,
        "closing": 2,
        "amount_change": "0.0000",
        "amount_change_yuan": "0.00",
    }
    assert shown["sheet"]["assembled"] == {
        "target": 30,
        "this_week": 2,
        "done": 1,
        "ongoing": 1,
        "amount": "8.5000",
        "amount_yuan": "85000.00",
    }
    assert "上期累计 0 ＋ 新增 2 − 核减 0 ＝ 本期累计 2（户）。" in shown["sheet"]["footnotes"]
    assert [check["code"] for check in shown["checks"]] == ["amounts", "difference", "recount", "declared"]


@pytest.mark.usefixtures("morning")
def test_the_bureau_fills_submits_and_the_city_accepts(world: World, week: WeekSnapshot) -> None:
    bureau, city = caller(world, "wang"), caller(world, "shi")
    hand_in(bureau, week)
    early = bureau.post(url_of(week, "accept"), standing(bureau, week), key="")
    accepted = city.post(url_of(week, "accept"), standing(city, week), key="")
    rolled = city.get("/reports/roll-up").json()

    assert early.status_code == 403
    assert (accepted.status_code, accepted.json()["state"]) == (200, "accepted")
    assert (rolled["year"], rolled["number"], rolled["counts"]["accepted"]) == (2026, FIRST, 1)
    assert rolled["assembled"]["this_week"] == 2
    assert rolled["declared"]["done"] == 512
    assert rolled["groups"][0]["lines"][0]["place"] == "上城区"
    versions = city.get(url_of(week)).json()["versions"]
    assert [(each["number"], each["status"]) for each in versions] == [(1, "accepted")]


@pytest.mark.usefixtures("morning")
def test_a_return_carries_its_items_back(world: World, week: WeekSnapshot) -> None:
    bureau, city = caller(world, "wang"), caller(world, "shi")
    hand_in(bureau, week)
    silent = city.post(url_of(week, "return"), standing(city, week), key="")
    items = [{"code": "declared.done", "case": "", "ask": "与一码管理系统核对"}]
    said = standing(city, week, items=items, reason="传统装修数有误")
    returned = city.post(url_of(week, "return"), said, key="")
    listed = bureau.get("/reports/weeks").json()["results"][0]

    assert (silent.status_code, silent.json()["errors"][0]["pointer"]) == (422, "/items")
    assert (returned.json()["state"], returned.json()["version_number"]) == ("returned", 2)
    assert (listed["state"], listed["return_reason"]) == ("returned", "传统装修数有误")
    assert bureau.get(url_of(week, "versions/1")).json()["sheet"]["narrative"] == "先易后难。"


@pytest.mark.usefixtures("morning")
def test_contradictions_are_refused_at_their_place(world: World, week: WeekSnapshot) -> None:
    bureau = caller(world, "wang")
    for changes, pointer in (
        ({"week": 700}, "/week"),
        ({"missing_reason": "系统维护"}, "/missing_reason"),
        ({"done": -1}, "/done"),
        ({"queried_at": "2026-02-01T00:00:00+08:00"}, "/queried_at"),
        ({"evidence": str(uuid4())}, "/evidence"),
    ):
        answer = bureau.post(url_of(week, "draft"), standing(bureau, week, **{**DRAFT, **changes}), key="")
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer)


LINES: list[dict[str, Any]] = [
    {
        "kind": "filing",
        "week": 12,
        "done": 500,
        "ongoing": 40,
        "amount": "4806.25",
        "queried_at": "2026-01-22T08:30:00+08:00",
        "person": "王演示",
    },
    {
        "kind": "offline",
        "label": "甲街道",
        "week": 2,
        "done": 4,
        "ongoing": 1,
        "amount_yuan": "450000.00",
        "day": "2026-01-21",
        "person": "李示例",
    },
    {"kind": "duplicate", "week": 1, "done": 2, "day": "2026-01-21", "person": "王演示"},
]


@pytest.mark.usefixtures("morning")
def test_a_total_is_handed_in_as_lines_and_read_as_a_sum(world: World, week: WeekSnapshot) -> None:
    bureau = caller(world, "wang")
    body = standing(bureau, week, lines=LINES, amount_missing=3)
    saved = bureau.post(url_of(week, "draft"), body, key="")
    bureau.post(url_of(week, "submit"), standing(bureau, week), key="")
    sheet = bureau.get(url_of(week)).json()["sheet"]

    assert saved.status_code == 200, saved.json()
    assert (sheet["declared"]["this_week"], sheet["declared"]["amount_yuan"]) == (13, "48512500.00")
    assert sheet["declared_sums"]["this_week"] == "备案系统 12 ＋ 线下 2 − 重复 1 ＝ 13"
    assert [(line["kind"], line["name"], line["deducts"]) for line in sheet["declared_lines"]] == [
        ("filing", "备案系统", False),
        ("offline", "线下（甲街道）", False),
        ("duplicate", "重复", True),
    ]
    assert sheet["amount_missing"] == 3


@pytest.mark.usefixtures("morning")
def test_one_total_is_still_taken_and_read_as_one_line(world: World, week: WeekSnapshot) -> None:
    bureau = caller(world, "wang")
    hand_in(bureau, week)
    sheet = bureau.get(url_of(week)).json()["sheet"]

    assert [(line["kind"], line["name"], line["done"]) for line in sheet["declared_lines"]] == [
        ("single", "装修备案系统", 512)
    ]
    assert sheet["declared_sums"]["done"] == ""


@pytest.mark.usefixtures("morning")
def test_a_wrong_line_is_refused_at_its_place(world: World, week: WeekSnapshot) -> None:
    bureau = caller(world, "wang")
    for change, pointer in (
        ({"week": 900}, "/lines/1/week"),
        ({"day": "2026-02-01"}, "/lines/1/day"),
        ({"queried_at": "2026-01-22T08:30:00+08:00"}, "/lines/1/queried_at"),
        ({"kind": "filing", "label": "", "day": None}, "/lines/1/kind"),
        ({"kind": "single"}, "/lines/1/kind"),
        ({"evidence": str(uuid4())}, "/lines/1/evidence"),
    ):
        lines = [LINES[0], {**LINES[1], **change}, LINES[2]]
        answer = bureau.post(url_of(week, "draft"), standing(bureau, week, lines=lines), key="")
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer)


@pytest.mark.usefixtures("morning")
def test_an_unfilled_week_is_not_submitted(world: World, week: WeekSnapshot) -> None:
    bureau = caller(world, "wang")

    answer = bureau.post(url_of(week, "submit"), standing(bureau, week), key="")

    assert (answer.status_code, answer.json()["code"]) == (422, "declared")
    assert "传统装修" in answer.json()["detail"]


@pytest.mark.usefixtures("morning")
def test_evidence_is_a_parked_upload(world: World, week: WeekSnapshot) -> None:
    bureau = caller(world, "wang")
    parked = bureau.upload("/files", {"kind": "declared_evidence", "file": upload("依据.pdf", pdf())})
    body = {**DRAFT, "evidence": parked.json()["id"]}

    answer = bureau.post(url_of(week, "draft"), standing(bureau, week, **body), key="")

    assert answer.status_code == 200, answer.json()
    assert str(ReportVersion.objects.get(report__snapshot=week).declared_evidence_id) == parked.json()["id"]


@pytest.mark.usefixtures("morning")
def test_a_stale_edit_learns_who_was_faster(world: World, week: WeekSnapshot) -> None:
    bureau = caller(world, "wang")
    old = standing(bureau, week, **DRAFT)
    bureau.post(url_of(week, "draft"), old, key="")

    answer = bureau.post(url_of(week, "draft"), old, key="")

    assert (answer.status_code, answer.json()["current_version"]) == (409, old["version"] + 1)
    assert [change["what"] for change in answer.json()["changes"]] == ["保存草稿"]


@pytest.mark.usefixtures("morning")
def test_a_figure_opens_to_its_cases_in_pages(world: World, week: WeekSnapshot) -> None:
    bureau = caller(world, "wang")
    first = bureau.get(url_of(week, "figures/amount"), {"page_size": 1}).json()
    second = bureau.get(first["next"]).json()
    back = bureau.get(second["previous"]).json()

    assert (len(first["results"]), len(second["results"])) == (1, 1)
    assert first["results"] != second["results"]
    assert (first["previous"], second["next"]) == (None, None)
    assert back["results"] == first["results"]
    assert sorted(row["results"][0]["amount"] for row in (first, second)) == ["3.5000", "5.0000"]
    assert bureau.get(url_of(week, "figures/done")).json()["results"][0]["household"] == "张*例"
    assert bureau.get(url_of(week, "figures/nothing")).status_code == 404


def test_an_adjustment_names_its_case_and_counts_once(world: World, week: WeekSnapshot) -> None:
    with clock.at(due_morning(FIRST)):
        late = started(world, "20000")
    with clock.at(due_morning(FIRST, hour=10)):
        bureau, key = caller(world, "wang"), str(uuid4())
        body = {"case": str(late.pk), "reason": "截止前已开工，补录"}
        first = bureau.post(url_of(week, "adjust"), body, key=key)
        second = bureau.post(url_of(week, "adjust"), body, key=key)
        other = bureau.post(url_of(week, "adjust"), {"case": str(uuid4()), "reason": "没有这一件"})
        shown = bureau.get(url_of(week)).json()

    assert (first.status_code, second.headers["Idempotent-Replayed"]) == (201, "true")
    assert (other.status_code, other.json()["errors"][0]["pointer"]) == (422, "/case")
    assert Adjustment.objects.count() == 1
    assert (shown["figures"]["added"], shown["sheet"]["sum"]["added"]) == (3, 3)


@pytest.mark.usefixtures("morning")
def test_weeks_are_listed_for_who_may_see_them(world: World, week: WeekSnapshot) -> None:
    snapshot(world, FIRST, world.xihu)
    seen = {
        name: [row["bureau"]["name"] for row in caller(world, name).get("/reports/weeks").json()["results"]]
        for name in ("wang", "xi", "shi", "sheng", "xiu")
    }

    assert set(seen["wang"]) == {"上城区住房和城乡建设局"}
    assert set(seen["xi"]) == {"西湖区住房和城乡建设局"}
    assert set(seen["shi"]) == set(seen["sheng"]) == {*seen["wang"], *seen["xi"]}
    assert seen["xiu"] == []
    assert caller(world, "xi").get(url_of(week)).status_code == 404
    assert caller(world, "xi").post(url_of(week, "submit"), {"version": 1}, key="").status_code == 404


@pytest.mark.usefixtures("morning")
@pytest.mark.parametrize("name", ["zhou", "chen", "wu"])
def test_who_does_not_read_reports_is_told_so(world: World, week: WeekSnapshot, name: str) -> None:
    system = caller(world, name)

    assert {
        system.get(path).status_code for path in ("/reports/weeks", "/reports/roll-up", url_of(week))
    } == {403}


@pytest.mark.usefixtures("morning")
def test_weeks_are_narrowed_by_year_week_and_bureau(world: World, week: WeekSnapshot) -> None:
    city = caller(world, "shi")

    assert len(city.get("/reports/weeks", {"week": FIRST, "year": 2026}).json()["results"]) == 1
    assert city.get("/reports/weeks", {"bureau": world.xihu.pk}).json()["results"] == []
    assert city.get("/reports/roll-up", {"year": 2025}).status_code == 404
    for wrong in ("0", "-1", "1.5", "x", "99999"):
        answer = city.get("/reports/weeks", {"week": wrong})
        assert (answer.status_code, answer.json()["errors"][0]["parameter"]) == (422, "week")


def test_a_missing_week_is_seen_as_missing(world: World, week: WeekSnapshot) -> None:
    with clock.at(week.due_at + timedelta(hours=1)):
        counts = caller(world, "shi").get("/reports/roll-up").json()["counts"]

    assert (counts["due"], counts["missing"]) == (1, 1)
