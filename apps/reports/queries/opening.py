"""Which cases a figure of 总览 or of the roll-up opens to, for whom, as of when (R32)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q

from apps.cases.models import Case
from apps.lib import clock, formats
from apps.lib.actors import Actor
from apps.lib.amounts import Yuan
from apps.orgs.models import Organisation
from apps.programs.models import Program
from apps.reports.models import WeekSnapshot
from apps.reports.queries.figures import FigureCase
from apps.reports.queries.lists import Group
from apps.reports.queries.live import figure_url, live_cases, live_figure
from apps.reports.queries.live_counts import live_counts_by_bureau
from apps.reports.queries.opened import (
    LABELS_AT_CUTOFF,
    OF_A_DAY,
    OF_A_WEEK,
    Cut,
    Opened,
    Place,
    live_page,
    of_week_by_bureau,
    page_at_cutoff,
    reasons,
    rows_at_cutoff,
    rows_of_day,
)
from apps.reports.queries.places import WHOLE, body_key, progress_of_page
from apps.reports.queries.progress import Gone, Progress
from apps.reports.queries.rollup import FIGURES, accepted_weeks, roll_up
from apps.reports.queries.targets import aims_of_page, bureaus_seen
from apps.reports.rules.figures import Figure
from apps.reports.rules.initial import Initial
from apps.reports.rules.pace import Daily


@dataclass(frozen=True, slots=True)
class Section:
    """The cases of one bureau on a page, with how many it has in all."""

    bureau: Organisation
    count: int
    url: str
    rows: tuple[FigureCase, ...]


@dataclass(frozen=True, slots=True)
class OpenedFigure:
    """A figure opened (点开的数): the page of its cases, and what its head says."""

    label: str
    where: str
    as_of: str
    reason: str
    count: int
    amount: Yuan | None
    page: Opened
    sections: tuple[Section, ...]
    """The bureaus on this page, in order."""
    all_bureaus: tuple[Section, ...]
    """Every bureau that has some, without its cases: the way to a single one."""
    is_live: bool
    initial: int = 0
    """Households of the figure that are 期初数 and have no case to be listed."""

    @property
    def whole(self) -> int:
        """The figure as pages show it."""
        return self.count + self.initial

    @property
    def hidden(self) -> int:
        """Cases of the page that have left the reader's sight since."""
        return sum(1 for _, case in self.page.rows if case.case is None)


@dataclass(frozen=True, slots=True)
class _Found:
    label: str
    as_of: str
    reason: str
    counts: Mapping[int, int]
    page: Opened
    amount: Yuan | None = None
    is_live: bool = False
    initial: int = 0


def open_figure(actor: Actor, program: Program, figure: str, cut: Cut, place: Place) -> OpenedFigure | None:
    """Open a figure to a page of its cases; None of a figure, bureau or day there is not for the reader."""
    bureaus = bureaus_seen(actor, program)
    if cut.bureau is not None and cut.bureau not in bureaus:
        return None
    organisations = {row.pk: row for row in Organisation.objects.filter(pk__in=[*bureaus, cut.street or 0])}
    if cut.street is not None and (
        # Sealed figures are not kept by street; a street without a case of the reader's is none of his.
        figure in LABELS_AT_CUTOFF
        or not Case.objects.visible_to(actor).filter(street_office_id=cut.street).exists()
    ):
        return None
    order = sorted(bureaus, key=lambda pk: (organisations[pk].region_id or "", pk))
    if cut.bureau is not None:
        order = [cut.bureau]
    if figure in LABELS_AT_CUTOFF:
        found = _at_cutoff(actor, program, figure, cut, order, bureaus, place)
    else:
        found = _live(actor, program, figure, cut, place)
    if found is None:
        return None
    # A case may lie with a bureau that reports nothing: it is listed all the same.
    missing = [pk for pk in found.counts if pk not in organisations]
    if missing:
        organisations |= {row.pk: row for row in Organisation.objects.filter(pk__in=missing)}
    by_bureau: dict[int, list[FigureCase]] = {}
    for bureau, case in found.page.rows:
        by_bureau.setdefault(bureau, []).append(case)
    codes = sorted(found.counts, key=lambda pk: (organisations[pk].region_id or "", pk))

    def section(pk: int) -> Section:
        url = figure_url(figure, program, bureau=pk, day=cut.day, week=cut.week)
        return Section(organisations[pk], found.counts[pk], url, tuple(by_bureau.get(pk, ())))

    single = organisations.get(cut.street or cut.bureau or 0)
    return OpenedFigure(
        label=found.label,
        where=single.name if single else _where(cut),
        as_of=found.as_of,
        reason=found.reason,
        count=sum(found.counts.values()),
        amount=found.amount,
        page=found.page,
        sections=tuple(section(pk) for pk in by_bureau),
        all_bureaus=tuple(section(pk) for pk in codes if found.counts[pk]),
        is_live=found.is_live,
        initial=found.initial,
    )


