"""Whose target a figure is held against, which bureaus that target counts, and its milestones (R12, R32)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial

from django.db.models import Q, Value

from apps.lib import clock
from apps.lib.actors import Actor
from apps.orgs.enums import OrganisationKind, ScopeLevel
from apps.orgs.models import Organisation, ReportingLine, in_force
from apps.orgs.permissions import row_scope
from apps.programs.models import Milestone, Program
from apps.programs.queries import Targets, targets_of
from apps.reports.models import WeekSnapshot
from apps.reports.rules.pace import Point


@dataclass(frozen=True, slots=True)
class Aim:
    """A target with the bureaus it counts; ``households`` None: none is set and nothing is held to it."""

    households: int | None
    source: str
    is_assumption: bool
    counted: frozenset[int]
    """Bureaus of which the target's households are; others of the body count in its totals alone."""
    points: tuple[Point, ...]
    not_added: int = 0
    """Targets of bodies that went up in its bureaus and that nobody has added to theirs yet."""
    is_single: bool = False
    """A bureau's own. What went up in it later was none of its own before; of a city it always was."""

    @property
    def source_text(self) -> str:
        """Source, marked as 演示假设 where it is one and does not say so itself."""
        marked = self.is_assumption and "演示假设" not in self.source
        return f"{self.source}（演示假设）" if marked else self.source


def aim_of(
    program: Program, organisation_id: int | None, bureaus: Sequence[int], *, on: date | None = None
) -> Aim:
    """Return what a city, the province or a bureau with ``bureaus`` below it is held against (two queries).

    Its own target counts those bureaus whose targets make it up; where theirs do not sum up to it, all of
    them. Without one of its own the targets below are summed. ``on``: as of which day, today without it.
    """
    return aims_of_bodies(program, {organisation_id: bureaus}, on=on)[organisation_id]


def aims_of_bodies(
    program: Program,
    bodies: Mapping[int | None, Sequence[int]],
    *,
    on: date | None = None,
    targets: Targets | None = None,
) -> dict[int | None, Aim]:
    """Return the same for several bodies, each with the bureaus below it (two queries in all).

    ``targets`` saves the first, where those of the bodies and of what is below were read already.
    """
    below = {pk for bureaus in bodies.values() for pk in bureaus}
    targets = targets or targets_of(program, below | {pk for pk in bodies if pk is not None})
    points = points_of(program, bodies)
    day = on or clock.today()
    return {
        body: _with_points(partial(_aim, body, targets, bureaus), points[body], day)
        for body, bureaus in bodies.items()
    }


def _aim(own: int | None, targets: Targets, bureaus: Sequence[int], day: date) -> Aim:
    """Return what a body is held against as of a day, without its milestones."""
    rows = {pk: row for pk in bureaus if (row := targets.at(pk, day)) and row.households is not None}
    total = sum(row.households or 0 for row in rows.values())
    lacking = sum(targets.not_added(pk, day) for pk in bureaus)
    mine = targets.at(own, day)
    if mine is not None and mine.households is not None:
        # Of a bureau that went up in another the households are the other's: it is still made up of theirs.
        counted = rows if rows and mine.households in (total, total + lacking) else bureaus
        return Aim(mine.households, mine.source, mine.is_assumption, frozenset(counted), (), lacking)
    if not rows:
        return replace(NO_AIM, not_added=lacking)
    assumed = any(row.is_assumption for row in rows.values())
    return Aim(total, "各区县目标之和", assumed, frozenset(rows), (), lacking)


def _single(bureau: int, targets: Targets, day: date) -> Aim:
    row, lacking = targets.at(bureau, day), targets.not_added(bureau, day)
    if row is None or row.households is None:
        return replace(NO_AIM, not_added=lacking, is_single=True)
    return Aim(row.households, row.source, row.is_assumption, frozenset({bureau}), (), lacking, True)


def _with_points(aim_at: Callable[[date], Aim], points: tuple[Point, ...], day: date) -> Aim:
    """Return the aim of a day; a milestone is held against the target of its own day (R32)."""
    aim = aim_at(day)
    if aim.households is None:
        return aim
    return replace(aim, points=tuple(_of_its_day(each, aim, aim_at(each.due_on)) for each in points))


def _of_its_day(point: Point, aim: Aim, then: Aim) -> Point:
    # Without a target on its day (set later) it is held against the one of now.
    changed = then.households is not None and then.households != aim.households
    return replace(point, target=then.households) if changed else point


def aims_of_bureaus(
    program: Program,
    bureaus: Mapping[int, int | None],
    *,
    on: date | None = None,
    targets: Targets | None = None,
) -> dict[int, Aim]:
    """Return each bureau's own target; ``bureaus`` maps it to the body it reports to (two queries).

    ``targets`` saves the first, where they were read already.
    """
    targets = targets or targets_of(program, bureaus)
    points = points_of(program, bureaus, bureaus)
    day = on or clock.today()
    return {
        bureau: _with_points(partial(_single, bureau, targets), points[bureau], day) for bureau in bureaus
    }


