"""Whose accounts an administrator or leader looks after."""

from __future__ import annotations

from datetime import date

from apps.accounts.models import Credential
from apps.lib.actors import Actor
from apps.orgs.models import Organisation, User
from apps.orgs.queries import bodies_kept, homes_of, keeps_for_itself, stand_over

UNUSED_LOCKED = "这个账号长期没有使用，已经锁定。请联系本单位管理员解除锁定。"


def is_unused_locked(user: User) -> bool:
    """Whether the account was locked because nobody used it."""
    credential: Credential | None = getattr(user, "credential", None)
    return credential is not None and credential.unused_locked_at is not None


def organisations_kept(actor: Actor, on: date) -> set[int]:
    """Return the bodies whose accounts an actor looks after: the own one, and those below that it keeps."""
    body = Organisation.objects.active().filter(pk=actor.organisation_id or 0).first()
    return set() if body is None else {body.pk, *(each.pk for each in bodies_kept(body, on))}


def person_kept(actor: Actor, on: date, user_id: int) -> User | None:
    """Return a person whose account the actor looks after; None for anybody else.

    Left out is who also has a role elsewhere, be it one that waits or is to come: opening that person's
    account would open a door beyond the actor's own. Nobody looks after the own account. Of a body out of
    use it is who stands over it; of an enterprise's own administrator the body above, as for the password.
    """
    homes = homes_of([user_id], on).get(user_id)
    if not homes or actor.speaks_for(str(user_id)):
        return None
    others = Organisation.objects.filter(pk__in=homes - organisations_kept(actor, on))
    if not all(_stands_in_for(actor, body, user_id, on) for body in others):
        return None
    return User.objects.select_related("credential", "second_factor").get(pk=user_id)


def _stands_in_for(actor: Actor, body: Organisation, user_id: int, on: date) -> bool:
    """Whether an actor looks after a person of a body that is out of use or keeps its people itself."""
    if actor.organisation_id not in stand_over(body, on):
        return False
    return not body.is_active or keeps_for_itself(user_id, body, on)
