"""The independent recount: walk what was recorded, event by event, and rebuild the table.

The snapshot folds stored movements and reads each case's last state from the database. This recount
trusts neither: it replays every record from the beginning, so an altered movement, a lost one or a
record that arrived behind the cut-off shows as a difference.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from apps.lib.amounts import ZERO, Yuan
from apps.reports.rules.ledger import Member, Members, State

# Spelt out here and not taken from the workflow's enums: the recount keeps its own account of
# which states count, and a test holds the two lists together.
STATE_OF_STATUS: Mapping[str, State] = {
    "building": State.ONGOING,
    "completed": State.DONE,
    "rectifying": State.DONE,
    "passed": State.DONE,
    "archived": State.DONE,
    "closed_unconfirmed": State.DONE,
}


@dataclass(frozen=True, slots=True)
class Record:
    """One thing that was written about a case.

    ``status`` None leaves the state as it is (a contract supplement); ``amount`` None leaves the
    contract amount; ``bureau_id`` None leaves the jurisdiction. ``order`` breaks ties of time.
    """

    case_id: UUID
    recorded_at: datetime
    order: int = 0
    status: str | None = None
    amount: Yuan | None = None
    bureau_id: int | None = None
    leaves_year: bool = False
    """转入上年: from here on the case is the year's before, whose 年终核定 admitted its completion."""


PASSED = frozenset({"passed", "archived"})
"""Statuses of 验收合格; 结案（未取得户主确认） counts as completed and never as passed (P8)."""


@dataclass(slots=True)
class Account:
    """One case as the records up to a moment leave it."""

    status: str = ""
    amount: Yuan = ZERO
    bureau_id: int | None = None
    passed: bool = False
    left: bool = False


def apply(record: Record, account: Account) -> None:
    """Write one record into a case's account."""
    if record.status is not None:
        # A named adjustment says only that a case is complete; one that has passed stays passed.
        account.passed = record.status in PASSED or (account.passed and record.status == "completed")
        account.status = record.status
    account.left = account.left or record.leaves_year
    if record.amount is not None:
        account.amount = record.amount
    if record.bureau_id is not None:
        account.bureau_id = record.bureau_id


def replay(records: Iterable[Record], *, before: datetime) -> dict[UUID, Account]:
    """Return each case's account from what was recorded strictly before a moment."""
    accounts: dict[UUID, Account] = {}
    for record in sorted(records, key=lambda each: (each.recorded_at, each.order)):
        if record.recorded_at >= before:
            break
        apply(record, accounts.setdefault(record.case_id, Account()))
    return accounts


def recount(
    records: Iterable[Record], *, bureau_id: int, year_opened_at: datetime, cutoff_at: datetime
) -> dict[UUID, Member]:
    """Rebuild a bureau's set at a cut-off from the records alone.

    ``year_opened_at`` is 0:00 of 1 January: what was complete by then was counted in its own year and is
    left out.
    """
    known = list(records)
    counted_before = {
        case_id
        for case_id, account in replay(known, before=year_opened_at).items()
        if STATE_OF_STATUS.get(account.status) is State.DONE
    }
    return {
        case_id: Member(STATE_OF_STATUS[account.status], account.amount)
        for case_id, account in replay(known, before=cutoff_at).items()
        if account.bureau_id == bureau_id
        and account.status in STATE_OF_STATUS
        # Completion counts once, in its own year, wherever the case stands now.
        and case_id not in counted_before
        and not account.left
    }


def opening(records: Iterable[Record], *, bureau_id: int, year_opened_at: datetime) -> dict[UUID, Member]:
    """Rebuild the 结转 of a year: 正在装修 when the year before ended."""
    return {
        case_id: Member(State.ONGOING, account.amount)
        for case_id, account in replay(records, before=year_opened_at).items()
        if account.bureau_id == bureau_id and STATE_OF_STATUS.get(account.status) is State.ONGOING
    }


@dataclass(frozen=True, slots=True)
class Difference:
    """A case on which ledger and recount disagree."""

    case_id: UUID
    kept: Member | None
    recounted: Member | None


def compare(kept: Members, recounted: Members) -> list[Difference]:
    """Return every case on which the folded ledger and the recount disagree."""
    return [
        Difference(case_id, kept.get(case_id), recounted.get(case_id))
        for case_id in sorted({*kept, *recounted}, key=str)
        if kept.get(case_id) != recounted.get(case_id)
    ]
