"""上门预约 as other systems read it."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from apps.api.serializers import Shown
from apps.inspections.enums import AppointmentPurpose, AppointmentState, Channel
from apps.inspections.serializers.works import OneOrNone

_WAITS = [("household", "住户"), ("visitor", "上门的单位")]


class SlotShown(Shown):
    """A time that may be chosen now."""

    id = serializers.IntegerField(source="pk", help_text="选定时原样使用")
    starts = serializers.DateTimeField(label="开始")
    ends = serializers.DateTimeField(label="结束")


class AppointmentShown(Shown):
    """One appointment as it stands, and who owes an answer."""

    id = serializers.UUIDField(source="row.pk")
    number = serializers.IntegerField(source="row.number", label="序号")
    version = serializers.IntegerField(source="row.version", label="版次", help_text="这一预约自己的版次")
    purpose = serializers.ChoiceField(AppointmentPurpose.choices(), source="row.purpose", label="上门做什么")
    state = serializers.ChoiceField(AppointmentState.choices(), source="row.state", label="状态")
    goes_on = serializers.BooleanField(label="还在进行", help_text="案件已有变动、不再需要上门的为 false")
    waits_for = serializers.SerializerMethodField(label="等谁答复", help_text="不等答复的为 null")
    officers = serializers.CharField(source="row.officers", label="上门人员")
    organisation = serializers.CharField(source="row.organisation_name", label="上门单位")
    minutes = serializers.IntegerField(source="row.minutes", allow_null=True, label="大约多少分钟")
    note = serializers.CharField(source="row.note", allow_blank=True, label="请住户准备")
    starts = serializers.DateTimeField(source="row.starts", allow_null=True, label="约定开始")
    ends = serializers.DateTimeField(source="row.ends", allow_null=True, label="约定结束")
    channel = OneOrNone(Channel.choices(), source="row.channel", label="怎样约定")
    wish = serializers.CharField(
        allow_blank=True, label="住户的话", help_text="上门的一方、窗口和审计可读，别的为空"
    )
    wishes = serializers.IntegerField(source="row.wishes", label="住户要求改期次数")
    choices = SlotShown(source="to_come", many=True, label="可以选的时段")
    offered_at = serializers.DateTimeField(source="row.offered_at", label="提出时间")
    offered_by = serializers.CharField(source="row.offered_by", label="提出人")

    @extend_schema_field(serializers.ChoiceField(_WAITS, allow_null=True))
    def get_waits_for(self, view: Any) -> str | None:
        if not view.goes_on:
            return None
        if view.standing.household:
            return "household"
        return "visitor" if view.standing.owed else None
