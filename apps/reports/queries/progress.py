"""Targets against pace, as of the newest snapshots: milestones on their day, forecast, speed (R12, R32)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction

from django.db.models import Q

from apps.lib import clock, formats
from apps.lib.amounts import ZERO, Yuan
from apps.orgs.models import Organisation
from apps.programs.models import Program
from apps.reports.models import DayCount
from apps.reports.queries.ledger import Week
from apps.reports.queries.newest import Latest, latest_weeks
from apps.reports.queries.targets import Aim
from apps.reports.rules.initial import NONE, Initial, until
from apps.reports.rules.pace import Course, Daily, Outlook, State, outlook, speed

COMPLETED, PASSED = "completed", "passed"


@dataclass(frozen=True, slots=True)
class Gone:
    """By day what a bureau counted until it went up in another one: from then on nothing."""

    course: Daily
    passes: Daily


@dataclass(frozen=True, slots=True)
class Progress:
    """One bureau's, city's or the province's way to its target, as of the newest snapshots.

    ``done``, ``ongoing`` and the milestones are those of the bureaus the target counts; what the body's other
    bureaus did stands beside it and is held against nothing.
    """

    target: int | None
    as_of: date | None
    """Last day that is counted, at 24:00; None before the first snapshot."""
    done: int
    ongoing: int
    passed: int
    amount: Yuan
    other_done: int
    other_ongoing: int
    other_passed: int
    other_bureaus: int
    per_week: Fraction
    """已完成 per week over the last four weeks."""
    outlooks: tuple[Outlook, ...]
    course: Daily
    """已完成 by day, of the bureaus the target counts."""
    passes: Daily
    """验收合格 by day, of the same."""
    counted: tuple[int, ...]
    """The bureaus the target counts, or all where none is set."""
    others: tuple[int, ...]
    weeks: Mapping[int, Latest]
    """The newest week of each of its bureaus that has one."""
    gone: Mapping[int, Gone] = field(default_factory=dict)
    """Of a body with several bureaus: those that went up in one of the counted, whose past is its own."""
    not_added: int = 0
    """Targets of bodies that went up in its bureaus, not in ``target``."""

    @property
    def initial(self) -> Initial:
        """期初数 in its figures, of all its bureaus: households that no list opens."""
        return sum((each.initial for each in self.weeks.values()), NONE)

    @property
    def counted_initial(self) -> Initial:
        """Those of the bureaus the target counts."""
        return sum((self.weeks[each].initial for each in self.counted if each in self.weeks), NONE)

    @property
    def started(self) -> int:
        """已完成 plus 正在装修."""
        return self.done + self.ongoing

    @property
    def all_done(self) -> int:
        """已完成 of every bureau, as the table says it."""
        return self.done + self.other_done

    @property
    def as_of_text(self) -> str:
        """截至何时, in words."""
        return f"截至 {formats.month_day(self.as_of)} 24:00" if self.as_of else "还没有封存的周报"

    @property
    def has_assumption(self) -> bool:
        """Whether a milestone is a 演示假设."""
        return any(each.point.is_assumption for each in self.outlooks)

    @property
    def marks(self) -> list[tuple[Fraction, str]]:
        """Milestones of 已完成 as lines on a bar."""
        return [
            (
                _place(each, self.target),
                f"{formats.month_end(each.point.due_on)} {each.point.share_text}",
            )
            for each in self.outlooks
            if each.point.measure == COMPLETED
        ]

    @property
    def next(self) -> Outlook | None:
        """The nearest milestone of 已完成 that lies ahead, else the last one."""
        own = [each for each in self.outlooks if each.point.measure == COMPLETED]
        return next((each for each in own if each.state is State.AHEAD), own[-1] if own else None)

    @property
    def tone(self) -> str:
        """ok, warn or bad, by the milestone in view."""
        return self.next.tone if self.next else "ok"

    @property
    def words(self) -> str:
        """The pace in one sentence."""
        if self.target is None:
            return f"已完成 {self.all_done} 户；没有设定年度目标"
        head = f"完工 {self.done} / {self.target}"
        return f"{head}。{words_of(self.next)}" if self.next else f"{head}。"


def _place(each: Outlook, target: int | None) -> Fraction:
    """Return where a milestone lies on a bar of the present target, from 0 to 1."""
    share = Fraction(each.point.share) / 100
    return min(Fraction(1), share * each.point.target / target) if each.point.target and target else share


def words_of(each: Outlook) -> str:
    """Say in a sentence how a milestone stands, and what a forecast rests on."""
    day, verb = formats.month_day(each.point.due_on), "验收" if each.point.measure == PASSED else "完工"
    if each.point.target is not None:
        day = f"{day}按当日目标 {each.point.target} 户"
    if each.state is State.ON_TIME:
        return f"{day}应达 {each.needed} 户，当日 {each.on_day} 户，按期达到。"
    if each.state is State.LATE and each.reached_on:
        reached = formats.month_day(each.reached_on)
        return f"{day}应达 {each.needed} 户，当日 {each.on_day} 户，未按期，{reached}达到。"
    if each.state is State.MISSED:
        return (
            f"{day}应达 {each.needed} 户，当日 {each.on_day} 户；现 {each.now} 户，仍差 {each.missing} 户。"
        )
    if each.state is State.PENDING:
        return f"{day}应达 {each.needed} 户，当日数待下一期封存后认定；已封存 {each.now} 户。"
    if each.met:
        return f"{day}节点（{each.needed} 户）已提前达到。"
    short = f"差 {each.missing} 户" if each.missing else "可以达到"
    expected = f"{day}应达 {each.needed} 户；照近四周速度预计 {each.forecast} 户，{short}"
    if not each.ongoing:
        return f"{expected}。"
    # Said, because the speed of completing knows nothing of what is under works.
    under = "待验收的" if each.point.measure == PASSED else "在装的"
    return f"{expected}；{under} {each.ongoing} 户都如期{verb}，到 {each.now + each.ongoing} 户。"


def progress(
    program: Program,
    bureaus: Sequence[int],
    aim: Aim,
    *,
    today: date | None = None,
    upto: int | None = None,
) -> Progress:
    """Sum some bureaus and hold them against their target (three queries)."""
    return progress_by_body(program, {0: bureaus}, {0: aim}, today=today, upto=upto)[0]


def progress_of_week(opened: Week, aim: Aim, *, today: date) -> Progress:
    """Hold a bureau's opened week against its target (one query)."""
    snapshot, figures = opened.snapshot, opened.figures
    entries = tuple(each for each in opened.initial if each.from_number <= snapshot.number)
    begun = until(entries, snapshot.number)
    latest = Latest(
        snapshot,
        snapshot.number,
        snapshot.period_end,
        figures.done + begun.done,
        figures.ongoing + begun.ongoing,
        figures.amount + begun.amount,
        entries,
    )
    bureau = snapshot.bureau_id
    return _progress_of(snapshot.program, {0: [bureau]}, {0: aim}, {bureau: latest}, today)[0]


