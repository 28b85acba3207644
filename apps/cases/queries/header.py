"""The head of a case page: who, where, how far, until when, what next."""

from __future__ import annotations

from apps.cases.enums import ENDED, Status, Will
from apps.cases.models import Case
from apps.cases.queries.buttons import buttons_for
from apps.cases.queries.showing import actions_for, clocks, household_view, masked_name, stepper
from apps.lib import clock
from apps.lib.actors import Actor
from apps.orgs.enums import Post


def case_header(actor: Actor, case: Case) -> dict[str, object]:
    """Context of templates/pages/case_base.html; a handful of queries whatever the case's age."""
    holds = list(case.holds.filter(closed_at__isnull=True))
    actions = actions_for(actor, case, holds)
    return {
        "case": case,
        "household": household_view(actor, case),
        "masked_name": masked_name(case),
        "will_label": Will(case.will).label,
        "status_label": Status(case.status).label,
        "status_tone": _tone(case),
        "steps": stepper(case),
        "clocks": clocks(case, clock.today()),
        "actions": actions,
        "buttons": buttons_for(actor, case, holds, actions),
        "may_release": actor.post == Post.DISTRICT_LEADER,
        "holds": [hold for hold in holds if not hold.is_need],
        "needs": [hold for hold in holds if hold.is_need],
    }


def _tone(case: Case) -> str:
    if case.status in (Status.PASSED, Status.ARCHIVED):
        return "ok"
    if case.status == Status.RECTIFYING:
        return "warn"
    return "" if case.status in ENDED or case.status == Status.DRAFT else "accent"
