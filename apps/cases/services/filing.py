"""From the street's desk to the bureau's: receive, file, return once, decline, withdraw (R2, R5)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction

from apps.audit.services import FieldChange
from apps.cases.enums import DefectKind, HoldKind, Removal
from apps.cases.models import Case, Hold, ReturnNotice
from apps.cases.permissions import may_resubmit, may_return
from apps.cases.services.corrections import apply_changes, space_is_taken
from apps.cases.services.holds import close_hold, open_hold, release_hold
from apps.cases.services.notices import tell_desks
from apps.cases.services.transitions import carry_on, lock_case, move, update_case
from apps.lib import clock, formats
from apps.lib.actors import Actor
from apps.lib.decisions import Refused, require
from apps.orgs.enums import Role


@dataclass(frozen=True, slots=True)
class ReturnItem:
    """One defect: which field of Attachment 1, of what type, in words."""

    field: str
    kind: DefectKind
    text: str


@transaction.atomic
def receive_case(*, case_id: UUID, by: Actor, version: int | None = None) -> Case:
    """受理: the street takes the application in."""
    return receive_locked(case=lock_case(case_id=case_id, by=by, version=version), by=by)


def receive_locked(*, case: Case, by: Actor) -> Case:
    """受理 of a case whose row is locked already, in the transaction of its submission."""
    return move(case=case, name="receive", by=by)


@transaction.atomic
def file_case(
    *, case_id: UUID, by: Actor, version: int | None = None, effective_on: date | None = None
) -> Case:
    """备案: a formal check, not an approval; never dated before the application.

    What was taken down before it (enterprise, plan, contract) passes at once, each with its own day (R1).
    """
    case = lock_case(case_id=case_id, by=by, version=version)
    if effective_on is not None and effective_on < case.applied_on:
        raise Refused(
            f"备案日期早于填表时间（{formats.day(case.applied_on)}）。",
            field="effective_on",
            code="too_early",
        )
    return move(case=case, name="file", by=by, effective_on=effective_on)


@transaction.atomic
def decline_case(*, case_id: UUID, by: Actor, clause: str, reason: str, version: int | None = None) -> Case:
    """不予备案: out of scope, citing the clause."""
    if not clause.strip():
        raise Refused("请写明依据的条款。", field="clause", code="clause")
    case = lock_case(case_id=case_id, by=by, version=version)
    return move(
        case=case,
        name="decline",
        by=by,
        # '' without a reason: move() refuses it there, and the clause alone must not pass for one.
        reason=f"{reason.strip()}（依据：{clause.strip()}）" if reason.strip() else "",
    )


@transaction.atomic
def return_case(
    *, case_id: UUID, by: Actor, items: Sequence[ReturnItem], version: int | None = None
) -> ReturnNotice:
    """退回补正, once, with all defects itemised; the status stays and a Hold blocks filing."""
    case = lock_case(case_id=case_id, by=by, version=version)
    require(may_return(by, case))
    if not items:
        raise Refused("请至少列出一项补正事项。", field="items", code="items")
    notice = ReturnNotice.objects.create(
        id=uuid4(),
        case=case,
        items=[
            {"field": item.field, "kind": DefectKind(item.kind).value, "text": item.text} for item in items
        ],
        returned_at=clock.now(),
        returned_by=by.signature,
        returned_by_holder=by.holder,
    )
    open_hold(
        case=case,
        kind=HoldKind.RETURNED,
        text=f"已退回补正 {len(items)} 项，等待街道补交",
        by=by,
        source_id=str(notice.pk),
    )
    update_case(
        case=case,
        by=by,
        action="case.returned",
        facts={"items": [[item.field, DefectKind(item.kind).value] for item in items]},
    )
    tell_desks(
        case=case,
        roles={Role.STREET_CLERK},
        kind="case.returned",
        title="退回补正",
        text=f"共 {len(items)} 项，请一次性告知住户并补交。",
        by=by,
        key=f"returned:{notice.pk}",
        page="cases:resubmit",
        matter="return",
    )
    return notice


@transaction.atomic
def resubmit_case(
    *,
    case_id: UUID,
    by: Actor,
    changes: Mapping[str, object],
    note: str = "",
    version: int | None = None,
) -> ReturnNotice:
    """补正后重新提交: apply the corrected fields and record what changed, side by side."""
    case = lock_case(case_id=case_id, by=by, version=version)
    require(may_resubmit(by, case))
    notice = ReturnNotice.objects.get(case=case, resubmitted_at__isnull=True)
    try:
        with transaction.atomic():
            listed = apply_changes(case=case, changes=changes)
            update_case(
                case=case,
                by=by,
                action="case.resubmitted",
                changes=[FieldChange(item.field, item.old, item.new) for item in listed],
                reason=note,
            )
    except IntegrityError as error:
        if not space_is_taken(error):
            raise
        raise Refused(
            "更正后的住宅和空间已在另一份申请中，不能重复申请。", field="address", code="duplicate"
        ) from error
    # Asked last: what is a change is known once it was applied. The refusal undoes what was written above.
    if not listed and not note.strip():
        raise Refused("没有任何变化：请修改有问题的项目，或说明情况。", field="note", code="unchanged")
    notice.resubmitted_at = clock.now()
    notice.resubmitted_by = by.signature
    notice.resubmitted_by_holder = by.holder
    notice.changes = [
        {"field": item.field, "label": item.label, "before": item.shown_old, "after": item.shown_new}
        for item in listed
    ]
    if note.strip():
        notice.changes.append({"field": "note", "label": "说明", "before": "", "after": note.strip()})
    notice.save(update_fields=["resubmitted_at", "resubmitted_by", "resubmitted_by_holder", "changes"])
    close_hold(case=case, kind=HoldKind.RETURNED, by=by, reason="已补正")
    return notice


@transaction.atomic
def withdraw_case(*, case_id: UUID, by: Actor, reason: str = "", version: int | None = None) -> Case:
    """户主撤回: any time before works, without giving a reason (R5)."""
    case = lock_case(case_id=case_id, by=by, version=version)
    return move(case=case, name="withdraw", by=by, reason=reason)


@transaction.atomic
def terminate_case(
    *, case_id: UUID, by: Actor, reason: str, removal: Removal, version: int | None = None
) -> Case:
    """终止 by the district leader; a started case leaves the weekly count with this reason."""
    case = lock_case(case_id=case_id, by=by, version=version)
    return move(case=case, name="terminate", by=by, reason=reason, removal=Removal(removal).value)


@transaction.atomic
def lift_hold(*, case_id: UUID, hold_id: int, by: Actor, reason: str, version: int | None = None) -> Hold:
    """The district leader lifts a hold from the case page, with a recorded reason (R24)."""
    case = lock_case(case_id=case_id, by=by, version=version)
    hold = release_hold(case=case, hold_id=hold_id, by=by, reason=reason)
    # It may have been all that kept a case from passing over what was taken down before 备案.
    carry_on(case=case, by=by)
    return hold
