"""A bureau goes up in another one: its open weeks, its year, its 期初数 and its target (0118, 0123)."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest

from apps.cases.models import Case
from apps.cases.services import take_due_effects
from apps.lib import clock
from apps.lib.actors import SYSTEM
from apps.lib.decisions import Refused
from apps.orgs.models import ReportingLine
from apps.orgs.services import plan_merge
from apps.outbox.models import Message
from apps.pages.queries.weekly_tables import report_tasks
from apps.programs.enums import ParameterCode
from apps.programs.models import Program
from apps.programs.services import change_target, set_milestones, set_targets
from apps.reports.acts.grounds import WEEK
from apps.reports.models import ReportVersion, WeekSnapshot, YearClose
from apps.reports.permissions import may_admit_late_fact, may_fill, may_submit_close
from apps.reports.queries.ledger import week
from apps.reports.queries.lists import inherited_weeks
from apps.reports.queries.opened import Cut, Place
from apps.reports.queries.opening import open_figure
from apps.reports.queries.overview import Overview, overview_of
from apps.reports.queries.rollup import roll_up, table_of
from apps.reports.queries.sheets import Sheet, sheet_content, sheet_of
from apps.reports.queries.weeks import all_weeks
from apps.reports.queries.yearend import late_facts
from apps.reports.rules.figures import Figure
from apps.reports.rules.initial import Initial
from apps.reports.services import (
    Declared,
    accept_report,
    admit_late_fact,
    make_year_closes,
    remind_reports,
    return_report,
    save_draft,
    set_opening_figures,
    submit_report,
    take_due_snapshots,
    verify_counts,
)
from tests.factories.copies import kept
from tests.factories.parameters import in_force
from tests.factories.weeks import (
    ASKED,
    FIRST,
    advance,
    answered,
    due_morning,
    finished,
    in_week,
    started,
    submitted,
)
from tests.factories.world import World
from tests.factories.yearend import at as in_january
from tests.factories.yearend import submitted_close

pytestmark = pytest.mark.django_db
NEXT = FIRST + 1
MOVE = date(2026, 1, 25)
"""The Sunday of the week after the first."""
PAPER = Initial(done=12, ongoing=5, passed=9, amount=Decimal("1300000.00"))


def sealed(number: int) -> dict[str, WeekSnapshot]:
    """Take every week through a number; return that week's by the bureau's short name."""
    with clock.at(all_weeks(2026)[number - 1].cutoff_at + timedelta(minutes=15)):
        take_due_snapshots()
    rows = WeekSnapshot.objects.filter(number=number, program__year=2026).select_related("bureau")
    return {row.bureau.short_name: row for row in rows}


def merge(world: World, on: date = MOVE) -> None:
    """Let 西湖 go up in 上城 on a day."""
    with clock.at(datetime.combine(on - timedelta(days=1), time(12), clock.SHANGHAI)):
        plan_merge(
            by=SYSTEM,
            organisation_id=world.xihu.pk,
            into=world.shangcheng,
            effective_on=on,
            reason="示例：机构合并",
        )
    with clock.at(datetime.combine(on, time(0, 1), clock.SHANGHAI)):
        assert list(take_due_effects())


@pytest.fixture
@kept
def theirs(world: World) -> Case:
    """A household of 西湖, complete in its first week; one of 上城 under works."""
    # Saves taking the weeks before.
    ReportingLine.objects.update(valid_from=clock.local(due_morning(FIRST)).date())
    with clock.at(in_week(FIRST)):
        case = finished(started(world, "30000", by=world.bei), world.bei)
        started(world, "70000")
    return case


def table(taken: WeekSnapshot) -> Sheet:
    version = ReportVersion.objects.filter(report__snapshot=taken).latest("number")
    return sheet_of(version.content or sheet_content(week(taken), version))


def test_the_successor_hands_in_a_week_that_was_returned_before_the_merger(
    world: World, theirs: Case
) -> None:
    taken = sealed(FIRST)["西湖"]
    submitted(taken, world.xi)
    with clock.at(due_morning(FIRST, hour=10)):
        return_report(by=world.shi, snapshot=taken, items=ASKED)
    merge(world)
    with clock.at(due_morning(NEXT)):
        loaded = WEEK.load(world.wang, pk=taken.pk)
        assert may_fill(world.wang, loaded.snapshot, loaded.newest)
        assert [each.pk for each in inherited_weeks(world.wang)] == [taken.pk]
        assert world.xihu.name in [each.bureau for each in report_tasks(world.wang)]
        answered(loaded.snapshot, world.wang)
    submitted(loaded.snapshot, world.wang)
    with clock.at(due_morning(NEXT)):
        accept_report(by=world.shi, snapshot=taken)
        assert inherited_weeks(world.wang) == []


def test_the_successors_four_eyes_hold_for_it(world: World, theirs: Case) -> None:
    taken = sealed(FIRST)["西湖"]
    merge(world)
    with clock.at(due_morning(NEXT)):
        in_force(world.ling, world.shangcheng, ParameterCode.REPORT_FOUR_EYES, "是")
        loaded = WEEK.load(world.wang, pk=taken.pk).snapshot
        save_draft(by=world.wang, snapshot=loaded, version=None, declared=Declared(missing_reason="停机"))
        with pytest.raises(Refused) as refused:
            submit_report(by=world.wang, snapshot=loaded)
        assert refused.value.code == "four_eyes"
        assert submit_report(by=world.shen, snapshot=loaded).filler == "王演示"


def test_nobody_else_hands_it_in(world: World, theirs: Case) -> None:
    taken = sealed(FIRST)["西湖"]
    merge(world)
    version = ReportVersion.objects.get(report__snapshot=taken)
    taken.bureau.refresh_from_db()
    assert not may_fill(world.xiu, taken, version)
    assert not WeekSnapshot.objects.open_to(world.xiu).filter(pk=taken.pk).exists()


def test_the_successor_is_reminded_of_it(world: World, theirs: Case) -> None:
    taken = sealed(FIRST)["西湖"]
    merge(world)
    with clock.at(datetime.combine(MOVE, time(9), clock.SHANGHAI)):
        remind_reports()
    told = Message.objects.filter(kind="report.late", subject_id=str(taken.pk))
    assert {each.organisation_id for each in told} == {world.shangcheng.pk}


def test_the_week_that_empties_it_is_no_work_of_the_successor(world: World, theirs: Case) -> None:
    submitted(sealed(FIRST)["西湖"], world.xi)
    merge(world)
    sealed(NEXT)
    with clock.at(due_morning(NEXT)):
        assert inherited_weeks(world.wang) == []
        assert world.xihu.name not in [each.bureau for each in report_tasks(world.wang)]


def test_the_sums_of_a_successor_know_its_own_weeks_alone(world: World, theirs: Case) -> None:
    sealed(FIRST)
    merge(world)
    sealed(NEXT)
    seen = WeekSnapshot.objects.visible_to(world.wang)
    assert set(seen.values_list("bureau_id", flat=True)) == {world.shangcheng.pk}


@pytest.fixture
def new_year_merger(world: World, years: Program) -> dict[str, Case]:
    """西湖 goes up in 上城 on 10 January 2027; two of its homes stood under works at the end of 2026."""
    with clock.at(in_week(len(all_weeks(2026)))):
        found = {
            "late": started(world, by=world.bei),
            "done": finished(started(world, by=world.bei), world.bei),
        }
    sealed(len(all_weeks(2026)))
    merge(world, date(2027, 1, 10))
    return found


def test_the_successor_closes_the_year_of_a_bureau_merged_in_january(
    world: World, new_year_merger: dict[str, Case]
) -> None:
    with clock.at(in_january(11)):
        make_year_closes()
        advance(new_year_merger["late"], "finish_works", world.bei, effective_on=date(2026, 12, 30))
    close = YearClose.objects.visible_to(world.wang).get(bureau=world.xihu)
    assert may_admit_late_fact(world.wang, close)
    with clock.at(in_january(12)):
        assert [each.case_id for each in late_facts(close)] == [new_year_merger["late"].pk]
        admit_late_fact(by=world.wang, close=close, case_id=new_year_merger["late"].pk, reason="年后补录")
    handed_in = submitted_close(world, close)
    assert handed_in.content["sum"]["done"] == 2
    assert not may_submit_close(world.xiu, close)


def test_a_bureau_merged_within_the_year_has_no_year_of_its_own(world: World, theirs: Case) -> None:
    sealed(FIRST)
    merge(world)
    sealed(len(all_weeks(2026)))
    with clock.at(in_january(2)):
        make_year_closes()
    assert not YearClose.objects.filter(bureau=world.xihu).exists()


@pytest.fixture
def on_paper(world: World, theirs: Case) -> None:
    """西湖 counted 17 households on paper before its first week, the week FIRST, which is accepted."""
    sealed(FIRST)
    with clock.at(due_morning(FIRST)):
        set_opening_figures(
            by=SYSTEM,
            bureau=world.xihu,
            program=world.program,
            figures=PAPER,
            as_of=date(2026, 1, 4),
            source="手工统计表",
            basis="启用会议纪要",
        )
    for bureau, clerk in (("西湖", world.xi), ("上城", world.wang)):
        submitted(sealed(FIRST)[bureau], clerk)
        with clock.at(due_morning(FIRST, hour=10)):
            accept_report(by=world.shi, snapshot=sealed(FIRST)[bureau])


@pytest.mark.usefixtures("on_paper")
def test_what_was_on_paper_goes_on_in_the_successors_cumulative_columns(world: World) -> None:
    merge(world)
    after = sealed(NEXT)["上城"]

    sheet = table(after)

    assert (sheet.assembled.done, sheet.assembled.ongoing, sheet.closing) == (13, 6, 19)
    assert any("并入机构的期初数 17" in each for each in sheet.footnotes)
    assert any("西湖并入" in each and "启用会议纪要" in each for each in sheet.footnotes)
    assert table(sealed(NEXT)["西湖"]).closing == 0
    assert verify_counts(newest=after).agrees
    assert verify_counts(newest=sealed(NEXT)["西湖"]).agrees


@pytest.mark.usefixtures("on_paper")
def test_the_citys_roll_up_and_overview_count_it_before_and_after(world: World) -> None:
    def roll_up_done(number: int) -> int | None:
        return roll_up(world.shi, world.program, number).total.assembled.done

    assert roll_up_done(FIRST) == 13
    merge(world)
    submitted(sealed(NEXT)["上城"], world.wang)
    with clock.at(due_morning(NEXT, hour=10)):
        accept_report(by=world.shi, snapshot=sealed(NEXT)["上城"])
        page = overview_of(world.shi, world.program, today=clock.today())

    assert roll_up_done(NEXT) == 13
    assert (page.pace.all_done, page.pace.initial.done) == (13, 12)


@pytest.mark.usefixtures("on_paper")
def test_a_merged_bureau_takes_no_figures_of_its_own(world: World) -> None:
    merge(world)
    world.xihu.refresh_from_db()
    with clock.at(due_morning(NEXT)), pytest.raises(Refused) as refused:
        set_opening_figures(
            by=SYSTEM,
            bureau=world.xihu,
            program=world.program,
            figures=PAPER,
            as_of=date(2026, 1, 4),
            source="手工统计表",
            basis="另一份纪要",
        )
    assert refused.value.code == "merged"


def city_page(world: World, number: int) -> Overview:
    with clock.at(due_morning(number)):
        return overview_of(world.shi, world.program, today=clock.today())


def test_the_citys_course_keeps_what_a_merged_bureau_had_done(world: World, theirs: Case) -> None:
    day = clock.local(in_week(FIRST)).date()
    sealed(FIRST)
    before = city_page(world, FIRST).pace.course.at(day)
    merge(world)
    sealed(NEXT)

    after = city_page(world, NEXT).pace
    with clock.at(due_morning(NEXT)):
        opened = open_figure(world.shi, world.program, Figure.DONE, Cut(day=day), Place())
        own = overview_of(world.wang, world.program, today=clock.today()).pace
    assert opened is not None

    assert (before, after.course.at(day), opened.count, len(opened.page.rows)) == (1, 1, 1, 1)
    assert after.course.at(MOVE) == after.all_done == 1
    # The bureau itself had none on that day.
    assert (own.course.at(day), own.course.at(MOVE)) == (0, 1)


def test_a_merger_is_no_speed(world: World, theirs: Case) -> None:
    """What was complete weeks before is the successor's from the merger on, and nobody's work of that day."""
    last = FIRST + 6
    sealed(last - 1)
    merge(world, clock.local(in_week(last)).date())
    sealed(last)
    with clock.at(due_morning(last)):
        own = overview_of(world.wang, world.program, today=clock.today()).pace
        page = city_page(world, last).pace

    assert (own.done, own.per_week, page.per_week) == (1, 0, 0)


@pytest.fixture
def targets(world: World) -> None:
    with clock.at(due_morning(FIRST - 1)):
        set_milestones(by=SYSTEM, program=world.program)
        households = {world.city: 60, world.shangcheng: 30, world.xihu: 30}
        set_targets(by=SYSTEM, program=world.program, households=households, source="示例文件")


@pytest.mark.usefixtures("targets")
def test_a_merged_bureaus_target_stands_beside_the_successors_until_it_is_set_anew(
    world: World, theirs: Case
) -> None:
    sealed(FIRST)
    merge(world)
    sealed(NEXT)

    page = city_page(world, NEXT)

    assert (page.pace.target, page.counted, page.pace.not_added) == (60, 1, 30)
    (line,) = page.not_added
    assert (line.households, line.url) == (
        30,
        f"/administration/years/bodies/{world.shangcheng.pk}/targets/2026/",
    )
    with clock.at(due_morning(NEXT)):
        own = overview_of(world.wang, world.program, today=clock.today())
        notes = table_of(roll_up(world.shi, world.program, NEXT), body_name="杭州").notes
    assert (own.pace.target, own.pace.not_added, own.not_added[0].url) == (30, 30, "")
    assert any("另有并入单位 30 户" in each for each in notes)

    with clock.at(due_morning(NEXT)):
        change_target(
            by=world.shi,
            program=world.program,
            organisation=world.shangcheng,
            households=60,
            valid_from=clock.today(),
            source="示例文件",
            reason="西湖并入",
        )
        page = overview_of(world.shi, world.program, today=clock.today())
    assert (page.pace.target, page.pace.not_added, page.not_added) == (60, 0, ())
