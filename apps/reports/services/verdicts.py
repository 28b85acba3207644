"""The verdict on a hand-in: accepted or returned above, or taken back by its bureau before that."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from django.db import transaction

from apps.audit.services import Subject, record
from apps.lib import clock
from apps.lib.actors import Actor
from apps.lib.decisions import Decision, Refused, require
from apps.outbox.services import settle
from apps.reports.enums import ReportStatus
from apps.reports.models import ReportVersion, WeekSnapshot
from apps.reports.permissions import may_decide, may_take_back
from apps.reports.queries.answers import label_of
from apps.reports.services.answers import Asked, keep_asked
from apps.reports.services.drafts import draft_report, locked_version
from apps.reports.services.notices import TO_HAND_IN, subject_of, tell_bureau, tell_upper


@transaction.atomic
def accept_report(*, by: Actor, snapshot: WeekSnapshot, version: int | None = None) -> ReportVersion:
    """Accept the submitted version. The baseline of later weeks does not depend on it."""
    accepted = _decide(by=by, snapshot=snapshot, version=version, status=ReportStatus.ACCEPTED, reason="")
    settle(subject=subject_of(snapshot))
    tell_bureau(
        snapshot=snapshot,
        by=by,
        kind="report.accepted",
        title="已接收",
        text="",
        key=f"report:{accepted.pk}:accepted",
    )
    return accepted


@transaction.atomic
def return_report(
    *,
    by: Actor,
    snapshot: WeekSnapshot,
    items: Sequence[Asked],
    reason: str = "",
    version: int | None = None,
) -> ReportVersion:
    """Return the submitted version, naming cells and cases; open the next draft; return the old version.

    Raises Refused at the item (``items-0-case``): none, one twice, a case the week knows nothing of.
    """
    if not items:
        raise Refused("请至少列出一项要更正或说明的内容。", field="items", code="items")
    newest = locked_version(snapshot, version=version)
    require(may_decide(by, snapshot, newest))
    asked = keep_asked(version=newest, items=items)
    named = "、".join(label_of(each.code, each.case.number if each.case else "") for each in asked)
    reason = reason.strip() or f"共 {len(asked)} 项：{named}"
    returned = _decide(
        by=by, snapshot=snapshot, version=version, status=ReportStatus.RETURNED, reason=reason[:300]
    )
    draft_report(snapshot=snapshot, by=by)
    settle(subject=subject_of(snapshot))
    tell_bureau(
        snapshot=snapshot,
        by=by,
        kind="report.returned",
        title="被退回",
        # The reason is what somebody typed: it stays on the page, behind the scope.
        text=f"请逐项答复 {len(asked)} 项后重新报送。",
        key=f"report:{returned.pk}:returned",
        matter=TO_HAND_IN,
    )
    return returned


@transaction.atomic
def take_back_report(
    *, by: Actor, snapshot: WeekSnapshot, reason: str, version: int | None = None
) -> ReportVersion:
    """撤回报送: take the submitted version back, open the next draft, tell the upper desks.

    Possible until it is accepted.

    Return the version taken back: it keeps its content, and its ``late`` stays the week's.
    """
    if not reason.strip():
        raise Refused("请写明撤回原因。", field="reason", code="reason")
    taken = _decide(
        by=by,
        snapshot=snapshot,
        version=version,
        status=ReportStatus.WITHDRAWN,
        reason=reason.strip()[:300],
        may=may_take_back,
    )
    draft_report(snapshot=snapshot, by=by)
    tell_upper(
        snapshot=snapshot,
        by=by,
        kind="report.withdrawn",
        title=f"{snapshot.bureau.short_name}撤回了第 {snapshot.number} 期周报",
        # The reason is what somebody typed: it stays on the page, behind the scope.
        text="原因见周报；更正后将重新报送。",
        key=f"report:{taken.pk}:withdrawn",
    )
    return taken


def _decide(
    *,
    by: Actor,
    snapshot: WeekSnapshot,
    version: int | None,
    status: ReportStatus,
    reason: str,
    may: Callable[[Actor, WeekSnapshot, ReportVersion], Decision] = may_decide,
) -> ReportVersion:
    newest = locked_version(snapshot, version=version)
    require(may(by, snapshot, newest))
    newest.status = status
    newest.decided_at = clock.now()
    newest.decided_by = by.signature
    newest.decided_by_holder = by.holder
    newest.return_reason = reason
    newest.edit += 1
    author = ["decided_by", "decided_by_holder"]
    # Only these columns: content and hash stay as they were submitted.
    newest.save(update_fields=["status", "decided_at", *author, "return_reason", "edit"])
    record(
        by=by,
        subject=Subject("week_seal", str(snapshot.pk)),
        action=f"report.{status.value}",
        facts={"version": newest.number},
        reason=reason,
        jurisdiction=snapshot.bureau.region_id or "",
    )
    return newest
