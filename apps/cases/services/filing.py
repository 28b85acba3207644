"""From the street's desk to the bureau's: receive, file, decline, withdraw (R2, R5)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.db import transaction

from apps.cases.enums import HoldKind, Removal
from apps.cases.frame import ending_denied
from apps.cases.models import Case, Hold
from apps.cases.permissions import can_move
from apps.cases.queries.household import leaving_content
from apps.cases.services.holds import release_hold
from apps.cases.services.numbers import next_number
from apps.cases.services.returns import lift_return
from apps.cases.services.transitions import carry_on, lock_case, move
from apps.cases.workflow import ENDINGS, why_not_for
from apps.documents.enums import FileKind
from apps.documents.models import StoredFile
from apps.documents.rules.uploads import CheckedUpload
from apps.documents.services import Owner, keep
from apps.lib import formats
from apps.lib.actors import Actor
from apps.lib.decisions import Refused, Stale, require


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
def withdraw_case(
    *, case_id: UUID, by: Actor, reason: str = "", shown: str | None = None, version: int | None = None
) -> Case:
    """户主撤回: any time before works, without giving a reason (R5).

    ``shown`` is :func:`leaving_content` of the case as the household saw it; another raises :class:`Stale`.
    """
    case = lock_case(case_id=case_id, by=by, version=version)
    if shown is not None and shown != leaving_content(case):
        raise Stale("办件的编号或者地址刚刚有变化，请重新看一遍再定。", code="stale")
    values = {}
    if not case.number:
        # A draft gets its number now: what has ended is found by it like any other. That the household
        # wished it nobody has said, so the record says what it was.
        values, reason = {"number": next_number(case)}, reason.strip() or "草稿没有提交，不再登记"
    return move(case=case, name="withdraw", by=by, reason=reason, values=values)


@transaction.atomic
def terminate_case(
    *,
    case_id: UUID,
    by: Actor,
    reason: str,
    removal: Removal,
    papers: Sequence[StoredFile | CheckedUpload] = (),
    version: int | None = None,
) -> Case:
    """终止 by the district leader, for one of :data:`ENDINGS` with its paper.

    A started case leaves the weekly count with this reason. Raises Refused where the cause does not fit
    the case's state, where its paper is missing, or where a stage says that it is not shown yet.
    """
    case = lock_case(case_id=case_id, by=by, version=version)
    require(can_move(by, case, "terminate"))
    cause = Removal(removal)
    denied = why_not_for(cause, case.status) or "；".join(ending_denied(case, cause.value))
    if denied:
        raise Refused(denied, field="removal", code="cause")
    if ENDINGS[cause].paper and not papers:
        raise Refused(f"请上传依据材料：{ENDINGS[cause].paper}。", field="papers", code="papers")
    kept = [
        keep(
            by=by,
            file=paper,
            owner=Owner("case", str(case.pk)),
            kind=FileKind.ENDING_PAPER,
            sensitive=True,
            label=f"终止依据：{cause.label}",
            field="papers",
        )
        for paper in papers
    ]
    return move(
        case=case,
        name="terminate",
        by=by,
        reason=reason,
        removal=cause.value,
        facts={"removal": cause.value, **({"papers": [each.sha256 for each in kept]} if kept else {})},
    )


@transaction.atomic
def lift_hold(*, case_id: UUID, hold_id: int, by: Actor, reason: str, version: int | None = None) -> Hold:
    """The district leader lifts a hold from the case page, with a recorded reason (R24)."""
    case = lock_case(case_id=case_id, by=by, version=version)
    hold = release_hold(case=case, hold_id=hold_id, by=by, reason=reason)
    if hold.kind == HoldKind.RETURNED:
        lift_return(case=case, notice_id=hold.source_id, by=by)
    # It may have been all that kept a case from passing over what was taken down before 备案.
    carry_on(case=case, by=by)
    return hold
