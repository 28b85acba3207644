"""总览 of a district, a city or the province, put together once for screen and paper (R32, screen 8)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.urls import reverse

from apps.lib import clock
from apps.lib.actors import Actor
from apps.orgs.enums import ScopeLevel
from apps.orgs.models import Organisation
from apps.orgs.permissions import RowScope, row_scope
from apps.programs.models import Program, SpanTarget
from apps.programs.permissions import may_set_target
from apps.programs.queries import span_target_of
from apps.reports.queries.late import Reporting, reporting
from apps.reports.queries.live import Funnel, Linked, figure_url, funnel, opinions
from apps.reports.queries.live_counts import live_counts
from apps.reports.queries.places import (
    WHOLE,
    Places,
    Street,
    compare_bureaus,
    compare_streets,
    progress_of_page,
)
from apps.reports.queries.progress import COMPLETED, PASSED, Progress, words_of
from apps.reports.queries.stages import StageTime, stage_times
from apps.reports.queries.targets import Aim, PageAims, aims_of_page, bureaus_seen
from apps.reports.queries.tiles import Tile, tiles
from apps.reports.queries.urged import Urging, urging
from apps.reports.queries.weeks import place_name
from apps.reports.rules.charts import Chart, Step, chart, steps
from apps.reports.rules.figures import Figure
from apps.reports.rules.pace import Outlook, State

DESK, PHONE = 760, 340
"""Widths of the drawing, for a wide screen and for a narrow one."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A milestone with its sentence, and the day's count where it opens."""

    outlook: Outlook
    words: tuple[str, str, str]
    """The sentence up to the count of its day, that count, and the rest; the first alone till known."""
    on_day_url: str
    left: str
    """How far it is, while it lies ahead."""


@dataclass(frozen=True, slots=True)
class CourseRow:
    """A step of the course as the table shows it."""

    step: Step
    url: str


@dataclass(frozen=True, slots=True)
class NotAdded:
    """A body whose target has those of the bodies that went up in it beside it, not in it."""

    name: str
    households: int
    url: str
    """Where the reader sets its target; '' for who does not."""


@dataclass(frozen=True, slots=True)
class Overview:
    """Everything the page shows, in the order it shows it."""

    program: Program
    aim: Aim
    span: SpanTarget | None
    """The body's target over several years, beside the year's."""
    bureaus: int
    counted: int
    pace: Progress
    tiles: tuple[Tile, ...]
    chart: Chart | None
    phone_chart: Chart | None
    course: tuple[CourseRow, ...]
    milestones: tuple[Judged, ...]
    not_added: tuple[NotAdded, ...]
    places: Places | None
    streets: tuple[Street, ...]
    reporting: Reporting | None
    urging: Urging | None
    each: Mapping[int, Progress]
    """The progress of every bureau by itself."""
    uppers: Mapping[int, int | None]
    """To which body each of them reports."""
    funnel: Funnel
    stage_times: tuple[StageTime, ...]
    linked: tuple[Linked, ...]


def overview_of(actor: Actor, program: Program, *, today: date) -> Overview:
    """Put the page together; the queries grow with neither cases nor bureaus."""
    scope = row_scope(actor)
    level = scope.level
    bureaus = bureaus_seen(actor, program)
    aims = aims_of_page(actor, program, bureaus, grouped=level is ScopeLevel.PROVINCE)
    found = progress_of_page(program, bureaus, aims)
    pace = found[WHOLE]
    own = [each for each in pace.outlooks if each.point.measure == COMPLETED]
    counts = live_counts(actor, program, today=today)
    now = funnel(actor, program, counts)
    has_weeks = pace.as_of is not None
    is_own = level is ScopeLevel.BUREAU
    newest = reporting([each.snapshot for each in pace.weeks.values()], clock.now())
    return Overview(
        program=program,
        aim=aims.own,
        span=span_target_of(scope.organisation_id, program.year, today),
        bureaus=len(bureaus),
        counted=len(pace.counted),
        pace=pace,
        tiles=tuple(tiles(program, pace, opinions(counts))),
        chart=_chart(program, pace, own),
        phone_chart=_chart(program, pace, own, width=PHONE),
        course=tuple(_course(program, pace, own)) if has_weeks else (),
        milestones=tuple(_milestone(program, each, today) for each in pace.outlooks),
        not_added=tuple(_not_added(actor, program, pace, aims)),
        places=None if is_own else _places(program, bureaus, found, scope, aims.known),
        streets=tuple(compare_streets(program, counts)) if is_own else (),
        reporting=newest,
        urging=urging(actor, [each.snapshot for each in newest.owing] if newest else []),
        funnel=now,
        stage_times=tuple(stage_times(program, list(pace.weeks))),
        linked=now.linked,
        each={pk: found[pk] for pk in bureaus},
        uppers=bureaus,
    )


def _places(
    program: Program,
    bureaus: Mapping[int, int | None],
    found: Mapping[int, Progress],
    scope: RowScope,
    known: Mapping[int, Organisation],
) -> Places:
    own, grouped = scope.organisation_id, scope.level is ScopeLevel.PROVINCE
    return compare_bureaus(program, bureaus, found, own=own, grouped=grouped, known=known)


def _not_added(actor: Actor, program: Program, pace: Progress, aims: PageAims) -> Iterator[NotAdded]:
    for pk, week in pace.weeks.items():
        lacking = aims.bureaus[pk].not_added
        if lacking:
            body = week.snapshot.bureau
            # Asked for the few that have some: each costs a query.
            sets = may_set_target(actor, body)
            url = reverse(settings.TARGET_PAGE, args=[pk, program.year]) if sets else ""
            yield NotAdded(place_name(body), lacking, url)


def _chart(program: Program, pace: Progress, own: Sequence[Outlook], *, width: int = DESK) -> Chart | None:
    if pace.as_of is None:
        return None
    opens_on, closes_on = program.opens_on, program.closes_on
    return chart(pace.course, own, opens_on=opens_on, closes_on=closes_on, as_of=pace.as_of, width=width)


def _course(program: Program, pace: Progress, own: Sequence[Outlook]) -> list[CourseRow]:
    assert pace.as_of is not None  # noqa: S101 - asked by the caller
    of = {"of": "counted"} if pace.target and pace.others else {}
    return [
        CourseRow(
            each, figure_url(Figure.DONE, program, day=each.day.isoformat(), **of) if each.counted else ""
        )
        for each in steps(pace.course, own, opens_on=program.opens_on, as_of=pace.as_of)
    ]


def _milestone(program: Program, each: Outlook, today: date) -> Judged:
    figure = Figure.PASSED if each.point.measure == PASSED else Figure.DONE
    left = (each.point.due_on - today).days
    return Judged(
        outlook=each,
        words=words_of(each).partition(f"当日 {each.on_day} 户"),
        on_day_url=figure_url(figure, program, day=each.point.due_on.isoformat(), of="counted")
        if each.on_day
        else "",
        left=f"还有 {left} 天" if each.state is State.AHEAD and left > 0 else "",
    )
