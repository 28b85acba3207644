"""The cases behind a figure, page by page: exactly as many as the figure says (R32, R34)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery

from apps.cases.models import Case
from apps.cases.queries.case_page import masked_name
from apps.lib import formats
from apps.lib.actors import Actor
from apps.lib.amounts import ZERO, Yuan
from apps.lib.formats import NOTHING
from apps.reports.enums import MemberState
from apps.reports.models import SetMember, SnapshotMovement
from apps.reports.queries.ledger import Week, case_numbers
from apps.reports.queries.members import as_members, members_at, undone
from apps.reports.rules.figures import Figure
from apps.reports.rules.initial import until
from apps.reports.rules.ledger import Kind, Member, Movement, State

PAGE = 50
"""Rows of one page."""


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a page begins: behind a case number, or before it when turning back; '' is the first page."""

    number: str = ""
    back: bool = False


@dataclass(frozen=True, slots=True)
class FigureCase:
    """A case behind a figure; personal fields masked. Without ``case`` it lies outside the scope."""

    number: str
    case: Case | None
    household: str
    address: str
    state: str
    status: str
    amount: Yuan | None
    change: Yuan | None
    reason: str
    since: str
    """From which week on it counts so, and by which day of the works."""


@dataclass(frozen=True, slots=True)
class FigurePage:
    """A page of the cases behind a figure, by case number; cursors '' where there is nothing more."""

    rows: tuple[FigureCase, ...]
    count: int
    amount: Yuan | None
    """Contract amounts of all cases behind the figure, where the week says it."""
    following: str
    preceding: str


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A case of a set, before it is looked up for the reader."""

    number: str
    case_id: UUID
    member: Member
    from_number: int | None = None


def figure_page(
    actor: Actor, opened: Week, figure: str, cursor: Cursor = Cursor(), *, size: int = PAGE
) -> FigurePage:
    """Open a figure to one page of its cases; the queries do not grow with the bureau."""
    rows, more = _source(opened, figure, cursor, size)
    following = more if not cursor.back else bool(cursor.number)
    preceding = more if cursor.back else bool(cursor.number)
    return FigurePage(
        rows=tuple(shown(actor, rows, opened.movements)),
        count=figure_count(opened, figure),
        amount=_amount(opened, figure),
        following=rows[-1].number if rows and following else "",
        preceding=rows[0].number if rows and preceding else "",
    )


def figure_count(opened: Week, figure: str) -> int:
    """Return a figure's value in households."""
    week = opened.figures
    return {
        Figure.THIS_WEEK: week.added,
        Figure.DONE: week.done,
        Figure.ONGOING: week.ongoing,
        Figure.AMOUNT: week.closing,
        Figure.OPENING: week.opening,
        Figure.REMOVED: week.removed,
        Figure.CARRIED: week.carried,
        Figure.CHANGED: sum(1 for each in opened.movements if _is_change(each)),
        Figure.FINISHED_WEEK: sum(1 for each in opened.movements if _is_finish(each)),
        # A week's passes are few, and have an index of their own.
        Figure.PASSED_WEEK: 0 if figure != Figure.PASSED_WEEK else _count_passed(opened),
    }[figure]


def _count_passed(opened: Week) -> int:
    # Who loaded the week for a page has counted them along.
    counted = opened.snapshot.passed_in_it
    return _passed_this_week(opened).count() if counted is None else counted


def initial_in(opened: Week, figure: str) -> int:
    """Return how many households of a figure are 期初数: no list opens them."""
    whole = until(opened.initial, opened.snapshot.number)
    return {
        Figure.DONE: whole.done,
        Figure.ONGOING: whole.ongoing,
        Figure.AMOUNT: whole.closing,
        Figure.OPENING: until(opened.initial, opened.snapshot.number - 1).closing,
    }.get(figure, 0)


def _is_finish(movement: Movement) -> bool:
    return movement.after is State.DONE and movement.before is not State.DONE


