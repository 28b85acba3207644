"""上门未遇: visits at which nobody of the household was met (P5)."""

from __future__ import annotations

import uuid

from django.db import models

from apps.cases.models import Case
from apps.inspections.models.appointments import Appointment
from apps.inspections.rules.absences import TellingWay


class Absence(models.Model):
    """第 n 次上门未遇, with how the household had been told and who was there. Never changed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="absences", verbose_name="案件")
    number = models.PositiveSmallIntegerField("次数")
    appointment = models.ForeignKey(
        Appointment, models.PROTECT, null=True, blank=True, related_name="absences", verbose_name="预约"
    )
    """The appointment that was kept by one side only; None where none was agreed for that day."""
    visited_at = models.DateTimeField("上门时间")
    told_on = models.DateField("提前告知日期", null=True, blank=True)
    told_by_ways = models.JSONField("告知方式", default=list)
    officers = models.CharField("上门人员", max_length=120)
    witness = models.CharField("见证人", max_length=80, blank=True)
    letter_on = models.DateField("书面告知张贴或寄出日期", null=True, blank=True)
    note = models.CharField("情况", max_length=300, blank=True)
    recorded_at = models.DateTimeField("登记时间")
    recorded_by = models.CharField("登记人", max_length=80)

    class Meta:
        verbose_name = "上门未遇"
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["case", "number"], name="absence_once")]

    def __str__(self) -> str:
        return f"第 {self.number} 次上门未遇"

    @property
    def told_words(self) -> str:
        """How it was told, in words."""
        return "、".join(TellingWay(each).label for each in self.told_by_ways)
