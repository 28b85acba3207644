"""Bureaus against their targets, and the streets of one: a row each, in code order, never ranked (R32)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from apps.cases.enums import FINISHED, STARTED
from apps.lib import formats
from apps.orgs.models import Organisation
from apps.programs.models import Program
from apps.reports.queries.live import figure_url
from apps.reports.queries.live_counts import LiveCounts
from apps.reports.queries.progress import COMPLETED, Progress, progress_by_body
from apps.reports.queries.targets import PageAims
from apps.reports.queries.weeks import place_name
from apps.reports.rules.charts import coordinate
from apps.reports.rules.figures import Figure
from apps.reports.rules.pace import Outlook

WHOLE = 0
"""Key of the page's own progress, beside those of its bureaus."""
_AXIS = 230
_MOST = Fraction(3, 2)
"""A bureau far over its target must not squeeze the others together: the line ends at half as much again."""


def body_key(organisation_id: int) -> int:
    """Key of a body between the page and its bureaus: no bureau's, whatever the numbers are."""
    return -organisation_id


def progress_of_page(
    program: Program, bureaus: Mapping[int, int | None], aims: PageAims
) -> dict[int, Progress]:
    """Return the progress of the page (:data:`WHOLE`), every bureau and the bodies between (four queries)."""
    groups: dict[int, Sequence[int]] = {WHOLE: list(bureaus), **{pk: [pk] for pk in bureaus}}
    held = {WHOLE: aims.own, **aims.bureaus}
    for body, aim in aims.bodies.items():
        groups[body_key(body)] = [pk for pk, upper in bureaus.items() if upper == body]
        held[body_key(body)] = aim
    return progress_by_body(program, groups, held, fresh=True)


@dataclass(frozen=True, slots=True)
class Tick:
    """A line through every row: the milestone in view, and the target."""

    x: str
    label: str
    is_target: bool
    anchor: str = "middle"


@dataclass(frozen=True, slots=True)
class Plot:
    """A bureau's row of the dot plot, in units of its own drawing."""

    hollow: str
    """'' before a milestone is judged."""
    full: str
    until: str
    """Where those under works end."""
    words: str


@dataclass(frozen=True, slots=True)
class Place:
    """A bureau in the table."""

    name: str
    bureau: Organisation
    progress: Progress
    judged: Outlook | None
    """Its last milestone of 已完成 that is judged."""
    plot: Plot | None
    on_day_url: str
    done_url: str
    ongoing_url: str

    @property
    def missing(self) -> int:
        """Households to its target."""
        return max(0, (self.progress.target or 0) - self.progress.done)

    @property
    def outlook(self) -> Outlook | None:
        """The milestone its pill tells of: the last one judged, else the next."""
        return self.judged or self.progress.next


@dataclass(frozen=True, slots=True)
class Without:
    """Bureaus without a target, together: what they did is held against nothing."""

    bureaus: tuple[Organisation, ...]
    on_day: int
    done: int
    ongoing: int
    done_url: str
    ongoing_url: str
    on_day_url: str


@dataclass(frozen=True, slots=True)
class PlaceGroup:
    """The bureaus of one upper body; those without a target stand in one row of their own."""

    upper: Organisation | None
    progress: Progress | None
    """None on a page that has one group only: its sum is the page's own."""
    is_own: bool
    """Whether they report to the page's own body, without a city between."""
    done_url: str
    ongoing_url: str
    places: tuple[Place, ...]
    without: Without | None

    @property
    def missing(self) -> int:
        """Households to the body's target."""
        return max(0, (self.progress.target or 0) - self.progress.done) if self.progress else 0


@dataclass(frozen=True, slots=True)
class Places:
    """The table of bureaus with what its heads say."""

    groups: tuple[PlaceGroup, ...]
    judged: Outlook | None
    """The milestone the hollow dots stand for."""
    ticks: tuple[Tick, ...]
    axis: int = _AXIS


def compare_bureaus(
    program: Program,
    bureaus: Mapping[int, int | None],
    found: Mapping[int, Progress],
    *,
    own: int | None,
    grouped: bool,
    known: Mapping[int, Organisation],
) -> Places:
    """Put the bureaus side by side; a line is a share of each one's own target.

    One query, for those with neither a week nor a target, which ``known`` holds; none where there are none.
    """
    snapshots = [week.snapshot for pk in bureaus for week in found[pk].weeks.values()]
    organisations = {row.bureau_id: row.bureau for row in snapshots}
    organisations |= {row.reports_to.pk: row.reports_to for row in snapshots if row.reports_to is not None}
    organisations = {**known, **organisations}
    wanted = {*bureaus, *(upper for upper in bureaus.values() if upper and grouped)} - organisations.keys()
    if wanted:
        missing = Organisation.objects.filter(pk__in=wanted).select_related("region")
        organisations |= {row.pk: row for row in missing}
    order = sorted(bureaus, key=lambda pk: (organisations[pk].region_id or "", pk))
    aimed = [pk for pk in order if found[pk].target]
    judged = _judged(found[WHOLE]) or next((each for pk in aimed if (each := _judged(found[pk]))), None)
    reach = max((_reach(found[pk]) for pk in aimed), default=Fraction(1))
    top = min(_MOST, max(Fraction(1), reach))
    members: dict[int | None, list[int]] = {}
    for pk in order:
        members.setdefault(bureaus[pk] if grouped else None, []).append(pk)
    groups = []
    for upper, pks in members.items():
        rest = [organisations[pk] for pk in pks if not found[pk].target]
        groups.append(
            PlaceGroup(
                upper=organisations[upper] if upper else None,
                progress=found[body_key(upper)] if upper else None,
                is_own=upper == own,
                done_url=figure_url(Figure.DONE, program, body=upper, of="counted") if upper else "",
                ongoing_url=figure_url(Figure.ONGOING, program, body=upper, of="counted") if upper else "",
                places=tuple(
                    _place(program, organisations[pk], found[pk], top) for pk in pks if found[pk].target
                ),
                # Without any target in the group there is nothing to be left out of.
                without=_without(program, rest, found, judged, upper=upper) if rest else None,
            )
        )
    return Places(tuple(groups), judged, _ticks([found[pk] for pk in aimed], judged, top))


