"""Bodies of the API's URLs for packages."""

from __future__ import annotations

from rest_framework import serializers

from apps.api.serializers import Shown


class PackageSerializer(Shown):
    """一个套餐的现行版本；金额为元."""

    id = serializers.IntegerField()
    version = serializers.IntegerField(source="edit", help_text="办理时作为 version 送回")
    enterprise = serializers.IntegerField(source="enterprise_id", help_text="企业编号")
    enterprise_name = serializers.CharField(source="enterprise.name")
    kind = serializers.CharField(help_text="kitchen 厨房，bathroom 卫生间")
    area = serializers.DecimalField(6, 2, help_text="报价面积（㎡）")
    name = serializers.CharField()
    price = serializers.DecimalField(14, 2, allow_null=True, help_text="价格（元），没有公布过为空")
    published_on = serializers.DateField(source="current.published_on", default=None, allow_null=True)
    waits = serializers.CharField(
        help_text="待公布版本的状态：submitted、returned；没有的，或不是本企业的、不由本单位看的，为空"
    )
    missing_note = serializers.CharField(help_text="缺什么；与 waits 同样只给企业自己和公布机构")
    withdrawn_on = serializers.DateField(allow_null=True, help_text="下架日期")
