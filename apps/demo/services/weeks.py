"""The demonstration's Thursdays: taken, filled in, submitted, accepted, returned, late, missing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from random import Random

from apps.audit.services import digest_until_yesterday
from apps.demo.services.schedule import Story
from apps.demo.services.world import DemoWorld
from apps.lib import clock
from apps.lib.actors import Actor
from apps.lib.amounts import ZERO, Yuan
from apps.lib.calendars import DueWeek, weekly_due
from apps.orgs.enums import Role
from apps.programs.queries import workdays
from apps.reports.enums import AnswerKind
from apps.reports.models import WeekSnapshot
from apps.reports.queries.releases import to_release
from apps.reports.queries.weeks import program_weeks
from apps.reports.rules.declared import Line, LineKind, of_plain, totals
from apps.reports.rules.initial import Initial
from apps.reports.services import (
    Answer,
    Asked,
    Declared,
    SentLine,
    accept_report,
    answer_return,
    ask_reopening,
    draft_report,
    release_week,
    reopen_report,
    return_report,
    save_draft,
    set_opening_figures,
    submit_report,
    take_due_snapshots,
)

AFTER_CUTOFF = timedelta(minutes=15)
REOPENED = "330106"
"""Whose last two weeks are reopened: one is accepted anew, one waits when the demonstration begins."""
BEGUN_ON_PAPER = ("330122", "330411")
"""The first of them that there is has 期初数; none has a target, so that what is held against one stays."""
NARRATIVES = (
    "联合物业在小区设“家装便民服务点”，提供建材临时堆放和政策咨询。",
    "组织企业样板间进村社，团购套餐明细上墙公示。",
    "与老旧小区改造同步安排，减少二次施工扰民。",
    "",
    "",
)


def snapshot_story(until: datetime, since: date) -> tuple[datetime, Story]:
    """Take every bureau's snapshot shortly after each cut-off, and the digest of the record each week."""
    weeks = _weeks(until, since)

    def story() -> Story:
        for index in range(len(weeks)):
            take_due_snapshots()
            digest_until_yesterday()
            if index + 1 < len(weeks):
                yield weeks[index + 1].cutoff_at + AFTER_CUTOFF

    return weeks[0].cutoff_at + AFTER_CUTOFF, story()


def _weeks(until: datetime, since: date) -> list[DueWeek]:
    weeks = weekly_due(2026, workdays())
    return [week for week in weeks if week.cutoff_at < until and week.due_at.date() >= since]


def report_story(
    world: DemoWorld, key: str, until: datetime, since: date, seed: int
) -> tuple[datetime, Story]:
    """A bureau's reports of the year: mostly in time, some late, returned or reopened, one never filed."""
    random = Random(seed)  # noqa: S311 - a repeatable demonstration, not a secret
    bureau = world.bureaus[key]
    clerk = world.actors[key, Role.DISTRICT_CLERK]
    upper = (
        world.actors["33", Role.PROVINCE_OFFICER]
        # These two report to the province itself (DIRECT).
        if key in ("330411", "330383")
        else world.actors["3301", Role.CITY_OFFICER]
    )
    weeks = _weeks(until, since)
    missed = {week.number for week in weeks if random.random() < 0.025 and week.number < 45}
    late = {week.number for week in weeks if random.random() < 0.06}
    returned = {week.number for week in weeks if random.random() < 0.04}

    def story() -> Story:
        total = 40
        amount = Decimal(3_740_000)
        for index, week in enumerate(weeks):
            grown = random.randint(2, 9) if week.period_end.month > 2 else random.randint(0, 2)
            total += grown
            amount += Decimal(grown) * Decimal(93_500)
            if week.number not in missed:
                _fill(random, bureau.pk, clerk, week.number, grown, total, amount)
                yield clock.now() + timedelta(hours=2)
                if week.number in returned:
                    _snapshot = _snapshot_of(bureau.pk, week.number)
                    return_report(
                        by=upper,
                        snapshot=_snapshot,
                        reason="传统装修数据与一码管理系统导出数不一致，请核对。",
                        items=[Asked("declared.done", "与一码管理系统导出数不一致，请核对。")],
                    )
                    yield clock.now() + timedelta(hours=20)
                    answer_return(
                        by=clerk,
                        snapshot=_snapshot_of(bureau.pk, week.number),
                        answers={1: Answer(AnswerKind.KEPT, "一码管理系统当日导出不全，原数无误")},
                    )
                    submit_report(by=clerk, snapshot=_snapshot_of(bureau.pk, week.number))
                    yield clock.now() + timedelta(hours=3)
                accept_report(by=upper, snapshot=_snapshot_of(bureau.pk, week.number))
                if key == REOPENED and week in weeks[-2:]:
                    yield from _reopened(clerk, upper, bureau.pk, week.number)
            if index + 1 < len(weeks):
                following = weeks[index + 1]
                hours = 5.0 if following.number in late else -random.uniform(1.5, 7.0)
                if key == "330102" and following is weeks[-1]:
                    hours = -1.0  # still a draft when the demonstration begins
                if key == REOPENED and following in weeks[-2:]:
                    hours = -8.0  # accepted, and reopened, by then
                yield following.due_at + timedelta(hours=hours)

    first = weeks[0].due_at - timedelta(hours=3)
    return first, story()


