"""期初数: a year begun on paper counts from the first week on, opens to nothing, is corrected in the open."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from io import StringIO
from typing import Any
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command

from apps.lib import clock
from apps.lib.actors import SYSTEM
from apps.lib.decisions import Refused
from apps.programs.services import set_targets
from apps.reports.models import InitialFigures, ReportVersion, WeekSnapshot, YearClose
from apps.reports.queries.figures import figure_page, initial_in
from apps.reports.queries.ledger import week
from apps.reports.queries.opened import Cut, Place
from apps.reports.queries.opening import open_figure
from apps.reports.queries.overview import overview_of
from apps.reports.queries.rollup import roll_up, table_of
from apps.reports.queries.sheets import Sheet, sheet_content, sheet_of
from apps.reports.queries.week_data import weeks_shown
from apps.reports.queries.year_pages import close_paper
from apps.reports.queries.yearend import content_of, totals_of
from apps.reports.rules.figures import Figure
from apps.reports.rules.initial import Initial
from apps.reports.services import (
    accept_report,
    correct_reporting_start,
    return_report,
    set_opening_figures,
    verify_counts,
)
from tests.factories.copies import kept
from tests.factories.weeks import ASKED, FIRST, due_morning, finished, in_week, snapshot, started, submitted
from tests.factories.world import World
from tests.factories.yearend import Homes, at

pytestmark = pytest.mark.django_db

PAPER = Initial(done=12, ongoing=5, passed=9, amount=Decimal("1300000.00"))


def enter(world: World, figures: Initial = PAPER, **more: Any) -> InitialFigures:
    given: dict[str, Any] = {
        "by": SYSTEM,
        "bureau": world.shangcheng,
        "program": world.program,
        "figures": figures,
        "as_of": date(2026, 1, 4),
        "source": "第 2 期手工统计表",
        "basis": "启用会议纪要",
    }
    return set_opening_figures(**given | more)


@pytest.fixture
@kept
def begun(world: World) -> WeekSnapshot:
    """上城 reports from this week on; one household completed, one under works here, 17 on paper before."""
    with clock.at(in_week(FIRST)):
        finished(started(world), world.zhou)
        started(world)
    taken = snapshot(world, FIRST)
    with clock.at(due_morning(FIRST)):
        day = clock.local(taken.due_at).date()
        correct_reporting_start(by=SYSTEM, bureau=world.shangcheng, on=day, reason="本期启用")
        enter(world)
    return taken


def table(taken: WeekSnapshot) -> Sheet:
    version = ReportVersion.objects.filter(report__snapshot=taken).latest("number")
    return sheet_of(version.content or sheet_content(week(taken), version))


def test_the_first_week_counts_what_was_on_paper_with_a_footnote_of_its_own(begun: WeekSnapshot) -> None:
    sheet = table(begun)

    assert (sheet.assembled.done, sheet.assembled.ongoing) == (13, 6)
    assert (sheet.assembled.this_week, sheet.opening, sheet.closing) == (2, 0, 19)
    assert sheet.assembled.amount == Decimal("1400000.00")
    assert "上期累计 0 ＋ 期初数 17 ＋ 新增 2 − 核减 0 ＝ 本期累计 19（户）。" in sheet.footnotes
    (note,) = [each for each in sheet.footnotes if "累计进度含期初数" in each]
    assert "第 2 期手工统计表" in note
    assert "启用会议纪要" in note


def test_later_weeks_go_on_from_it(world: World, begun: WeekSnapshot) -> None:
    sheet = table(snapshot(world, FIRST + 1))

    assert (sheet.opening, sheet.closing, sheet.initial_entered) == (19, 19, 0)
    assert verify_counts(newest=WeekSnapshot.objects.latest("number")).agrees


def test_a_list_opens_the_cases_alone_and_says_so(world: World, begun: WeekSnapshot) -> None:
    page = figure_page(world.wang, week(begun), Figure.DONE)
    with clock.at(due_morning(FIRST)):
        opened = open_figure(world.wang, world.program, Figure.DONE, Cut(), Place())
    assert opened is not None

    assert (page.count, initial_in(week(begun), Figure.DONE)) == (1, 12)
    assert (opened.count, len(opened.page.rows), opened.initial, opened.whole) == (1, 1, 12, 13)


def test_targets_and_milestones_count_it_and_the_speed_does_not(world: World, begun: WeekSnapshot) -> None:
    set_targets(by=SYSTEM, program=world.program, households={world.shangcheng: 30}, source="演示假设")
    with clock.at(due_morning(FIRST)):
        page = overview_of(world.wang, world.program, today=clock.today())

    assert (page.pace.done, page.pace.ongoing, page.pace.passed) == (13, 6, 9)
    assert page.pace.per_week <= 1
    assert page.pace.course.at(date(2026, 1, 3)) == 0
    assert page.pace.course.at(date(2026, 1, 4)) == 12
    assert "其中期初数 12 户" in " ".join(part.text for line in page.tiles[0].lines for part in line)


def test_a_roll_up_counts_it_and_names_whose_it_is(world: World, begun: WeekSnapshot) -> None:
    submitted(begun, world.wang)
    with clock.at(due_morning(FIRST)):
        accept_report(by=world.shi, snapshot=begun)
        found = roll_up(world.shi, world.program, FIRST)
        opened = open_figure(world.shi, world.program, Figure.DONE, Cut(week=FIRST), Place())
    assert opened is not None

    assert found.total.assembled.done == 13
    assert any("期初数" in each and "17 户" in each for each in table_of(found, body_name="杭州").notes)
    assert (opened.count, opened.initial) == (1, 12)


def test_the_api_says_what_of_the_cumulative_it_is(begun: WeekSnapshot) -> None:
    (shown,) = weeks_shown([begun], begun.due_at)

    assert (shown["figures"]["done"], shown["figures"]["closing"]) == (13, 19)
    assert shown["figures"]["initial"] == PAPER


def test_before_a_week_is_handed_in_it_is_set_anew_for_the_first_week(
    world: World, begun: WeekSnapshot
) -> None:
    with clock.at(due_morning(FIRST)):
        enter(world, replace(PAPER, done=11))

    assert table(begun).assembled.done == 12
    assert not [each for each in table(begun).footnotes if each.startswith("期初数更正")]


def test_a_correction_after_a_signed_week_is_printed_in_the_next(world: World, begun: WeekSnapshot) -> None:
    submitted(begun, world.wang)
    frozen = table(begun)
    following = snapshot(world, FIRST + 1)
    with clock.at(due_morning(FIRST + 1)):
        with pytest.raises(Refused) as refused:
            enter(world, replace(PAPER, done=11))
        enter(world, replace(PAPER, done=11), reason="重复统计一户")

    assert refused.value.field == "reason"
    assert (table(begun).assembled, table(begun).footnotes) == (frozen.assembled, frozen.footnotes)
    sheet = table(following)
    assert (sheet.assembled.done, sheet.opening, sheet.initial_entered, sheet.closing) == (12, 19, -1, 18)
    assert any(each.startswith("期初数更正") and "重复统计一户" in each for each in sheet.footnotes)
    assert verify_counts(newest=following).agrees


def test_a_week_under_return_takes_the_correction_itself(world: World, begun: WeekSnapshot) -> None:
    submitted(begun, world.wang)
    with clock.at(due_morning(FIRST, hour=10)):
        return_report(by=world.shi, snapshot=begun, items=ASKED)
        with pytest.raises(Refused) as refused:
            enter(world, replace(PAPER, done=11))
        row = enter(world, replace(PAPER, done=11), reason="重复统计一户")

    assert refused.value.field == "reason"
    assert (row.from_number, table(begun).assembled.done) == (FIRST, 12)
    assert any(each.startswith("期初数更正") and "重复统计一户" in each for each in table(begun).footnotes)
    assert verify_counts(newest=begun).agrees


def test_a_page_opened_before_may_not_be_handed_in_over_it(world: World, begun: WeekSnapshot) -> None:
    draft = ReportVersion.objects.get(report__snapshot=begun)
    with clock.at(due_morning(FIRST)):
        enter(world, replace(PAPER, done=11))

    assert ReportVersion.objects.get(pk=draft.pk).edit == draft.edit + 1


def test_what_was_tampered_with_is_found_by_the_recount(world: World, begun: WeekSnapshot) -> None:
    submitted(begun, world.wang)
    assert verify_counts(newest=begun).agrees

    InitialFigures.objects.update(done=10)
    assert not verify_counts(newest=begun).agrees


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"figures": Initial(done=-1)}, "done"),
        ({"figures": Initial(done=1, passed=2)}, "passed"),
        ({"figures": Initial(done=1, amount=Decimal("0.001"))}, "amount"),
        ({"figures": Initial(amount=Decimal("5.00"))}, "amount"),
        ({"source": " "}, "source"),
        ({"basis": ""}, "basis"),
        ({"as_of": date(2025, 12, 31)}, "as_of"),
        ({"as_of": date(2026, 11, 26)}, "as_of"),
        ({"figures": PAPER}, "done"),
    ],
)
def test_what_cannot_be_meant_is_refused_at_its_field(
    world: World, begun: WeekSnapshot, change: dict[str, Any], field: str
) -> None:
    with pytest.raises(Refused) as refused:
        enter(world, **{"figures": replace(PAPER, done=20), **change})

    assert refused.value.field == field


def test_the_command_enters_it_and_says_why_not(world: World) -> None:
    taken = snapshot(world, FIRST)
    day = clock.local(taken.due_at).date()
    correct_reporting_start(by=SYSTEM, bureau=world.shangcheng, on=day, reason="本期启用")
    given = ["--bureau", str(world.shangcheng.pk), "--year", "2026", "--done", "3", "--ongoing", "1"]
    given += ["--amount", "20.5", "--source", "统计表", "--basis", "纪要", "--as-of"]
    said = StringIO()

    call_command("opening_figures", *given, str(taken.period_start - timedelta(days=1)), stdout=said)
    with pytest.raises(CommandError, match="截至日"):
        call_command("opening_figures", *given, str(day))

    assert "第" in said.getvalue()
    assert InitialFigures.objects.get().amount == Decimal("205000.00")


def test_the_year_s_end_counts_it_without_a_line(world: World, homes: Homes, close: YearClose) -> None:
    with clock.at(at(1, hour=12)):
        enter(world)
    summed = totals_of(close)

    assert (summed.done, summed.ongoing, summed.passed, summed.initial) == (14, 7, 9, PAPER)
    content = content_of(close)
    assert len(content["cases"]) == 4
    assert "期初数：已完成 12 户" in close_paper(close, content).initial


def test_a_year_that_was_handed_in_takes_no_more(world: World, homes: Homes, close: YearClose) -> None:
    YearClose.objects.filter(pk=close.pk).update(
        status="submitted", submitted_at=at(20), scan_file_id=uuid4(), content_hash="0" * 64
    )
    with clock.at(at(21)), pytest.raises(Refused) as refused:
        enter(world)
    assert refused.value.code == "year_over"
