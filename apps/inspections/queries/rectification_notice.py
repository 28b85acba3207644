"""整改意见告知单 as it is printed: the verdict, the household's word, and the items asked for."""

from __future__ import annotations

from apps.cases.models import Case
from apps.cases.queries import bodies_at, household_view
from apps.inspections.enums import AttemptResult
from apps.inspections.models import AcceptanceAttempt
from apps.inspections.rules.papers import RectificationNotice
from apps.lib import clock
from apps.lib.actors import Actor


def rectification_notice(
    case: Case, attempt: AcceptanceAttempt, *, actor: Actor | None = None
) -> RectificationNotice | None:
    """Return the notice of an acceptance that asked for 整改; None for any other."""
    items = tuple(item.text for item in attempt.rectifications.all())
    if attempt.result != AttemptResult.RECTIFY or not items:
        return None
    bodies = bodies_at(case, attempt.concluded_at or clock.now())
    opinion = attempt.opinions.order_by("signed_at").last()
    return RectificationNotice(
        number=case.number or "",
        attempt=attempt.number,
        household_name=household_view(actor, case).name,
        address=case.dwelling.address,
        enterprise_name=attempt.enterprise.as_of(attempt.concluded_at).name,
        accepted_at=attempt.visited_at,
        inspectors=attempt.inspectors,
        opinion=attempt.opinion,
        remark=opinion.remark if opinion else "",
        items=items,
        due_on=attempt.mend_due_on,
        told_on=clock.local(attempt.concluded_at).date() if attempt.concluded_at else None,
        bureau_name=bodies.bureau.name,
        bureau_phone=bodies.bureau.phone,
        clerk=attempt.concluded_by,
    )
