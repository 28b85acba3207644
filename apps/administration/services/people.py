"""People of a body, as an administrator's press leads to them: permission first, then the writer below."""

from __future__ import annotations

from typing import Any

from apps.accounts.models import AccountReview
from apps.accounts.services import staff as writers
from apps.accounts.services.reviews import record_review
from apps.administration import permissions
from apps.administration.permissions import Staff
from apps.administration.queries.people import people_of, shown
from apps.lib.actors import Actor
from apps.lib.decisions import require
from apps.orgs.models import Membership, Organisation, User


def add(*, by: Actor, organisation: Organisation, **said: Any) -> User:
    """Add a colleague to a body."""
    require(permissions.may_add_person(by, organisation))
    return writers.add_colleague(by=by, organisation=organisation, **said)


def review(*, by: Actor, organisation: Organisation, **said: Any) -> AccountReview:
    """Record that the accounts of a body were looked through."""
    require(permissions.may_review(by, organisation))
    people = len(shown(people_of(organisation), ""))
    return record_review(by=by, organisation=organisation, people=people, **said)


def grant(*, by: Actor, staff: Staff, **said: Any) -> Membership:
    """Give a person a role at the body."""
    require(permissions.may_grant(by, staff))
    return writers.give_role(by=by, user_id=staff.user.pk, organisation=staff.organisation, **said)


def delegate(*, by: Actor, staff: Staff, **said: Any) -> Membership:
    """Arrange 代班 for a person's role."""
    require(permissions.may_delegate(by, staff))
    return writers.arrange_delegation(by=by, **said)


def move(*, by: Actor, staff: Staff, to: Organisation, **said: Any) -> Membership:
    """Move a person to another body that the actor administers."""
    require(permissions.may_move_person(by, staff))
    require(permissions.may_add_person(by, to))
    return writers.move_person(by=by, user_id=staff.user.pk, organisation=staff.organisation, to=to, **said)


def rename(*, by: Actor, staff: Staff, **said: Any) -> User:
    """Change a person's name from now on."""
    require(permissions.may_account(by, staff))
    return writers.rename_person(by=by, user_id=staff.user.pk, **said)


def dismiss(*, by: Actor, staff: Staff, **said: Any) -> User:
    """Close a person's account at this minute."""
    require(permissions.may_dismiss(by, staff))
    return writers.dismiss_person(by=by, user_id=staff.user.pk, **said)


def reactivate(*, by: Actor, staff: Staff, **said: Any) -> User:
    """Open a closed account again."""
    require(permissions.may_reactivate(by, staff))
    return writers.reactivate_person(by=by, user_id=staff.user.pk, **said)


def admit_password(*, by: Actor, staff: Staff, **said: Any) -> User:
    """Let the browser that shows a number set the person's password."""
    require(permissions.may_admit(by, staff))
    return writers.admit_password(by=by, user_id=staff.user.pk, **said)


def end(*, by: Actor, post: Membership, **said: Any) -> Membership:
    """End a role."""
    require(permissions.may_end(by, post))
    return writers.end_role(by=by, membership_id=post.pk, **said)


def decide(*, by: Actor, post: Membership, **said: Any) -> Membership:
    """Confirm or decline a grant."""
    require(permissions.may_decide(by, post))
    return writers.decide_grant(by=by, membership_id=post.pk, **said)