def _place(program: Program, bureau: Organisation, progress: Progress, top: Fraction) -> Place:
    judged = _judged(progress)
    return Place(
        name=place_name(bureau),
        bureau=bureau,
        progress=progress,
        judged=judged,
        plot=_plot(progress, judged, top),
        on_day_url=figure_url(Figure.DONE, program, bureau=bureau.pk, day=judged.point.due_on)
        if judged and judged.on_day
        else "",
        done_url=figure_url(Figure.DONE, program, bureau=bureau.pk),
        ongoing_url=figure_url(Figure.ONGOING, program, bureau=bureau.pk),
    )


def _without(
    program: Program,
    bureaus: Sequence[Organisation],
    found: Mapping[int, Progress],
    judged: Outlook | None,
    *,
    upper: int | None,
) -> Without:
    own = [found[each.pk] for each in bureaus]
    on_day = sum(each.course.at(judged.point.due_on) for each in own) if judged else 0
    done, ongoing = sum(each.all_done for each in own), sum(each.ongoing for each in own)

    def url(figure: str, count: int, **more: object) -> str:
        return figure_url(figure, program, of="without", body=upper, **more) if count else ""

    return Without(
        bureaus=tuple(bureaus),
        on_day=on_day,
        done=done,
        ongoing=ongoing,
        done_url=url(Figure.DONE, done),
        ongoing_url=url(Figure.ONGOING, ongoing),
        on_day_url=url(Figure.DONE, on_day, day=judged.point.due_on) if judged else "",
    )


def _judged(progress: Progress) -> Outlook | None:
    own = [each for each in progress.outlooks if each.point.measure == COMPLETED and each.judged]
    return own[-1] if own else None


def _reach(progress: Progress) -> Fraction:
    return Fraction(progress.done + progress.ongoing, progress.target or 1)


def _plot(progress: Progress, judged: Outlook | None, top: Fraction) -> Plot | None:
    if not progress.target:
        return None

    def at(count: int) -> str:
        return coordinate(min(Fraction(count, progress.target or 1), top) / top * _AXIS)

    parts = [f"目标 {progress.target}"]
    if judged is not None and judged.on_day is not None:
        parts.append(f"{formats.month_day(judged.point.due_on)} {judged.on_day}")
    parts += [f"完成 {progress.done}", f"在装 {progress.ongoing}"]
    return Plot(
        hollow="" if judged is None or judged.on_day is None else at(judged.on_day),
        full=at(progress.done),
        until=at(progress.done + progress.ongoing),
        words="，".join(parts),
    )


def _ticks(aimed: Sequence[Progress], judged: Outlook | None, top: Fraction) -> tuple[Tick, ...]:
    if not aimed:
        return ()
    same = len({each.target for each in aimed}) == 1
    target = Tick(
        coordinate(_AXIS / top),
        f"目标 {aimed[0].target}" if same else "各自目标",
        True,
        "end" if top < Fraction(11, 10) else "middle",
    )
    if judged is None:
        return (target,)
    share = Fraction(judged.point.share) / 100
    own = next((each for p in aimed if (each := _judged(p))), None)
    words = str(own.needed) if same and own else judged.point.share_text
    label = f"{formats.month_end(judged.point.due_on)} {words}"
    if share == 1:
        return (target,)
    return (Tick(coordinate(_AXIS * share / top), label, False), target)


@dataclass(frozen=True, slots=True)
class Street:
    """A street of a bureau as it stands now; no order sets it a target."""

    name: str
    registered: int
    ongoing: int
    done: int
    bar_done: str
    bar_until: str
    registered_url: str
    ongoing_url: str
    done_url: str


def compare_streets(program: Program, now: LiveCounts) -> list[Street]:
    """Put the streets of a bureau side by side as they stand now, in code order."""
    counts = {
        office: (
            sum(by_status.values()),
            sum(by_status.get(status, 0) for status in STARTED),
            sum(by_status.get(status, 0) for status in FINISHED),
        )
        for office, by_status in now.by_street.items()
        # A street whose last case went elsewhere.
        if any(by_status.values())
    }
    most = max((started for _, started, _ in counts.values()), default=0) or 1
    order = sorted(counts, key=lambda office: (now.streets[office].region_id, office))
    return [
        Street(
            name=now.streets[office].name.removesuffix("办事处"),
            registered=registered,
            ongoing=started - done,
            done=done,
            bar_done=coordinate(_AXIS * done / most),
            bar_until=coordinate(_AXIS * started / most),
            registered_url=figure_url("registered", program, street=office),
            ongoing_url=figure_url("building", program, street=office),
            done_url=figure_url("finished", program, street=office),
        )
        for office in order
        for registered, started, done in [counts[office]]
    ]
