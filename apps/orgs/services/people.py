"""Every write to people and their roles."""

from __future__ import annotations

from datetime import date

from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction

from apps.audit.services import FieldChange, Subject, record
from apps.lib.actors import Actor
from apps.lib.decisions import Refused
from apps.orgs.enums import ROLES_OF_KIND, GrantState, Role
from apps.orgs.models import Membership, Organisation, User
from apps.orgs.rules import why_apart


@transaction.atomic
def create_user(*, by: Actor, username: str, name: str, password: str | None) -> User:
    """Create a person; without a password nobody can sign in as them yet. Roles: :func:`appoint`.

    Refused where somebody has that account, in whatever capitals.
    """
    taken = Refused("这个账号已经有人用，请换一个。", field="username", code="taken")
    if _is_taken(username):
        raise taken
    try:
        # A savepoint: of two who add the same account at once the second is told, and not shown an error.
        with transaction.atomic():
            # make_password(None) gives a hash that no password fits.
            user = User.objects.create(username=username, name=name, password=make_password(password))
    except IntegrityError as error:
        raise taken from error
    record(
        by=by,
        subject=Subject("user", str(user.pk)),
        action="user.created",
        changes=[FieldChange("username", "", username)],
    )
    return user


def _is_taken(username: str) -> bool:
    return User.objects.filter(username__iexact=username).exists()


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
    state: GrantState | None = None,
) -> Membership:
    """Give a person a role for dated days; with ``on_behalf_of`` it is a delegation (甲代乙).

    ``state``: for a grant in the browser, which keeps who gave it; what a set-up file or an operator
    gives is confirmed.
    """
    if role not in ROLES_OF_KIND[organisation.kind]:
        raise Refused(f"{organisation.name}没有“{role.label}”这个岗位。", field="role")
    if on_behalf_of is not None:
        if valid_to is None:
            raise Refused("委托代行须写明截止日期。", field="last_day")
        # on_behalf_of NULL: what is held by delegation cannot be delegated on.
        if not Membership.objects.in_force(valid_from).filter(
            user=on_behalf_of, organisation=organisation, role=role, on_behalf_of__isnull=True
        ):
            raise Refused("委托人当日不在该岗位，不能委托。", field="membership")
    _refuse_apart(
        user=user,
        role=role,
        valid_from=valid_from,
        valid_to=valid_to,
        # What was agreed before pages kept people apart stays: a small bureau's set-up file may join two.
        by_class_only=on_behalf_of is not None or state is None,
    )
    membership = Membership.objects.create(
        user=user,
        organisation=organisation,
        role=role,
        valid_from=valid_from,
        valid_to=valid_to,
        on_behalf_of=on_behalf_of,
        state=state or GrantState.CONFIRMED,
        granter_id=by.user_id if state else None,
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


def _refuse_apart(
    *, user: User, role: Role, valid_from: date, valid_to: date | None, by_class_only: bool
) -> None:
    """Refuse a role beside one that excludes it on the same days."""
    # The person's row: two grants of different classes at once would each see none of the other.
    User.objects.select_for_update().get(pk=user.pk)
    held = Membership.objects.standing().filter(user=user).exclude(valid_to__lte=valid_from)
    if valid_to is not None:
        held = held.exclude(valid_from__gte=valid_to)
    rows = list(held)
    # What is exercised for a colleague excludes no role of one's own but that of another class.
    own = [row.role for row in rows if row.on_behalf_of_id is None]
    lent = [row.role for row in rows if row.on_behalf_of_id is not None]
    why = why_apart(role, own, by_class_only=by_class_only) or why_apart(role, lent, by_class_only=True)
    if why:
        named = "、".join(dict.fromkeys(row.get_role_display() for row in rows))
        raise Refused(f"{user.name}在这段时间里任“{named}”。{why}", field="role", code="class")
