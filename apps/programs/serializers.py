"""Bodies of the API's URLs for the programme."""

from __future__ import annotations

from rest_framework import serializers

from apps.api.serializers import Shown


class RuleSerializer(Shown):
    """一个参数和它的出处."""

    code = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    value = serializers.CharField(help_text="未设定的不检查")
    source = serializers.CharField(help_text="文号")  # type: ignore[assignment]
    clause = serializers.CharField(allow_blank=True)
    strength = serializers.CharField(help_text="约束力：遵照执行、参照执行、参考借鉴、本地约定")


class RuleSetSerializer(Shown):
    """今天登记的办件所用的规则版本."""

    version = serializers.CharField()
    formula = serializers.CharField(help_text="干法比例的算法")
    effective_from = serializers.DateField()
    rules = RuleSerializer(many=True)


class ProgramSerializer(Shown):
    """项目年度."""

    year = serializers.IntegerField()
    name = serializers.CharField()
    opens_on = serializers.DateField()
    closes_on = serializers.DateField()
    rule_set = RuleSetSerializer()
