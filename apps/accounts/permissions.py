"""Which step is due between signing in and working, and who looks after accounts."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase

from apps.accounts.enums import BUREAU_ROLES, FactorState, SecondFactorRule
from apps.accounts.services.passwords import why_due
from apps.accounts.services.sessions import FACTOR, GATE
from apps.lib.actors import Actor
from apps.lib.decisions import Allowed, Decision, Denied
from apps.orgs.enums import LEADERS, Role
from apps.orgs.models import Membership, User

KEEPERS = LEADERS | {Role.ADMINISTRATOR}
"""Roles that look after accounts."""


def needs_factor(memberships: Iterable[Membership]) -> bool:
    """Whether a person with these roles must sign in with a code as well."""
    rule = settings.SECOND_FACTOR
    if rule == SecondFactorRule.EVERYONE:
        return True
    return bool(rule == SecondFactorRule.BUREAU) and any(row.role in BUREAU_ROLES for row in memberships)


def next_step(
    session: SessionBase, user: User, memberships: Iterable[Membership], *, role_ended: bool
) -> str:
    """Return the name of the page that comes before everything else, '' when the way is free."""
    state = session.get(FACTOR, FactorState.NONE)
    if state == FactorState.PENDING:
        return "accounts:code"
    if state != FactorState.PASSED and needs_factor(memberships):
        return "accounts:factor"
    # Of a password only who signed in with it is asked for a new one.
    if GATE not in session and why_due(user):
        return "accounts:password"
    return "accounts:choose-post" if role_ended else ""


def keeps_accounts(actor: Actor | None) -> Decision:
    """Whether the actor looks after the accounts of a body."""
    if actor is not None and actor.role in KEEPERS:
        return Allowed()
    return Denied("人员账号由本单位管理员、分管领导或上级主管维护。")
