"""Movements, snapshots and the recount as pure functions (R10)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from apps.cases.enums import FINISHED, STARTED, Status
from apps.reports.rules.figures import Figure, cases_of, figures
from apps.reports.rules.ledger import (
    Kind,
    Member,
    Members,
    Movement,
    State,
    carry,
    derive,
    fold,
    manifest_hash,
    manifest_lines,
    opening_movements,
    totals,
)
from apps.reports.rules.recount import STATE_OF_STATUS, Record, compare, opening, recount

A, B, C, D = (UUID(int=number) for number in range(1, 5))
BUREAU, OTHER = 7, 8
START = datetime(2026, 1, 7, 16, tzinfo=UTC)
WEEK = timedelta(days=7)
HASHED_IN_WAN = "4fe3a47160a73b1bae163057eb2b6256a9d1e0e6c9e3175e356e0163fc569f14"
"""Manifest of three cases of 7.6200, 0.0001 and 123456.7000, made while amounts were kept in 万元."""


def building(amount: str = "5") -> Member:
    return Member(State.ONGOING, Decimal(amount))


def done(amount: str = "5") -> Member:
    return Member(State.DONE, Decimal(amount))


def at(week: int, **more: int) -> datetime:
    """Return a moment inside a week, counted from 1."""
    return START + (week - 1) * WEEK + timedelta(days=2, **more)


def cutoff(week: int) -> datetime:
    return START + week * WEEK


def rec(case: UUID, week: int, status: str | None, amount: str | None = "5", **more: int) -> Record:
    return Record(case, at(week, **more), 0, status, Decimal(amount) if amount else None, BUREAU)


def test_states_that_count_are_those_of_the_workflow() -> None:
    assert set(STATE_OF_STATUS) == {status.value for status in STARTED}
    assert {s for s, state in STATE_OF_STATUS.items() if state is State.DONE} == {s.value for s in FINISHED}


def test_worked_example_gives_exactly_its_figures() -> None:
    weeks = [
        {A: building(), B: building()},
        {A: done(), B: building(), C: building()},
        {A: done(), C: building(), D: building()},
    ]
    previous: Members = {}
    seen = []
    for current in weeks:
        week = figures(previous, current, carried=0)
        seen.append((week.this_week, week.removed, week.closing, week.done, week.ongoing, week.adds_up))
        previous = current

    assert seen == [(2, 0, 2, 0, 2, True), (1, 0, 3, 1, 2, True), (1, 1, 3, 1, 2, True)]


def test_started_and_removed_within_one_week_never_appears() -> None:
    records = [rec(A, 1, "building"), rec(A, 1, "terminated", hours=2)]

    assert recount(records, bureau_id=BUREAU, year_opened_at=START, cutoff_at=cutoff(1)) == {}


def test_a_late_record_counts_in_the_week_it_was_recorded() -> None:
    records = [rec(A, 3, "building")]  # works began in week 1, say its business date

    def count(week: int) -> int:
        return len(recount(records, bureau_id=BUREAU, year_opened_at=START, cutoff_at=cutoff(week)))

    assert [count(1), count(2), count(3)] == [0, 0, 1]


def test_what_is_recorded_at_the_cut_off_belongs_to_the_next_week() -> None:
    records = [Record(A, cutoff(1), 0, "building", Decimal(5), BUREAU)]

    assert recount(records, bureau_id=BUREAU, year_opened_at=START, cutoff_at=cutoff(1)) == {}
    assert A in recount(records, bureau_id=BUREAU, year_opened_at=START, cutoff_at=cutoff(2))


def test_replacing_the_enterprise_while_building_leaves_and_comes_in_again() -> None:
    records = [rec(A, 1, "building", "5"), rec(A, 2, "designing", "5"), rec(A, 3, "building", "6")]
    sets = [
        recount(records, bureau_id=BUREAU, year_opened_at=START, cutoff_at=cutoff(week)) for week in (1, 2, 3)
    ]

    assert [each.kind for each in derive(sets[0], sets[1])] == [Kind.OUT]
    assert derive(sets[1], sets[2]) == [Movement(A, Kind.IN, None, State.ONGOING, Decimal(6))]


def test_rectification_and_unconfirmed_closing_stay_completed() -> None:
    for status in (Status.RECTIFYING, Status.CLOSED_UNCONFIRMED, Status.PASSED):
        records = [rec(A, 1, "completed"), rec(A, 2, status.value)]
        found = recount(records, bureau_id=BUREAU, year_opened_at=START, cutoff_at=cutoff(2))
        assert found == {A: done()}


def test_converted_terminated_and_revoked_are_removed() -> None:
    for status in (Status.CONVERTED, Status.TERMINATED, Status.REVOKED):
        records = [rec(A, 1, "completed"), rec(A, 2, status.value)]
        assert recount(records, bureau_id=BUREAU, year_opened_at=START, cutoff_at=cutoff(2)) == {}


def test_a_supplement_changes_the_amount_and_not_the_count() -> None:
    records = [rec(A, 1, "building", "5"), Record(A, at(2), 0, None, Decimal("5.5"), None)]
    first, second = (
        recount(records, bureau_id=BUREAU, year_opened_at=START, cutoff_at=cutoff(week)) for week in (1, 2)
    )
    week = figures(first, second, carried=0)

    assert (week.added, week.removed, week.amount_change) == (0, 0, Decimal("0.5"))
    assert cases_of(Figure.CHANGED, first, second, {}) == [A]


def test_a_changed_jurisdiction_leaves_one_bureau_and_enters_the_other() -> None:
    records = [rec(A, 1, "building"), Record(A, at(2), 0, "building", Decimal(5), OTHER)]

    assert A in recount(records, bureau_id=BUREAU, year_opened_at=START, cutoff_at=cutoff(1))
    assert recount(records, bureau_id=BUREAU, year_opened_at=START, cutoff_at=cutoff(2)) == {}
    assert A in recount(records, bureau_id=OTHER, year_opened_at=START, cutoff_at=cutoff(2))


def test_a_year_opens_with_what_is_under_works_and_counts_completion_once() -> None:
    last_year = {A: done(), B: building()}
    carried = carry(last_year)
    closing = {B: done(), C: building()}
    week = figures(carried, closing, carried=len(carried))

    assert carried == {B: building()}
    assert (week.opening, week.added, week.done, week.ongoing) == (1, 1, 1, 1)
    assert fold(opening_movements(carried)) == carried


def test_recount_leaves_out_what_was_completed_last_year() -> None:
    records = [rec(A, 1, "completed"), rec(B, 1, "building"), rec(B, 2, "completed"), rec(A, 2, "passed")]

    assert recount(records, bureau_id=BUREAU, year_opened_at=cutoff(1), cutoff_at=cutoff(2)) == {B: done()}
    assert opening(records, bureau_id=BUREAU, year_opened_at=cutoff(1)) == {B: building()}


def test_a_tampered_movement_shows_in_the_comparison() -> None:
    current = {A: building("5"), B: done("6")}
    movements = derive({}, current)
    forged = [
        Movement(m.case_id, m.kind, m.before, m.after, m.amount_change + (m.case_id == A)) for m in movements
    ]

    assert compare(fold(movements), current) == []
    assert [each.case_id for each in compare(fold(forged), current)] == [A]


def test_manifest_does_not_depend_on_order_and_sees_every_change() -> None:
    one = {A: building("5"), B: done("6")}

    assert manifest_hash(one) == manifest_hash({B: done("6.0"), A: building("5.0000")})
    assert manifest_hash(one) != manifest_hash({A: building("5"), B: building("6")})
    assert manifest_hash(one) != manifest_hash({A: building("5.0001"), B: done("6")})


# --- Any history: folding the movements equals the recount ---

NEXT = {
    "": ["building", "contracted"],
    "contracted": ["building", "designing", "terminated"],
    "building": ["completed", "designing", "terminated", "converted"],
    "designing": ["contracted"],
    "completed": ["rectifying", "passed", "closed_unconfirmed", "converted"],
    "rectifying": ["completed", "terminated"],
    "passed": ["archived", "revoked"],
}
WEEKS = 6


@st.composite
def histories(draw: st.DrawFn) -> list[Record]:
    records: list[Record] = []
    for number in range(draw(st.integers(1, 6))):
        case, status = UUID(int=number + 1), ""
        moment = START + timedelta(hours=draw(st.integers(0, 7 * 24 * WEEKS)))
        for order in range(draw(st.integers(1, 8))):
            amount = Decimal(draw(st.integers(1, 9_999_999))) / 100
            bureau = draw(st.sampled_from([BUREAU, BUREAU, BUREAU, OTHER]))
            if status not in NEXT or (status == "building" and draw(st.booleans())):
                records.append(Record(case, moment, order, None, amount, None))
            else:
                status = draw(st.sampled_from(NEXT[status]))
                records.append(Record(case, moment, order, status, amount, bureau))
            moment += timedelta(hours=draw(st.integers(0, 24 * 10)))
    return draw(st.permutations(records))


def standing(records: list[Record], before: datetime, without: set[UUID]) -> dict[UUID, Member]:
    """What the database is asked: each case's last state, bureau and amount before a moment."""
    found: dict[UUID, Member] = {}
    for case in {record.case_id for record in records} - without:
        own = sorted(
            (r for r in records if r.case_id == case and r.recorded_at < before),
            key=lambda r: (r.recorded_at, r.order),
        )
        moved = [r for r in own if r.status is not None]
        if moved and moved[-1].bureau_id == BUREAU and moved[-1].status in STATE_OF_STATUS:
            found[case] = Member(STATE_OF_STATUS[moved[-1].status], own[-1].amount or Decimal(0))
    return found


