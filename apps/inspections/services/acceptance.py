"""Opening and concluding an acceptance attempt (R7)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.dispatch import Signal

from apps.cases.enums import HoldKind
from apps.cases.models import Case
from apps.cases.services import close_hold, lock_case, move, update_case
from apps.inspections.enums import AttemptResult, Satisfaction, Verdict
from apps.inspections.models import AcceptanceAttempt, AcceptanceItem, Rectification
from apps.inspections.permissions import may_conclude, may_open_acceptance
from apps.inspections.queries.again import items_for, twins_of
from apps.inspections.queries.attempts import built_items, found_of, recheck
from apps.inspections.queries.days import enterprise_of
from apps.inspections.queries.papers import acceptance_hash
from apps.inspections.rules import rectification_items
from apps.inspections.services.appointments import end_void
from apps.inspections.services.days import not_before_end
from apps.inspections.services.findings import lock_attempt
from apps.lib import clock
from apps.lib.actors import Actor
from apps.lib.decisions import Denied, Refused, require
from apps.plans.queries import confirmed_plan

case_passed = Signal()
"""``case`` has passed, ``by`` concluded it: sent inside the transaction, for apps above this one."""


@transaction.atomic
def open_acceptance(
    *,
    case_id: UUID,
    by: Actor,
    arranged_on: date,
    companions: str = "",
    version: int | None = None,
) -> AcceptanceAttempt:
    """安排现场验收: a new attempt against the last confirmed plan; number 2 and up is 二次验收."""
    case = lock_case(case_id=case_id, by=by)
    decision = may_open_acceptance(by, case)
    if isinstance(decision, Denied) and decision.code == "open":
        require(decision)  # whoever comes second is told who was first, rather than that the page is old
    lock_case(case_id=case_id, by=by, version=version)
    require(decision)
    not_before_end(case, arranged_on, "arranged_on", "约定验收日期")
    plan = confirmed_plan(case)
    if plan is None:
        raise Refused("没有户主确认的方案，不能对照验收。", code="plan")
    # Counted under the lock on the case: no two attempts get one number.
    last = AcceptanceAttempt.objects.filter(case=case).aggregate(last=Max("number"))["last"] or 0
    attempt = AcceptanceAttempt.objects.create(
        case=case,
        number=last + 1,
        plan=plan,
        enterprise_id=enterprise_of(case),
        arranged_on=arranged_on,
        due_on=case.acceptance_due_on,
        opened_at=clock.now(),
        opened_by=by.signature,
        inspector_name=by.signature,
        inspector_holder=by.holder,
        inspector_role=by.role,
        inspector_organisation=by.organisation_name,
        companions=companions.strip(),
    )
    AcceptanceItem.objects.bulk_create(
        AcceptanceItem(
            attempt=attempt,
            position=position,
            code=item.code,
            kind=item.kind,
            space=item.space,
            part=item.surface.value if item.surface else "",
            label=item.label,
            planned=item.planned[:300],
        )
        for position, item in enumerate(items_for(case, plan))
    )
    update_case(
        case=case,
        by=by,
        action="acceptance.opened",
        facts={"attempt": attempt.number, "plan": plan.number, "arranged_on": arranged_on.isoformat()},
    )
    return attempt


@transaction.atomic
def conclude(*, case_id: UUID, by: Actor, extra: Sequence[str] = (), version: int | None = None) -> Case:
    """Close the attempt: passed with both conditions, otherwise rectification and a second one.

    ``extra`` adds items of rectification in the inspector's words.
    """
    case, attempt = lock_attempt(case_id=case_id, by=by, version=version)
    require(may_conclude(by, case))
    passed = attempt.verdict == Verdict.PASS and attempt.satisfaction == Satisfaction.SATISFIED
    attempt.result = AttemptResult.PASSED if passed else AttemptResult.RECTIFY
    attempt.concluded_at = clock.now()
    attempt.concluded_by = by.signature
    attempt.concluded_by_holder = by.holder
    lines: tuple[str, ...] = ()
    if not passed:
        lines = (*_what_to_mend(case, attempt), *(line.strip() for line in extra if line.strip()))
        Rectification.objects.bulk_create(
            Rectification(attempt=attempt, number=number, text=line[:300])
            for number, line in enumerate(lines, start=1)
        )
    # After the items of rectification: the paper lists them, so its hash covers them.
    attempt.content_hash = acceptance_hash(case, attempt)
    attempt.save()
    on = _concluded_on(attempt)
    if passed:
        close_hold(case=case, kind=HoldKind.VISIT_PASSED, by=by)
        close_hold(case=case, kind=HoldKind.HOUSEHOLD_SATISFIED, by=by)
        case = move(
            case=case,
            name="pass_acceptance",
            by=by,
            effective_on=on,
            facts={"attempt": attempt.number, "content_hash": attempt.content_hash},
        )
        end_void(case=case, by=by)
        case_passed.send(sender=conclude, case=case, by=by)
        return case
    listed = "；".join(f"{number}. {line}" for number, line in enumerate(lines, start=1))
    case = move(
        case=case,
        name="require_rectification",
        by=by,
        effective_on=on,
        values={"rectifying_from": on},
        reason=listed[:500],
        facts={"attempt": attempt.number, "items": len(lines)},
    )
    # The case keeps a limit while it is being mended; what was asked keeps its own.
    attempt.mend_due_on = case.rectification_due_on
    attempt.save(update_fields=["mend_due_on"])
    end_void(case=case, by=by)
    return case


def _concluded_on(attempt: AcceptanceAttempt) -> date:
    days = [attempt.visited_on, *(opinion.signed_on for opinion in attempt.opinions.all())]
    # The later of both words: the case passes on the day the second condition is met.
    return max(day for day in days if day is not None)


def _what_to_mend(case: Case, attempt: AcceptanceAttempt) -> tuple[str, ...]:
    rows = list(attempt.items.all())
    opinion = attempt.opinions.order_by("signed_at").last()
    dissatisfied = opinion is not None and opinion.value == Satisfaction.DISSATISFIED
    return rectification_items(
        built_items(rows),
        found_of(rows),
        recheck(case, attempt, rows),
        household_remark=opinion.remark if opinion and dissatisfied else "",
        opinion=attempt.opinion,
        twins=twins_of(attempt),
    )
