"""Whose accounts an administrator or leader looks after."""

from __future__ import annotations

from datetime import date

from apps.lib.actors import Actor
from apps.orgs.models import Organisation, User
from apps.orgs.queries import bodies_kept, homes_of


def organisations_kept(actor: Actor, on: date) -> set[int]:
    """Return the bodies whose accounts an actor looks after: the own one, and those below that it keeps."""
    body = Organisation.objects.active().filter(pk=actor.organisation_id or 0).first()
    return set() if body is None else {body.pk, *(each.pk for each in bodies_kept(body, on))}


def person_kept(actor: Actor, on: date, user_id: int) -> User | None:
    """Return a person whose account the actor looks after; None for anybody else.

    Left out is who also has a role elsewhere, be it one that waits or is to come: opening that person's
    account would open a door beyond the actor's own. Nobody looks after the own account.
    """
    homes = homes_of([user_id], on).get(user_id)
    if not homes or actor.speaks_for(str(user_id)) or not homes <= organisations_kept(actor, on):
        return None
    return User.objects.select_related("credential", "second_factor").get(pk=user_id)
