"""A link of one's own to set the first password by, for whom nobody on a new site could let in."""

from __future__ import annotations

from datetime import timedelta

from django.core import signing
from django.db import transaction
from django.urls import reverse

from apps.accounts.services import passwords
from apps.lib import clock
from apps.lib.actors import Actor
from apps.lib.decisions import Refused
from apps.orgs.models import User

LASTS = timedelta(days=3)
"""Over a weekend; whoever comes later is given another one by the operator."""
_SALT = "accounts.own-link"
DEAD = "这个链接已经用过或者失效。"


def own_link(user: User) -> str:
    """Return the path of a link by which this person, and nobody else, sets the first password."""
    stamp = signing.dumps({"user": user.pk, "at": clock.now().timestamp()}, salt=_SALT)
    return reverse("accounts:own-link", kwargs={"link": stamp})


def person_of(link: str) -> User | None:
    """Return whose a link is; None for one that is not from here, too old, or used.

    It is used as soon as the person has a password, however that was set.
    """
    try:
        said = signing.loads(link, salt=_SALT)
        pk, at = int(said["user"]), float(said["at"])
    except (signing.BadSignature, KeyError, TypeError, ValueError):
        return None
    if not 0 <= clock.now().timestamp() - at <= LASTS.total_seconds():
        return None
    user = User.objects.filter(pk=pk, is_active=True).first()
    return None if user is None or user.has_usable_password() else user


@transaction.atomic
def set_first_password(*, user: User, password: str) -> None:
    """Set the first password; refused where somebody has set one meanwhile."""
    locked = User.objects.select_for_update().get(pk=user.pk)
    if not locked.is_active or locked.has_usable_password():
        raise Refused(DEAD, code="used")
    own = Actor(locked.pk, locked.name, "", None, "")
    passwords.change_password(user=locked, password=password, by=own, reason="本人的首次登录链接")
