"""Every write to people, their roles and the tokens of an organisation's own systems."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import date, timedelta
from hashlib import sha256

from django.contrib.auth.hashers import make_password
from django.db import transaction

from apps.audit.services import FieldChange, Subject, record
from apps.lib import clock
from apps.lib.actors import Actor
from apps.lib.decisions import Refused
from apps.orgs.enums import ROLES_OF_KIND, Role, class_of
from apps.orgs.models import ApiToken, Membership, Organisation, User


@transaction.atomic
def create_user(*, by: Actor, username: str, name: str, password: str | None) -> User:
    """Create a person; without a password nobody can sign in as them yet. Roles: :func:`appoint`."""
    # make_password(None) gives a hash that no password fits.
    user = User.objects.create(username=username, name=name, password=make_password(password))
    record(
        by=by,
        subject=Subject("user", str(user.pk)),
        action="user.created",
        changes=[FieldChange("username", "", username)],
    )
    return user


@transaction.atomic
def appoint(
    *,
    by: Actor,
    user: User,
    organisation: Organisation,
    role: Role,
    valid_from: date,
    valid_to: date | None = None,
    on_behalf_of: User | None = None,
) -> Membership:
    """Give a person a role for dated days; with ``on_behalf_of`` it is a delegation (甲代乙)."""
    if role not in ROLES_OF_KIND[organisation.kind]:
        raise Refused(f"{organisation.name}没有“{role.label}”这个岗位。", field="post")
    if on_behalf_of is not None:
        if valid_to is None:
            raise Refused("委托代行须写明截止日期。", field="valid_to")
        # on_behalf_of NULL: what is held by delegation cannot be delegated on.
        if not Membership.objects.in_force(valid_from).filter(
            user=on_behalf_of, organisation=organisation, role=role, on_behalf_of__isnull=True
        ):
            raise Refused("委托人当日不在该岗位，不能委托。", field="on_behalf_of")
    _refuse_other_class(user=user, role=role, valid_from=valid_from, valid_to=valid_to)
    membership = Membership.objects.create(
        user=user,
        organisation=organisation,
        role=role,
        valid_from=valid_from,
        valid_to=valid_to,
        on_behalf_of=on_behalf_of,
    )
    record(
        by=by,
        subject=Subject("user", str(user.pk)),
        action="membership.delegated" if on_behalf_of else "membership.appointed",
        facts={
            "organisation": organisation.pk,
            "post": role,
            "valid_from": valid_from.isoformat(),
            "valid_to": valid_to.isoformat() if valid_to else None,
        },
    )
    return membership


def _refuse_other_class(*, user: User, role: Role, valid_from: date, valid_to: date | None) -> None:
    """Refuse a role of another class (系统管理, 业务, 审计) than one the person holds on the same days."""
    # The person's row: two grants of different classes at once would each see none of the other.
    User.objects.select_for_update().get(pk=user.pk)
    held = Membership.objects.filter(user=user).exclude(valid_to__lte=valid_from)
    if valid_to is not None:
        held = held.exclude(valid_from__gte=valid_to)
    for other in held:
        if class_of(other.role) != class_of(role):
            raise Refused(
                f"{user.name}在这段时间里任“{other.get_role_display()}”。系统管理、业务、审计三类岗位"
                f"不能由同一个人兼任，“{role.label}”请另给一个账号的人。",
                field="post",
                code="class",
            )


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

    ``secret`` fixes the secret, for the demonstration only.
    """
    if not label.strip():
        raise Refused("请写明令牌给哪个系统使用。", field="label", code="label")
    if not roles:
        raise Refused("请至少指定一个岗位。", field="posts", code="posts")
    for role in roles:
        if role not in ROLES_OF_KIND[organisation.kind]:
            raise Refused(
                f"{organisation.name}没有“{Role(role).label}”这个岗位。", field="posts", code="post"
            )
    if not 1 <= days <= TOKEN_DAYS:
        raise Refused(f"有效期应在 1 到 {TOKEN_DAYS} 天之间。", field="days", code="days")
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
