"""样板工程: marked and taken back."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import transaction

from apps.audit.services import Subject
from apps.cases.models import Case
from apps.cases.services import lock_case, update_case
from apps.cases.services.notices import desks_of
from apps.inspections.models import Showcase
from apps.inspections.permissions import may_mark_showcase, may_unmark_showcase
from apps.inspections.services.days import not_future
from apps.lib import clock
from apps.lib.actors import Actor
from apps.lib.decisions import Refused, require
from apps.orgs.enums import Role
from apps.outbox.services import tell


@transaction.atomic
def mark_showcase(
    *, case_id: UUID, by: Actor, reason: str, consent: str, marked_on: date, version: int | None = None
) -> Showcase:
    """Mark an accepted household as 样板工程; ``consent`` says how the household agreed to be shown."""
    case = lock_case(case_id=case_id, by=by, version=version)
    require(may_mark_showcase(by, case))
    reason, consent = reason.strip(), consent.strip()
    if not reason:
        raise Refused("请写明理由。", field="reason", code="reason")
    if not consent:
        raise Refused("请写明户主怎样同意的。", field="consent", code="consent")
    not_future(marked_on, "marked_on")
    if case.passed_on and marked_on < case.passed_on:
        raise Refused("确定日期早于验收合格日期。", field="marked_on", code="before_passed")
    row = Showcase.objects.create(
        case=case,
        reason=reason[:300],
        consent=consent[:200],
        marked_on=marked_on,
        marked_at=clock.now(),
        marked_by=by.signature,
        marked_organisation=by.organisation_name,
    )
    update_case(
        case=case, by=by, action="showcase.marked", facts={"on": marked_on.isoformat()}, reason=row.reason
    )
    _tell(case, by, "确定为样板工程", f"{row.pk}")
    return row


@transaction.atomic
def unmark_showcase(*, case_id: UUID, by: Actor, reason: str, version: int | None = None) -> Showcase:
    """Take the mark back, with a reason; the row stays."""
    case = lock_case(case_id=case_id, by=by, version=version)
    require(may_unmark_showcase(by, case))
    if not reason.strip():
        raise Refused("请写明取消的原因。", field="reason", code="reason")
    row = Showcase.objects.standing().get(case=case)
    row.unmarked_at, row.unmarked_by, row.unmark_reason = clock.now(), by.signature, reason.strip()[:300]
    row.save(update_fields=["unmarked_at", "unmarked_by", "unmark_reason"])
    update_case(case=case, by=by, action="showcase.unmarked", facts={}, reason=row.unmark_reason)
    _tell(case, by, "不再作为样板工程", f"{row.pk}:back")
    return row


def _tell(case: Case, by: Actor, words: str, matter: str) -> None:
    """Tell the enterprise that built it, and the street; why is said on the case's page alone."""
    tell(
        to=desks_of(case, {Role.SITE_MANAGER, Role.STREET_CLERK}),
        kind="showcase",
        title=f"{case.number} {words}",
        text="见案件的“验收”页。",
        by=by,
        key=f"showcase:{matter}",
        subject=Subject("case", str(case.pk)),
        page="inspections:acceptance",
    )
