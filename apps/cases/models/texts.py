"""Texts to a household that did not get through, until somebody has mended that."""

from __future__ import annotations

import uuid
from typing import Self

from django.db import models
from django.db.models import Q

from apps.cases.enums import TextFault, TextMended
from apps.cases.models.case import Case


class UndeliveredTextQuerySet(models.QuerySet["UndeliveredText"]):
    """Texts that did not get through."""

    def still_open(self) -> Self:
        return self.filter(ended_at__isnull=True)


class UndeliveredText(models.Model):
    """没有送到的短信: a text of a case, why it did not get through, and what was done about it.

    One row a message: one that is sent again and fails again is open again.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="undelivered_texts", verbose_name="案件")
    message_id = models.UUIDField("消息编号", unique=True)
    event = models.CharField("事项", max_length=40)
    text = models.CharField("短信", max_length=300)
    code = models.CharField("原因类别", max_length=12, choices=TextFault.choices())
    reason = models.CharField("原因", max_length=200)
    phone_index = models.CharField("号码摘要", max_length=64)
    """Keyed digest of the number at that time: to another one it is sent as a new text."""
    written_at = models.DateTimeField("短信时间")
    failed_at = models.DateTimeField("没有送到的时间")
    ended_at = models.DateTimeField("处理时间", null=True, blank=True)
    ended_by = models.CharField("处理人", max_length=80, blank=True)
    mended = models.CharField("怎样处理", max_length=10, choices=TextMended.choices(), blank=True)
    remark = models.CharField("说明", max_length=200, blank=True)

    objects = UndeliveredTextQuerySet.as_manager()

    class Meta:
        verbose_name = "没有送到的短信"
        ordering = ["failed_at"]
        indexes = [
            models.Index(
                fields=["case", "failed_at"], condition=Q(ended_at__isnull=True), name="undelivered_text_open"
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, mended="") | Q(ended_at__isnull=False) & ~Q(mended=""),
                name="undelivered_text_mended",
            )
        ]

    def __str__(self) -> str:
        return f"{self.event} {self.code}"

    @property
    def fault(self) -> TextFault:
        return TextFault(self.code)
