"""What several permissions of works and acceptance ask."""

from __future__ import annotations

from apps.cases.enums import Status
from apps.cases.models import Case, Hold
from apps.lib.actors import Actor
from apps.lib.decisions import Allowed, Decision, Denied
from apps.orgs.enums import ENTERPRISE_ROLES, Role

COUNTER = frozenset({Role.STREET_CLERK, Role.DISTRICT_CLERK})
PATROLS = frozenset({Role.PROPERTY_PATROL, Role.STREET_CLERK})
"""Roles of the one body that patrols a household (R6)."""
PATROLLED = frozenset({Status.BUILDING, Status.COMPLETED, Status.RECTIFYING})


def in_status(case: Case, *wanted: Status, doing: str) -> Decision:
    """Allow what is done in these states only; ``doing`` ends the sentence of the refusal."""
    if case.status in wanted:
        return Allowed()
    return Denied(f"案件现在是“{Status(case.status).label}”，不能{doing}。", code="status")


def parallel(case: Case) -> list[Hold]:
    """Open holds that are no needs: the page itself answers the needs."""
    return list(case.holds.filter(closed_at__isnull=True, is_need=False))


def speaks_for_works(actor: Actor, case: Case) -> Decision:
    """The enterprise speaks for its works; the counter does where it has no account (R3)."""
    if actor.role in COUNTER:
        if case.enterprise is not None and case.enterprise.organisation_id is not None:
            return Denied("装修企业有账号，施工情况由企业填报。", code="post")
    elif actor.role not in ENTERPRISE_ROLES:
        return Denied("施工情况由装修企业填报；企业没有账号的，由街道或区县经办代填。", code="post")
    return Allowed()


def stands_in_for_silent(actor: Actor, case: Case) -> bool:
    """Whether an official reports a repair for an enterprise that has an account and does not use it."""
    return actor.role in COUNTER and not speaks_for_works(actor, case)


def patrol_body(case: Case) -> str:
    """Name of the body that patrols this household: its property company, else the street (R6)."""
    return case.patrol_organisation.name if case.patrol_organisation else case.street_office.name


def is_patrol(actor: Actor, case: Case) -> bool:
    """Whether this person patrols the household: for its property company, else for its street (R6)."""
    # Either or: where a property company patrols, the street does not.
    body = case.patrol_organisation_id or case.street_office_id
    return actor.role in PATROLS and actor.organisation_id == body
