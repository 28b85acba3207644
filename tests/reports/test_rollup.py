"""The roll-up: its target is that of 总览, its numbers open, its papers carry numbers and dates as such."""

from __future__ import annotations

import io
from datetime import datetime, timedelta

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from apps.documents.services import render_pdf
from apps.lib import clock
from apps.lib.actors import SYSTEM, Actor
from apps.programs.services import set_targets
from apps.reports.queries.opened import Cut, Place
from apps.reports.queries.opening import open_figure
from apps.reports.queries.overview import overview_of
from apps.reports.queries.rollup import RollUp, roll_up, table_of
from apps.reports.queries.rollup_workbook import roll_up_workbook
from apps.reports.rules.figures import Figure
from apps.reports.services import accept_report
from tests.factories.copies import kept
from tests.factories.weeks import FIRST, due_morning, finished, in_week, snapshot, started, submitted
from tests.factories.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
@kept
def accepted(world: World) -> World:
    """Week FIRST of 上城 accepted, that of 西湖 not handed in; the city has a target of its own."""
    households = {world.shangcheng: 30, world.xihu: 30, world.city: 300, world.province: 1500}
    set_targets(by=SYSTEM, program=world.program, households=households, source="演示假设")
    with clock.at(in_week(FIRST)):
        finished(started(world, "50000"), world.zhou)
        started(world, "30000")
        started(world, by=world.bei)
    for bureau in (world.shangcheng, world.xihu):
        snapshot(world, FIRST, bureau)
    taken = submitted(world.shangcheng.week_snapshots.get(number=FIRST), world.wang)
    with clock.at(due_morning(FIRST, hour=11)):
        accept_report(by=world.shi, snapshot=taken)
    return world


def rolled(world: World, who: Actor) -> RollUp:
    with clock.at(due_morning(FIRST, hour=12)):
        return roll_up(who, world.program, FIRST)


@pytest.mark.parametrize(("who", "target"), [("shi", 300), ("sheng", 1500), ("wang", 30)])
def test_the_roll_up_s_target_is_that_of_the_overview(accepted: World, who: str, target: int) -> None:
    actor = accepted.people[who]
    with clock.at(due_morning(FIRST, hour=12)):
        page = overview_of(actor, accepted.program, today=clock.today())

    assert rolled(accepted, actor).total.assembled.target == page.pace.target == target


def test_the_province_s_groups_bear_their_bodies_targets(accepted: World) -> None:
    groups = {group.upper: group.assembled.target for group in rolled(accepted, accepted.sheng).groups}

    assert groups[accepted.city] == 300


@pytest.mark.parametrize(
    ("figure", "count"), [(Figure.THIS_WEEK, 2), (Figure.DONE, 1), (Figure.ONGOING, 1), (Figure.AMOUNT, 2)]
)
def test_the_roll_up_opens_to_what_was_accepted(accepted: World, figure: str, count: int) -> None:
    with clock.at(due_morning(FIRST, hour=12)):
        found = open_figure(accepted.shi, accepted.program, figure, Cut(week=FIRST), Place())

    assert found is not None
    assert found.count == len(found.page.rows) == count
    assert [section.bureau for section in found.sections] == [accepted.shangcheng]


def test_a_week_that_is_not_there_opens_to_nothing(accepted: World) -> None:
    assert open_figure(accepted.shi, accepted.program, Figure.DONE, Cut(week=52), Place()) is None


def test_the_workbook_has_numbers_and_dates(accepted: World) -> None:
    table = table_of(rolled(accepted, accepted.shi), body_name="市局")
    page = load_workbook(io.BytesIO(roll_up_workbook(table))).active
    rows = list(page.iter_rows(values_only=True))

    assert rows[2][1] == datetime(2026, 1, 15) and rows[2][3] == datetime(2026, 1, 21)  # noqa: DTZ001, PT018
    assert rows[3][4:6] == ("累计进度（户）", None)
    assert rows[4][4:6] == ("已完成装修", "正在装修")
    assert rows[5][:7] == ("上城区", "装配化装修", 30, 2, 1, 1, 8)
    assert rows[5][8] == datetime(2026, 1, 22, 9)  # noqa: DTZ001
    assert rows[6][1:7] == ("传统装修", "--", 41, 512, 137, 4806.25)
    assert rows[7][:7] == ("西湖区", "装配化装修", 30, "—", "—", "—", "—")
    assert rows[9][:7] == ("合计", "装配化装修", 300, 2, 1, 1, 8)


def test_the_pdf_has_a_pair_of_rows_a_district_and_the_sums(accepted: World) -> None:
    table = table_of(rolled(accepted, accepted.shi), body_name="杭州市住房保障和房产管理局")
    content = render_pdf("reports/papers/roll_up.html", {"paper": table})
    pages = PdfReader(io.BytesIO(content)).pages
    words = "".join(page.extract_text() for page in pages).replace("\n", "").replace(" ", "")

    assert words.count("传统装修") >= 3
    assert "汇总单位：杭州市住房保障和房产管理局" in words
    assert "应报2家，已接收1家" in words
    assert words.index("上城区") < words.index("西湖区") < words.index("合计")


def test_an_old_cumulative_says_of_which_week_it_is(accepted: World) -> None:
    snapshot(accepted, FIRST + 1)
    with clock.at(due_morning(FIRST + 1) + timedelta(hours=1)):
        table = table_of(roll_up(accepted.shi, accepted.program, FIRST + 1), body_name="市局")

    assert (table.pairs[0].as_of_week, table.pairs[0].assembled.this_week) == (FIRST, None)
