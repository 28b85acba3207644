"""State of an account's password and sessions, its former passwords, its second factor."""

from __future__ import annotations

import uuid

from django.db import models

from apps.encryption import EncryptedField
from apps.lib import formats
from apps.orgs.models import User


class Credential(models.Model):
    """The state of an account's password and sessions. Without a row: as created."""

    user = models.OneToOneField(User, models.CASCADE, related_name="credential", verbose_name="用户")
    password_changed_at = models.DateTimeField("密码修改时间", null=True, blank=True)
    must_change = models.BooleanField("须先修改密码", default=False)
    generation = models.PositiveIntegerField("会话代次", default=0)
    """Sessions of an earlier generation have ended: signing out everywhere counts it up."""

    unused_from = models.DateTimeField("未使用起算", null=True, blank=True)
    """From when it counts as unused where that is later than the last sign-in: unlocked, opened again."""
    warned_at = models.DateTimeField("提醒久未登录", null=True, blank=True)
    unused_locked_at = models.DateTimeField("久未登录锁定", null=True, blank=True)
    """Locked because nobody used it; an administrator unlocks it."""

    class Meta:
        verbose_name = "登录凭据"

    def __str__(self) -> str:
        return f"{self.user_id}#{self.generation}"


class PastPassword(models.Model):
    """A former password as its hash, so that it is not taken again."""

    user = models.ForeignKey(User, models.CASCADE, related_name="past_passwords", verbose_name="用户")
    encoded = models.CharField("密码摘要", max_length=200)
    set_at = models.DateTimeField("设定时间")

    class Meta:
        verbose_name = "曾用密码"
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.user_id} {formats.day(self.set_at)}"


class SecondFactor(models.Model):
    """An authenticator (TOTP, RFC 6238) of an account; its secret is encrypted."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.OneToOneField(User, models.CASCADE, related_name="second_factor", verbose_name="用户")
    secret_encrypted = EncryptedField("密钥（密文）", db_column="secret_sealed")
    enrolled_at = models.DateTimeField("启用时间")
    last_step = models.BigIntegerField("最近使用的时间步", default=-1)
    """Codes of this time step and before are spent: the same code never opens twice."""
    failures = models.PositiveSmallIntegerField("连续失败次数", default=0)
    blocked_until = models.DateTimeField("暂停至", null=True, blank=True)

    class Meta:
        verbose_name = "二次验证"

    def __str__(self) -> str:
        return str(self.user_id)


class PasswordClaim(models.Model):
    """取号设密码: a person asks on the own device to set a password; an administrator lets it in.

    Nobody but the browser that asked can set the password: only it holds the secret.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # None for an account name that does not exist: asking tells nobody which names do.
    user = models.ForeignKey(
        User, models.CASCADE, null=True, blank=True, related_name="password_claims", verbose_name="用户"
    )
    number = models.CharField("号码", max_length=8)
    secret_digest = models.CharField("凭据摘要", max_length=64)
    asked_at = models.DateTimeField("取号时间")
    asked_from = models.CharField("地址摘要", max_length=64, blank=True, default="", db_default="")
    """Keyed digest of the address it was asked from: only to count, never to name it."""
    expires_at = models.DateTimeField("有效期至")
    admitted_at = models.DateTimeField("放行时间", null=True, blank=True)
    admitter = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="由谁放行"
    )
    used_at = models.DateTimeField("设定时间", null=True, blank=True)

    class Meta:
        verbose_name = "取号设密码"
        ordering = ["-asked_at"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(admitter__isnull=True) | ~models.Q(admitter=models.F("user")),
                name="nobody_admits_himself",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {formats.moment(self.asked_at)}"


class RecoveryCode(models.Model):
    """A code to get in without the authenticator, once; only a keyed digest of it is kept."""

    factor = models.ForeignKey(SecondFactor, models.CASCADE, related_name="codes", verbose_name="二次验证")
    digest = models.CharField("摘要", max_length=64)
    used_at = models.DateTimeField("使用时间", null=True, blank=True)

    class Meta:
        verbose_name = "恢复码"
        constraints = [
            models.UniqueConstraint(fields=["factor", "digest"], name="recovery_code_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.factor_id} {'已用' if self.used_at else '未用'}"
