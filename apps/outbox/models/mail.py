"""How an official wants to be told by e-mail that there are messages."""

from __future__ import annotations

from uuid import uuid4

from django.db import models

from apps.encryption import EncryptedField
from apps.outbox.enums import Rhythm


class MailChoice(models.Model):
    """邮件提醒 of one person: how often, where to, and what was sent last."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    user_id = models.BigIntegerField("用户编号", unique=True)
    rhythm = models.CharField("怎样提醒", max_length=8, choices=Rhythm.choices, default=Rhythm.NONE)
    hour = models.PositiveSmallIntegerField("几点", default=8)
    """Hour in Asia/Shanghai of the daily mail."""
    address_encrypted = EncryptedField("邮箱（密文）", default=b"", blank=True)
    sent_until = models.DateTimeField("提醒到")
    """Messages written until then were counted in a mail, or were there before the choice was made."""
    sent_on = models.DateField("最近一天", null=True, blank=True)
    """Day of the last daily mail, so that there is one a day whenever the timer runs."""
    changed_at = models.DateTimeField("设定时间")

    class Meta:
        verbose_name = "邮件提醒"
        indexes = [models.Index(fields=["rhythm"], name="mail_choice_rhythm")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.rhythm}"
