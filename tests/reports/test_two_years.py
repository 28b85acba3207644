"""Two programme years driven through the services, every figure against a count kept by the test itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

import pytest

from apps.cases.models import Case
from apps.lib import clock
from apps.lib.actors import SYSTEM, Actor
from apps.lib.calendars import DueWeek
from apps.orgs.models import Organisation, ReportingLine
from apps.programs.models import Milestone, Program
from apps.programs.services import set_targets
from apps.reports.enums import MemberState
from apps.reports.models import WeekSnapshot, YearClose
from apps.reports.queries.ledger import closing_set
from apps.reports.queries.ledger import week as opened
from apps.reports.queries.progress import progress
from apps.reports.queries.proof import prove
from apps.reports.queries.targets import bureaus_seen, own_aim
from apps.reports.queries.weeks import all_weeks, year_opened_at
from apps.reports.queries.yearend import late_facts, totals_of
from apps.reports.rules.pace import State
from apps.reports.services import admit_late_fact, make_year_closes, take_snapshot, verify_counts
from tests.factories.weeks import advance, finished, removed, started
from tests.factories.world import World

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@dataclass
class Home:
    """A household as the test itself follows it: what was recorded when."""

    case: Case
    bureau: Organisation
    at: list[tuple[datetime, str]] = field(default_factory=list)
    admitted_at: datetime | None = None

    def state(self, moment: datetime) -> str:
        """Return what was last recorded strictly before a moment; '' for nothing."""
        return next((state for at, state in reversed(self.at) if at < moment), "")

    def counts(self, moment: datetime, year: int) -> str:
        """Return done, ongoing or '' as a table of a year counts it at a moment."""
        if self.state(year_opened_at(year)) in ("done", "passed"):
            return ""
        if self.admitted_at is not None and self.admitted_at < moment and self.admitted_at.year == year:
            return ""
        return {"passed": "done"}.get(self.state(moment), self.state(moment)).replace("gone", "")


@dataclass
class Story:
    """The bureaus' two years, an event after the other."""

    world: World
    random: Random
    homes: list[Home] = field(default_factory=list)

    def clerk(self, bureau: Organisation) -> Actor:
        return self.world.zhou if bureau == self.world.shangcheng else self.world.bei

    def leader(self, bureau: Organisation) -> Actor:
        return self.world.ling if bureau == self.world.shangcheng else self.world.xi_leader

    def happen(self, moment: datetime) -> None:
        """Let one thing happen at a moment."""
        with clock.at(moment):
            alive = [home for home in self.homes if home.state(moment) in ("ongoing", "done")]
            if len(alive) < 3 or self.random.random() < 0.35:
                bureau = self.random.choice([self.world.shangcheng, self.world.xihu])
                case = started(self.world, by=self.clerk(bureau))
                self.homes.append(Home(case, bureau, [(moment, "ongoing")]))
                return
            home = self.random.choice(alive)
            if self.random.random() < 0.15:
                removed(home.case, self.leader(home.bureau))
                home.at.append((moment, "gone"))
            elif home.state(moment) == "ongoing":
                finished(home.case, self.clerk(home.bureau))
                home.at.append((moment, "done"))
            else:
                judge = self.world.yan if home.bureau == self.world.shangcheng else self.world.xi_inspector
                advance(home.case, "pass_acceptance", judge)
                home.at.append((moment, "passed"))

    def count(self, bureaus: list[Organisation], moment: datetime, year: int, state: str) -> int:
        return sum(1 for home in self.homes if home.bureau in bureaus and home.counts(moment, year) == state)

    def passed(self, bureaus: list[Organisation], moment: datetime, year: int) -> int:
        return sum(
            1
            for home in self.homes
            if home.bureau in bureaus
            and home.counts(moment, year) == "done"
            and home.state(moment) == "passed"
        )


def taken(world: World, bureau: Organisation, program: Program, due: DueWeek) -> WeekSnapshot:
    with clock.at(due.cutoff_at + timedelta(minutes=15)):
        return take_snapshot(bureau=bureau, program=program, week=due)


def assert_week(story: Story, snapshot: WeekSnapshot) -> None:
    """The weekly table, its recount and the kept counts say what the test counted."""
    bureau, year = [snapshot.bureau], snapshot.program.year
    figures = opened(snapshot).figures
    assert (figures.done, figures.ongoing) == (
        story.count(bureau, snapshot.cutoff_at, year, "done"),
        story.count(bureau, snapshot.cutoff_at, year, "ongoing"),
    )
    assert figures.adds_up
    assert prove(opened(snapshot)).agrees
    with clock.at(snapshot.cutoff_at + timedelta(minutes=20)):
        assert verify_counts(newest=snapshot).agrees


