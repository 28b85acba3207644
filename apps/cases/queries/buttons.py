"""The buttons of a case page's header: where each move is made, and what else may be done."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.urls import reverse

from apps.acts.acts import Act, act_answering, act_of_move, all_acts, offers
from apps.cases.enums import BEFORE_FILING, Status
from apps.cases.frame import page_of
from apps.cases.models import Case, Hold
from apps.cases.queries.case_page import Action, actions_for
from apps.cases.queries.table import needs_of
from apps.cases.workflow import TABLE, forward_from
from apps.lib.actors import Actor
from apps.lib.decisions import Allowed, Decision, Denied
from apps.orgs.enums import ENTERPRISE_ROLES


@dataclass(frozen=True, slots=True)
class Button:
    """One button: words, the address it leads to, and whether it may be pressed now."""

    label: str
    url: str
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
    """Return the buttons of the actor's role for the case as it stands, the primary one first."""
    moves = actions_for(actor, case, list(open_holds)) if actions is None else actions
    forward = next((move for move in moves if TABLE[move.name].forward), None)
    buttons = []
    if forward is not None:
        buttons.append(_of_move(forward, case, primary=True))
    elif actor.role in ENTERPRISE_ROLES and (
        case.status == Status.DESIGNING or (case.status in BEFORE_FILING and case.enterprise_id is not None)
    ):
        # The move out of this state is the counter's; the enterprise's own work is the plan before it.
        plan = reverse(page_of("plan"), kwargs={"pk": case.pk})
        buttons.append(Button("编制方案与预算", plan, Allowed(), primary=True))
    buttons += _beside(actor, case)
    buttons += [_of_move(move, case, danger=True) for move in moves if TABLE[move.name].grave]
    return buttons


def _of_move(move: Action, case: Case, *, primary: bool = False, danger: bool = False) -> Button:
    act = act_of_move(move.name)
    return Button(move.label, act.begun(case), move.decision, primary=primary, danger=danger)


def _beside(actor: Actor, case: Case) -> Iterator[Button]:
    """What is no move of the table: return, resubmission, correction."""
    for offer in offers(actor, case, _menu(actor, case), hidden=frozenset({"status"})):
        yield Button(offer.label, offer.url, offer.decision, primary=offer.forward)
        if offer.forward:  # a return is answered first; what it asks for is put right with it
            return


def _menu(actor: Actor, case: Case) -> Iterator[Act[Case]]:
    for act in all_acts():
        if act.menu(actor, case) if callable(act.menu) else act.menu:
            yield act


def task_page(status: str) -> str:
    """Return the name of the page on which a state's task is done.

    That is where the move that carries the case on is made, else where what the state still needs
    is answered, else the case itself.
    """
    onward = forward_from(status)
    if onward is not None:
        return "cases:case" if onward.reads_first else act_of_move(onward.name).begins
    return next((act_answering(kind).begins for kind in sorted(needs_of(status))), "cases:case")
