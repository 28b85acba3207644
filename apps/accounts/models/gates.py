"""Who somebody is at the gate beside passwords."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from apps.orgs.models import User


class GateIdentity(models.Model):
    """A person as the gate names them, linked to an account by an administrator and never by likeness.

    Without ``user`` it waits: whoever came in by it holds the code of which ``code_digest`` is kept.
    """

    gate = models.CharField("登录方式", max_length=120)
    """The provider's issuer, so that another provider's people are others."""
    subject = models.CharField("对方编号", max_length=255)
    user = models.ForeignKey(
        User, models.CASCADE, null=True, blank=True, related_name="gate_identities", verbose_name="用户"
    )
    code_digest = models.CharField("关联码摘要", max_length=64, blank=True)
    code_until = models.DateTimeField("关联码有效至", null=True, blank=True)
    linked_at = models.DateTimeField("关联时间", null=True, blank=True)
    linked_by = models.CharField("关联人", max_length=80, blank=True)

    class Meta:
        verbose_name = "统一身份"
        constraints = [
            models.UniqueConstraint(fields=["gate", "subject"], name="gate_identity_once"),
            models.UniqueConstraint(
                fields=["gate", "user"], condition=Q(user__isnull=False), name="gate_identity_per_user"
            ),
            models.UniqueConstraint(
                fields=["code_digest"], condition=~Q(code_digest=""), name="gate_code_unique"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.gate} {self.user_id or '待关联'}"
