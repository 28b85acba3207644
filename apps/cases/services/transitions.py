"""The one writer of a case's status, its clocks and its other columns."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.dispatch import Signal

from apps.audit.services import FieldChange, Subject, joining, record
from apps.cases.enums import ENDED, HoldKind, Status
from apps.cases.models import Case, Hold, Transition
from apps.cases.permissions import can_move
from apps.cases.services.clocks import set_clocks
from apps.cases.services.holds import close_rows, open_hold
from apps.cases.services.notices import matter_of, tell_household, tell_move
from apps.cases.workflow import TABLE, Move, following
from apps.lib import clock
from apps.lib.actors import Actor
from apps.lib.decisions import Refused, Stale, require

case_ended = Signal()
"""A locked case has ended, whatever was going on: the stages end what they have open (case, by, move)."""


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
    closes the holds the move makes meaningless, recomputes the clocks and tells the next desks. Then
    makes the moves that follow it and whose facts are on record already.
    """
    require(can_move(by, case, name))
    row = TABLE[name]
    # A draft that is given up had come to nobody yet: no desk and no household hears of it.
    told = case.status != Status.DRAFT or row.target not in ENDED
    _make(
        case=case,
        row=row,
        by=by,
        effective_on=effective_on,
        reason=reason,
        removal=removal,
        values=values,
        facts=facts,
    )
    made = [row, *_follow(case, by)]
    if told:
        _tell(case, made, by)
    return case


After = Callable[[Case, Actor], None]
"""Writes what follows from a move of a locked case, in the move's own transaction. Called for every move of
the name, also where it follows another by itself."""
_afters: dict[str, list[After]] = {}


def register_after(move: str, after: After) -> None:
    """Let an app above this one write what a move of a case begins there."""
    if after not in _afters.setdefault(move, []):
        _afters[move].append(after)


@dataclass(frozen=True, slots=True)
class Proof:
    """The fact of a move as it is on record: its day, what the move writes with it, and the words for it."""

    on: date
    reason: str
    values: Mapping[str, object] = field(default_factory=dict)
    facts: Mapping[str, object] = field(default_factory=dict)


Prover = Callable[[Case], Proof | None]
"""Says of a locked case whether a move's fact is on record; writes nothing."""
Ender = Callable[[Case, Actor], None]
"""Ends what of a locked case is no fact any more, before it is asked for."""
_provers: dict[str, tuple[Prover, Ender | None]] = {}


def register_prover(move: str, prover: Prover, *, first: Ender | None = None) -> None:
    """Say who knows of a move's fact: the app whose record it is, which lies above this one."""
    _provers[move] = prover, first


@joining
def carry_on(*, case: Case, by: Actor) -> Case:
    """Make the moves that follow from where a locked case stands and whose facts are on record (R1).

    Each has its fact's own day; ``by`` need not hold its role: the table says what it follows, and its
    fact was taken down by who may. Stops where there is none, or where a hold stands against it.
    """
    _tell(case, _follow(case, by), by)
    return case


def _follow(case: Case, by: Actor) -> list[Move]:
    made = []
    while (row := following(case.status)) is not None:
        against = [each for each in case.holds.filter(closed_at__isnull=True) if row.name in each.blocks]
        if row.name not in _provers or not all(each.is_need for each in against):
            break
        prover, first = _provers[row.name]
        if first is not None:
            first(case, by)
        proof = prover(case)
        if proof is None:
            break
        # What the state still needed is answered by the fact: closed before the move that it stood against.
        needs = Hold.objects.filter(pk__in=[each.pk for each in against])
        close_rows(rows=needs, by=by, on=proof.on, reason=proof.reason)
        _make(case=case, row=row, by=by, effective_on=proof.on, values=proof.values, facts=proof.facts)
        made.append(row)
    return made


def _tell(case: Case, made: list[Move], by: Actor) -> None:
    """Tell the household of every move, and the desks where the case now is: elsewhere nothing is to do."""
    for row in made[:-1]:
        tell_household(case=case, move=row, by=by, key=matter_of(case), stays=False)
    for row in made[-1:]:
        tell_move(case=case, move=row, by=by)


def _make(
    *,
    case: Case,
    row: Move,
    by: Actor,
    effective_on: date | None = None,
    reason: str = "",
    removal: str = "",
    values: Mapping[str, object] | None = None,
    facts: Mapping[str, object] | None = None,
) -> None:
    if row.needs_reason and not reason.strip():
        raise Refused("请写明原因。", field="reason", code="reason")
    today = clock.today()
    on = effective_on or today
    if on > today:
        raise Refused("日期不能晚于今天。", field="effective_on", code="future")
    source = Status(case.status)
    case.status = row.target
    case.limits_bureau = None  # a clock that begins now is held to whose the case is now
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
        name=row.name,
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
        action=f"case.{row.name}",
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
    if row.target in ENDED:
        case_ended.send(sender=Case, case=case, by=by, move=row)
    for after in _afters.get(row.name, ()):
        after(case, by)


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
