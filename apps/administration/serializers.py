"""Bodies of the API's URLs for what 管理 sets."""

from __future__ import annotations

from rest_framework import serializers

from apps.api.serializers import Shown
from apps.reports.rules.layout import PRINTABLE


class LayoutBody(Shown):
    """设定栏目的机构."""

    id = serializers.IntegerField()
    name = serializers.CharField()


class LayoutColumn(Shown):
    """一栏."""

    figure = serializers.ChoiceField(choices=list(PRINTABLE.items()), help_text="印哪一个数")
    heading = serializers.CharField(help_text="栏目名称")
    group = serializers.CharField(allow_blank=True, help_text="上层栏目，没有的为空")


class LayoutVersion(Shown):
    """栏目的一版."""

    number = serializers.IntegerField()
    columns = LayoutColumn(many=True)
    source = serializers.CharField(help_text="文号或依据")  # type: ignore[assignment]
    valid_from = serializers.DateField(help_text="这一天起结束的各期按它印")
    reason = serializers.CharField(allow_blank=True)
    recorded_at = serializers.DateTimeField()
    recorded_by = serializers.CharField()


class LayoutsShown(Shown):
    """一个机构一个年度的统计表栏目：现在按哪些栏印，本机构自己的各版."""

    body = LayoutBody()
    year = serializers.IntegerField()
    version = serializers.IntegerField(help_text="下一版的版次；设定时填它")
    columns = LayoutColumn(many=True)
    set_by = serializers.CharField(allow_null=True, help_text="谁设定的；都没有设定的为空，按附件 3 的栏目")
    versions = LayoutVersion(many=True)
