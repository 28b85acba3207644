"""A session's life: when it began, when it was last used, and why it ends."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY as USER_KEY
from django.contrib.sessions.backends.base import SessionBase
from django.db import transaction
from django.http import HttpRequest

from apps.accounts.enums import ON_SITE_ROLES, FactorState, SecondFactorRule, SessionEnd
from apps.accounts.models import Credential, SecondFactor
from apps.audit.services import Subject, record
from apps.lib import clock
from apps.lib.actors import Actor
from apps.orgs.middleware import SESSION_KEY as ROLE_KEY
from apps.orgs.models import User
from apps.orgs.queries import memberships_of

GATE = "door_gate"
"""Set where somebody came in by the gate beside passwords: what it needs to sign out there."""
BEGAN, SEEN, GENERATION, FACTOR, FIELD = (
    "door_began",
    "door_seen",
    "door_generation",
    "door_factor",
    "door_field",
)
TOUCH_EVERY = 60
"""Seconds: a use within the same minute is not written down."""


def begin(sender: object, request: HttpRequest, user: User, **_: Any) -> None:
    """Note in a new session when it began, in which role, and whether a code is still to come."""
    session = request.session
    now = clock.now().timestamp()
    memberships = memberships_of(user.pk, clock.today())
    session[BEGAN] = session[SEEN] = now
    session[GENERATION] = generation_of(user)
    # all() is true of nothing: whoever has no role gets the shorter limit of the office.
    session[FIELD] = bool(memberships) and all(row.role in ON_SITE_ROLES for row in memberships)
    enrolled = settings.SECOND_FACTOR != SecondFactorRule.OFF and (
        SecondFactor.objects.filter(user_id=user.pk).exists()
    )
    session[FACTOR] = FactorState.PENDING.value if enrolled else FactorState.NONE.value
    # Django notes the computer's time; lists and locks go by the site's.
    User.objects.filter(pk=user.pk).update(last_login=clock.now())
    if memberships:
        session[ROLE_KEY] = memberships[0].pk


def generation_of(user: User) -> int:
    """Return the generation a person's sessions must be of."""
    # A reverse one-to-one without a row raises an AttributeError: getattr's default stands in for it.
    credential: Credential | None = getattr(user, "credential", None)
    return credential.generation if credential else 0


def idle_limit(session: SessionBase) -> timedelta:
    """Return how long the session may lie unused."""
    minutes = settings.SESSION_FIELD_IDLE_MINUTES if session.get(FIELD) else settings.SESSION_IDLE_MINUTES
    return timedelta(minutes=minutes)


def why_ended(session: SessionBase, user: User) -> SessionEnd | None:
    """Return why a session is over, None while it is not."""
    if SEEN not in session or BEGAN not in session:
        return SessionEnd.UNKNOWN
    if session.get(GENERATION) != generation_of(user):
        return SessionEnd.REVOKED
    if absolute_left(session) <= 0:
        return SessionEnd.ABSOLUTE
    return SessionEnd.IDLE if idle_left(session) <= 0 else None


def idle_left(session: SessionBase) -> float:
    """Return the seconds until the session ends of not being used."""
    return float(session[SEEN] - clock.now().timestamp() + idle_limit(session).total_seconds())


def absolute_left(session: SessionBase) -> float:
    """Return the seconds until the session ends however it is used."""
    return float(session[BEGAN] - clock.now().timestamp() + settings.SESSION_HOURS * 3600)


def touch(session: SessionBase) -> None:
    now = clock.now().timestamp()
    if now - session[SEEN] >= TOUCH_EVERY:
        session[SEEN] = now


def began_at(session: SessionBase) -> datetime:
    return datetime.fromtimestamp(session[BEGAN], UTC)


@transaction.atomic
def end_everywhere(*, user: User, by: Actor, reason: str = "") -> int:
    """End all sessions of a person; return the generation that new ones belong to."""
    credential, _ = Credential.objects.select_for_update().get_or_create(user=user)
    credential.generation += 1
    credential.save(update_fields=["generation"])
    user.credential = credential
    record(by=by, subject=Subject("user", user.pk), action="user.signed_out_everywhere", reason=reason)
    return credential.generation


def is_signed_in(session: SessionBase) -> bool:
    """Say whether somebody signed in with this session."""
    return USER_KEY in session
