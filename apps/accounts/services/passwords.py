"""Passwords: the rules of both profiles, changing, and what former ones forbid.

等保三级 (GB/T 22239-2019 8.1.4.1 a): 身份鉴别信息应具有复杂度要求并定期更换. The standard names no
figures; lengths, classes and days are 本地约定 and settings. ASVS 5.0 V6.2: length counts, no rules of
composition, no periodic change, nothing common or of this context.
"""

from __future__ import annotations

import secrets
import string
from datetime import timedelta

from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.db import transaction

from apps.accounts.enums import PasswordProfile
from apps.accounts.models import Credential, PastPassword
from apps.audit.services import Subject, record
from apps.lib import clock
from apps.lib.actors import Actor
from apps.lib.chinese import normalise_text
from apps.orgs.models import Membership, User

LONGEST = 128
"""Longer ones only cost time to hash; ASVS 5.0 6.2.9 asks that 64 at least are taken."""
_CONTEXT_LETTERS = 4
"""A name shorter than this would forbid too much."""
_CLASSES = (
    ("大写字母", str.isupper),
    ("小写字母", str.islower),
    ("数字", str.isdigit),
    ("符号", lambda letter: not letter.isalnum()),
)


def follows_djbh() -> bool:
    return bool(settings.PASSWORD_PROFILE == PasswordProfile.DJBH)


class Length:
    """Long enough, and not beyond what is worth hashing."""

    def validate(self, password: str, user: User | None = None) -> None:
        if len(password) < settings.PASSWORD_MIN_LENGTH:
            raise ValidationError(f"密码至少 {settings.PASSWORD_MIN_LENGTH} 位，现在是 {len(password)} 位。")
        if len(password) > LONGEST:
            raise ValidationError(f"密码不超过 {LONGEST} 位。")

    def get_help_text(self) -> str:
        advice = "" if follows_djbh() else "，建议 15 位以上，可以用几个词连成一句"
        return f"至少 {settings.PASSWORD_MIN_LENGTH} 位{advice}。"


class Classes:
    """等保 only: letters of several kinds."""

    def validate(self, password: str, user: User | None = None) -> None:
        """Raise ValidationError if too few kinds of letters stand in it."""
        if not follows_djbh():
            return
        found = [name for name, belongs in _CLASSES if any(belongs(letter) for letter in password)]
        if len(found) < settings.PASSWORD_CLASSES:
            missing = "、".join(name for name, _ in _CLASSES if name not in found)
            raise ValidationError(
                f"密码须包含大写字母、小写字母、数字、符号中的 {settings.PASSWORD_CLASSES} 种，"
                f"现在还缺：{missing}（任选）。"
            )

    def get_help_text(self) -> str:
        if not follows_djbh():
            return ""
        return f"包含大写字母、小写字母、数字、符号中的 {settings.PASSWORD_CLASSES} 种。"


class NotCommon(CommonPasswordValidator):
    """Not among the twenty thousand passwords tried first by everybody."""

    def validate(self, password: str, user: User | None = None) -> None:
        # No list holds every aaaaaaaaaa and ababababab.
        if password.lower().strip() in self.passwords or len(set(password)) <= 2:
            raise ValidationError("这个密码太常见，容易被猜中。")

    def get_help_text(self) -> str:
        return "不用常见密码。"


class NoContext:
    """Nothing of the account, the person, the office or this system in it."""

    def validate(self, password: str, user: User | None = None) -> None:
        """Raise ValidationError if a word of the context makes up most of it."""
        said = normalise_text(password).casefold()
        for word in [*settings.PASSWORD_CONTEXT_WORDS, *_words_of(user)]:
            known = normalise_text(word).casefold()
            # A word of the context is harmless within something long: without it enough letters must be left.
            if known and known in said and len(said) - len(known) < settings.PASSWORD_MIN_LENGTH:
                raise ValidationError(
                    "密码里不要用账号、姓名、单位名称或“厨卫”“caseflow”这类与本系统有关的词。"
                )

    def get_help_text(self) -> str:
        return "不含账号、姓名、单位名称和与本系统有关的词。"