def points_of(
    program: Program, bodies: Iterable[int | None], uppers: Mapping[int, int | None] | None = None
) -> dict[int | None, tuple[Point, ...]]:
    """Return the milestones that hold for each body's target: its own, its upper body's, everybody's."""
    above = uppers or {}
    known = list(bodies)
    concerned = {*known, *above.values()} - {None}
    rows = list(
        Milestone.objects.filter(
            Q(organisation__isnull=True) | Q(organisation__in=concerned), program=program
        )
    )
    return {
        body: tuple(
            Point(row.name, row.due_on, row.share, row.measure, row.source, row.is_assumption)
            for row in rows
            if row.organisation_id in (None, body, above.get(body) if body is not None else None)
        )
        for body in known
    }


NO_AIM = Aim(None, "", False, frozenset(), ())
"""Nothing is set."""


def bureaus_seen(actor: Actor, program: Program) -> dict[int, int | None]:
    """Return the bureaus of a year an actor sees, each with the body it reports to, in no order.

    Those with a week of that year, by the line of their newest; and while the year runs those that report
    today and have none yet.
    """
    weeks = WeekSnapshot.objects.visible_to(actor).filter(program=program).newest_each().order_by()
    rows = weeks.annotate(later=Value(0)).values_list("later", "bureau_id", "reports_to_id")
    today = clock.today()
    if program.opens_on <= today <= program.closes_on:
        lines = ReportingLine.objects.filter(
            in_force(today), organisation__kind=OrganisationKind.DISTRICT_BUREAU
        )
        scope = row_scope(actor)
        if scope.level is ScopeLevel.CITY:
            lines = lines.filter(reports_to=scope.organisation_id)
        elif scope.level is ScopeLevel.BUREAU:
            lines = lines.filter(organisation=scope.organisation_id)
        elif scope.level is not ScopeLevel.PROVINCE:
            lines = lines.none()
        # One statement: this is asked by every page of figures.
        own = lines.annotate(later=Value(1)).order_by()
        rows = rows.union(own.values_list("later", "organisation_id", "reports_to_id"), all=True)
    found: dict[int, int | None] = {}
    for _, bureau, upper in sorted(rows, key=lambda row: row[:2]):
        found.setdefault(bureau, upper)
    return found


def own_aim(
    actor: Actor, program: Program, bureaus: Mapping[int, int | None], *, on: date | None = None
) -> Aim:
    """Return the target that the actor's page is held against, as of a day (today without it)."""
    scope = row_scope(actor)
    if scope.level is ScopeLevel.BUREAU and scope.organisation_id is not None:
        upper = bureaus.get(scope.organisation_id)
        return aims_of_bureaus(program, {scope.organisation_id: upper}, on=on)[scope.organisation_id]
    return aim_of(program, scope.organisation_id, list(bureaus), on=on)


@dataclass(frozen=True, slots=True)
class PageAims:
    """The targets of a page: its own, those of its bureaus, and those of the bodies between."""

    own: Aim
    bureaus: Mapping[int, Aim]
    bodies: Mapping[int, Aim]
    known: Mapping[int, Organisation] = field(default_factory=dict)
    """The bodies that have a target, read along with it."""


def aims_of_page(
    actor: Actor, program: Program, bureaus: Mapping[int, int | None], *, grouped: bool
) -> PageAims:
    """Return every target a page of several bureaus is held against (two queries in all)."""
    scope = row_scope(actor)
    below: dict[int, list[int]] = {}
    for bureau, upper in bureaus.items():
        if grouped and upper is not None:
            below.setdefault(upper, []).append(bureau)
    concerned = {*bureaus, *below, scope.organisation_id or 0}
    targets = targets_of(program, concerned)
    known = {pk: rows[0].organisation for pk, rows in targets.versions.items()}
    points = points_of(program, {*bureaus, *below, scope.organisation_id}, bureaus)
    day = clock.today()
    single = {pk: _with_points(partial(_single, pk, targets), points[pk], day) for pk in bureaus}
    own = scope.organisation_id
    # The target of the page's own body is the page's, not that of those who report to it directly.
    bodies = {
        upper: NO_AIM
        if upper == own
        else _with_points(partial(_aim, upper, targets, pks), points[upper], day)
        for upper, pks in below.items()
    }
    if scope.level is ScopeLevel.BUREAU and own is not None:
        return PageAims(single.get(own, NO_AIM), single, bodies, known)
    whole = _with_points(partial(_aim, own, targets, list(bureaus)), points[own], day)
    return PageAims(whole, single, bodies, known)
