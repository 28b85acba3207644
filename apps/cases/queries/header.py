"""The head of a case page: who, where, how far, until when, what next."""

from __future__ import annotations

import re
from dataclasses import dataclass

from apps.cases.enums import LinkedProgramme, RenovationScope, Status
from apps.cases.frame import remarks_on
from apps.cases.models import Case
from apps.cases.queries.buttons import buttons_for
from apps.cases.queries.case_page import Step, actions_for, clocks, household_view, masked_name, stepper
from apps.cases.queries.waiting import wait_of
from apps.cases.workflow import STATES
from apps.lib import clock
from apps.lib.actors import Actor
from apps.orgs.enums import Role, SensitiveField, Sight
from apps.orgs.permissions import may_read_sensitive_papers, sight


def case_header(actor: Actor, case: Case) -> dict[str, object]:
    """Context of templates/cases/frame.html; a handful of queries whatever the case's age."""
    all_holds = list(case.holds.all())
    holds = [hold for hold in all_holds if hold.closed_at is None]
    periods = clocks(case, clock.today())
    actions = actions_for(actor, case, holds)
    buttons = buttons_for(actor, case, holds, actions)
    may_print = case.number is not None and may_read_sensitive_papers(actor)
    steps = stepper(case)
    return {
        "case": case,
        "household": household_view(actor, case),
        "masked_name": masked_name(case),
        "will_label": RenovationScope(case.renovation_scope).label,
        "tags": visible_tags(actor, case),
        "status_label": Status(case.status).label,
        "status_tone": STATES[Status(case.status)].tone,
        "steps": steps,
        "step": step_now(steps),
        "room": room_of(case.dwelling.address),
        "clocks": periods,
        "wait": wait_of(actor, case, holds=all_holds, clocks=periods),
        "actions": actions,
        "buttons": buttons,
        "remarks": remarks_on(case),
        "has_primary": any(button.primary for button in buttons),
        "may_print": may_print,
        "foldable": may_print or any(not button.primary for button in buttons),
        "may_release": actor.role == Role.DISTRICT_LEADER,
        "holds": [hold for hold in holds if not hold.is_need],
        "needs": [hold for hold in holds if hold.is_need],
    }


@dataclass(frozen=True, slots=True)
class StepNow:
    """The step a case is at, counted from 1."""

    label: str
    number: int


def step_now(steps: list[Step]) -> StepNow:
    """Return the step a case is at: the last one that is not ahead of it."""
    reached = [number for number, step in enumerate(steps, start=1) if step.state != "todo"]
    number = reached[-1] if reached else 1
    return StepNow(steps[number - 1].label, number)


_ROOM = re.compile(r"[0-9A-Za-z-]+室?$")


def room_of(address: str) -> str:
    """Return the last unit of an address, 602室, for a narrow line; the whole where it ends in none."""
    found = _ROOM.search(address)
    return found.group() if found else address


def visible_tags(actor: Actor, case: Case) -> list[str]:
    """Linked programmes by name; 困难家庭危房改造 tells the hardship status and goes with it (R18)."""
    hidden = sight(actor, SensitiveField.HARDSHIP) is not Sight.PLAIN
    return [
        LinkedProgramme(code).label
        for code in case.linked_programmes
        if not (hidden and code == LinkedProgramme.HAZARD)
    ]
