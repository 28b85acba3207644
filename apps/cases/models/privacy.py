"""个人信息处理告知: its wordings, and who was told by which of them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from apps.cases.enums import Applicant, NoticeMeans
from apps.cases.models.case import Case
from apps.orgs.models import Organisation


class PrivacyNotice(models.Model):
    """个人信息处理告知: one wording of a body, never changed (个人信息保护法 第十七条)."""

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="privacy_notices", verbose_name="机构"
    )
    digest = models.CharField("摘要", max_length=64)
    text = models.TextField("告知内容", blank=True, help_text="空：不再用自己的文本，改用默认文本")
    by_default = models.BooleanField("默认文本", default=False)
    """Composed of what the system does; kept once somebody was told by it."""
    made_at = models.DateTimeField("启用时间")
    made_by = models.CharField("启用人", max_length=80)

    class Meta:
        verbose_name = "个人信息处理告知"
        ordering = ["made_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "digest"],
                condition=Q(by_default=True),
                name="default_notice_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} {self.code}"

    @property
    def code(self) -> str:
        """What tells one wording from another on papers and in bodies: 12 hexadecimal digits."""
        return self.digest[:12]


class PrivacyAcknowledgement(models.Model):
    """告知记录: the household was told, by which wording, how, and by whom it was taken down."""

    case = models.OneToOneField(
        Case, models.CASCADE, related_name="privacy_acknowledgement", verbose_name="案件"
    )
    notice = models.ForeignKey(PrivacyNotice, models.PROTECT, related_name="+", verbose_name="告知文本")
    acknowledged_by = models.CharField("知悉人", max_length=10, choices=Applicant.choices)
    means = models.CharField("告知方式", max_length=10, choices=NoticeMeans.choices)
    recorded_at = models.DateTimeField("记录时间")
    recorded_by = models.CharField("告知人", max_length=80)

    class Meta:
        verbose_name = "告知记录"

    def __str__(self) -> str:
        return f"{self.case} {self.get_means_display()}"
