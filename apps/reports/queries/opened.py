"""A figure of 总览 or of the roll-up opened to its cases: bureau by bureau in code order (R32, R34).

Queries ask one bureau's index after another, as far as a page reaches; none reads a whole year, and none
stands in a loop over bureaus.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery

from apps.cases.enums import ACCEPTED, FINISHED
from apps.cases.models import Case, Transition
from apps.lib import clock, formats
from apps.lib.actors import Actor
from apps.lib.amounts import ZERO
from apps.programs.models import Program
from apps.reports.models import SetMember
from apps.reports.queries.figures import CaseRow, FigureCase, shown
from apps.reports.rules.figures import FIGURE_LABELS, Figure
from apps.reports.rules.ledger import Member, State

PAGE = 50
"""Rows of one page."""
_DIGITS = 19
"""A key has fewer; int() refuses texts of thousands of digits."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page begins: behind a case of a bureau, or before it when turning back."""

    bureau: int = 0
    number: str = ""
    back: bool = False

    @classmethod
    def read(cls, after: str, before: str) -> Place:
        """Read what an address says; what is not understood is the first page."""
        bureau, _, number = (before or after).partition(":")
        if not (bureau.isascii() and bureau.isdecimal() and len(bureau) < _DIGITS):
            return cls()
        # No number has a NUL, and PostgreSQL takes none.
        return cls(int(bureau), number.replace("\0", ""), bool(before))


@dataclass(frozen=True, slots=True)
class Cut:
    """Which part of a figure is opened; nothing set is all that the reader sees, as of the newest week."""

    bureau: int | None = None
    street: int | None = None
    day: date | None = None
    week: int | None = None
    """Of the roll-up: as the reports accepted for this week say it."""
    of: str = ""
    """``counted``: bureaus the target counts; ``others``: those beside it; ``without``: those with none."""
    body: int | None = None
    """The bureaus of one upper body, and of its target."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A page of the cases behind a figure; ``rows`` by bureau."""

    rows: tuple[tuple[int, FigureCase], ...]
    following: str
    preceding: str


LABELS_AT_CUTOFF = {
    Figure.DONE: "已完成装修",
    Figure.ONGOING: "正在装修",
    Figure.AMOUNT: "装修合同金额",
    Figure.PASSED: "验收合格",
    Figure.THIS_WEEK: FIGURE_LABELS[Figure.THIS_WEEK],
    Figure.FINISHED_WEEK: FIGURE_LABELS[Figure.FINISHED_WEEK],
    Figure.PASSED_WEEK: FIGURE_LABELS[Figure.PASSED_WEEK],
}
"""Figures of the cut-off that open over several bureaus."""

OF_A_WEEK = (Figure.THIS_WEEK, Figure.FINISHED_WEEK, Figure.PASSED_WEEK)
"""What happened in the week itself."""

FRESH = {figure: f"fresh_{figure.replace('-', '_')}" for figure in OF_A_WEEK}
"""Names under which they stand beside a week."""

OF_A_DAY = frozenset({Figure.DONE, Figure.PASSED})
"""Figures that open as of a day: milestones and the course are made of them."""


def rows_at_cutoff(program: Program, figure: str, weeks: Mapping[int, int]) -> QuerySet[SetMember]:
    """Return the members behind a figure, each bureau at its week."""
    return SetMember.objects.filter(_condition(figure, weeks), program=program)


def fresh_in_week() -> dict[str, Subquery]:
    """Return the same of one week, to stand beside it (:data:`FRESH`)."""
    own = SetMember.objects.filter(bureau=OuterRef("bureau"), program=OuterRef("program")).order_by()
    return {
        name: Subquery(
            own.filter(_fresh(figure, _at(figure, OuterRef("number"))))
            .values("bureau")
            .annotate(count=Count("pk"))
            .values("count")
        )
        for figure, name in FRESH.items()
    }


