"""Opening and closing holds."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.db.models import QuerySet

from apps.acts.acts import act_answering
from apps.audit.services import Subject, joining, record
from apps.cases.enums import HoldKind, PausedClock
from apps.cases.models import Case, Hold
from apps.cases.permissions import may_release
from apps.cases.services.clocks import recompute_clocks
from apps.cases.workflow import HOLDS, NEEDS
from apps.lib import clock
from apps.lib.actors import Actor
from apps.lib.decisions import Refused, require


@joining
def open_hold(
    *,
    case: Case,
    kind: HoldKind,
    text: str,
    by: Actor,
    on: date | None = None,
    source_id: str = "",
    pauses: PausedClock = PausedClock.NONE,
    is_need: bool | None = None,
) -> Hold:
    """Open a hold on a locked case; an open one of the same matter is returned unchanged."""
    # Looked for, not caught from the constraint: the caller holds the case's row, nobody comes between.
    standing = Hold.objects.filter(case=case, kind=kind, source_id=source_id, closed_at__isnull=True).first()
    if standing is not None:
        return standing
    hold = Hold.objects.create(
        case=case,
        kind=kind,
        text=text,
        blocks=sorted(HOLDS[kind].blocks),
        pauses=pauses,
        is_need=kind in NEEDS if is_need is None else is_need,
        source_id=source_id,
        closed_at_page=act_answering(kind).begins,
        opened_at=clock.now(),
        opened_on=on or clock.today(),
        opened_by=by.signature,
    )
    # A need opens with a move and closes with a record: their own events tell it already.
    if not hold.is_need:
        _record(case, by, "hold.opened", kind)
    if pauses:
        recompute_clocks(case=case)
    return hold


@joining
def close_hold(
    *,
    case: Case,
    kind: HoldKind,
    by: Actor,
    on: date | None = None,
    source_id: str | None = None,
    reason: str = "",
) -> int:
    """Close the open holds of a matter; return how many were open."""
    rows = Hold.objects.filter(case=case, kind=kind, closed_at__isnull=True)
    if source_id is not None:
        rows = rows.filter(source_id=source_id)
    return close_rows(rows=rows, by=by, on=on, reason=reason)


def close_rows(*, rows: QuerySet[Hold], by: Actor, on: date | None, reason: str) -> int:
    """Close given open holds (one case); recompute its clocks if a pause ends."""
    closed = list(rows.select_related("case"))
    for hold in closed:
        hold.closed_at = clock.now()
        # A move may be dated before the hold was opened, and hold_dates_in_order refuses such an end.
        hold.closed_on = max(on or clock.today(), hold.opened_on)
        hold.closed_by = by.signature
        hold.close_reason = reason
        hold.save(update_fields=["closed_at", "closed_on", "closed_by", "close_reason"])
        if not hold.is_need:
            _record(hold.case, by, "hold.closed", HoldKind(hold.kind), reason)
    paused = next((hold.case for hold in closed if hold.pauses), None)
    if paused is not None:
        recompute_clocks(case=paused)
    return len(closed)


def set_pausing(*, case: Case, kind: HoldKind, source_id: str, pauses: PausedClock) -> None:
    """Let a matter of a locked case stop a clock or no longer stop it, open or closed; the clocks follow."""
    Hold.objects.filter(case=case, kind=kind, source_id=source_id).update(pauses=pauses)
    recompute_clocks(case=case)


@transaction.atomic
def release_hold(*, case: Case, hold_id: int, by: Actor, reason: str) -> Hold:
    """The district leader closes any hold with a recorded reason: no case may be stuck (R24).

    Needs stay: what a state requires is answered by its record, not by a signature.
    """
    require(may_release(by))
    if not reason.strip():
        raise Refused("请写明解除原因。", field="reason", code="reason")
    hold = Hold.objects.filter(case=case, pk=hold_id, closed_at__isnull=True).first()
    if hold is None:
        raise Refused("这一事项已经办结。", code="closed")
    if hold.is_need:
        raise Refused(f"“{hold.get_kind_display()}”须由相应环节办理，不能直接解除。", code="need")
    close_rows(rows=Hold.objects.filter(pk=hold.pk), by=by, on=None, reason=reason)
    hold.refresh_from_db()
    return hold


def _record(case: Case, by: Actor, action: str, kind: HoldKind, reason: str = "") -> None:
    record(
        by=by,
        subject=Subject("case", str(case.pk)),
        action=action,
        facts={"kind": HoldKind(kind).value},
        reason=reason,
        jurisdiction=case.county_code,
    )
