"""What a leader or an operator does for who cannot sign in any more: each whole or not at all."""

from __future__ import annotations

from django.db import transaction

from apps.accounts.services import factor, lockout, passwords, sessions
from apps.lib import clock
from apps.lib.actors import Actor
from apps.lib.decisions import Refused
from apps.orgs.models import User
from apps.orgs.queries import is_second_of


@transaction.atomic
def reset_factor(*, user: User, by: Actor, reason: str) -> None:
    """Take an account's authenticator away and end all its sessions.

    Refused for whoever answers for the same body as a second pair of eyes: the body above does it.
    """
    if by.user_id is not None and is_second_of(by, user.pk, clock.today()):
        raise Refused("本单位的另一位管理员、负责人由上一级单位重置。", code="above")
    factor.remove(user=user, by=by, reason=reason)
    sessions.end_everywhere(user=user, by=by, reason=reason)


@transaction.atomic
def give_temporary_password(*, user: User, by: Actor, reason: str) -> str:
    """Set a password to be changed at the next sign-in, lift the lock-out, and return it."""
    password = passwords.temporary_password()
    passwords.change_password(user=user, password=password, by=by, temporary=True, reason=reason)
    lockout.unlock(user=user, by=by, reason=reason)
    return password
