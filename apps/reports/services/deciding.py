"""The city (or, for directly reporting counties, the province) accepts or returns."""

from __future__ import annotations

from django.db import transaction

from apps.audit.services import Subject, record
from apps.lib import clock
from apps.lib.actors import Actor
from apps.lib.decisions import Refused, require
from apps.reports.enums import ReportStatus
from apps.reports.models import ReportVersion, WeekSeal
from apps.reports.permissions import may_decide
from apps.reports.services.drafting import draft_report, locked_version


@transaction.atomic
def accept_report(*, by: Actor, seal: WeekSeal, version: int | None = None) -> ReportVersion:
    """Accept the submitted version. The baseline of later weeks does not depend on it."""
    return _decide(by=by, seal=seal, version=version, status=ReportStatus.ACCEPTED, reason="")


@transaction.atomic
def return_report(*, by: Actor, seal: WeekSeal, reason: str, version: int | None = None) -> ReportVersion:
    """Return the submitted version with a reason and open the next draft; return the old version."""
    if not reason.strip():
        raise Refused("请写明退回原因，区县据此更正。", field="reason", code="reason")
    reason = reason.strip()[:300]
    returned = _decide(by=by, seal=seal, version=version, status=ReportStatus.RETURNED, reason=reason)
    draft_report(seal=seal, by=by)
    return returned


def _decide(
    *, by: Actor, seal: WeekSeal, version: int | None, status: ReportStatus, reason: str
) -> ReportVersion:
    newest = locked_version(seal, version=version)
    require(may_decide(by, seal, newest))
    newest.status = status
    newest.decided_at = clock.now()
    newest.decided_by = by.signature
    newest.decided_by_holder = by.holder
    newest.return_reason = reason
    newest.edit += 1
    author = ["decided_by", "decided_by_holder"]
    newest.save(update_fields=["status", "decided_at", *author, "return_reason", "edit"])
    record(
        by=by,
        subject=Subject("week_seal", str(seal.pk)),
        action=f"report.{status.value}",
        facts={"version": newest.number},
        reason=reason,
        jurisdiction=seal.bureau.region_id or "",
    )
    return newest