def passed_in_week(week: str) -> Subquery:
    """Return how many passed in a week, to stand beside a row; ``week`` leads from the row to the week."""
    number = OuterRef(f"{week}number")
    rows = SetMember.objects.filter(
        Q(to_number__isnull=True) | Q(to_number__gte=number),
        bureau=OuterRef(f"{week}bureau"),
        program=OuterRef(f"{week}program"),
        from_number__lte=number,
        passed_number=number,
    )
    return Subquery(rows.order_by().values("bureau").annotate(count=Count("pk")).values("count"))


def _passed_this_week(opened: Week) -> QuerySet[SetMember]:
    snapshot = opened.snapshot
    rows = members_at(snapshot.bureau_id, snapshot.program_id, snapshot.number)
    return rows.filter(passed_number=snapshot.number)


def _is_change(movement: Movement) -> bool:
    # A case that was only completed is changed too, but no amount moved.
    return movement.kind is Kind.CHANGED and bool(movement.amount_change)


def _amount(opened: Week, figure: str) -> Yuan | None:
    """Return what the cases' contracts come to, where the week says it without adding up a year."""
    if figure == Figure.AMOUNT:
        return opened.figures.amount
    if figure == Figure.OPENING:
        return opened.figures.amount - sum((each.amount_change for each in opened.movements), ZERO)
    if figure in _MOVED and figure != Figure.FINISHED_WEEK:
        return abs(sum((each.amount_change for each in opened.movements if _MOVED[figure](each)), ZERO))
    return None


def _rows_between(rows: QuerySet[SetMember], cursor: Cursor, size: int) -> QuerySet[SetMember]:
    """Return one row more than the page holds, in the direction of turning."""
    if cursor.back:
        return rows.filter(number__lt=cursor.number).order_by("-number")[: size + 1]
    return rows.filter(number__gt=cursor.number).order_by("number")[: size + 1]


def _row(row: SetMember) -> CaseRow:
    return CaseRow(row.number, row.case_id, Member(State(row.state), row.amount), row.from_number)


def _from_set(
    opened: Week, cursor: Cursor, size: int, *, number: int, state: State | None
) -> tuple[list[CaseRow], bool]:
    """Page through the set at a week."""
    snapshot = opened.snapshot
    rows = members_at(snapshot.bureau_id, snapshot.program_id, number)
    # What was entered by name after the version was handed in is undone: those cases alone are read whole.
    later = opened.later if number == snapshot.number else ()
    touched = [each.case_id for each in later]
    known = (
        {row.case_id: Member(State(row.state), row.amount) for row in rows.filter(case_id__in=touched)}
        if touched
        else {}
    )
    before = undone(known, later)
    numbers = case_numbers(before) if before else {}
    put_back = [
        CaseRow(numbers[case_id], case_id, member)
        for case_id, member in before.items()
        if state is None or member.state is state
    ]
    if touched:
        rows = rows.exclude(case_id__in=touched)
    if state is not None:
        rows = rows.filter(state=state)
    found = [_row(each) for each in _rows_between(rows, cursor, size)]
    return _cut([*found, *put_back], cursor, size)


def _cut(rows: list[CaseRow], cursor: Cursor, size: int) -> tuple[list[CaseRow], bool]:
    """Return the page of rows held in memory, in order of case numbers, and whether there are more."""
    wanted = sorted(
        (
            row
            for row in rows
            if not cursor.number
            or (row.number < cursor.number if cursor.back else row.number > cursor.number)
        ),
        key=lambda row: row.number,
        reverse=cursor.back,
    )
    page = wanted[:size]
    return page[::-1] if cursor.back else page, len(wanted) > size


def _from_movements(opened: Week, cursor: Cursor, size: int, *, figure: str) -> tuple[list[CaseRow], bool]:
    """Page through what moved this week."""
    snapshot = opened.snapshot
    moved = [each for each in opened.movements if _MOVED[figure](each)]
    numbers = case_numbers(each.case_id for each in moved)
    at = snapshot.number - 1 if figure == Figure.REMOVED else snapshot.number
    page, more = _cut(
        [
            # What left stands with the state it had; what came or changed with the one it has.
            CaseRow(
                numbers[each.case_id], each.case_id, Member(each.after or each.before or State.ONGOING), at
            )
            for each in moved
        ],
        cursor,
        size,
    )
    rows = members_at(snapshot.bureau_id, snapshot.program_id, at)
    members = as_members(rows.filter(case_id__in=[row.case_id for row in page]))
    return [replace(row, member=members.get(row.case_id, row.member)) for row in page], more


