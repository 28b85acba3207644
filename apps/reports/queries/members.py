"""Who is in a bureau's set, read from what was kept when the weeks were taken."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from uuid import UUID

from django.db.models import Q, QuerySet

from apps.lib.amounts import ZERO
from apps.reports.models import SetMember
from apps.reports.rules.ledger import Member, Movement, State


def members_at(bureau_id: int, program_id: int, number: int) -> QuerySet[SetMember]:
    """Return the rows of a bureau's set at a week, with the named adjustments made so far."""
    return SetMember.objects.filter(
        Q(to_number__isnull=True) | Q(to_number__gte=number),
        bureau_id=bureau_id,
        program_id=program_id,
        from_number__lte=number,
    )


def standing_members(
    bureau_id: int, program_id: int, *, only: Collection[UUID] | None = None
) -> dict[UUID, Member]:
    """Return the set as the newest week left it; ``only`` limits it to some cases."""
    rows = SetMember.objects.filter(bureau_id=bureau_id, program_id=program_id, to_number__isnull=True)
    return as_members(rows if only is None else rows.filter(case_id__in=only))


def as_members(rows: QuerySet[SetMember]) -> dict[UUID, Member]:
    """Return rows as the rules know them."""
    return {
        case_id: Member(State(state), amount)
        for case_id, state, amount in rows.order_by().values_list("case_id", "state", "amount")
    }


def undone(members: dict[UUID, Member], movements: Iterable[Movement]) -> dict[UUID, Member]:
    """Return a set as it was before some movements, the last of them first."""
    before = dict(members)
    for each in reversed(list(movements)):
        known = before.pop(each.case_id, None)
        if each.before is not None:
            amount = (known.amount if known else ZERO) - each.amount_change
            before[each.case_id] = Member(each.before, amount)
    return before