def assert_overview(story: Story, program: Program, moment: datetime) -> None:
    """总览 of district, city and province agrees with the test's count, a milestone with its day's."""
    world, year = story.world, program.year
    both = [world.shangcheng, world.xihu]
    for actor, bureaus, counted in (
        (world.ling, [world.shangcheng], [world.shangcheng]),
        (world.shi, both, [world.shangcheng]),
        (world.sheng, both, both),
    ):
        with clock.at(moment):
            seen = bureaus_seen(actor, program)
            pace = progress(program, list(seen), own_aim(actor, program, seen))
        assert pace.as_of is not None
        cutoff = datetime.combine(pace.as_of + DAY, datetime.min.time(), clock.SHANGHAI)
        others = [each for each in bureaus if each not in counted]
        assert (pace.done, pace.other_done) == (
            story.count(counted, cutoff, year, "done"),
            story.count(others, cutoff, year, "done"),
        )
        assert pace.passed == story.passed(counted, cutoff, year)
        for look in pace.outlooks:
            if look.point.due_on > pace.as_of:
                assert look.state in (State.AHEAD, State.PENDING)
                continue
            ended = datetime.combine(look.point.due_on + DAY, datetime.min.time(), clock.SHANGHAI)
            count = story.passed if look.point.measure == "passed" else None
            on_day = count(counted, ended, year) if count else story.count(counted, ended, year, "done")
            assert look.on_day == on_day
            assert (look.state is State.ON_TIME) == (on_day >= look.needed)
        if actor is world.sheng:
            assert pace.outlooks == ()


@pytest.mark.parametrize("seed", [1, 2])
def test_two_years_agree_week_by_week_at_every_level(world: World, years: Program, seed: int) -> None:
    story = Story(world, Random(seed))
    programs = {2026: world.program, 2027: years}
    Milestone.objects.all().delete()
    for program in programs.values():
        # 上城 alone has a target: 西湖 counts in the city's total and not against it. 省厅 has its own.
        set_targets(
            by=SYSTEM,
            program=program,
            households={world.shangcheng: 4, world.xihu: None, world.city: 4, world.province: 9},
            source="演示假设",
        )
        first = all_weeks(program.year)[-2 if program.year == 2026 else 1]
        for name, on, measure in (
            ("周中", first.period_start + 2 * DAY, "completed"),
            ("验收", first.period_end, "passed"),
        ):
            Milestone.objects.create(
                program=program, organisation=world.city, name=name, due_on=on, share=50, measure=measure
            )
    weeks = [(2026, each) for each in all_weeks(2026)[-3:]] + [(2027, each) for each in all_weeks(2027)[:4]]
    ReportingLine.objects.update(valid_from=weeks[0][1].due_at.date())
    begin = weeks[0][1].previous_cutoff_at
    minutes = int((weeks[-1][1].cutoff_at - begin) / timedelta(minutes=1))
    moments = sorted(begin + timedelta(minutes=story.random.randrange(minutes)) for _ in range(34))
    closed = False
    for year, due in weeks:
        while moments and moments[0] < due.cutoff_at:
            moment = moments.pop(0)
            if moment >= year_opened_at(2027) and not closed:
                closed = True
                assert_year_end(story)
            story.happen(moment)
        if due.cutoff_at >= year_opened_at(2027) and not closed:
            closed = True
            assert_year_end(story)
        for bureau in (world.shangcheng, world.xihu):
            assert_week(story, taken(world, bureau, programs[year], due))
        assert_overview(story, programs[year], due.cutoff_at + timedelta(hours=9))
    assert_nobody_in_both(story)


def assert_year_end(story: Story) -> None:
    """年终核定 is the test's count at midnight; one completion typed late enters it by name."""
    world, midnight = story.world, year_opened_at(2027)
    with clock.at(midnight + timedelta(hours=1)):
        closes = {close.bureau: close for close in make_year_closes()}
    for bureau, close in closes.items():
        assert (totals_of(close).done, totals_of(close).ongoing) == (
            story.count([bureau], midnight, 2026, "done"),
            story.count([bureau], midnight, 2026, "ongoing"),
        )
    late = next((home for home in story.homes if home.state(midnight) == "ongoing"), None)
    if late is None:
        return
    typed = midnight + timedelta(hours=2)
    with clock.at(typed):
        advance(late.case, "finish_works", story.clerk(late.bureau), effective_on=late.at[0][0].date())
        late.at.append((typed, "done"))
    with clock.at(typed + timedelta(hours=1)):
        close = closes[late.bureau]
        (fact,) = late_facts(close)
        by = world.wang if late.bureau == world.shangcheng else world.xi
        admit_late_fact(by=by, close=close, case_id=fact.case_id, reason="节后补登")
        late.admitted_at = clock.local(clock.now())
    assert totals_of(close).done == story.count([late.bureau], midnight, 2026, "done") + 1


def assert_nobody_in_both(story: Story) -> None:
    """Whoever is complete in 2026 is in no set of 2027."""
    for close in YearClose.objects.all():
        done = set(close.cases.filter(state=MemberState.DONE).values_list("case_id", flat=True))
        newest = WeekSnapshot.objects.filter(bureau=close.bureau).latest("cutoff_at")
        assert done.isdisjoint(closing_set(opened(newest)))
