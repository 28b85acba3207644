"""Bodies of the API's URLs for the directory."""

from __future__ import annotations

from rest_framework import serializers

from apps.api.serializers import Shown


class ListingSerializer(Shown):
    """在哪个名录、依据什么."""

    id = serializers.IntegerField()
    title = serializers.CharField(source="roll.title", help_text="名录名称")
    keeper = serializers.CharField(source="roll.keeper.name", default="", help_text="公布机构")
    region = serializers.CharField(
        source="roll.region_id", allow_null=True, help_text="适用地区代码，空为不限"
    )
    criteria = serializers.CharField(source="roll.criteria", help_text="入选条件")
    legal_basis = serializers.CharField(source="roll.legal_basis", help_text="依据")
    scope = serializers.CharField(source="roll.scope", help_text="适用范围")
    review_conclusion = serializers.CharField(source="roll.review_conclusion", help_text="公平竞争审查结论")
    reviewed_on = serializers.DateField(source="roll.reviewed_on", allow_null=True, help_text="审查日期")
    valid_from = serializers.DateField()


class EnterpriseSerializer(Shown):
    """名录中的一家装修企业."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    credit_code = serializers.CharField(help_text="统一社会信用代码")
    contact_name = serializers.CharField()
    contact_phone = serializers.CharField()
    listings = ListingSerializer(many=True)


class RollSerializer(Shown):
    """一份名录."""

    id = serializers.IntegerField()
    title = serializers.CharField(help_text="名录名称")
    keeper = serializers.CharField(source="keeper.name", default="", help_text="公布机构")
    region = serializers.CharField(source="region_id", allow_null=True, help_text="适用地区代码，空为不限")
    criteria = serializers.CharField(help_text="入选条件")
    legal_basis = serializers.CharField(help_text="依据")
    scope = serializers.CharField(help_text="适用范围")
    asks = serializers.ListField(child=serializers.CharField(), help_text="申请材料")
    review_conclusion = serializers.CharField(help_text="公平竞争审查结论")
    reviewed_on = serializers.DateField(allow_null=True, help_text="审查日期")
    valid_from = serializers.DateField()
    valid_to = serializers.DateField(allow_null=True)
    version = serializers.IntegerField(source="edit")


class ContactSerializer(Shown):
    """一位联系人员."""

    id = serializers.IntegerField()
    enterprise = serializers.IntegerField(source="enterprise_id", help_text="企业的编号")
    name = serializers.CharField()
    duty = serializers.CharField(help_text="职责，企业自己写的：设计、施工、售后等")
    phone = serializers.CharField()
    since = serializers.DateField(help_text="自哪天起")


class DirectoryDone(Shown):
    """办理之后的编号、版次和记录."""

    id = serializers.IntegerField()
    version = serializers.IntegerField()
    record_id = serializers.CharField()