def _where(cut: Cut) -> str:
    words = {"counted": "计入目标的", "others": "不计入目标的", "without": "没有目标户数的"}
    return f"{words[cut.of]}区、县（市）" if cut.of else ""


def _at_cutoff(
    actor: Actor,
    program: Program,
    figure: str,
    cut: Cut,
    order: list[int],
    bureaus: Mapping[int, int | None],
    place: Place,
) -> _Found | None:
    aims = aims_of_page(actor, program, bureaus, grouped=cut.body is not None)
    found = progress_of_page(program, bureaus, aims)
    if cut.body is not None:
        order = [pk for pk in order if bureaus[pk] == cut.body]
        if not order:
            return None
    if cut.of == "without":
        order = [pk for pk in order if not found[pk].target]
    elif cut.of:
        counted: Collection[int] = found[WHOLE].counted
        if cut.body is not None:
            counted = found[body_key(cut.body)].counted
        order = [pk for pk in order if (pk in counted) == (cut.of == "counted")]
    order = [pk for pk in order if pk in found[WHOLE].weeks]
    label = LABELS_AT_CUTOFF[figure]
    if cut.day is not None:
        until = found[WHOLE].as_of
        if figure not in OF_A_DAY or until is None or cut.day > until:
            return None
        past: Mapping[int, Progress | Gone] = found
        if cut.bureau is None and cut.of in ("", "counted"):
            whole = found[WHOLE if cut.body is None else body_key(cut.body)]
            past, order = {**found, **whole.gone}, [*order, *whole.gone]
        weeks = _weeks_of_day(program, order, cut.day)
        day_counts = {pk: _course(past[pk], figure).own_at(cut.day) for pk in order}
        rows = rows_of_day(program, figure, cut.day, weeks)
        return _Found(
            label=f"{formats.month_day(cut.day)}{label}",
            as_of=f"按 {formats.day(cut.day)} 24:00 以前的记录",
            reason=reasons(figure, cut.day),
            counts=day_counts,
            page=page_at_cutoff(actor, rows, order, day_counts, place),
            initial=sum(_course(past[pk], figure).at(cut.day) for pk in order) - sum(day_counts.values()),
        )
    if cut.week is not None:
        return _rolled_up(actor, program, figure, cut.week, order, place)
    newest = {pk: found[pk].weeks[pk].number for pk in order}
    if figure in OF_A_WEEK:
        counts = of_week_by_bureau(program, figure, newest)
    else:
        counts = {pk: _now(found[pk], figure) for pk in order}
    is_amount = figure == Figure.AMOUNT
    return _Found(
        label=label,
        as_of=found[WHOLE].as_of_text,
        reason=reasons(figure, None),
        counts=counts,
        page=page_at_cutoff(actor, rows_at_cutoff(program, figure, newest), order, counts, place),
        amount=sum((found[pk].amount - found[pk].initial.amount for pk in order), Yuan(0))
        if is_amount
        else None,
        initial=sum(_begun(figure, found[pk].initial) for pk in order),
    )


