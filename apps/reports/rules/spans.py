"""Over which weeks a case was a member as it was, worked out from a year's movements in one pass."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from apps.reports.rules.ledger import Kind, Member, Movement, fold


@dataclass(frozen=True, slots=True)
class Span:
    """A case with one state and amount from one week through another; ``to_number`` None is still so."""

    case_id: UUID
    member: Member
    from_number: int
    to_number: int | None = None


def spans(movements: Iterable[tuple[int, Movement]]) -> set[Span]:
    """Return the spans of a year from its movements and named adjustments, each with its week, in order.

    What opens a year stands in the week before its first. A week shows its last word on a case only.
    """
    standing: dict[UUID, tuple[int, Member]] = {}
    found: set[Span] = set()
    for number, movement in movements:
        case_id = movement.case_id
        begins = number - 1 if movement.kind is Kind.CARRIED else number
        before = standing.pop(case_id, None)
        if before is not None and before[0] < begins:
            found.add(Span(case_id, before[1], before[0], begins - 1))
        known = {case_id: before[1]} if before else {}
        after = fold([movement], known).get(case_id)
        if after is not None:
            standing[case_id] = (begins, after)
    return found | {Span(case_id, member, begins) for case_id, (begins, member) in standing.items()}
