"""Issuing and revoking the tokens of a body's own systems, as its administrators do it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import transaction

from apps.administration.permissions import ADMINISTERING, may_issue_token, may_revoke_token
from apps.administration.queries.tokens import token_seen
from apps.audit.services import Subject
from apps.lib import clock, formats
from apps.lib.actors import Actor
from apps.lib.decisions import Refused, require
from apps.orgs import services as orgs
from apps.orgs.enums import ROLES_OF_KIND, Role
from apps.orgs.models import ApiToken, Organisation
from apps.orgs.rules import why_apart
from apps.outbox.services import Desk, tell


@transaction.atomic
def issue_token(
    *, organisation: Organisation, by: Actor, label: str, roles: Sequence[Role], until: date
) -> ApiToken:
    """Issue a token that works to the end of a day; ``secret`` of what is returned is shown once."""
    require(may_issue_token(by, organisation))
    for role in roles:
        # A system is one pair of hands, as a person is; what an operator issues on the server is not asked.
        if why := why_apart(role, [each for each in roles if each != role]):
            raise Refused(f"{Role(role).label}：{why}", field="roles", code="apart")
    days = (until - clock.today()).days
    token, secret = orgs.issue_token(by=by, organisation=organisation, roles=roles, label=label, days=days)
    token.secret = secret
    held = "、".join(Role(role).label for role in token.roles)
    _tell(by, token, "tokens.issued", f"签发了接口令牌：{token.label}", f"{held}，{formats.day(until)}止")
    return token


@transaction.atomic
def revoke_token(*, token_id: int, by: Actor, reason: str) -> ApiToken:
    """Revoke a token at once."""
    require(may_revoke_token(by, token_seen(by, token_id)))
    token = orgs.revoke_token(by=by, token_id=token_id, reason=reason)
    _tell(by, token, "tokens.revoked", f"撤销了接口令牌：{token.label}", reason)
    return token


def _tell(by: Actor, token: ApiToken, kind: str, title: str, text: str) -> None:
    """Tell everybody who answers for the body: a token that nobody expected is noticed."""
    held = ROLES_OF_KIND[token.organisation.kind] & ADMINISTERING
    tell(
        to=[Desk(token.organisation_id, role) for role in sorted(held)],
        kind=kind,
        title=title,
        text=text,
        by=by,
        key=f"{kind}:{token.pk}",
        subject=Subject("api_token", str(token.pk)),
    )
