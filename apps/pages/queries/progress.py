"""Beside the queue: the year against its target, the week's table, what happened last."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from math import floor

from django.urls import reverse

from apps.cases.models import Case, Transition
from apps.cases.queries import move_label
from apps.lib import clock, formats
from apps.lib.actors import Actor
from apps.lib.calendars import DueWeek
from apps.orgs.enums import DISTRICT_ROLES, OrganisationKind, Role, ScopeLevel
from apps.orgs.models import Organisation
from apps.orgs.permissions import row_scope
from apps.orgs.queries import reporting_bureaus
from apps.programs.models import Milestone, Program, Target
from apps.programs.queries import program_of
from apps.reports.enums import ReportStatus, WeekState
from apps.reports.models import ReportVersion, WeekSnapshot
from apps.reports.queries.weeks import all_weeks

_WHERE = {
    ScopeLevel.STREET: "本街道",
    ScopeLevel.BUREAU: "本区县",
    ScopeLevel.CITY: "本市",
    ScopeLevel.PROVINCE: "全省",
    ScopeLevel.ENTERPRISE: "本企业",
    ScopeLevel.PROPERTY: "本物业",
}
RECENT_DAYS = 30


@dataclass(frozen=True, slots=True)
class Progress:
    """The year so far, in households."""

    title: str
    started: int
    finished: int
    target: int | None
    is_assumption: bool
    marks: tuple[tuple[Decimal, str], ...]
    words: str
    tone: str


def progress(actor: Actor) -> Progress | None:
    """Return the year's progress inside the actor's rows; None outside all programme years."""
    try:
        program = program_of(clock.today())
    except Program.DoesNotExist:
        return None
    rows = Case.objects.visible_to(actor).filter(program=program)
    started, finished = rows.started().count(), rows.finished().count()
    target, assumed = _target(actor, program)
    points = list(program.milestones.filter(measure="completed")) if target else []
    words, tone = _pace(finished, started, target, points)
    return Progress(
        title=f"{_WHERE.get(row_scope(actor).level, '')} {program.year} 年度",
        started=started,
        finished=finished,
        target=target,
        is_assumption=assumed,
        marks=tuple(
            (point.share / 100, f"{formats.month_end(point.due_on)} {formats.per_cents(point.share)}")
            for point in points
        ),
        words=words,
        tone=tone,
    )


def _target(actor: Actor, program: Program) -> tuple[int | None, bool]:
    """The target of the actor's own organisation, else the sum of those below it."""
    scope = row_scope(actor)
    if scope.organisation_id is None:
        return None, False
    own = Target.objects.filter(program=program, organisation_id=scope.organisation_id).first()
    if own is not None and own.households is not None:
        return own.households, own.is_assumption
    below: list[Organisation] = []
    if scope.level in (ScopeLevel.CITY, ScopeLevel.PROVINCE):
        organisation = Organisation.objects.get(pk=scope.organisation_id)
        below = reporting_bureaus(organisation, clock.today())
    rows = Target.objects.filter(program=program, households__isnull=False)
    if scope.level is ScopeLevel.PROVINCE:
        rows = rows.filter(organisation__kind=OrganisationKind.DISTRICT_BUREAU)
    else:
        rows = rows.filter(organisation__in=below)
    found = list(rows)
    if not found:
        return None, False
    return sum(row.households or 0 for row in found), any(row.is_assumption for row in found)


def _pace(finished: int, started: int, target: int | None, points: list[Milestone]) -> tuple[str, str]:
    """Say where the year stands against the milestone that counts now; shares are cut, not rounded."""
    if not target:
        return "", "ok"
    today = clock.today()
    share = Fraction(finished, target)
    reachable = formats.whole_percent(Fraction(started, target))
    finished_share = formats.whole_percent(share)
    later = f"在装 {started - finished} 户完工后可达 {reachable}。" if started > finished else ""
    ahead = [point for point in points if point.due_on >= today]
    point = ahead[0] if ahead else (points[-1] if points else None)
    if point is None:
        return f"完工 {finished_share}。{later}", "ok"
    gap = Fraction(point.share) / 100 - share
    name = f"{formats.month_end(point.due_on)}节点"
    if gap <= 0:
        return f"完工 {finished_share}，已达到{name}。{later}", "ok"
    # Rounded up, as the share above is cut: who is short is never told "0 个百分点".
    lack = -floor(-gap * 100)
    return f"完工 {finished_share}，离{name}还差 {lack} 个百分点。{later}", "ok" if ahead else "bad"


@dataclass(frozen=True, slots=True)
class WeekCard:
    """The weekly table that is due next, and where it stands."""

    week: DueWeek
    state: str
    tone: str
    url: str


def next_week() -> DueWeek | None:
    """Return the report week whose table is due next."""
    now = clock.now()
    year = clock.today().year
    # In the last days of December the next table may be due in the new year.
    return next((week for week in [*all_weeks(year), *all_weeks(year + 1)] if week.due_at >= now), None)


def countdown(week: DueWeek) -> str:
    """Say how long it is until the table is due: in whole days, on the last day in hours and minutes."""
    left = week.due_at - clock.now()
    if left >= timedelta(days=1):
        return f"距本周统计表截止还有 {left.days} 天"
    hours, minutes = divmod(int(left.total_seconds()) // 60, 60)
    return f"距本周统计表截止还有 {hours} 小时 {minutes} 分"


def week_card(actor: Actor) -> WeekCard | None:
    """Return the state of the week's table for roles that report or collect it."""
    if actor.role not in DISTRICT_ROLES | {Role.CITY_OFFICER, Role.PROVINCE_OFFICER}:
        return None
    week = next_week()
    if week is None:
        return None
    snapshots = WeekSnapshot.objects.visible_to(actor).filter(due_at=week.due_at)
    url = reverse("reports:index")
    if actor.role not in DISTRICT_ROLES:
        reported = ReportVersion.objects.filter(report__snapshot__in=snapshots, submitted_at__isnull=False)
        reported = reported.exclude(status=ReportStatus.WITHDRAWN)
        count = reported.values("report").distinct().count()
        return WeekCard(week, f"{count} 个区县已报", "", url)
    if not snapshots.exists():
        return WeekCard(week, "数据截止后自动生成", "", url)
    latest = ReportVersion.objects.filter(report__snapshot__in=snapshots).order_by("-number").first()
    state = WeekState(latest.status) if latest else WeekState.MISSING
    tones = {WeekState.ACCEPTED: "ok", WeekState.SUBMITTED: "accent", WeekState.RETURNED: "bad"}
    return WeekCard(week, state.label, tones.get(state, "warn"), url)


@dataclass(frozen=True, slots=True)
class Recent:
    """One line of the latest happenings."""

    title: str
    at: datetime
    by: str
    url: str


def recent(actor: Actor, *, limit: int = 6) -> list[Recent]:
    """Return the latest moves inside the actor's rows, of the last month."""
    since = clock.now() - timedelta(days=RECENT_DAYS)
    rows = (
        Transition.objects.filter(case__in=Case.objects.visible_to(actor), recorded_at__gte=since)
        .exclude(name="submit")
        .select_related("case")
        .order_by("-recorded_at", "-id")[:limit]
    )
    return [
        Recent(
            title=f"{move_label(row.name) or row.name} {row.case.number or ''}",
            at=row.recorded_at,
            by=row.actor_organisation,
            url=reverse("cases:case", kwargs={"pk": row.case_id}),
        )
        for row in rows
    ]