def _from_opening(opened: Week, cursor: Cursor, size: int) -> tuple[list[CaseRow], bool]:
    """Page through what the year carried over."""
    snapshot = opened.snapshot
    carried = SnapshotMovement.objects.filter(
        snapshot__bureau_id=snapshot.bureau_id, snapshot__program_id=snapshot.program_id, kind=Kind.CARRIED
    ).annotate(number=F("case__number"))
    compared = {"case__number__lt" if cursor.back else "case__number__gt": cursor.number}
    ordered = carried.filter(**compared).order_by("-case__number" if cursor.back else "case__number")
    found = [
        CaseRow(row.case.number or "", row.case_id, Member(State(row.state_after), row.amount_change))
        for row in ordered.select_related("case")[: size + 1]
    ]
    return _cut(found, cursor, size)


_MOVED: Mapping[str, Callable[[Movement], bool]] = {
    Figure.THIS_WEEK: lambda each: each.kind is Kind.IN,
    Figure.REMOVED: lambda each: each.kind is Kind.OUT,
    Figure.CHANGED: _is_change,
    Figure.FINISHED_WEEK: _is_finish,
}
"""Figures of which the week's movements say which cases they count."""


def _source(opened: Week, figure: str, cursor: Cursor, size: int) -> tuple[list[CaseRow], bool]:
    if figure in _MOVED:
        return _from_movements(opened, cursor, size, figure=figure)
    if figure == Figure.CARRIED:
        return _from_opening(opened, cursor, size)
    if figure == Figure.PASSED_WEEK:
        found = _rows_between(_passed_this_week(opened), cursor, size)
        return _cut([_row(each) for each in found], cursor, size)
    number = opened.snapshot.number
    if figure == Figure.OPENING:
        return _from_set(opened, cursor, size, number=number - 1, state=None)
    state = State(figure) if figure in (Figure.DONE, Figure.ONGOING) else None
    return _from_set(opened, cursor, size, number=number, state=state)


def shown(actor: Actor, rows: Sequence[CaseRow], movements: Iterable[Movement] = ()) -> list[FigureCase]:
    """Return rows as lists show them, with what their movements say (one query)."""
    # A case may have left the scope since: it still makes up the figure, so its number is shown alone.
    ids = [row.case_id for row in rows]
    visible = Case.objects.visible_to(actor).filter(pk__in=ids).for_display().in_bulk()
    moved = {each.case_id: each for each in movements}
    found = []
    for row in rows:
        case, movement = visible.get(row.case_id), moved.get(row.case_id)
        found.append(
            FigureCase(
                number=row.number,
                case=case,
                household=masked_name(case) if case else "",
                address=case.dwelling.address if case else "",
                state=state_label(row.member.state),
                status=case.get_status_display() if case else "",
                amount=row.member.amount,
                change=movement.amount_change if movement and movement.kind is Kind.CHANGED else None,
                reason=movement.reason if movement else "",
                since=_since(row, case),
            )
        )
    return found


def _since(row: CaseRow, case: Case | None) -> str:
    """Say from which week a case counts as it does, and by which day of its works."""
    parts = [] if row.from_number is None else [f"第 {row.from_number} 期起"]
    if case is not None and row.member.state is State.DONE and case.completed_on:
        parts.append(f"{formats.day(case.completed_on)}完工")
    elif case is not None and case.started_on:
        parts.append(f"{formats.day(case.started_on)}开工")
    return "，".join(parts)


def state_label(state: State | None) -> str:
    """已完成装修 or 正在装修."""
    return MemberState(state.value).label if state else NOTHING