def _rolled_up(
    actor: Actor, program: Program, figure: str, number: int, order: list[int], place: Place
) -> _Found | None:
    """As the reports accepted for a week say it, each bureau's newest up to then."""
    if figure not in FIGURES.values():
        return None
    total = roll_up(actor, program, number).total
    shown = {pk: each for pk, each in accepted_weeks(total.lines, figure).items() if pk in order}
    if not total.lines:
        return None
    begun = {each.snapshot.bureau_id: each.last.initial for each in total.lines if each.last is not None}
    whole = figure == Figure.AMOUNT and len(shown) == len(total.lines)
    counts = {pk: count - _begun(figure, begun[pk]) for pk, (_, count) in shown.items()}
    rows = rows_at_cutoff(program, figure, {pk: week for pk, (week, _) in shown.items()})
    return _Found(
        label=LABELS_AT_CUTOFF[figure],
        as_of=f"第 {number} 期汇总，各区县最近一次已接收的报送",
        reason=reasons(figure, None),
        counts=counts,
        page=page_at_cutoff(actor, rows, order, counts, place),
        amount=_amount_of(total, begun.values()) if whole else None,
        initial=sum(_begun(figure, begun[pk]) for pk in shown),
    )


def _amount_of(total: Group, begun: Iterable[Initial]) -> Yuan | None:
    whole = total.assembled.amount
    return None if whole is None else whole - sum((each.amount for each in begun), Yuan(0))


def _now(progress: Progress, figure: str) -> int:
    """A single bureau's figure: with or without a target, all of it."""
    # 期初数 have no cases: no list opens them.
    begun = progress.initial
    done, ongoing = progress.all_done - begun.done, progress.ongoing + progress.other_ongoing - begun.ongoing
    return {
        Figure.DONE: done,
        Figure.ONGOING: ongoing,
        Figure.AMOUNT: done + ongoing,
        Figure.PASSED: progress.passed + progress.other_passed - begun.passed,
    }[figure]


def _course(progress: Progress | Gone, figure: str) -> Daily:
    return progress.passes if figure == Figure.PASSED else progress.course


def _begun(figure: str, initial: Initial) -> int:
    """How many households of a figure are 期初数."""
    return {
        Figure.DONE: initial.done,
        Figure.ONGOING: initial.ongoing,
        Figure.AMOUNT: initial.closing,
        Figure.PASSED: initial.passed,
    }.get(figure, 0)


def _weeks_of_day(program: Program, bureaus: list[int], day: date) -> dict[int, tuple[int, date]]:
    rows = WeekSnapshot.objects.filter(
        program=program, bureau_id__in=bureaus, period_start__lte=day, period_end__gte=day
    )
    return {
        bureau: (number, last)
        for bureau, number, last in rows.values_list("bureau_id", "number", "period_end")
    }


def _live(actor: Actor, program: Program, figure: str, cut: Cut, place: Place) -> _Found | None:
    wanted = live_figure(actor, figure, today=clock.today())
    if wanted is None or cut.day or cut.week or cut.of or cut.body:
        return None
    rows = live_cases(actor, program).filter(wanted.wanted)
    if cut.bureau is not None:
        rows = rows.filter(bureau_id=cut.bureau)
    if cut.street is not None:
        rows = rows.filter(street_office_id=cut.street)
        # As many as a street has: most figures are not kept by street.
        counts = dict(rows.order_by().values_list("bureau").annotate(n=Count("pk")))
    else:
        kept = wanted.kept if cut.bureau is None else wanted.kept & Q(bureau_id=cut.bureau)
        counts = live_counts_by_bureau(actor, program, kept, today=clock.today())
    ordered = list(
        Organisation.objects.filter(pk__in=counts).order_by("region_id", "id").values_list("pk", flat=True)
    )
    return _Found(
        label=wanted.label,
        as_of=f"现在，{formats.month_moment(clock.now())}",
        reason=wanted.reason,
        counts=counts,
        page=live_page(actor, rows, ordered, counts, place),
        is_live=True,
    )
