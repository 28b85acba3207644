"""Named adjustments: what the records say since the cut-off, entered by name and reason (R10)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from django.db import transaction

from apps.audit.services import Subject, record
from apps.lib import clock
from apps.lib.actors import Actor
from apps.lib.amounts import spelled
from apps.lib.decisions import Refused, require
from apps.reports.enums import ProofOccasion
from apps.reports.models import Adjustment, WeekSnapshot
from apps.reports.permissions import may_correct
from apps.reports.queries.ledger import Candidate, candidates, latest_snapshot, since_of, week
from apps.reports.rules.days import Change
from apps.reports.services.counts import days_of, hold_bureau, keep_days, keep_movements, keep_proof
from apps.reports.services.drafts import locked_version
from apps.reports.services.notices import tell_bureau
from apps.reports.services.yearend import follow_adjustment


@transaction.atomic
def adjust(*, by: Actor, snapshot: WeekSnapshot, case_id: UUID, reason: str) -> Adjustment:
    """Correct a week after its snapshot for one case, with a reason; raise Refused where it may not be.

    The case's own record is corrected first (补录, 终止 ...): an adjustment only says to which week
    the change belongs, so that the ledger and the records can never part. Until the next cut-off
    the change enters this week; afterwards the week is final, and the change stands in the current
    week, printed as 更正第 k 期.
    """
    if not reason.strip():
        raise Refused("请写明更正原因。", field="reason", code="reason")
    hold_bureau(snapshot.bureau_id)
    # No version is asked for: an adjustment is held against the records, not against what a page showed.
    newest = locked_version(snapshot, version=None)
    require(may_correct(by, snapshot, newest))
    final = clock.now() >= snapshot.final_at
    # A final week's correction is measured against the newest snapshot: that is what will still move.
    base = latest_snapshot(snapshot) if final else snapshot
    # What is entered is read here and never sent: nobody types a +1 (docs/decisions/0011).
    change = next(iter(candidates(since_of(base), only=case_id)), None)
    if change is None:
        raise Refused(
            "这个案件的记录与本期名单一致，没有可以更正的内容；请先在案件中办理（补录、终止等）。",
            field="case",
            code="nothing_to_adjust",
        )
    # Replayed before the adjustment is written, which the replay would find.
    before = {} if final else days_of(base, cases=[case_id])
    adjustment = _create(by, snapshot, change, reason.strip()[:300], entered=None if final else snapshot)
    if not final:
        _enter(snapshot, change, before)
    # The figures have moved: a page opened before may not submit or save over them.
    newest.edit += 1
    newest.save(update_fields=["edit"])
    record(
        by=by,
        subject=Subject("week_seal", str(snapshot.pk)),
        action="report.adjusted",
        facts={
            "case": str(case_id),
            "kind": change.movement.kind.value,
            "amount_change": spelled(change.movement.amount_change),
            "enters": "current_week" if final else "this_week",
        },
        reason=reason,
        jurisdiction=snapshot.bureau.region_id or "",
    )
    tell_bureau(
        snapshot=snapshot,
        by=by,
        kind="report.adjusted",
        title="有更正",
        text="已计入当期，注明更正本期。" if final else "已计入本期，报送前请核对。",
        key=f"report:adjusted:{adjustment.pk}",
    )
    return adjustment


def close_moot(*, snapshot: WeekSnapshot, by: Actor) -> int:
    """End corrections of final weeks with which nothing entered the week just taken; return how many.

    Each rested on a record that was moved back before the cut-off: its case counts again as it did. Or it was
    made in the last days of a year, of which no weekly table tells: the 年终核定 does (docs/decisions/0113).
    """
    moot = list(
        Adjustment.objects.filter(
            entered__isnull=True,
            moot_at__isnull=True,
            snapshot__bureau_id=snapshot.bureau_id,
            made_at__lt=snapshot.cutoff_at,
        ).select_related("snapshot__bureau")
    )
    for each in moot:
        each.moot_at = clock.now()
        each.save(update_fields=["moot_at"])
        record(
            by=by,
            subject=Subject("week_seal", str(each.snapshot_id)),
            action="report.adjustment_moot",
            facts={"case": str(each.case_id), "current_week": snapshot.number},
            jurisdiction=each.snapshot.bureau.region_id or "",
        )
        tell_bureau(
            snapshot=each.snapshot,
            by=by,
            kind="report.adjustment_moot",
            title="有一项更正不再需要",
            text=(
                "更正在上年最后一期以后、年底以前登记，由年终核定计入，不再列入周报。"
                if each.made_at < snapshot.year_opened_at
                else f"案件的记录已改回，第 {snapshot.number} 期没有数可以计入，更正自动结束。"
            ),
            key=f"report:moot:{each.pk}",
        )
    return len(moot)


def _enter(snapshot: WeekSnapshot, change: Candidate, before: Mapping[date, Change]) -> None:
    """Bring set, daily counts and proof of an open week to what the adjustment makes of them."""
    case = [change.case_id]
    keep_days(snapshot=snapshot, changes=before, sign=-1)
    keep_days(snapshot=snapshot, changes=days_of(snapshot, cases=case))
    keep_movements(snapshot=snapshot, movements=[change.movement])
    keep_proof(opened=week(snapshot), cases=case, occasion=ProofOccasion.CHANGED)
    follow_adjustment(snapshot=snapshot, case_id=change.case_id)


def _create(
    by: Actor, snapshot: WeekSnapshot, change: Candidate, reason: str, *, entered: WeekSnapshot | None
) -> Adjustment:
    # The database would refuse a second one too, but not in words.
    if entered is None and Adjustment.objects.filter(
        snapshot=snapshot, case_id=change.case_id, entered__isnull=True, moot_at__isnull=True
    ):
        raise Refused("这个案件已登记更正，将在当期计入。", field="case", code="waiting")
    movement = change.movement
    return Adjustment.objects.create(
        snapshot=snapshot,
        entered=entered,
        case_id=change.case_id,
        kind=movement.kind,
        delta=movement.delta,
        state_before=movement.before or "",
        state_after=movement.after or "",
        amount_change=movement.amount_change,
        # Beside the change: the recount must not be a sum of what it proves (docs/decisions/0012).
        amount_after=change.after.amount if change.after else None,
        reason=reason,
        made_at=clock.now(),
        made_by=by.signature,
        made_by_role=by.role,
    )
