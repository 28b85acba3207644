"""Who brings papers into the archive, and why not yet."""

from __future__ import annotations

from django.db.models import QuerySet

from apps.cases.enums import ENDED, Status
from apps.cases.models import Case
from apps.cases.permissions import at_counter
from apps.inspections.enums import AttemptResult
from apps.inspections.models import AcceptanceAttempt
from apps.lib.actors import Actor
from apps.lib.decisions import Allowed, Decision, Denied
from apps.orgs.enums import Role


def unsigned_forms(case: Case) -> QuerySet[AcceptanceAttempt]:
    """Return the concluded 验收表 of which no signed scan is there."""
    return AcceptanceAttempt.objects.filter(
        case=case, result__in=[AttemptResult.PASSED, AttemptResult.RECTIFY], signed_form_id__isnull=True
    )


def may_add_acceptance_form(actor: Actor, case: Case) -> Decision:
    """The counter or the inspector scans a 验收表 that household and inspector have signed (R8)."""
    if not (at_counter(actor) or actor.role == Role.DISTRICT_INSPECTOR):
        return Denied("验收表扫描件由街道、区县经办或验收人员上传。", code="post")
    if not unsigned_forms(case).exists():
        return Denied("没有待上传签字扫描件的验收表；验收办结后再上传。", code="status")
    return Allowed()


def may_add_scan(actor: Actor, case: Case) -> Decision:
    """The counter scans the 申请表 in ink: as issued, or brought along before a plan is entered (R1, R8)."""
    if not at_counter(actor):
        return Denied("申请表扫描件由街道或区县经办上传。", code="post")
    if case.status == Status.DRAFT or case.status in ENDED:
        return Denied(f"案件现在是“{Status(case.status).label}”，不能上传申请表扫描件。", code="status")
    return Allowed()