def _reopened(clerk: Actor, upper: Actor, bureau_id: int, number: int) -> Story:
    """Have an accepted week reopened, mend it, and hand it in again where the day goes on."""
    yield clock.now() + timedelta(minutes=40)
    reason = "漏写好经验好做法，请重开补填。"
    ask_reopening(by=clerk, snapshot=_snapshot_of(bureau_id, number), reason=reason)
    yield clock.now() + timedelta(minutes=30)
    snapshot = _snapshot_of(bureau_id, number)
    draft = reopen_report(by=upper, snapshot=snapshot, word="请在今天下班前重新报送。")
    yield clock.now() + timedelta(hours=3)
    save_draft(
        by=clerk,
        snapshot=snapshot,
        version=draft.edit,
        declared=Declared(
            lines=[SentLine(of_plain(each)) for each in draft.declared_lines], words=draft.declared_words
        ),
        narrative=NARRATIVES[1],
    )
    submit_report(by=clerk, snapshot=snapshot)
    yield clock.now() + timedelta(minutes=50)
    accept_report(by=upper, snapshot=snapshot)


def released_story(world: DemoWorld, until: datetime, since: date) -> list[tuple[datetime, Story]]:
    """The city lets the public see a week of this month, once most of it is accepted."""
    weeks = _weeks(until, since)
    if len(weeks) < 3:  # a small programme has none yet
        return []
    week, city = weeks[-3], world.actors["3301", Role.CITY_OFFICER]

    def story() -> Story:
        snapshot = _snapshot_of(world.bureaus["330102"].pk, week.number)
        if to_release(snapshot).rows:
            release_week(by=city, snapshot=snapshot)
        yield from ()

    return [(week.due_at + timedelta(days=4), story())]


def opening_stories(world: DemoWorld, since: date) -> Iterator[tuple[datetime, Story]]:
    """A bureau began its year on paper: its leader enters what it had counted before its first week."""
    key = next(each for each in BEGUN_ON_PAPER if each in world.bureaus)
    bureau, leader = world.bureaus[key], world.actors[key, Role.DISTRICT_LEADER]

    def story() -> Story:
        first = program_weeks(world.program, bureau)[0]
        set_opening_figures(
            by=leader,
            bureau=bureau,
            program=world.program,
            figures=Initial(done=3, ongoing=1, passed=2, amount=Decimal(284_600)),
            as_of=first.period_start - timedelta(days=1),
            source="启用前的纸质台账（演示）",
            basis="演示会议纪要",
        )
        yield clock.now()

    yield datetime.combine(since, time(10), clock.SHANGHAI), story()


def _snapshot_of(bureau_id: int, number: int) -> WeekSnapshot:
    return WeekSnapshot.objects.get(bureau_id=bureau_id, program__year=2026, number=number)


def _fill(
    random: Random, bureau_id: int, clerk: Actor, number: int, grown: int, total: int, amount: Yuan
) -> None:
    snapshot = _snapshot_of(bureau_id, number)
    draft = draft_report(snapshot=snapshot, by=clerk)
    done = int(total * 0.82)
    save_draft(
        by=clerk,
        snapshot=snapshot,
        version=draft.edit,
        declared=Declared(lines=_lines(clerk, grown, done, total - done, amount)),
        narrative=random.choice(NARRATIVES),
    )
    submit_report(by=clerk, snapshot=snapshot)


def _lines(clerk: Actor, grown: int, done: int, ongoing: int, amount: Yuan) -> list[SentLine]:
    """Return a total as three sources, of which two name some households twice."""
    queried = clock.now() - timedelta(minutes=35)
    yesterday = clock.today() - timedelta(days=1)

    def share(kind: LineKind, week: int, part: int) -> Line:
        each = Decimal(90_000) * (done // part + ongoing // part)
        return Line(kind, "", "", week, done // part, ongoing // part, each, person=clerk.name)

    code = replace(share(LineKind.CODE, grown // 4, 5), queried_at=queried)
    street = replace(share(LineKind.OFFLINE, 0, 12), label="街道逐户登记", day=yesterday, person="街道经办人")
    twice = replace(share(LineKind.DUPLICATE, 0, 20), day=yesterday)
    others = totals([code, street, twice])
    filing = Line(
        LineKind.FILING,
        week=grown - (others.week or 0),
        done=done - (others.done or 0),
        ongoing=ongoing - (others.ongoing or 0),
        amount=amount - (others.amount or ZERO),
        queried_at=queried,
        person=clerk.name,
    )
    return [SentLine(line) for line in (filing, code, street, twice)]


def report_stories(world: DemoWorld, until: datetime, since: date) -> list[tuple[datetime, Story]]:
    """All bureaus' report stories, each with a seed of its own."""
    told = [
        report_story(world, key, until, since, seed=1000 + index) for index, key in enumerate(world.bureaus)
    ]
    return [*told, *released_story(world, until, since)]
