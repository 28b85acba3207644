"""A 年终核定 as the API shows it."""

from __future__ import annotations

from rest_framework import serializers

from apps.api.serializers import Shown
from apps.reports.enums import CloseStatus


class YearCloseStands(Shown):
    """办理结果：这份年终核定现在的状态."""

    id = serializers.IntegerField(label="编号")
    state = serializers.ChoiceField(CloseStatus.choices, label="状态")
    state_label = serializers.CharField(label="状态名称")
    version = serializers.IntegerField(label="修改次数", help_text="下一次办理时填这个数")
    record_id = serializers.CharField(label="本次办理的记录")