def of_week_by_bureau(program: Program, figure: str, weeks: Mapping[int, int]) -> dict[int, int]:
    """Count one figure of the week by bureau (one query)."""
    rows = rows_at_cutoff(program, figure, weeks).order_by().values_list("bureau")
    return dict(rows.annotate(n=Count("pk")))


def _by_week(weeks: Mapping[int, int]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for bureau, number in weeks.items():
        found.setdefault(number, []).append(bureau)
    return found


def _condition(figure: str, weeks: Mapping[int, int]) -> Q:
    wanted = Q(pk__in=[])
    for number, bureaus in _by_week(weeks).items():
        wanted |= Q(bureau_id__in=bureaus) & _at(figure, number)
    return _fresh(figure, wanted)


def _fresh(figure: str, wanted: Q) -> Q:
    """Leave out what stood so in the week before."""
    if figure == Figure.THIS_WEEK:
        return wanted & ~Q(Exists(_before()))
    if figure == Figure.FINISHED_WEEK:
        return wanted & ~Q(Exists(_before().filter(state=State.DONE)))
    return wanted


def _before() -> QuerySet[SetMember]:
    """The row of the same case in the week before."""
    return SetMember.objects.filter(
        bureau=OuterRef("bureau"),
        program=OuterRef("program"),
        case=OuterRef("case"),
        to_number=OuterRef("from_number") - 1,
    )


def _at(figure: str, number: int | OuterRef) -> Q:
    spans = Q(from_number__lte=number) & (Q(to_number__isnull=True) | Q(to_number__gte=number))
    return {
        Figure.DONE: spans & Q(state=State.DONE),
        Figure.ONGOING: spans & Q(state=State.ONGOING),
        Figure.AMOUNT: spans,
        Figure.PASSED: spans & Q(passed_number__isnull=False),
        Figure.THIS_WEEK: Q(from_number=number),
        Figure.FINISHED_WEEK: Q(from_number=number, state=State.DONE),
        Figure.PASSED_WEEK: spans & Q(passed_number=number),
    }[figure]


def rows_of_day(
    program: Program, figure: str, day: date, weeks: Mapping[int, tuple[int, date]]
) -> QuerySet[SetMember]:
    """Return the members that were complete (or had passed) at the end of a day, within the week named.

    What did not change in that week stood the same on every day of it; of the rest the last record by the
    end of the day decides.
    """
    wanted = Q(pk__in=[])
    by_week: dict[tuple[int, bool], list[int]] = {}
    for bureau, (number, last) in weeks.items():
        by_week.setdefault((number, last == day), []).append(bureau)
    for (number, ends), bureaus in by_week.items():
        spans = Q(from_number__lte=number) & (Q(to_number__isnull=True) | Q(to_number__gte=number))
        stood = Q(bureau_id__in=bureaus, state=State.DONE) & spans
        if figure == Figure.PASSED:
            own = stood & (Q(passed_number__lt=number) | Q(then__in=ACCEPTED))
            wanted |= stood & Q(passed_number__lte=number) if ends else own
        elif ends:
            wanted |= stood
        else:
            wanted |= stood & (Q(from_number__lt=number) | Q(then__in=FINISHED))
            # Removed or reopened later in the week: it still counted on the day.
            gone = Q(bureau_id__in=bureaus, state=State.DONE, to_number=number - 1, then__in=FINISHED)
            wanted |= gone & Q(has_done_after=False)
    after = SetMember.objects.filter(
        bureau=OuterRef("bureau"),
        program=OuterRef("program"),
        case=OuterRef("case"),
        from_number=OuterRef("to_number") + 1,
        state=State.DONE,
    )
    return SetMember.objects.annotate(then=_status_by(day), has_done_after=Exists(after)).filter(
        wanted, program=program
    )


def _status_by(day: date) -> Subquery:
    """The state a case was in when a day ended, by what was recorded then."""
    end = datetime.combine(day + timedelta(days=1), time(), clock.SHANGHAI)
    moves = Transition.objects.filter(case=OuterRef("case_id"), recorded_at__lt=end)
    return Subquery(moves.order_by("-recorded_at", "-id").values("target")[:1])


def page_at_cutoff(
    actor: Actor, rows: QuerySet[SetMember], order: Sequence[int], counts: Mapping[int, int], place: Place
) -> Opened:
    """Return a page of members, with the cases as the reader may see them (four queries at most)."""
    found, more = turn(rows, order, counts, place)
    cases = [
        CaseRow(row.number, row.case_id, Member(State(row.state), row.amount), row.from_number)
        for row in found
    ]
    return _opened([row.bureau_id for row in found], shown(actor, cases), place, more)


def live_page(
    actor: Actor, rows: QuerySet[Case], order: Sequence[int], counts: Mapping[int, int], place: Place
) -> Opened:
    """Return a page of cases as they stand now (four queries at most)."""
    found, more = turn(rows, order, counts, place)
    cases = [
        CaseRow(
            row.number or "",
            row.pk,
            Member(State.DONE if row.status in FINISHED else State.ONGOING, row.contract_amount or ZERO),
        )
        for row in found
    ]
    return _opened([row.bureau_id for row in found], shown(actor, cases), place, more)


def _opened(bureaus: list[int], cases: list[FigureCase], place: Place, more: bool) -> Opened:
    pairs = tuple(zip(bureaus, cases, strict=True))

    def cursor(pair: tuple[int, FigureCase]) -> str:
        return f"{pair[0]}:{pair[1].number}"

    following = more if not place.back else bool(place.bureau)
    preceding = more if place.back else bool(place.bureau)
    return Opened(
        rows=pairs,
        following=cursor(pairs[-1]) if pairs and following else "",
        preceding=cursor(pairs[0]) if pairs and preceding else "",
    )


def turn(
    rows: QuerySet[Any],
    order: Sequence[int],
    counts: Mapping[int, int],
    place: Place,
    *,
    size: int = PAGE,
) -> tuple[list[Any], bool]:
    """Return a page of rows by bureau in ``order`` and by number, and whether there are more.

    ``counts`` says how many rows each bureau has, so that whole bureaus are asked for together: three
    queries, each with an end.
    """
    wanted = list(order)[::-1] if place.back else list(order)
    found: list[Any] = []
    if place.bureau in wanted:
        own = rows.filter(bureau_id=place.bureau)
        own = own.filter(number__lt=place.number) if place.back else own.filter(number__gt=place.number)
        found += own.order_by(_by(place))[: size + 1]
        wanted = wanted[wanted.index(place.bureau) + 1 :]
    whole: list[int] = []
    part, room = 0, size + 1 - len(found)
    for pk in wanted:
        if room <= 0:
            break
        if counts.get(pk, 0) > room:
            part = pk
            break
        whole += [pk] if counts.get(pk) else []
        room -= counts.get(pk, 0)
    if whole:
        at = {pk: position for position, pk in enumerate(whole)}
        ordered = rows.filter(bureau_id__in=whole).order_by(_by(place))
        found += sorted(ordered, key=lambda row: at[row.bureau_id])
    if part:
        found += rows.filter(bureau_id=part).order_by(_by(place))[:room]
    page = found[:size]
    return page[::-1] if place.back else page, len(found) > size


def _by(place: Place) -> Any:
    return F("number").desc() if place.back else F("number").asc()


def reasons(figure: str, day: date | None) -> str:
    """Say why a case counts, for the head of the list."""
    if day is not None:
        word = "验收合格" if figure == Figure.PASSED else "已完工"
        return f"按记录时间，{formats.month_day(day)} 24:00 {word}且没有核减"
    return {
        Figure.DONE: "在名单内，已完工",
        Figure.ONGOING: "在名单内，已开工未完工",
        Figure.AMOUNT: "在名单内的全部户，已完工或在装",
        Figure.PASSED: "在名单内，已验收合格",
        Figure.THIS_WEEK: "上一期不在名单、这一期进入名单",
        Figure.FINISHED_WEEK: "上一期未完工、这一期已完工",
        Figure.PASSED_WEEK: "这一期验收合格",
    }[figure]
