"""Whom ties may be declared for, and those that stand."""

from __future__ import annotations

from apps.lib import clock
from apps.lib.actors import Actor
from apps.orgs.enums import Role
from apps.orgs.models import Membership
from apps.orgs.permissions import own_body
from apps.supervision.enums import POOL
from apps.supervision.models import Tie

MOST = 200


def people_of(by: Actor) -> list[tuple[int, str]]:
    """Return for whom an actor declares a tie: a leader for the own people, everybody else for themselves."""
    rows = Membership.objects.in_force(clock.today()).filter(
        organisation=own_body(by), role__in=POOL, on_behalf_of__isnull=True
    )
    if by.role != Role.DISTRICT_LEADER:
        rows = rows.filter(user=by.user_id)
    people = rows.order_by().values_list("user_id", "user__name").distinct()
    return sorted(people, key=lambda each: (each[1], each[0]))


def ties_of(actor: Actor) -> list[Tie]:
    """Return the standing ties that were declared at the actor's body, newest first, at most :data:`MOST`."""
    rows = Tie.objects.standing().filter(body=own_body(actor)).select_related("user", "enterprise")
    return list(rows[:MOST])
