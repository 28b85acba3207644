"""What is done to somebody of 上城 so that 人员账号 shows the person in another standing."""

from __future__ import annotations

from typing import Any

from apps.accounts.services import staff
from apps.acts.acts import Ground
from apps.administration.acts.people_grounds import BODY, OWN_ROLES, PERSON, POST
from apps.lib import clock
from apps.orgs.enums import Role
from apps.orgs.models import Membership, User
from tests.access.stage import Stage


def give(stage: Stage, user: User) -> None:
    """Let the leader give a further role, which waits for another administrator."""
    staff.give_role(
        by=stage.world.ling,
        user_id=user.pk,
        organisation=stage.world.shangcheng,
        role=Role.DISTRICT_INSPECTOR,
        valid_from=clock.today(),
    )


def dismiss(stage: Stage, user: User) -> None:
    staff.dismiss_person(by=stage.world.ling, user_id=user.pk, reason="调离")


PEOPLE_GROUNDS = (BODY, PERSON, OWN_ROLES, POST)


def of_person(ground: Ground[Any], user: User) -> list[dict[str, Any]]:
    """Return the body, the person, or of the person's roles the one that is done something to."""
    posts = list(Membership.objects.filter(user=user).order_by("pk"))
    if ground is BODY:
        return [{"body": posts[0].organisation_id}]
    if ground is POST:
        return [{"pk": posts[-1].pk}]
    return [{"body": posts[0].organisation_id, "person": user.pk}]
