"""What a week's snapshot is made of: members, movements between two snapshots, totals and the manifest.

Source: 杭房局〔2024〕43号 附件3. Undefined there and therefore fixed here (本地约定): a snapshot holds the
cases that have started and were not removed, as recorded before the cut-off; 本周进度 is what came in
since the previous snapshot; whatever left is a 核减 and is footnoted.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from uuid import UUID

from apps.lib.amounts import ZERO, Yuan, spelled


class State(StrEnum):
    """A member's column of the table: 正在装修 or 已完成装修."""

    ONGOING = "ongoing"
    DONE = "done"


class Kind(StrEnum):
    """Why a case appears in a week's movements."""

    CARRIED = "carried"
    """结转: 正在装修 at the end of last year; opens the year and is nobody's 本周进度."""
    IN = "in"
    OUT = "out"
    CHANGED = "changed"
    """Stays a member, with another state or contract amount."""


DELTA = {Kind.CARRIED: 1, Kind.IN: 1, Kind.OUT: -1, Kind.CHANGED: 0}


@dataclass(frozen=True, slots=True)
class Member:
    """One counted case: its state and its contract amount."""

    state: State
    amount: Yuan = ZERO


Members = Mapping[UUID, Member]


@dataclass(frozen=True, slots=True)
class Movement:
    """What one week did to one case; ``before``/``after`` None means not a member."""

    case_id: UUID
    kind: Kind
    before: State | None
    after: State | None
    amount_change: Yuan = ZERO
    reason: str = ""

    @property
    def delta(self) -> int:
        """Households added (+1) or taken out (-1)."""
        return DELTA[self.kind]


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums over a set of members."""

    done: int
    ongoing: int
    amount: Yuan

    @property
    def members(self) -> int:
        """All counted cases."""
        return self.done + self.ongoing


def totals(members: Members) -> Totals:
    """Sum the columns 已完成装修, 正在装修 and 装修合同金额."""
    done = sum(1 for member in members.values() if member.state is State.DONE)
    amount = sum((member.amount for member in members.values()), ZERO)
    return Totals(done, len(members) - done, amount)


def carry(last_year: Members) -> dict[UUID, Member]:
    """Return what opens a new year: last year's 正在装修. Completion counts once, in its own year."""
    return {case_id: member for case_id, member in last_year.items() if member.state is State.ONGOING}


def opening_movements(carried: Members) -> list[Movement]:
    """Write the opening of a year down as movements, so that a year folds from nothing."""
    return [
        Movement(case_id, Kind.CARRIED, None, member.state, member.amount, "上年结转")
        for case_id, member in _ordered(carried)
    ]


def derive(previous: Members, current: Members, reasons: Mapping[UUID, str] | None = None) -> list[Movement]:
    """Return the movements that turn one set into the next, one for every case that changed."""
    why = reasons or {}
    movements = []
    for case_id in sorted({*previous, *current}, key=str):
        before, after = previous.get(case_id), current.get(case_id)
        if before == after:
            continue
        kind = Kind.IN if before is None else Kind.OUT if after is None else Kind.CHANGED
        movements.append(
            Movement(
                case_id=case_id,
                kind=kind,
                before=before.state if before else None,
                after=after.state if after else None,
                amount_change=(after.amount if after else ZERO) - (before.amount if before else ZERO),
                reason=why.get(case_id, ""),
            )
        )
    return movements


def fold(movements: Iterable[Movement], base: Members | None = None) -> dict[UUID, Member]:
    """Apply movements in order and return the resulting set.

    Forgiving on purpose: a ledger that was tampered with must still open, so that the recount can
    show where it is wrong.
    """
    members = dict(base or {})
    for movement in movements:
        if movement.after is None:
            members.pop(movement.case_id, None)
            continue
        known = members.get(movement.case_id)
        amount = (known.amount if known else ZERO) + movement.amount_change
        members[movement.case_id] = Member(movement.after, amount)
    return members


def net(movements: Iterable[Movement]) -> list[Movement]:
    """Join what a week did to each case, one after the other, into one movement a case.

    What came and went again within the week leaves none. The last reason given stands.
    """
    joined: dict[UUID, Movement] = {}
    for each in movements:
        first = joined.get(each.case_id)
        if first is None:
            joined[each.case_id] = each
            continue
        kind = Kind.IN if first.before is None else Kind.OUT if each.after is None else Kind.CHANGED
        joined[each.case_id] = Movement(
            case_id=each.case_id,
            kind=kind,
            before=first.before,
            after=each.after,
            amount_change=first.amount_change + each.amount_change,
            reason=each.reason or first.reason,
        )
    return [each for _, each in sorted(joined.items(), key=lambda item: str(item[0])) if not _nothing(each)]


def _nothing(movement: Movement) -> bool:
    return movement.before == movement.after and not movement.amount_change


def manifest_lines(members: Members) -> list[str]:
    """Write the membership down, one canonical line a case, in order of the case's id."""
    return [
        f"{case_id}|{member.state.value}|{spelled(member.amount)}" for case_id, member in _ordered(members)
    ]


def manifest_hash(members: Members) -> str:
    """Return the SHA-256 over the membership lines."""
    # Snapshots are proved by it: neither the lines nor what joins them may ever be written otherwise.
    return sha256("\n".join(manifest_lines(members)).encode()).hexdigest()


def _ordered(members: Members) -> list[tuple[UUID, Member]]:
    return sorted(members.items(), key=lambda item: str(item[0]))
