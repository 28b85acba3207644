"""服务评价 as other systems read it."""

from __future__ import annotations

from rest_framework import serializers

from apps.api.serializers import Shown


class FollowUpShown(Shown):
    """追评。"""

    words = serializers.CharField()
    way = serializers.CharField(help_text="phone 本人手机，paper 书面代记")
    said_on = serializers.DateField()
    recorded_at = serializers.DateTimeField()


class RatingShown(Shown):
    """一户的服务评价；与验收时的满意、不满意无关."""

    id = serializers.UUIDField()
    case_id = serializers.UUIDField()
    number = serializers.CharField(source="case.number", help_text="办件编号")
    level = serializers.CharField(help_text="very_good、good、fair、bad、very_bad")
    words = serializers.CharField(help_text="省里只看由它回访的；不给看的为空")
    shares_words = serializers.BooleanField(help_text="住户同意这些话给装修企业看")
    way = serializers.CharField(help_text="phone 本人手机，paper 书面代记")
    said_on = serializers.DateField(help_text="评价日期；书面的为纸上的日期")
    recorded_at = serializers.DateTimeField()
    follow_up = FollowUpShown(allow_null=True, help_text="没有追评的，或不给看的，为空")
