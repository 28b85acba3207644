"""年终核定: who is in it, what differs from the last weekly table, which late facts may enter (P8)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, Sum

from apps.cases.enums import FINISHED, REMOVED, Status
from apps.cases.models import Case, Transition
from apps.cases.queries import move_label
from apps.lib import clock, formats
from apps.lib.amounts import FEN, ZERO, Yuan, from_wan, spelled
from apps.programs.models import Program
from apps.reports.enums import CloseStatus, MemberState
from apps.reports.models import Adjustment, WeekSnapshot, YearClose, YearCloseCase
from apps.reports.queries.initial import initial_of_year, of_frozen, plain
from apps.reports.queries.members import standing_members
from apps.reports.queries.records import completed_before, concerned, counted_set
from apps.reports.queries.weeks import year_opened_at
from apps.reports.rules.initial import NONE, Initial
from apps.reports.rules.ledger import Member


@dataclass(frozen=True, slots=True)
class Closing:
    """A case at the end of a year: how the last weekly table counted it and how the year does."""

    case_id: UUID
    in_table: Member | None
    at_end: Member | None

    @property
    def differs(self) -> bool:
        """Whether the year says something else than its last weekly table."""
        return self.in_table != self.at_end


def recorded_before_new_year(previous: WeekSnapshot, ends_at: datetime) -> set[UUID]:
    """Return the cases of which something was recorded between a year's last cut-off and its end.

    Those entered into the last week by name since then are left out: what was entered says all before it.
    """
    entered = Adjustment.objects.filter(snapshot=previous, entered=previous, made_at__gte=ends_at)
    moved = concerned(previous.bureau_id, previous.program_id, after=previous.cutoff_at, before=ends_at)
    return moved - set(entered.values_list("case_id", flat=True))


def closings(last: WeekSnapshot, *, only: Collection[UUID] | None = None) -> list[Closing]:
    """Return a bureau's cases at 31 December 24:00, as recorded by then, beside its last weekly table."""
    bureau_id, ends_at = last.bureau_id, year_opened_at(last.program.year + 1)
    table = standing_members(bureau_id, last.program_id, only=only)
    moved = recorded_before_new_year(last, ends_at)
    if only is not None:
        moved &= set(only)
    since, _ = counted_set(bureau_id, ends_at, year_opened_at=last.year_opened_at, only=moved)
    return [
        Closing(case_id, table.get(case_id), since.get(case_id) if case_id in moved else table.get(case_id))
        for case_id in sorted({*table, *since}, key=str)
    ]


@dataclass(frozen=True, slots=True)
class LateFact:
    """A fact of the year that was typed after it: 完工, or an ending that takes the case out."""

    case_id: UUID
    number: str
    state: str
    """State the 年终核定 would give it; '' takes it out."""
    effective_on: date
    recorded_at: datetime
    what: str

    @property
    def words(self) -> str:
        """What happened on which day, and when it was typed."""
        return (
            f"{self.what}：{formats.day(self.effective_on)}，"
            f"{formats.day(clock.local(self.recorded_at).date())}登记"
        )


def late_facts(close: YearClose, *, only: UUID | None = None) -> list[LateFact]:
    """Return what was typed since the year ended and happened in it, by case number (five queries).

    Only what changes the count of the year: a completion of a case it does not count as complete, an ending
    of one that it counts. A start typed late counts in the week it is recorded, as in any week. A household
    that was moved to another bureau since is the business of the one whose year counts it already.
    """
    ends_at = year_opened_at(close.program.year + 1)
    moves = Transition.objects.filter(
        recorded_at__gte=ends_at, effective_on__lte=close.ended_on
    ).select_related("case")
    # Not every move to 已完工: the end of a rectification completes nothing anew.
    moves = moves.filter(Q(name="finish_works") | Q(target__in=REMOVED))
    if only is not None:
        moves = moves.filter(case_id=only)
    own = moves.filter(bureau_id_at=close.bureau_id)
    since_elsewhere = moves.filter(case_id__in=close.cases.exclude(state="").values("case_id")).exclude(
        bureau_id_at=close.bureau_id
    )
    found_moves = sorted([*own, *since_elsewhere], key=lambda move: (move.recorded_at, move.pk))
    last = {move.case_id: move for move in found_moves}
    elsewhere = counted_by_another(close, last)
    earlier = completed_before(close.bureau_id, close.last.year_opened_at, only=last)
    counted = dict(close.cases.filter(case_id__in=last).values_list("case_id", "state"))
    found = []
    for case_id, move in last.items():
        before = counted.get(case_id, "")
        after = MemberState.DONE.value if move.target in FINISHED else ""
        # What it did not count at all and does not complete is nothing to it.
        if case_id in earlier or case_id in elsewhere or before == after or (not before and not after):
            continue
        found.append(
            LateFact(
                case_id=case_id,
                number=move.case.number or "",
                state=after,
                effective_on=move.effective_on,
                recorded_at=move.recorded_at,
                what="完工" if after else move_label(move.name),
            )
        )
    return sorted(found, key=lambda each: each.number)


def counted_by_another(close: YearClose, cases: Collection[UUID]) -> dict[UUID, str]:
    """Return which of some cases the year of another bureau counts, with its name (one query)."""
    rows = YearCloseCase.objects.filter(case_id__in=cases, close__program_id=close.program_id)
    others = rows.exclude(close=close).exclude(state="")
    return dict(others.values_list("case_id", "close__bureau__name"))


