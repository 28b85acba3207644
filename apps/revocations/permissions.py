"""Who proposes, tells, hears, decides and agrees, and why not yet."""

from __future__ import annotations

from apps.cases.enums import ACCEPTED, Status
from apps.cases.models import Case
from apps.cases.permissions import role_may_move
from apps.lib import formats
from apps.lib.actors import Actor
from apps.lib.decisions import Allowed, Decision, Denied
from apps.orgs.enums import DISTRICT_ROLES, Role
from apps.revocations.enums import Stage
from apps.revocations.models import Revocation
from apps.revocations.queries import decidable_from, latest_revocation, open_revocation

DESK = frozenset({Role.DISTRICT_CLERK, Role.DISTRICT_REVIEWER, Role.DISTRICT_LEADER})
_DESK_ONLY = "撤销验收合格由区县住建部门办理。"


def may_propose(actor: Actor, case: Case) -> Decision:
    """The bureau's desk proposes it for what was accepted."""
    if actor.role not in DESK:
        return Denied(_DESK_ONLY, code="post")
    if case.status not in ACCEPTED:
        return Denied(f"案件现在是“{Status(case.status).label}”，只有验收合格的才谈撤销。", code="status")
    if open_revocation(case) is not None:
        return Denied("撤销程序正在办理。", code="status")
    return Allowed()


def _at(actor: Actor, case: Case, *stages: Stage) -> Revocation | Denied:
    if actor.role not in DESK:
        return Denied(_DESK_ONLY, code="post")
    row = latest_revocation(case)
    if row is None or row.stage not in stages:
        return Denied("撤销程序不在这一步。", code="status")
    return row


def may_tell(actor: Actor, case: Case) -> Decision:
    """The desk records when the notice was served."""
    row = _at(actor, case, Stage.PROPOSED)
    return row if isinstance(row, Denied) else Allowed()


def may_record_statement(actor: Actor, case: Case) -> Decision:
    """The desk takes down what a party says, as long as it is not decided."""
    row = _at(actor, case, Stage.TOLD)
    return row if isinstance(row, Denied) else Allowed()


def may_decide(actor: Actor, case: Case) -> Decision:
    """The leader decides once both were told and heard, or the term is over."""
    if actor.role != Role.DISTRICT_LEADER:
        return Denied("撤不撤销由分管领导决定。", code="post")
    row = _at(actor, case, Stage.TOLD)
    if isinstance(row, Denied):
        return row
    first = decidable_from(row)
    if first is not None:
        return Denied(f"陈述申辩期限没有到，{formats.day(first)}起可以决定；都陈述过的不必等。", code="term")
    return Allowed()


def may_agree(actor: Actor, case: Case) -> Decision:
    """Another one of the bureau agrees or does not: a decision of two."""
    by_role = role_may_move(actor, "revoke")
    if not by_role:
        return by_role
    row = _at(actor, case, Stage.DECIDED)
    if isinstance(row, Denied):
        return row
    if actor.speaks_for(row.decided_by_holder):
        return Denied("决定的人不能自己复核，请另一人复核。", code="self")
    return Allowed()


def may_serve(actor: Actor, case: Case) -> Decision:
    """The desk records when the decision was served."""
    row = _at(actor, case, Stage.REVOKED)
    return row if isinstance(row, Denied) else Allowed()


def may_print(actor: Actor) -> bool:
    """Whether notice and decision are the actor's to print: the bureau's and its auditors'."""
    return actor.role in DISTRICT_ROLES | {Role.AUDITOR}
