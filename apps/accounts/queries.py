"""Whose accounts a leader looks after."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet

from apps.lib.actors import Actor
from apps.orgs.models import Membership, Organisation, User
from apps.orgs.queries import bodies_kept


def organisations_kept(actor: Actor, on: date) -> QuerySet[Organisation]:
    """Return the bodies whose accounts an actor looks after: the own one, and those below that it keeps."""
    body = Organisation.objects.filter(pk=actor.organisation_id or 0).first()
    if body is None:
        return Organisation.objects.none()
    below = [each.pk for each in bodies_kept(body, on)]
    return Organisation.objects.active().filter(pk__in=[body.pk, *below])


def people_kept(actor: Actor, on: date) -> list[Membership]:
    """Return the roles in force at the bodies an actor looks after, by body and person.

    Left out is who also holds a role elsewhere: setting that person's password would open a door
    beyond the actor's own.
    """
    bodies = organisations_kept(actor, on).values("pk")
    in_force = Membership.objects.in_force(on)
    elsewhere = in_force.exclude(organisation__in=bodies).values("user_id")
    return list(
        in_force.filter(organisation__in=bodies)
        .exclude(user_id=actor.user_id or 0)
        .exclude(user_id__in=elsewhere)
        .select_related("user", "user__credential", "user__second_factor", "organisation")
        .order_by("organisation__kind", "organisation_id", "user__name", "id")
    )


def person_kept(actor: Actor, on: date, user_id: int) -> User | None:
    """Return a person whose account the actor looks after; None for anybody else."""
    return next((row.user for row in people_kept(actor, on) if row.user_id == user_id), None)