def takes_late_facts(close: YearClose) -> bool:
    """Whether late facts may still be admitted: until the set day, or else until it is accepted."""
    until = close.program.late_facts_until
    return close.status == CloseStatus.OPEN and (until is None or clock.today() <= until)


@dataclass(frozen=True, slots=True)
class Totals:
    """What a 年终核定 comes to, in households and 元."""

    done: int
    ongoing: int
    passed: int
    amount: Yuan
    differences: int
    initial: Initial = NONE
    """期初数 in the numbers above: households without a line of the list."""

    def begun(self, initial: Initial) -> Totals:
        """Return the same with 期初数 in them."""
        return replace(
            self,
            done=self.done + initial.done,
            ongoing=self.ongoing + initial.ongoing,
            passed=self.passed + initial.passed,
            amount=self.amount + initial.amount,
            initial=initial,
        )


def counted_in(year: int) -> dict[str, Any]:
    """Return what a 年终核定 of a year is counted by, as aggregates over its cases.

    验收合格 goes by its day in the year; 结案（户主未确认） is none (P8).
    """
    passed = Q(case__status__in=[Status.PASSED, Status.ARCHIVED], case__passed_on__lte=date(year, 12, 31))
    return {
        "done": Count("pk", filter=Q(state=MemberState.DONE)),
        "ongoing": Count("pk", filter=Q(state=MemberState.ONGOING)),
        "passed": Count("pk", filter=Q(state=MemberState.DONE) & passed),
        "amount": Sum("amount", filter=~Q(state="")),
        "differences": Count("pk", filter=~Q(difference="")),
    }


def totals_from(counted: Mapping[str, Any]) -> Totals:
    """Return counted aggregates as totals; nothing counted is 0."""
    amount = counted.get("amount")
    return Totals(
        done=counted.get("done", 0),
        ongoing=counted.get("ongoing", 0),
        passed=counted.get("passed", 0),
        # SQLite adds decimals as floats: a sum to the 分 must not show their noise.
        amount=ZERO if amount is None else Decimal(amount).quantize(FEN),
        differences=counted.get("differences", 0),
    )


def totals_of(close: YearClose) -> Totals:
    """Count and sum a 年终核定 (two queries); handed in, it says what was signed."""
    if close.status != CloseStatus.OPEN:
        said = close.content["sum"]
        whole = Totals(**{**said, "amount": from_wan(Decimal(said["amount"]))})
        return replace(whole, initial=of_frozen(close.content.get("initial")))
    counted = totals_from(close.cases.aggregate(**counted_in(close.program.year)))
    return counted.begun(initial_of_year(close.program, close.bureau_id))


@dataclass(frozen=True, slots=True)
class CloseRow:
    """A line of the list, as it is printed, frozen and exported."""

    number: str
    street: str
    space: str
    state: str
    completed_on: date | None
    accepted: str
    amount: Yuan
    words: str
    case_id: UUID


def rows_of(close: YearClose) -> list[CloseRow]:
    """Return every line of the list by case number: for papers and the frozen content (two queries)."""
    rows = close.cases.select_related("case__street_office").order_by("number", "pk")
    return [row_of(close, row) for row in rows]


def row_of(close: YearClose, row: YearCloseCase) -> CloseRow:
    """Return a stored case as the list says it."""
    case = row.case
    done = row.state == MemberState.DONE
    return CloseRow(
        number=row.number,
        street=case.street_office.short_name,
        space=case.get_renovation_scope_display(),
        state=row.get_state_display() or "不计入",
        completed_on=case.completed_on if done else None,
        accepted=_accepted(close, case) if done else "",
        amount=row.amount,
        words=row.words,
        case_id=row.case_id,
    )


def _accepted(close: YearClose, case: Case) -> str:
    if case.status == Status.CLOSED_UNCONFIRMED:
        return "结案（户主未确认）"
    if case.passed_on is not None and case.passed_on <= close.ended_on:
        return formats.day(case.passed_on)
    return "年末未验收合格"


def content_of(close: YearClose) -> dict[str, Any]:
    """Return what a submission freezes, as plain values with stable keys; amounts in 万元."""
    summed = totals_of(close)
    last = close.last
    return {
        "bureau": close.bureau.name,
        "year": close.program.year,
        "ended_on": close.ended_on.isoformat(),
        "last_week": {"number": last.number, "period_end": last.period_end.isoformat()},
        "sum": {
            "done": summed.done,
            "ongoing": summed.ongoing,
            "passed": summed.passed,
            "amount": spelled(summed.amount),
            "differences": summed.differences,
        },
        "cases": [
            {
                "number": row.number,
                "street": row.street,
                "space": row.space,
                "state": row.state,
                "completed_on": row.completed_on.isoformat() if row.completed_on else None,
                "accepted": row.accepted,
                "amount": spelled(row.amount),
                "words": row.words,
            }
            for row in rows_of(close)
        ],
        # Only where there are some: content without them keeps the shape and hash it always had.
        **({"initial": plain(summed.initial)} if summed.initial else {}),
    }


def years_to_close(program: Program) -> bool:
    """Whether a programme's year is over, ten minutes after midnight as for a week's cut-off."""
    ended = datetime.combine(date(program.year + 1, 1, 1), time(), clock.SHANGHAI)
    return clock.now() >= ended + timedelta(minutes=10)
