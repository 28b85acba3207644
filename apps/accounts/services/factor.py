"""The second factor: time-based codes (RFC 6238), recovery codes, and how guessing is slowed down."""

from __future__ import annotations

import secrets
from base64 import b32encode
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import quote, urlencode
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django_otp.oath import TOTP

from apps.accounts.models import RecoveryCode, SecondFactor
from apps.accounts.services.wait_times import waiting
from apps.audit.services import Subject, record
from apps.encryption import Plain
from apps.lib import clock, crypto
from apps.lib.actors import SYSTEM, Actor
from apps.lib.chinese import normalise_text
from apps.lib.decisions import Refused
from apps.orgs.models import User

SECRET_BYTES = 20
"""160 bits, as RFC 4226 recommends."""
STEP, DIGITS, TOLERANCE = 30, 6, 1
GUESSES = 5
BLOCK = timedelta(minutes=15)
RECOVERY_CODES = 10
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # without i, l, o, 0 and 1, which look alike on paper
_WRONG = "验证码不对，或者已经用过。请等验证器显示下一个再填。"


@dataclass(frozen=True, slots=True)
class Enrolment:
    """What a person needs to set up an authenticator."""

    secret: bytes
    username: str

    @property
    def manual_key(self) -> str:
        """Return the secret for typing, in groups of four."""
        text = b32encode(self.secret).decode()
        return " ".join(text[start : start + 4] for start in range(0, len(text), 4))

    @property
    def uri(self) -> str:
        """Return the URL an authenticator reads from the QR code."""
        issuer = settings.SECOND_FACTOR_ISSUER
        query = urlencode(
            {
                "secret": b32encode(self.secret).decode(),
                "issuer": issuer,
                "algorithm": "SHA1",
                "digits": DIGITS,
                "period": STEP,
            }
        )
        return f"otpauth://totp/{quote(issuer)}:{quote(self.username)}?{query}"


def new_secret() -> bytes:
    return secrets.token_bytes(SECRET_BYTES)


def totp_at(secret: bytes) -> TOTP:
    """Return the generator of codes at this moment: the machine's, as phones know no other."""
    totp = TOTP(secret, STEP, 0, DIGITS)
    totp.time = clock.wall().timestamp()
    return totp


def _matching_step(secret: bytes, typed: str, after: int) -> int | None:
    """Return the time step whose code was typed, if it lies near and after ``after``."""
    code = normalise_text(typed).replace(" ", "")
    # isdigit() alone is true of ² and of other scripts' figures, some of which int() refuses.
    if not (code.isascii() and code.isdigit() and len(code) == DIGITS):
        return None
    totp = totp_at(secret)
    # verify() leaves the matching drift in totp, so t() is then the step of the code that was typed, not
    # the present one: a phone running ahead spends its own step, and the code does not open again.
    return totp.t() if totp.verify(int(code), TOLERANCE, after + 1) else None


@transaction.atomic
def enrol(*, user: User, secret: bytes, typed: str, by: Actor) -> list[str]:
    """Put an authenticator in force once it shows the right code; return its recovery codes, once.

    Raises Refused when the code is wrong or an authenticator is already there.
    """
    # The person is locked, as there is no row of the factor yet that two browsers could wait for.
    User.objects.select_for_update().get(pk=user.pk)
    if SecondFactor.objects.filter(user=user).exists():
        raise Refused("这个账号已启用二次验证，请先停用再重新设置。")
    step = _matching_step(secret, typed, -1)
    if step is None:
        raise Refused("验证码不对。请核对手机时间是否准确，再填验证器当前显示的 6 位数字。", field="code")
    factor = SecondFactor.objects.create(
        user=user,
        secret_encrypted=Plain(secret),
        enrolled_at=clock.now(),
        last_step=step,
    )
    record(by=by, subject=Subject("user", user.pk), action="user.second_factor_enrolled")
    return _new_codes(factor)


def _new_codes(factor: SecondFactor) -> list[str]:
    factor.codes.all().delete()
    codes = [
        "-".join("".join(secrets.choice(_LETTERS) for _ in range(5)) for _ in range(2))
        for _ in range(RECOVERY_CODES)
    ]
    RecoveryCode.objects.bulk_create(
        RecoveryCode(factor=factor, digest=_digest(factor.pk, code)) for code in codes
    )
    return codes


def _digest(factor_id: UUID, code: str) -> str:
    # Read off paper and typed: capitals, blanks and hyphens make no difference.
    plain = normalise_text(code).casefold().replace("-", "").replace(" ", "")
    return crypto.blind_index(plain, purpose=f"recovery:{factor_id}")


def verify(*, user: User, typed: str) -> None:
    """Take a code of the authenticator or a recovery code; each opens once.

    Raises Refused, and keeps count of it, when neither fits; after five failures the answer is no for a
    quarter of an hour, right or wrong.
    """
    refusal = _verify(user, typed)
    if refusal is not None:
        raise refusal


@transaction.atomic
def _verify(user: User, typed: str) -> Refused | None:
    """Return the refusal instead of raising it, so that the count of failures is kept."""
    factor = SecondFactor.objects.select_for_update().get(user=user)
    now = clock.wall()
    if factor.blocked_until is not None and now < factor.blocked_until:
        when = waiting(factor.blocked_until)
        return Refused(f"验证码连续填错，请在{when}再试。", field="code", code="blocked")
    secret = factor.secret_encrypted.data()
    step = _matching_step(secret, typed, factor.last_step)
    if step is not None:
        factor.last_step = step
    elif not _spend(factor, typed):
        factor.failures += 1
        if factor.failures >= GUESSES:
            factor.failures, factor.blocked_until = 0, now + BLOCK
            record(by=SYSTEM, subject=Subject("user", user.pk), action="user.second_factor_blocked")
        factor.save()
        return Refused(_WRONG, field="code", code="wrong")
    factor.failures, factor.blocked_until = 0, None
    factor.save()
    return None


def _spend(factor: SecondFactor, typed: str) -> bool:
    spent = factor.codes.filter(digest=_digest(factor.pk, typed), used_at__isnull=True).update(
        used_at=clock.now()
    )
    if spent:
        record(
            by=SYSTEM,
            subject=Subject("user", factor.user_id),
            action="user.recovery_code_used",
            facts={"left": factor.codes.filter(used_at__isnull=True).count()},
        )
    return bool(spent)


@transaction.atomic
def renew_codes(*, user: User, by: Actor) -> list[str]:
    """Replace the recovery codes; return the new ones, once."""
    factor = SecondFactor.objects.select_for_update().get(user=user)
    record(by=by, subject=Subject("user", user.pk), action="user.recovery_codes_renewed")
    return _new_codes(factor)


@transaction.atomic
def remove(*, user: User, by: Actor, reason: str = "") -> bool:
    """Take an account's authenticator away; say whether there was one."""
    removed, _ = SecondFactor.objects.filter(user=user).delete()
    if removed:
        record(by=by, subject=Subject("user", user.pk), action="user.second_factor_reset", reason=reason)
    return bool(removed)
