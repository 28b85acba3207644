"""Movements, manifest and recount: every value written as it is meant, and the ties."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from hashlib import sha256
from uuid import UUID

import pytest

from apps.reports.rules.ledger import (
    Kind,
    Member,
    Movement,
    State,
    Totals,
    derive,
    fold,
    manifest_hash,
    manifest_lines,
    opening_movements,
    totals,
)
from apps.reports.rules.recount import Difference, Record, compare, opening, recount, replay

A, B, C = UUID(int=1), UUID(int=2), UUID(int=8)
"""In a set the third comes first: an order that is kept is made."""
NOON = datetime(2026, 1, 9, 4, tzinfo=UTC)
LATER = NOON + timedelta(hours=1)
SOON = timedelta(microseconds=1)
BUREAU, OTHER = 7, 8
FIVE, SIX = Decimal(50_000), Decimal(60_000)
BUILDING, DONE = Member(State.ONGOING, FIVE), Member(State.DONE, FIVE)


def record(case: UUID, order: int = 0, status: str | None = "building", **more: object) -> Record:
    said = {"recorded_at": NOON, "amount": FIVE, "bureau_id": BUREAU, **more}
    return Record(case_id=case, order=order, status=status, **said)  # type: ignore[arg-type]


def counted(*records: Record) -> dict[UUID, Member]:
    return recount(records, bureau_id=BUREAU, year_opened_at=NOON - SOON, cutoff_at=LATER)


# --- Movements ---


@pytest.mark.parametrize(
    ("kind", "households"), [(Kind.CARRIED, 1), (Kind.IN, 1), (Kind.OUT, -1), (Kind.CHANGED, 0)]
)
def test_a_movement_adds_or_takes_a_household(kind: Kind, households: int) -> None:
    assert Movement(A, kind, None, None).delta == households


def test_movements_are_kept_under_the_names_they_always_had() -> None:
    assert [kind.value for kind in Kind] == ["carried", "in", "out", "changed"]


def test_a_movement_changes_no_amount_and_needs_no_reason_unless_it_says_so() -> None:
    movement = Movement(A, Kind.CHANGED, State.ONGOING, State.DONE)
    assert (movement.amount_change, movement.reason) == (0, "")
    assert Member(State.ONGOING).amount == 0


def test_a_case_that_comes_in_brings_its_amount() -> None:
    assert derive({}, {A: BUILDING}) == [Movement(A, Kind.IN, None, State.ONGOING, FIVE)]


def test_a_case_that_leaves_takes_its_amount_away_and_says_why() -> None:
    assert derive({A: DONE}, {}, {A: "撤销"}) == [Movement(A, Kind.OUT, State.DONE, None, -FIVE, "撤销")]


def test_a_case_that_stays_is_told_before_and_after() -> None:
    after = {A: Member(State.DONE, SIX)}
    assert derive({A: BUILDING}, after, {B: "别的"}) == [
        Movement(A, Kind.CHANGED, State.ONGOING, State.DONE, SIX - FIVE)
    ]


def test_a_case_that_did_not_change_is_no_movement() -> None:
    assert derive({A: BUILDING}, {A: BUILDING}) == []


def test_movements_come_in_the_order_of_their_cases() -> None:
    moved = derive({C: BUILDING, A: BUILDING}, {B: BUILDING})
    assert [(each.case_id, each.kind) for each in moved] == [(A, Kind.OUT), (B, Kind.IN), (C, Kind.OUT)]


def test_a_year_opens_with_one_movement_for_every_case_carried_over() -> None:
    assert opening_movements({B: BUILDING, A: BUILDING}) == [
        Movement(A, Kind.CARRIED, None, State.ONGOING, FIVE, "上年结转"),
        Movement(B, Kind.CARRIED, None, State.ONGOING, FIVE, "上年结转"),
    ]


def test_folding_goes_on_from_a_set() -> None:
    change = Movement(A, Kind.CHANGED, State.ONGOING, State.DONE, SIX - FIVE)
    assert fold([change], {A: BUILDING, B: BUILDING}) == {A: Member(State.DONE, SIX), B: BUILDING}


def test_folding_leaves_the_set_it_began_with_alone() -> None:
    base = {A: BUILDING}
    fold([Movement(A, Kind.OUT, State.ONGOING, None, -FIVE)], base)
    assert base == {A: BUILDING}


def test_a_removal_of_a_case_that_is_not_there_is_passed_over() -> None:
    moves = [Movement(A, Kind.OUT, State.ONGOING, None), Movement(B, Kind.IN, None, State.ONGOING, FIVE)]
    assert fold(moves) == {B: BUILDING}


def test_totals_sum_the_three_columns() -> None:
    summed = totals({A: BUILDING, B: DONE, C: Member(State.DONE, SIX)})
    assert summed == Totals(done=2, ongoing=1, amount=FIVE + FIVE + SIX)
    assert summed.members == 3


# --- The manifest ---


def test_a_manifest_is_one_line_a_case_in_the_order_of_the_cases() -> None:
    lines = manifest_lines({B: DONE, A: BUILDING})
    assert [line.split("|")[:2] for line in lines] == [[str(A), "ongoing"], [str(B), "done"]]


def test_a_manifest_spells_an_amount_in_one_way() -> None:
    longer = Member(State.ONGOING, FIVE.quantize(Decimal("0.01")))
    assert manifest_lines({A: longer}) == manifest_lines({A: BUILDING})
    assert manifest_lines({A: Member(State.ONGOING, SIX)}) != manifest_lines({A: BUILDING})


def test_a_manifest_s_hash_is_that_of_its_lines() -> None:
    members = {A: BUILDING, B: DONE}
    assert manifest_hash(members) == sha256("\n".join(manifest_lines(members)).encode()).hexdigest()


# --- The recount ---


def test_a_record_says_nothing_it_was_not_told() -> None:
    bare = Record(A, NOON)
    assert (bare.order, bare.status, bare.amount, bare.bureau_id) == (0, None, None, None)


def test_a_case_without_a_status_counts_nowhere() -> None:
    assert counted(record(A, status=None)) == {}


def test_an_account_has_no_status_before_one_is_recorded() -> None:
    assert replay([record(A, status=None)], before=LATER)[A].status == ""


def test_a_case_counts_with_no_amount_before_one_is_recorded() -> None:
    assert counted(record(A, amount=None)) == {A: Member(State.ONGOING, Decimal(0))}


def test_a_record_without_a_bureau_leaves_the_case_where_it_is() -> None:
    assert counted(record(A), record(A, 1, "completed", bureau_id=None)) == {A: DONE}


def test_of_records_of_one_moment_the_later_in_order_holds() -> None:
    assert counted(record(A, 2, "completed"), record(A, 1, "building")) == {A: DONE}


def test_what_is_recorded_at_the_moment_itself_is_not_before_it() -> None:
    assert replay([record(A)], before=NOON) == {}
    assert set(replay([record(A)], before=NOON + SOON)) == {A}


def test_what_comes_after_the_moment_is_left_out_however_much_it_is() -> None:
    records = [record(A), record(B, recorded_at=LATER), record(C, recorded_at=LATER + SOON)]
    assert set(replay(records, before=LATER)) == {A}


def test_the_opening_of_a_year_holds_what_the_bureau_has_under_works() -> None:
    records = [record(A), record(B, status="completed"), record(C, bureau_id=OTHER)]
    assert opening(records, bureau_id=BUREAU, year_opened_at=LATER) == {A: BUILDING}


def test_a_comparison_names_every_case_and_both_sides_in_order() -> None:
    assert compare({C: BUILDING, B: DONE}, {B: DONE, A: DONE}) == [
        Difference(A, None, DONE),
        Difference(C, BUILDING, None),
    ]
