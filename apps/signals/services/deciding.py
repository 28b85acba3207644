"""What a named person decides of a 疑点, what came of looking into it, and opening it again."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from apps.audit.services import record
from apps.lib import clock
from apps.lib.actors import Actor
from apps.lib.decisions import Refused, require
from apps.signals.enums import Decision, Outcome, State
from apps.signals.models import Signal, SignalStep
from apps.signals.permissions import may_conclude, may_decide, may_reopen
from apps.signals.services.counting import counted
from apps.signals.services.keeping import subject_of


@transaction.atomic
def decide_signal(*, signal_id: UUID, by: Actor, decision: str, reason: str) -> SignalStep:
    """Decide once: 疑点排除, or have it looked into. Nothing else follows from it."""
    signal = _locked(signal_id, by)
    require(may_decide(by, signal))
    state = State.CLEARED if decision == Decision.CLEAR else State.CHECKING
    return _step(signal, by, "decided", state, reason, decision=Decision(decision))


@transaction.atomic
def conclude_signal(*, signal_id: UUID, by: Actor, outcome: str, reason: str) -> SignalStep:
    """Write down what came of looking into it."""
    signal = _locked(signal_id, by)
    require(may_conclude(by, signal))
    state = State.SOUND if outcome == Outcome.SOUND else State.FOLLOWED
    return _step(signal, by, "concluded", state, reason, outcome=Outcome(outcome))


@transaction.atomic
def reopen_signal(*, signal_id: UUID, by: Actor, reason: str) -> SignalStep:
    """Open a decided one again: only then is it decided a second time."""
    signal = _locked(signal_id, by)
    require(may_reopen(by, signal))
    return _step(signal, by, "reopened", State.OPEN, reason)


def _locked(signal_id: UUID, by: Actor) -> Signal:
    rows = Signal.objects.visible_to(by).select_for_update(of=("self",))
    found = rows.filter(pk=signal_id).first()
    if found is None:
        raise Refused("没有这条疑点，或者不在您的管辖范围。", code="none")
    return found


def _step(
    signal: Signal,
    by: Actor,
    action: str,
    state: State,
    reason: str,
    *,
    decision: Decision | None = None,
    outcome: Outcome | None = None,
) -> SignalStep:
    counted(signal, -1)
    signal.state = state
    signal.save(update_fields=["state"])
    counted(signal, 1)
    step = SignalStep.objects.create(
        signal=signal,
        number=signal.steps.count() + 1,
        state=state.value,
        decision=decision.value if decision else "",
        outcome=outcome.value if outcome else "",
        reason=reason.strip(),
        at=clock.now(),
        by=by.signature,
        by_holder=by.holder,
        organisation=by.organisation_name,
    )
    record(
        by=by,
        subject=subject_of(signal),
        action=f"signal.{action}",
        facts={"kind": signal.kind, "state": state.value, "choice": step.decision or step.outcome},
        reason=step.reason,
    )
    return step
