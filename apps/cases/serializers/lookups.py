"""What the API is asked about people: a household by its number, one full number with a purpose."""

from __future__ import annotations

from rest_framework import serializers

from apps.api.serializers import Strict


class RevealBody(Strict):
    """查看一项完整号码；用途会记录."""

    field = serializers.ChoiceField(choices=[("id_number", "身份证号"), ("phone", "联系方式")])
    purpose = serializers.CharField(min_length=2, max_length=100)


class FindBody(Strict):
    """按证件号码或电话精确查找；只填一种。号码不写进地址，所以用 POST."""

    id_number = serializers.CharField(max_length=40, required=False)
    phone = serializers.CharField(max_length=40, required=False)

    def validate(self, attrs: dict[str, str]) -> dict[str, str]:
        """Take exactly one."""
        if len(attrs) != 1:
            raise serializers.ValidationError("请填写 id_number 或 phone 中的一种。", code="one_of")
        return attrs