def completed_before(records: list[Record], before: datetime) -> set[UUID]:
    done_cases = set()
    for case in {record.case_id for record in records}:
        own = [r for r in records if r.case_id == case and r.recorded_at < before and r.status]
        last = max(own, key=lambda r: (r.recorded_at, r.order), default=None)
        if last and STATE_OF_STATUS.get(last.status or "") is State.DONE:
            done_cases.add(case)
    return done_cases


@given(histories(), st.integers(0, WEEKS - 1))
def test_folding_the_movements_of_any_history_equals_the_recount(
    records: list[Record], year_opens_after: int
) -> None:
    ledger: list[Movement] = []
    previous: dict[UUID, Member] = {}
    opened, without = START, set[UUID]()
    for week in range(1, WEEKS + 2):
        current = standing(records, cutoff(week), without)
        movements = derive(previous, current)
        ledger += movements
        week_figures = figures(previous, current, carried=0)
        recounted = recount(records, bureau_id=BUREAU, year_opened_at=opened, cutoff_at=cutoff(week))

        assert fold(ledger) == current == recounted
        assert week_figures.adds_up
        assert sum(m.delta for m in ledger) == len(current)
        assert sum((m.amount_change for m in ledger), Decimal(0)) == totals(current).amount
        for figure, value in (
            (Figure.THIS_WEEK, week_figures.this_week),
            (Figure.REMOVED, week_figures.removed),
            (Figure.DONE, week_figures.done),
            (Figure.ONGOING, week_figures.ongoing),
            (Figure.OPENING, week_figures.opening),
        ):
            assert len(cases_of(figure, previous, current, {})) == value
        previous = current
        if week == year_opens_after:
            opened, without = cutoff(week), completed_before(records, cutoff(week))
            previous = carry(previous)
            ledger = opening_movements(previous)
            assert previous == opening(records, bureau_id=BUREAU, year_opened_at=opened)


def test_a_manifest_written_while_amounts_were_in_wan_is_still_proved() -> None:
    members = {A: building("76200"), B: done("1.00"), C: done("1234567000")}
    assert manifest_hash(members) == HASHED_IN_WAN


def test_a_manifest_names_the_fen_where_there_are_some() -> None:
    assert manifest_lines({A: building("76200.01")}) == [f"{A}|ongoing|7.620001"]
