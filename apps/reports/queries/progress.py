"""Targets against pace: milestones, forecast, speed of the last weeks (R12)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

from django.db.models import Count

from apps.cases.enums import STARTED, Status
from apps.cases.models import Transition
from apps.lib import clock, formats
from apps.programs.models import Milestone, Program
from apps.reports.models import WeekSnapshot
from apps.reports.rules.pace import Outlook, Point, outlook, speed

COMPLETED, PASSED = "completed", "passed"


@dataclass(frozen=True, slots=True)
class Progress:
    """One bureau's, city's or the province's way to its target, as of the newest snapshots."""

    target: int | None
    done: int
    ongoing: int
    passed: int
    per_week: Fraction
    """已完成 per week over the last four weeks."""
    outlooks: tuple[Outlook, ...]

    @property
    def started(self) -> int:
        """已完成 plus 正在装修."""
        return self.done + self.ongoing

    @property
    def has_assumption(self) -> bool:
        """Whether a milestone is a 演示假设."""
        return any(each.point.is_assumption for each in self.outlooks)

    @property
    def marks(self) -> list[tuple[Fraction, str]]:
        """Milestones of 已完成 as lines on a bar."""
        return [
            (
                Fraction(each.point.share) / 100,
                f"{formats.month_end(each.point.due_on)} {each.point.share_text}",
            )
            for each in self.outlooks
            if each.point.measure == COMPLETED
        ]

    @property
    def next(self) -> Outlook | None:
        """The nearest milestone of 已完成 that lies ahead, else the last one."""
        own = [each for each in self.outlooks if each.point.measure == COMPLETED]
        return next((each for each in own if not each.past), own[-1] if own else None)

    @property
    def tone(self) -> str:
        """ok, warn or bad, by the milestone in view."""
        return self.next.tone if self.next else "ok"

    @property
    def words(self) -> str:
        """The pace in one sentence."""
        if self.target is None or self.next is None:
            return f"已完成 {self.done} 户；没有设定年度目标"
        ahead = self.next
        head = f"完工 {self.done} / {self.target}。"
        day = formats.month_day(ahead.point.due_on)
        if ahead.met:
            return f"{head}{day}节点（{ahead.needed} 户）已达到。"
        if ahead.past:
            return f"{head}{day}节点应达 {ahead.needed} 户，差 {ahead.missing} 户。"
        short = f"差 {ahead.missing} 户" if ahead.missing else "可以达到"
        return f"{head}按近四周速度，{day}预计 {ahead.forecast} 户，{short}。"


def points_of(program: Program) -> list[Point]:
    """Return the year's milestones."""
    return [
        Point(row.name, row.due_on, row.share, row.measure, row.source, row.is_assumption)
        for row in Milestone.objects.filter(program=program)
    ]


def progress(
    program: Program,
    bureaus: Sequence[int],
    target: int | None,
    *,
    today: date | None = None,
    upto: int | None = None,
) -> Progress:
    """Sum the snapshots of some bureaus and hold them against their target (three queries)."""
    return progress_by_bureau(program, {0: bureaus}, {0: target}, today=today, upto=upto)[0]


def progress_by_bureau(
    program: Program,
    groups: dict[int, Sequence[int]],
    targets: dict[int, int | None],
    *,
    today: date | None = None,
    upto: int | None = None,
) -> dict[int, Progress]:
    """Return the progress of several groups of bureaus at once (three queries in all)."""
    wanted = {bureau for members in groups.values() for bureau in members}
    snapshots = WeekSnapshot.objects.filter(program=program, bureau_id__in=wanted)
    if upto is not None:
        snapshots = snapshots.filter(number__lte=upto)
    by_bureau: dict[int, list[tuple[datetime, int, int]]] = defaultdict(list)
    for bureau, cutoff, done, ongoing in snapshots.order_by("number").values_list(
        "bureau_id", "cutoff_at", "done", "ongoing"
    ):
        by_bureau[bureau].append((cutoff, done, ongoing))
    passed = _passed(by_bureau)
    points = points_of(program)
    return {
        key: _progress(
            [by_bureau.get(bureau, []) for bureau in members],
            [passed.get(bureau, []) for bureau in members],
            targets.get(key),
            points,
            today or clock.today(),
        )
        for key, members in groups.items()
    }


def _passed(by_bureau: dict[int, list[tuple[datetime, int, int]]]) -> dict[int, list[datetime]]:
    """Moments at which each bureau's cases first passed acceptance, up to its newest snapshot."""
    found: dict[int, list[datetime]] = defaultdict(list)
    opened = {bureau: weeks[-1][0] for bureau, weeks in by_bureau.items() if weeks}
    rows = (
        Transition.objects.filter(bureau_id_at__in=opened, target=Status.PASSED, case__status__in=STARTED)
        .values_list("bureau_id_at", "recorded_at")
        .annotate(n=Count("case"))
        .order_by("recorded_at")
    )
    for bureau, moment, count in rows:
        # Each bureau up to its own newest week: their snapshots need not reach equally far.
        if moment < opened[bureau]:
            found[bureau] += [moment] * count
    return found


def _progress(
    weeks: list[list[tuple[datetime, int, int]]],
    passed: list[list[datetime]],
    target: int | None,
    points: list[Point],
    today: date,
) -> Progress:
    # Five cut-offs: the four weeks between them make the speed (rules.pace.WEEKS_OF_SPEED).
    cutoffs = sorted({cutoff for rows in weeks for cutoff, _, _ in rows})[-5:]
    done_by_week = [sum(_at(rows, cutoff)[0] for rows in weeks) for cutoff in cutoffs]
    # Snapshots keep no count of 验收合格, so it is counted from the transitions, cut off as they are.
    passed_by_week = [
        sum(1 for moments in passed for moment in moments if moment < cutoff) for cutoff in cutoffs
    ]
    done = done_by_week[-1] if done_by_week else 0
    ongoing = sum(_at(rows, cutoffs[-1])[1] for rows in weeks) if cutoffs else 0
    passes = passed_by_week[-1] if passed_by_week else 0
    return Progress(
        target=target,
        done=done,
        ongoing=ongoing,
        passed=passes,
        per_week=speed(done_by_week),
        outlooks=tuple(
            outlook(
                points,
                target=target,
                reached={COMPLETED: done, PASSED: passes},
                history={COMPLETED: done_by_week, PASSED: passed_by_week},
                today=today,
            )
            # Without a target there is nothing a milestone could be a share of.
            if target
            else ()
        ),
    )


def _at(rows: list[tuple[datetime, int, int]], cutoff: datetime) -> tuple[int, int]:
    """A bureau's last known (done, ongoing) at a cut-off."""
    # A bureau without a snapshot so late stands with its last week, or the sum would drop.
    known = [(done, ongoing) for at, done, ongoing in rows if at <= cutoff]
    return known[-1] if known else (0, 0)
