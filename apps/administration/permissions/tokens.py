"""Who issues and revokes tokens."""

from __future__ import annotations

from apps.administration.permissions.whose import (
    administers,
)
from apps.lib.actors import Actor
from apps.lib.decisions import Allowed, Decision, Denied
from apps.orgs.enums import OrganisationKind, Role
from apps.orgs.models import ApiToken, Organisation


def may_issue_token(actor: Actor, organisation: Organisation) -> Decision:
    """Whether the actor may issue a token for a body's own systems.

    A token works in business roles. An administrator, who has none, would give itself sight of the office's
    cases by one (等保: who keeps accounts does no business); an enterprise has nobody else.
    """
    decision = administers(actor, organisation)
    if isinstance(decision, Denied):
        return decision
    if actor.on_behalf_of_id is not None:
        return Denied("代班时不能签发令牌，请由本人签发。", code="delegated")
    own_enterprise = (
        organisation.kind == OrganisationKind.ENTERPRISE and actor.organisation_id == organisation.pk
    )
    if actor.role == Role.ADMINISTRATOR and not own_enterprise:
        return Denied("令牌可以办理业务，由分管领导或上一级主管签发；管理员可以撤销。", code="post")
    if not organisation.is_active:
        return Denied("这个单位已经停用，不能再签发令牌。", code="closed")
    return Allowed()


def may_revoke_token(actor: Actor, token: ApiToken) -> Decision:
    """Whether the actor may revoke a token of a body; one that was revoked stays so."""
    decision = administers(actor, token.organisation)
    if isinstance(decision, Denied):
        return decision
    if token.revoked_at is not None:
        return Denied("这个令牌已经撤销。", code="ended")
    return Allowed()
