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
def accept_report(*, by: Actor, seal: WeekSeal, edit: int | None = None) -> ReportVersion:
    """Accept the submitted version. The baseline of later weeks does not depend on it."""
    return _decide(by=by, seal=seal, edit=edit, status=ReportStatus.ACCEPTED, reason="")


@transaction.atomic
def return_report(*, by: Actor, seal: WeekSeal, reason: str, edit: int | None = None) -> ReportVersion:
    """Return the submitted version with a reason and open the next draft; return the old version."""
    if not reason.strip():
        raise Refused("请写明退回原因，区县据此更正。", field="reason", code="reason")
    version = _decide(by=by, seal=seal, edit=edit, status=ReportStatus.RETURNED, reason=reason.strip()[:300])
    draft_report(seal=seal, by=by)
    return version


def _decide(
    *, by: Actor, seal: WeekSeal, edit: int | None, status: ReportStatus, reason: str
) -> ReportVersion:
    version = locked_version(seal, edit=edit)
    require(may_decide(by, seal, version))
    version.status = status
    version.decided_at = clock.now()
    version.decided_by = by.signature
    version.decided_by_holder = by.holder
    version.return_reason = reason
    version.edit += 1
    author = ["decided_by", "decided_by_holder"]
    version.save(update_fields=["status", "decided_at", *author, "return_reason", "edit"])
    record(
        by=by,
        subject=Subject("week_seal", str(seal.pk)),
        action=f"report.{status.value}",
        facts={"version": version.number},
        reason=reason,
        jurisdiction=seal.bureau.region_id or "",
    )
    return version
