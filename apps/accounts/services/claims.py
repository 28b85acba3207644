"""取号设密码: a first password or a reset that only the person ever knows (decision 0117).

The person asks on the own device and is shown a number; an administrator who has made sure who is asking
types it in; then that very browser, and no other, sets the password. The administrator learns nothing
that opens the account.
"""

from __future__ import annotations

import secrets
from datetime import timedelta
from hashlib import sha256
from uuid import UUID

from django.db import transaction

from apps.accounts.models import PasswordClaim
from apps.accounts.services import lockout, passwords
from apps.audit.services import Subject, record
from apps.lib import clock, crypto
from apps.lib.actors import Actor
from apps.lib.decisions import Refused
from apps.orgs.models import User

LASTS = timedelta(minutes=30)
KEPT = timedelta(days=1)
"""What nobody used is cleared away by the next who asks."""
OPEN_AT_MOST = 20
"""Numbers of one address that wait at a time (ours): an office behind one address has its first day too."""
_NOT_THIS = "号码不对，或者已超过 30 分钟。请本人在登录页重新取号，再报给您。"


@transaction.atomic
def ask(*, username: str, address: str | None = None) -> tuple[PasswordClaim, str]:
    """Take a number for an account, whether or not there is such a one; return it with its secret.

    Refused from an address with :data:`OPEN_AT_MOST` numbers that nobody has used yet. No two open numbers
    are the same: an administrator who types one in lets in that browser and no other.
    """
    secret = secrets.token_urlsafe(32)
    now = clock.now()
    PasswordClaim.objects.filter(expires_at__lt=now - KEPT).delete()
    still = PasswordClaim.objects.filter(expires_at__gt=now, used_at__isnull=True)
    asked_from = crypto.blind_index(address or "", purpose="claim")
    if still.filter(asked_from=asked_from).count() >= OPEN_AT_MOST:
        raise Refused("从这里取的号太多，还没有用过。请先用已经取到的号，或者半小时后再取。", code="too_many")
    number = f"{secrets.randbelow(10**8):08d}"
    while still.filter(number=number).exists():
        number = f"{secrets.randbelow(10**8):08d}"
    claim = PasswordClaim.objects.create(
        user=User.objects.filter(username=username, is_active=True).first(),
        number=number,
        asked_from=asked_from,
        secret_digest=_digest(secret),
        asked_at=now,
        expires_at=now + LASTS,
    )
    return claim, secret


@transaction.atomic
def admit(*, by: Actor, user: User, number: str, reason: str = "") -> PasswordClaim:
    """Let the browser that was shown ``number`` set the person's password."""
    if by.user_id is None or by.user_id == user.pk:
        raise Refused("自己的密码在“我的账号”里修改；忘记的，请另一位管理员放行。", code="own")
    # The person's row: two administrators who let in at once come one after another.
    User.objects.select_for_update().get(pk=user.pk)
    waiting = PasswordClaim.objects.filter(user=user, expires_at__gt=clock.now(), admitted_at__isnull=True)
    # The number need not be hard to guess: who could guess it lets in a browser and sees nothing of it.
    found = list(waiting.filter(number=number)[:2])
    if len(found) != 1:  # two of the same moment: which of them is the person's nobody can say
        raise Refused(_NOT_THIS, field="number", code="number")
    claim = found[0]
    claim.admitted_at, claim.admitter_id = clock.now(), by.user_id
    claim.save(update_fields=["admitted_at", "admitter"])
    record(by=by, subject=Subject("user", user.pk), action="user.password_admitted", reason=reason)
    return claim


def claimed(*, claim_id: str, secret: str) -> PasswordClaim | None:
    """Return what a browser asked for and may still use; None for anything else."""
    try:
        found = PasswordClaim.objects.select_related("user").filter(pk=UUID(claim_id)).first()
    except ValueError:
        return None
    if found is None or not secrets.compare_digest(found.secret_digest, _digest(secret)):
        return None
    return found if found.used_at is None and found.expires_at > clock.now() else None


@transaction.atomic
def set_password(*, claim: PasswordClaim, password: str) -> User:
    """Set the password an administrator has let in; the person's other sessions end."""
    locked = PasswordClaim.objects.select_for_update().get(pk=claim.pk)
    over = locked.used_at is not None or locked.expires_at <= clock.now()
    if locked.user_id is None or locked.admitted_at is None or over:
        raise Refused("还没有放行，或者已经用过。请重新取号。", code="not_admitted")
    user = User.objects.get(pk=locked.user_id)
    if not user.is_active:
        raise Refused("这个账号已停用。", code="closed")
    own = Actor(user.pk, user.name, "", None, "")
    passwords.change_password(user=user, password=password, by=own, reason="取号设密码")
    lockout.unlock(user=user, by=own, reason="取号设密码")
    locked.used_at = clock.now()
    locked.save(update_fields=["used_at"])
    # Whatever else was asked for the account is void: one number, one password.
    PasswordClaim.objects.filter(user=user, used_at__isnull=True).update(expires_at=clock.now())
    return user


def _digest(secret: str) -> str:
    return sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
