"""Every write to people and their roles."""

from __future__ import annotations

from datetime import date

from django.contrib.auth.hashers import make_password
from django.db import transaction

from apps.audit.services import FieldChange, Subject, record
from apps.lib.actors import Actor
from apps.lib.decisions import Refused
from apps.orgs.enums import ROLES_OF_KIND, Role, class_of
from apps.orgs.models import Membership, Organisation, User


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
