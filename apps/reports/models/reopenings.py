"""A district's request to reopen an accepted week, and what the authority says to it (R11)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from apps.reports.enums import ReopeningStatus
from apps.reports.models.versions import ReportVersion


class Reopening(models.Model):
    """申请重开: asked until the next cut-off, reopened or declined by who accepted the week."""

    version = models.ForeignKey(
        ReportVersion, models.PROTECT, related_name="reopenings", verbose_name="已接收的一版"
    )
    status = models.CharField(
        "状态", max_length=10, choices=ReopeningStatus.choices, default=ReopeningStatus.ASKED
    )
    reason = models.CharField("申请原因", max_length=300)
    asked_at = models.DateTimeField("申请时间")
    asked_by = models.CharField("申请人", max_length=80)
    asked_by_holder = models.CharField("申请人编号", max_length=32, blank=True, default="", db_default="")
    word = models.CharField("答复", max_length=300, blank=True)
    decided_at = models.DateTimeField("答复时间", null=True)
    decided_by = models.CharField("答复人", max_length=80, blank=True)
    decided_by_holder = models.CharField("答复人编号", max_length=32, blank=True, default="", db_default="")

    class Meta:
        verbose_name = "申请重开"
        ordering = ["asked_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["version"], condition=Q(status=ReopeningStatus.ASKED), name="one_open_reopening"
            ),
            models.UniqueConstraint(
                fields=["version"], condition=Q(status=ReopeningStatus.REOPENED), name="reopened_once"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="reopening_has_reason"),
            models.CheckConstraint(
                condition=Q(status=ReopeningStatus.ASKED, decided_at__isnull=True)
                | ~Q(status=ReopeningStatus.ASKED) & Q(decided_at__isnull=False),
                name="reopening_decided_at",
            ),
            models.CheckConstraint(
                condition=~Q(status=ReopeningStatus.DECLINED) | ~Q(word=""),
                name="reopening_declined_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version} 申请重开"
