"""Every write to the tokens of an organisation's own systems."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import timedelta
from hashlib import sha256

from django.db import transaction

from apps.audit.services import Subject, record
from apps.lib import clock
from apps.lib.actors import Actor
from apps.lib.decisions import Refused
from apps.orgs.enums import ROLES_OF_KIND, Role
from apps.orgs.models import ApiToken, Organisation

TOKEN_MARK = "cft_"  # noqa: S105 - what every token begins with, so that scanners of leaked keys find it
TOKEN_DAYS = 366
"""No token outlives a programme year."""
USE_NOTED_EVERY = timedelta(minutes=15)


def token_digest(secret: str) -> str:
    """Return what is kept of a token. 256 random bits need no salt and no slow hash."""
    return sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


@transaction.atomic
def issue_token(
    *,
    by: Actor,
    organisation: Organisation,
    roles: Sequence[Role],
    label: str,
    days: int,
    secret: str = "",
) -> tuple[ApiToken, str]:
    """Issue a token for an organisation's own system; return it with its secret, shown only now.

    It ends with its day, with the organisation, when it is revoked, and when the person who issued it has no
    role at that person's body any more; one that an operator issues has no such person.
    ``secret`` fixes the secret, for the demonstration only.
    """
    if not label.strip():
        raise Refused("请写明令牌给哪个系统使用。", field="label", code="label")
    if not roles:
        raise Refused("请至少指定一个岗位。", field="roles", code="posts")
    for role in roles:
        if role not in ROLES_OF_KIND[organisation.kind]:
            raise Refused(
                f"{organisation.name}没有“{Role(role).label}”这个岗位。", field="roles", code="post"
            )
    if not 1 <= days <= TOKEN_DAYS:
        raise Refused(f"有效期应在 1 到 {TOKEN_DAYS} 天之间。", field="until", code="days")
    secret = secret or TOKEN_MARK + secrets.token_urlsafe(32)
    now = clock.now()
    token = ApiToken.objects.create(
        organisation=organisation,
        label=label.strip()[:60],
        # Not a set: the first role is the one that acts when a caller names none.
        roles=[Role(role).value for role in dict.fromkeys(roles)],
        prefix=secret[:12],
        digest=token_digest(secret),
        created_at=now,
        created_by_name=by.signature,
        issuer_id=by.user_id,
        issuer_body_id=by.organisation_id if by.user_id is not None else None,
        expires_at=now + timedelta(days=days),
    )
    record(
        by=by,
        subject=Subject("api_token", str(token.pk)),
        action="api_token.issued",
        facts={
            "organisation": organisation.pk,
            "posts": token.roles,
            "expires_at": token.expires_at.isoformat(),
        },
        reason=token.label,
    )
    return token, secret


@transaction.atomic
def revoke_token(*, by: Actor, token_id: int, reason: str = "") -> ApiToken:
    """Revoke a token at once; revoking twice changes nothing."""
    # Locked: of two who revoke at once the second finds it revoked, and name and time stay the first's.
    token = ApiToken.objects.select_for_update().get(pk=token_id)
    if token.revoked_at is not None:
        return token
    token.revoked_at, token.revoked_by_name = clock.now(), by.signature
    token.save(update_fields=["revoked_at", "revoked_by_name"])
    record(by=by, subject=Subject("api_token", str(token.pk)), action="api_token.revoked", reason=reason)
    return token


def note_token_use(token: ApiToken) -> None:
    """Note that a token was used, at most four times an hour."""
    now = clock.now()
    if token.last_used_at is None or now - token.last_used_at >= USE_NOTED_EVERY:
        # This column alone: save() would write back a revoked_at read before somebody revoked.
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)
