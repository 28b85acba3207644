"""上门预约: when somebody comes, what for, and how both sides came to that time."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import F, Q

from apps.cases.models import Case
from apps.enterprises.models import Enterprise
from apps.inspections.enums import AppointmentAct, AppointmentPurpose, AppointmentState, Channel
from apps.inspections.rules.appointments import OPEN, Slot

_OPEN = sorted(state.value for state in OPEN)


class AppointmentQuerySet(models.QuerySet["Appointment"]):
    """Filters of appointments."""

    def open(self) -> Self:
        """Those that still go on."""
        return self.filter(state__in=_OPEN)

    def of_case(self, case: Case) -> Self:
        """Those of a case; what a replaced enterprise arranged is none of its successor's."""
        return self.filter(Q(enterprise=None) | Q(enterprise=case.enterprise_id), case=case)

    def of_day(self, first: datetime, end: datetime) -> Self:
        """Agreed ones that begin between two moments, the earliest first."""
        rows = self.filter(state=AppointmentState.AGREED, starts__gte=first, starts__lt=end)
        return rows.order_by("starts", "pk")


class Appointment(models.Model):
    """上门预约: times that are offered to a household, the one agreed, and how it ended.

    Never deleted; a time that is moved stands in its :class:`AppointmentStep`.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="appointments", verbose_name="案件")
    enterprise = models.ForeignKey(
        Enterprise, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="装修企业"
    )
    """Of a 复量 the enterprise that measures; None where an official comes."""
    number = models.PositiveSmallIntegerField("序号")
    version = models.PositiveSmallIntegerField("变动次数", default=1)
    purpose = models.CharField("事由", max_length=14, choices=AppointmentPurpose.choices())
    state = models.CharField("状态", max_length=10, choices=AppointmentState.choices())
    officers = models.CharField("上门人员", max_length=120)
    minutes = models.PositiveSmallIntegerField("大约多少分钟", null=True, blank=True)
    note = models.CharField("请住户准备", max_length=200, blank=True)
    starts = models.DateTimeField("约定开始", null=True, blank=True)
    ends = models.DateTimeField("约定结束", null=True, blank=True)
    offered_until = models.DateTimeField("最后一个时段的开始")
    """Of the times offered last: afterwards nobody can choose any more, and whoever comes offers others."""
    channel = models.CharField("怎样约定", max_length=6, choices=Channel.choices(), blank=True)
    agreed_on = models.DateField("约定日期", null=True, blank=True)
    wish = models.CharField("住户的话", max_length=300, blank=True)
    """What the household said last about another time."""
    wishes = models.PositiveSmallIntegerField("住户要求改期次数", default=0)
    organisation_id = models.BigIntegerField("上门单位编号")
    """Of whoever offered it. Who comes today is asked of the case: it may have passed to another body."""
    organisation_name = models.CharField("上门单位", max_length=120)
    role = models.CharField("岗位", max_length=20)
    offered_at = models.DateTimeField("提出时间")
    offered_by = models.CharField("提出人", max_length=80)
    offered_holder = models.CharField("提出人编号", max_length=32, blank=True)

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        verbose_name = "上门预约"
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="appointment_number_once"),
            models.UniqueConstraint(
                fields=["case", "purpose"], condition=Q(state__in=_OPEN), name="one_open_appointment"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["agreed", "kept", "missed"])
                | Q(starts__isnull=False, ends__gt=F("starts")),
                name="agreed_appointment_has_time",
            ),
        ]
        indexes = [
            models.Index(fields=["starts"], condition=Q(state__in=_OPEN), name="appointment_open_starts")
        ]

    def __str__(self) -> str:
        return f"{self.purpose_label}上门预约"

    @property
    def purpose_label(self) -> str:
        return AppointmentPurpose(self.purpose).label

    @property
    def stands(self) -> AppointmentState:
        return AppointmentState(self.state)

    @property
    def is_open(self) -> bool:
        return self.stands in OPEN

    @property
    def agreed(self) -> Slot | None:
        """The time agreed, None while there is none."""
        return Slot(self.starts, self.ends) if self.starts and self.ends else None

    @property
    def channel_label(self) -> str:
        return Channel(self.channel).label if self.channel else ""


class AppointmentSlot(models.Model):
    """时段: one of the times offered; those of an earlier offer can be chosen no more."""

    appointment = models.ForeignKey(Appointment, models.CASCADE, related_name="slots", verbose_name="预约")
    offer = models.PositiveSmallIntegerField("第几次提出")
    starts = models.DateTimeField("开始")
    ends = models.DateTimeField("结束")

    class Meta:
        verbose_name = "时段"
        ordering = ["-offer", "starts"]
        constraints = [
            models.UniqueConstraint(fields=["appointment", "offer", "starts"], name="slot_offered_once"),
            models.CheckConstraint(condition=Q(ends__gt=F("starts")), name="slot_ends_after_start"),
        ]

    def __str__(self) -> str:
        return self.slot.words

    @property
    def slot(self) -> Slot:
        return Slot(self.starts, self.ends)


class AppointmentStep(models.Model):
    """One thing done about an appointment: by whom, how it was said, from when to when. Never changed."""

    appointment = models.ForeignKey(Appointment, models.CASCADE, related_name="steps", verbose_name="预约")
    number = models.PositiveSmallIntegerField("序号")
    did = models.CharField("事项", max_length=8, choices=AppointmentAct.choices())
    channel = models.CharField("怎样说的", max_length=6, choices=Channel.choices(), blank=True)
    wished = models.BooleanField("住户要求", default=False)
    was = models.DateTimeField("原定时间", null=True, blank=True)
    starts = models.DateTimeField("约定时间", null=True, blank=True)
    words = models.CharField("说明", max_length=300, blank=True)
    at = models.DateTimeField("时间")
    by = models.CharField("经手人", max_length=80)
    organisation = models.CharField("单位", max_length=120, blank=True)

    class Meta:
        verbose_name = "预约变动"
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["appointment", "number"], name="appointment_step_once")
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.did_label}"

    @property
    def did_label(self) -> str:
        return AppointmentAct(self.did).label

    @property
    def channel_label(self) -> str:
        return Channel(self.channel).label if self.channel else ""
