"""Released progress: accepted tables that a named person let the public see, and nothing else."""

from __future__ import annotations

import csv
import io
import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from apps.audit.models import Event
from apps.lib import clock
from apps.lib.decisions import Refused
from apps.orgs.models import Organisation
from apps.public.rules import BEFORE, csv_of
from apps.reports.models import Release, ReportVersion, WeekSnapshot
from apps.reports.rules.releases import COLUMNS
from apps.reports.services import accept_report, ask_reopening, release_week, reopen_report
from tests.factories.weeks import FIRST, make_submitted_week, snapshot, submitted
from tests.factories.works import signed_in
from tests.factories.world import World, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def week(world: World) -> WeekSnapshot:
    """Week FIRST of 上城, accepted by the city; 西湖 has handed in nothing."""
    found = make_submitted_week(world)
    with clock.at(found.cutoff_at + timedelta(hours=10)):
        snapshot(world, FIRST, world.xihu)
        accept_report(by=world.shi, snapshot=found)
    return found


def released(world: World, week: WeekSnapshot, *, hours: int = 11) -> Release:
    with clock.at(week.cutoff_at + timedelta(hours=hours)):
        return release_week(by=world.shi, snapshot=week)


def hidden_of(page: str) -> dict[str, str]:
    return dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page))


def data(query: str = "") -> Any:
    answer = Client().get(f"/progress.json{query}")
    assert answer.status_code == 200
    return answer.json()


def test_nothing_is_public_before_somebody_releases_it(week: WeekSnapshot) -> None:
    assert data() == {"schema": 1, "year": None, "week": None, "releases": []}
    page = Client().get("/progress/").content.decode()
    assert "还没有公布过进度" in page
    assert week.bureau.name not in page


def test_the_public_reads_what_was_accepted_and_who_is_missing(world: World, week: WeekSnapshot) -> None:
    released(world, week)
    content = ReportVersion.objects.get(report__snapshot=week).content
    [found] = data()["releases"]
    [row] = found["rows"]
    assert (row["bureau"], row["done"], row["ongoing"], row["amount_wan"]) == (
        week.bureau.name,
        content["assembled"]["done"],
        content["assembled"]["ongoing"],
        content["assembled"]["amount"],
    )
    assert world.xihu.name in found["waited_for"]
    page = Client().get("/progress/").content.decode()
    assert week.bureau.name in page
    assert world.xihu.name in page
    assert world.shi.name not in page


def test_the_csv_says_the_same_as_the_json(world: World, week: WeekSnapshot) -> None:
    released(world, week)
    text = Client().get("/progress.csv").content.decode("utf-8-sig")
    heading, line = list(csv.reader(io.StringIO(text)))
    [found] = data()["releases"]
    [row] = found["rows"]
    said = dict(zip(heading, line, strict=True))
    assert said["公布机关"] == found["body"]
    assert said["装配化装修 正在装修（户）"] == str(row["ongoing"])
    assert said["装配化装修 合同金额（万元）"] == row["amount_wan"]


def test_a_later_change_is_not_public_until_it_is_released_again(world: World, week: WeekSnapshot) -> None:
    released(world, week)
    before = data()
    with clock.at(week.cutoff_at + timedelta(hours=12)):
        ask_reopening(by=world.wang, snapshot=week, reason="补一户")
        reopen_report(by=world.shi, snapshot=week, word="请更正")
    assert data() == before


def test_another_bureau_accepted_later_makes_a_second_edition(world: World, week: WeekSnapshot) -> None:
    released(world, week)
    other = WeekSnapshot.objects.get(bureau=world.xihu, number=FIRST)
    submitted(other, world.xi, hour=12)
    with clock.at(week.cutoff_at + timedelta(hours=13)):
        accept_report(by=world.shi, snapshot=other)
    assert released(world, week, hours=14).edition == 2
    [found] = data()["releases"]
    assert [row["bureau"] for row in found["rows"]] == [world.shangcheng.name, world.xihu.name]
    assert found["waited_for"] == [] or world.xihu.name not in found["waited_for"]


def test_the_same_is_not_released_twice_and_nothing_accepted_is_nothing_to_release(
    world: World, week: WeekSnapshot
) -> None:
    released(world, week)
    with pytest.raises(Refused) as refused:
        released(world, week)
    assert refused.value.code == "same"
    assert Event.objects.filter(action="report.released").count() == 1


def test_a_week_without_an_accepted_report_is_not_released(world: World) -> None:
    with pytest.raises(Refused) as refused:
        released(world, make_submitted_week(world))
    assert refused.value.code == "nothing"


@pytest.mark.parametrize("persona", ["wang", "ling", "sheng", "zhou"])
def test_only_the_body_it_is_reported_to_releases_a_week(
    world: World, week: WeekSnapshot, persona: str
) -> None:
    with pytest.raises(Refused) as refused:
        release_week(by=getattr(world, persona), snapshot=week)
    assert refused.value.code == "post"


def test_the_page_shows_what_will_be_public_before_it_is(world: World, week: WeekSnapshot) -> None:
    shi = signed_in(world, "shi")
    with clock.at(week.cutoff_at + timedelta(hours=11)):
        page = shi.get(f"/reports/{week.pk}/release/").content.decode()
        assert week.bureau.name in page
        assert world.xihu.name in page
        assert not Release.objects.exists()
        answer = shi.post(f"/reports/{week.pk}/release/", {"key": "a" * 32})
    assert answer.status_code == 302
    assert Release.objects.get().made_by == world.shi.signature


def test_an_unknown_week_shows_the_newest(world: World, week: WeekSnapshot) -> None:
    released(world, week)
    for query in ("?year=2026&week=59", "?year=x&week=", "?week=999999999999"):
        assert data(query)["week"] == FIRST


def test_a_renamed_bureau_keeps_the_name_it_reported_under(world: World, week: WeekSnapshot) -> None:
    released(world, week)
    was = week.bureau.name
    Organisation.objects.filter(pk=week.bureau_id).update(name="新名称")
    [found] = data()["releases"]
    assert found["rows"][0]["bureau"] == was


def test_what_changed_since_the_page_was_shown_is_released_only_once_it_was_seen(
    world: World, week: WeekSnapshot
) -> None:
    shi, page = signed_in(world, "shi"), f"/reports/{week.pk}/release/"
    other = WeekSnapshot.objects.get(bureau=world.xihu, number=FIRST)
    with clock.at(week.cutoff_at + timedelta(hours=11)):
        before = hidden_of(shi.get(page).content.decode())
    submitted(other, world.xi, hour=12)
    with clock.at(week.cutoff_at + timedelta(hours=13)):
        accept_report(by=world.shi, snapshot=other)
        refused = shi.post(page, before)
        assert refused.status_code == 422
        assert "请核对后再公布" in refused.content.decode()
        assert not Release.objects.exists()
        assert shi.post(page, hidden_of(refused.content.decode())).status_code == 302
    assert len(Release.objects.get().rows) == 2


@pytest.mark.parametrize("name", ["=1+1", "+1", "-2+3", "@SUM(1)", "\t=1"])
def test_no_name_computes_in_the_csv(name: str) -> None:
    blank = dict.fromkeys((*BEFORE, *COLUMNS))
    text = csv_of([{**blank, "bureau": name, "done": -1}])
    _, line = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))
    assert f"'{name}" in line
    assert "-1" in line
