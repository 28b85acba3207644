"""The buttons of a case page's header: where each move is made, and what else may be done."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from apps.cases.enums import HoldKind, Status
from apps.cases.frame import page_of
from apps.cases.models import Case, Hold
from apps.cases.permissions import may_correct
from apps.cases.queries.showing import Action, actions_for
from apps.cases.queries.table import needs_of
from apps.cases.workflow import CLOSED_AT, COUNTER, DISTRICT_DESK, TABLE, forward_from
from apps.lib.actors import Actor
from apps.lib.decisions import Allowed, Decision, Denied
from apps.orgs.enums import ENTERPRISE_POSTS

MADE_AT: dict[str, str] = {
    "submit": "cases:submit",
    "receive": "cases:receive",
    "file": "cases:file",
    "decline": "cases:decline",
    "choose_enterprise": "cases:choose-enterprise",
    "withdraw": "cases:withdraw",
    "terminate": "cases:terminate",
    "confirm_plan": "plans:plan",
    "sign_contract": "plans:plan",
    "replace_enterprise": "plans:replace",
    "start_works": "inspections:works",
    "finish_works": "inspections:works",
    "pass_acceptance": "inspections:acceptance",
    "require_rectification": "inspections:acceptance",
    "finish_rectification": "inspections:acceptance",
    "convert": "inspections:acceptance",
    "close_unconfirmed": "inspections:acceptance",
}
"""Name of the page on which each move of the table is made."""


@dataclass(frozen=True, slots=True)
class Button:
    """One button: words, the page it leads to, and whether it may be pressed now."""

    label: str
    url_name: str
    decision: Decision
    primary: bool = False
    danger: bool = False

    @property
    def reason(self) -> str:
        """Why it is switched off; '' when it is not."""
        return self.decision.reason if isinstance(self.decision, Denied) else ""


def buttons_for(
    actor: Actor, case: Case, open_holds: Iterable[Hold], actions: list[Action] | None = None
) -> list[Button]:
    """Return the buttons of the actor's post for the case as it stands, the primary one first."""
    holds = list(open_holds)
    moves = actions_for(actor, case, holds) if actions is None else actions
    forward = next((move for move in moves if TABLE[move.name].forward), None)
    buttons = []
    if forward is not None:
        buttons.append(Button(forward.label, MADE_AT[forward.name], forward.decision, primary=True))
    elif actor.post in ENTERPRISE_POSTS and case.status == Status.DESIGNING:
        buttons.append(Button("编制方案与预算", page_of("plan"), Allowed(), primary=True))
    buttons += _beside(actor, case, holds)
    buttons += [
        Button(move.label, MADE_AT[move.name], move.decision, danger=True)
        for move in moves
        if TABLE[move.name].grave
    ]
    return buttons


def _beside(actor: Actor, case: Case, holds: list[Hold]) -> list[Button]:
    """What is no move of the table: return, resubmission, correction."""
    found = []
    returned = any(hold.kind == HoldKind.RETURNED for hold in holds)
    if returned and actor.post in COUNTER:
        found.append(Button("补正后重新提交", "cases:resubmit", Allowed(), primary=True))
    if actor.post in DISTRICT_DESK and case.status == Status.RECEIVED:
        again = case.returns.exists()
        decision: Decision = Denied("补正事项只能一次性告知，这份申请已经退回过一次") if again else Allowed()
        found.append(Button("退回补正", "cases:return", decision))
    if may_correct(actor, case) and case.status != Status.DRAFT and not returned:
        found.append(Button("更正", "cases:correct", Allowed()))
    return found


def task_page(status: str) -> str:
    """Return the name of the page on which a state's task is done.

    That is where the move that carries the case on is made, else where what the state still needs
    is answered, else the case itself.
    """
    onward = forward_from(status)
    if onward is not None:
        return "cases:case" if onward.reads_first else MADE_AT[onward.name]
    return next((CLOSED_AT[kind] for kind in sorted(needs_of(status))), "cases:case")
