"""The work calendar."""

from __future__ import annotations

from django.db import models

from apps.programs.enums import DayKind


class CalendarYear(models.Model):
    """A year of the work calendar; provisional until the State Council has announced it."""

    year = models.PositiveSmallIntegerField("年份", primary_key=True)
    source = models.CharField("依据", max_length=120)
    provisional = models.BooleanField("暂定", default=False)
    version = models.PositiveIntegerField("版次", default=1)

    class Meta:
        verbose_name = "工作日历"

    def __str__(self) -> str:
        return f"{self.year}{'（暂定）' if self.provisional else ''}"


class CalendarDay(models.Model):
    """A day that differs from the plain week: a public holiday or a make-up workday (调休)."""

    year = models.ForeignKey(CalendarYear, models.CASCADE, related_name="days", verbose_name="年份")
    day = models.DateField("日期", unique=True)
    kind = models.CharField("类别", max_length=10, choices=DayKind.choices)
    name = models.CharField("名称", max_length=40)

    class Meta:
        verbose_name = "日历日"
        ordering = ["day"]

    def __str__(self) -> str:
        return f"{self.day} {self.name}"


class CalendarVersion(models.Model):
    """The whole work calendar as it stood under a version, by which a case says what it was reckoned on.

    Written whenever the calendar changes and never changed: an ended clock shows the day it had (R7).
    """

    version = models.CharField("版本", max_length=16, primary_key=True)
    holidays = models.JSONField("休息日", default=list)
    makeup = models.JSONField("调休上班日", default=list)
    provisional_years = models.JSONField("暂定年份", default=list)

    class Meta:
        verbose_name = "工作日历版本"

    def __str__(self) -> str:
        return self.version
