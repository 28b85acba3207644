"""How a case stands after an act on it: what a caller needs for the next one."""

from __future__ import annotations

from rest_framework import serializers

from apps.api.serializers import Shown
from apps.cases.enums import Status


class ActDone(Shown):
    """办理结果: the case as it now stands, and the record that was written."""

    id = serializers.UUIDField(label="案件")
    number = serializers.CharField(label="办件编号", allow_null=True)
    status = serializers.ChoiceField(Status.choices, label="状态")
    status_label = serializers.CharField(label="状态名称")
    version = serializers.IntegerField(label="案件版次", help_text="下一次办理时填这个版次")
    record_id = serializers.CharField(label="本次办理的记录", help_text="方案、合同、巡查、报告等的编号")
