"""总览 and 年终核定 as data: the same figures as the pages, within the scope, acts as on the page."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

import pytest

from apps.lib import clock
from apps.lib.actors import SYSTEM, Actor
from apps.orgs.enums import DISTRICT_ROLES, Role
from apps.programs.services import set_milestones, set_targets
from apps.reports.models import WeekSnapshot, YearClose
from apps.reports.queries.overview import overview_of
from apps.reports.queries.yearend import totals_of
from tests.factories.callers import Caller, token_for
from tests.factories.uploads import pdf, upload
from tests.factories.weeks import FIRST, due_morning, finished, in_week, snapshot, started
from tests.factories.world import World
from tests.factories.yearend import Homes, at, typed_late

pytestmark = pytest.mark.django_db


def caller(actor: Actor, *roles: Role) -> Caller:
    return Caller(token_for(actor, *roles))


@pytest.fixture
def taken(world: World) -> WeekSnapshot:
    """One household of 上城 completed, one under works; a target for 上城, none for 西湖."""
    with clock.at(in_week(FIRST)):
        finished(started(world), world.zhou)
        started(world)
        started(world, by=world.bei)
        set_milestones(by=SYSTEM, program=world.program)
        households = {world.shangcheng: 30, world.xihu: None}
        set_targets(by=SYSTEM, program=world.program, households=households, source="示例文件")
    snapshot(world, FIRST, world.xihu)
    return snapshot(world, FIRST)


def test_the_overview_says_what_its_page_says(world: World, taken: WeekSnapshot) -> None:
    with clock.at(due_morning(FIRST, hour=18)):
        said = caller(world.shi).get("/reports/overview", {"year": 2026}).json()
        page = overview_of(world.shi, world.program, today=clock.today())

    whole = said["whole"]
    assert (whole["target"], whole["counted"], whole["others"]) == (
        30,
        {"done": 1, "ongoing": 1, "passed": 0},
        {"done": 0, "ongoing": 1, "passed": 0},
    )
    assert whole["as_of"] == str(page.pace.as_of)
    assert [each["needed"] for each in whole["milestones"]] == [18, 30, 30]
    assert [(each["bureau"]["name"], each["target"]) for each in said["bureaus"]] == [
        (world.shangcheng.name, 30),
        (world.xihu.name, None),
    ]
    assert [each["bureau"]["id"] for each in said["reporting"]["owing"]] == [
        world.shangcheng.pk,
        world.xihu.pk,
    ]
    assert sum(each["count"] for each in said["stages"]) == sum(each.count for each in page.funnel.stages)


def test_a_district_reads_its_own_alone_and_streets_none(world: World, taken: WeekSnapshot) -> None:
    with clock.at(due_morning(FIRST, hour=18)):
        own = caller(world.xi, Role.DISTRICT_CLERK).get("/reports/overview").json()
        street = caller(world.zhou).get("/reports/overview").status_code
        unknown = caller(world.shi).get("/reports/overview", {"year": 2020}).status_code

    assert [each["bureau"]["id"] for each in own["bureaus"]] == [world.xihu.pk]
    assert (street, unknown) == (403, 404)


def test_a_year_is_read_and_closed_as_on_its_pages(world: World, homes: Homes, close: YearClose) -> None:
    typed_late(world, homes.late, on=date(2026, 12, 30))
    with clock.at(at(20)):
        clerk = caller(world.ling, *DISTRICT_ROLES)
        place = f"/reports/year-closes/{close.pk}"
        (listed,) = clerk.get("/reports/year-closes", {"year": 2026}).json()["closes"]
        before = clerk.get(place).json()
        admitted = clerk.post(
            f"{place}/admit",
            {
                "version": before["version"],
                "case": before["late_facts"][0]["case_id"],
                "reason": "年后补录",
            },
            Caseflow_Post=Role.DISTRICT_LEADER.value,
        ).json()
        scan = {"kind": "year_close_scan", "file": upload("核定.pdf", pdf())}
        file = clerk.upload("/files", scan).json()["id"]
        handed_in = clerk.post(
            f"{place}/submit",
            {"version": admitted["version"], "scan": file},
            Caseflow_Post=Role.DISTRICT_LEADER.value,
        ).json()
        city = caller(world.shi)
        accepted = city.post(f"{place}/accept", {"version": handed_in["version"]}).json()
        done = city.get(f"{place}/cases", {"show": "done"}).json()["results"]

    close.refresh_from_db()
    assert (listed["id"], listed["totals"]["done"]) == (close.pk, 2)
    assert [each["case_id"] for each in before["late_facts"]] == [str(homes.late.pk)]
    assert (handed_in["state"], accepted["state"], close.status) == ("submitted", "accepted", "accepted")
    assert len(done) == totals_of(close).done == 3


def test_a_year_is_not_another_districts(world: World, close: YearClose) -> None:
    with clock.at(at(20)):
        other = caller(world.xi, *DISTRICT_ROLES)
        answers = [
            other.get("/reports/year-closes").status_code,
            other.get(f"/reports/year-closes/{close.pk}").status_code,
            other.get(f"/reports/year-closes/{close.pk}/cases").status_code,
            other.post(
                f"/reports/year-closes/{close.pk}/admit",
                {"version": 1, "case": str(uuid4()), "reason": "—"},
                Caseflow_Post=Role.DISTRICT_LEADER.value,
            ).status_code,
        ]
    assert answers == [404, 404, 404, 404]