def _words_of(user: User | None) -> list[str]:
    if user is None or user.pk is None:
        return []
    rows = Membership.objects.filter(user_id=user.pk).values_list(
        "organisation__name", "organisation__short_name"
    )
    account = [user.username] if len(user.username) >= _CONTEXT_LETTERS else []
    return [*account, user.name, *(word for row in rows for word in row)]


class NotFormer:
    """等保 only: none of the last ones again."""

    def validate(self, password: str, user: User | None = None) -> None:
        """Raise ValidationError if it is the present password or one of the last ones."""
        if user is None or user.pk is None:
            return
        if check_password(password, user.password):
            raise ValidationError("新密码不能与现在的密码相同。")
        if not follows_djbh():
            return
        former = PastPassword.objects.filter(user_id=user.pk)[: settings.PASSWORD_HISTORY]
        if any(check_password(password, row.encoded) for row in former):
            raise ValidationError(f"最近 {settings.PASSWORD_HISTORY} 次用过的密码不能再用。")

    def get_help_text(self) -> str:
        return f"不与最近 {settings.PASSWORD_HISTORY} 次用过的相同。" if follows_djbh() else ""


def why_due(user: User) -> str:
    """Return why the password must be changed before anything else, '' if it need not."""
    # A reverse one-to-one without a row raises an AttributeError: getattr's default stands in for it.
    credential: Credential | None = getattr(user, "credential", None)
    if credential is not None and credential.must_change:
        return "这是别人为您设定的密码，请先换成只有自己知道的。"
    days = settings.PASSWORD_MAX_AGE_DAYS
    if not follows_djbh() or not days:
        return ""
    changed = credential.password_changed_at if credential else None
    if changed is None or clock.now() - changed >= timedelta(days=days):
        return f"密码已满 {days} 天，按等级保护要求定期更换。"
    return ""


@transaction.atomic
def change_password(
    *, user: User, password: str, by: Actor, temporary: bool = False, reason: str = ""
) -> int:
    """Set a password; all sessions of the person end. Returns the generation new ones belong to.

    ``temporary``: set by somebody else, to be changed at the next sign-in.
    """
    # The person first: an account never touched has no credential yet that two changes could wait for.
    locked = User.objects.select_for_update().get(pk=user.pk)
    credential, _ = Credential.objects.select_for_update().get_or_create(user=locked)
    if locked.has_usable_password():
        PastPassword.objects.create(user=locked, encoded=locked.password, set_at=clock.now())
        kept = PastPassword.objects.filter(user=locked)[: settings.PASSWORD_HISTORY].values("pk")
        PastPassword.objects.filter(user=locked).exclude(
            pk__in=list(kept.values_list("pk", flat=True))
        ).delete()
    # The caller's object too: update_session_auth_hash() reads the new hash from it and keeps this session.
    user.password = locked.password = make_password(password)
    locked.save(update_fields=["password"])
    credential.password_changed_at = clock.now()
    credential.must_change = temporary
    credential.generation += 1
    credential.save()
    user.credential = credential
    record(
        by=by,
        subject=Subject("user", user.pk),
        action="user.password_set" if temporary else "user.password_changed",
        reason=reason,
    )
    return credential.generation


def temporary_password() -> str:
    """Return a password to hand over on paper: sixteen letters without the ones that look alike."""
    letters = "".join(set(string.ascii_letters + string.digits) - set("0O1lIoi"))
    while True:
        password = "-".join("".join(secrets.choice(letters) for _ in range(4)) for _ in range(4))
        # The hyphens count as symbols, so both profiles accept it as it is.
        if all(any(belongs(letter) for letter in password) for _, belongs in _CLASSES):
            return password