def progress_by_body(
    program: Program,
    groups: Mapping[int, Sequence[int]],
    aims: Mapping[int, Aim],
    *,
    today: date | None = None,
    upto: int | None = None,
    fresh: bool = False,
) -> dict[int, Progress]:
    """Return the progress of several bodies, each with its bureaus, at once (three queries in all)."""
    wanted = {bureau for members in groups.values() for bureau in members}
    latest = latest_weeks(program, wanted, upto=upto, fresh=fresh)
    return _progress_of(program, groups, aims, latest, today or clock.today())


def _progress_of(
    program: Program,
    groups: Mapping[int, Sequence[int]],
    aims: Mapping[int, Aim],
    latest: Mapping[int, Latest],
    today: date,
) -> dict[int, Progress]:
    changes: dict[int, list[tuple[date, int, int]]] = defaultdict(list)
    absorbed: dict[int, set[int]] = defaultdict(set)
    # With those that went up in them, whose completions pass over on one day and are no work of that day.
    own = Q(pk__in=latest) | Q(successor__in=latest) | Q(successor__successor__in=latest)
    days = DayCount.objects.filter(program=program, bureau__in=Organisation.objects.filter(own).values("pk"))
    columns = ("bureau_id", "bureau__successor_id", "bureau__successor__successor_id")
    for bureau, heir, last_heir, day, done, passed in days.values_list(*columns, "day", "done", "passed"):
        heirs = {each for each in (heir, last_heir) if each in latest}
        for each in heirs:
            absorbed[each].add(bureau)
        # Each bureau up to its own newest week: their snapshots need not reach equally far.
        until = latest[bureau].day if bureau in latest else max(latest[each].day for each in heirs)
        if day <= until:
            changes[bureau].append((day, done, passed))
    return {
        key: _progress(program, members, aims[key], latest, (changes, absorbed), today)
        for key, members in groups.items()
    }


