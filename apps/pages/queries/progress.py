"""Beside the queue: the year against its target, the week's table, what happened last."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction

from django.urls import reverse

from apps.cases.models import Case, Transition
from apps.cases.queries import move_label
from apps.lib import clock
from apps.lib.actors import Actor
from apps.lib.calendars import DueWeek
from apps.orgs.enums import DISTRICT_ROLES, Role, ScopeLevel
from apps.orgs.permissions import row_scope
from apps.programs.models import Program
from apps.programs.queries import program_of
from apps.reports.enums import ReportStatus, WeekState
from apps.reports.models import ReportVersion, WeekSnapshot
from apps.reports.permissions import may_read
from apps.reports.queries.live import figure_url
from apps.reports.queries.progress import progress as pace_of
from apps.reports.queries.targets import bureaus_seen, own_aim
from apps.reports.queries.weeks import all_weeks
from apps.reports.rules.figures import Figure

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
    """The year so far, in households, and as of when it is counted."""

    title: str
    as_of: str
    started: int
    finished: int
    done: int
    """完工 of the bureaus the target counts."""
    target: int | None
    is_assumption: bool
    marks: tuple[tuple[Fraction, str], ...]
    words: str
    tone: str
    started_url: str = ""
    """Where the numbers open to their cases; '' for who reads no report, and of a nought."""
    finished_url: str = ""


def progress(actor: Actor) -> Progress | None:
    """Return the year's progress inside the actor's rows; None outside all programme years.

    Who reports or collects the weekly table reads the same figures here as in 总览; others, whose rows no
    table counts, read what is there now.
    """
    try:
        program = program_of(clock.today())
    except Program.DoesNotExist:
        return None
    title = f"{_WHERE.get(row_scope(actor).level, '')} {program.year} 年度"
    if not may_read(actor):
        rows = Case.objects.visible_to(actor).filter(program=program)
        started, finished = rows.started().count(), rows.finished().count()
        return Progress(title, "现在的数", started, finished, finished, None, False, (), "", "ok")
    bureaus = bureaus_seen(actor, program)
    aim = own_aim(actor, program, bureaus)
    pace = pace_of(program, list(bureaus), aim)
    started = pace.started + pace.other_done + pace.other_ongoing
    return Progress(
        title=title,
        as_of=pace.as_of_text,
        started=started,
        finished=pace.all_done,
        done=pace.done,
        target=aim.households,
        is_assumption=aim.is_assumption,
        marks=tuple(pace.marks),
        words=pace.words,
        tone=pace.tone,
        started_url=figure_url(Figure.AMOUNT, program) if started else "",
        finished_url=figure_url(Figure.DONE, program) if pace.all_done else "",
    )


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
