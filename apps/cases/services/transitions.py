"""The one writer of a case's status, its clocks and its other columns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from uuid import UUID

from apps.audit.services import FieldChange, Subject, joining, record
from apps.cases.enums import ENDED, HoldKind, Status
from apps.cases.models import Case, Hold, Transition
from apps.cases.permissions import can_move
from apps.cases.services.clocks import set_clocks
from apps.cases.services.holds import close_rows, open_hold
from apps.cases.services.notices import tell_move
from apps.cases.workflow import TABLE
from apps.lib import clock
from apps.lib.actors import Actor
from apps.lib.decisions import Refused, Stale, require


def lock_case(*, case_id: UUID, by: Actor, version: int | None = None) -> Case:
    """Lock the case row within the actor's scope; raise DoesNotExist, or Stale on another version.

    Call inside a transaction. Lock order everywhere: case first, then the audit chain.
    """
    # of=self: scope joins the enterprise, and its row is everybody's: locked, it would hold up their cases.
    case = Case.objects.visible_to(by).select_related(None).select_for_update(of=("self",)).get(pk=case_id)
    if version is not None and case.version != version:
        raise Stale(
            "这份案件刚被别人改过，您看到的不是最新内容。您填写的内容还在，请核对最新状态后再提交。",
            code="stale",
        )
    return case


@joining
def move(
    *,
    case: Case,
    name: str,
    by: Actor,
    effective_on: date | None = None,
    reason: str = "",
    removal: str = "",
    values: Mapping[str, object] | None = None,
    facts: Mapping[str, object] | None = None,
) -> Case:
    """Make one move of the workflow table with a locked ``case``; return it.

    Checks source, role and open holds (Refused carries the reasons), writes the audit event and
    the Transition, sets the status with ``values`` in the same UPDATE, opens the target's needs,
    closes the holds the move makes meaningless, recomputes the clocks and tells the next desks.
    """
    row = TABLE[name]
    require(can_move(by, case, name))
    if row.needs_reason and not reason.strip():
        raise Refused("请写明原因。", field="reason", code="reason")
    today = clock.today()
    on = effective_on or today
    if on > today:
        raise Refused("日期不能晚于今天。", field="effective_on", code="future")
    source = Status(case.status)
    case.status = row.target
    for column, value in (values or {}).items():
        setattr(case, column, value)
    if row.starts and getattr(case, row.starts) is None:
        setattr(case, row.starts, on)
    now = clock.now()
    # Counted in Python, not by F(): the row is locked, and the record needs the number.
    case.version += 1
    case.updated_at = now
    set_clocks(case)
    # force_update: save() would insert a row that was deleted meanwhile.
    case.save(force_update=True)
    Transition.objects.create(
        case=case,
        name=name,
        source=source,
        target=row.target,
        effective_on=on,
        recorded_at=now,
        actor_name=by.signature,
        actor_holder=by.holder,
        actor_role=by.role,
        actor_organisation=by.organisation_name,
        reason=reason,
        removal=removal,
        bureau_id_at=case.bureau_id,
        contract_amount=case.contract_amount,
    )
    record(
        by=by,
        subject=Subject("case", str(case.pk)),
        action=f"case.{name}",
        facts={
            "from": source.value,
            "to": row.target.value,
            "effective_on": on.isoformat(),
            "case_version": case.version,
            **(dict(facts) if facts else {}),
        },
        reason=reason,
        jurisdiction=case.county_code,
    )
    open_rows = Hold.objects.filter(case=case, closed_at__isnull=True)
    # An ended case waits for nothing: all its holds close, not only those the move names.
    if row.target not in ENDED:
        open_rows = open_rows.filter(kind__in=row.clears)
    close_rows(rows=open_rows, by=by, on=on, reason=row.label)
    for kind in row.opens:
        open_hold(case=case, kind=kind, text=f"还需：{HoldKind(kind).label}", by=by, on=on, is_need=True)
    tell_move(case=case, move=row, by=by)
    return case


@joining
def update_case(
    *,
    case: Case,
    by: Actor,
    action: str,
    values: Mapping[str, object] | None = None,
    facts: Mapping[str, object] | None = None,
    changes: Iterable[FieldChange] = (),
    reason: str = "",
) -> Case:
    """Save other columns of a locked case, raise its version and leave the audit event."""
    if values and "status" in values:
        raise ValueError("status is written by move() only")
    for column, value in (values or {}).items():
        setattr(case, column, value)
    case.version += 1
    case.updated_at = clock.now()
    set_clocks(case)
    case.save(force_update=True)
    record(
        by=by,
        subject=Subject("case", str(case.pk)),
        action=action,
        facts={"case_version": case.version, **(facts or {})},
        changes=tuple(changes),
        reason=reason,
        jurisdiction=case.county_code,
    )
    return case