def _progress(
    program: Program,
    bureaus: Sequence[int],
    aim: Aim,
    latest: Mapping[int, Latest],
    counts: tuple[Mapping[int, list[tuple[date, int, int]]], Mapping[int, Collection[int]]],
    today: date,
) -> Progress:
    changes, absorbed = counts
    # Without a target there is nothing to hold against: every bureau's count stands in the total.
    counted = [each for each in bureaus if each in aim.counted] if aim.households else list(bureaus)
    others = [each for each in bureaus if each not in counted]
    gone = [] if aim.is_single else _gone_up_in(counted, bureaus, latest)
    # What they did counts on the days before; on the day of the merger it passes from them to the other.
    done, passed = _courses([*counted, *gone], changes, latest)
    # The speed of a bureau is that of all whose work it goes on with: a merger completes nothing.
    brought = {each for bureau in counted for each in absorbed.get(bureau, ())} - {*counted, *gone}
    worked, worked_passed = _courses([*counted, *gone, *brought], changes, latest)
    _, other_passed = _courses(others, changes, latest)
    as_of = max((latest[each].day for each in bureaus if each in latest), default=None)
    seen = as_of or program.opens_on - timedelta(days=1)
    ongoing = sum(latest[each].ongoing for each in counted if each in latest)
    done_now = sum(latest[each].done for each in counted if each in latest)
    return Progress(
        target=aim.households,
        as_of=as_of,
        done=done_now,
        ongoing=ongoing,
        passed=passed.at(seen),
        amount=sum((latest[each].amount for each in bureaus if each in latest), ZERO),
        other_done=sum(latest[each].done for each in others if each in latest),
        other_ongoing=sum(latest[each].ongoing for each in others if each in latest),
        other_passed=other_passed.at(seen),
        other_bureaus=len(others),
        per_week=speed(worked, as_of=seen, since=program.opens_on),
        outlooks=tuple(
            outlook(
                aim.points,
                target=aim.households,
                courses={
                    COMPLETED: Course(done, ongoing, worked),
                    PASSED: Course(passed, done_now - passed.at(seen), worked_passed),
                },
                as_of=seen,
                since=program.opens_on,
                today=today,
            )
            if aim.households
            else ()
        ),
        course=done,
        passes=passed,
        counted=tuple(counted),
        others=tuple(others),
        weeks={each: latest[each] for each in bureaus if each in latest},
        gone={each: Gone(*_courses([each], changes, latest)) for each in gone},
        not_added=aim.not_added,
    )


def _gone_up_in(
    counted: Collection[int], bureaus: Collection[int], latest: Mapping[int, Latest]
) -> list[int]:
    """Return the bureaus that went up in a counted one and are not among those of the page themselves."""
    found = []
    for pk, week in latest.items():
        body = week.snapshot.bureau
        heirs = {body.successor_id, body.successor.successor_id if body.successor else None}
        if pk not in bureaus and heirs & set(counted):
            found.append(pk)
    return found


def _courses(
    bureaus: Iterable[int],
    changes: Mapping[int, list[tuple[date, int, int]]],
    latest: Mapping[int, Latest],
) -> tuple[Daily, Daily]:
    done: dict[date, int] = defaultdict(int)
    passed: dict[date, int] = defaultdict(int)
    begun: dict[date, int] = defaultdict(int)
    begun_passed: dict[date, int] = defaultdict(int)
    for bureau in bureaus:
        for each in latest[bureau].entries if bureau in latest else ():
            begun[each.day] += each.change.done
            begun_passed[each.day] += each.change.passed
        for day, more_done, more_passed in changes.get(bureau, ()):
            done[day] += more_done
            passed[day] += more_passed
    return Daily(done, begun), Daily(passed, begun_passed)
