"""Bodies of the API's URLs for the directory."""

from __future__ import annotations

from rest_framework import serializers

from apps.api.serializers import Shown


class ListingSerializer(Shown):
    """在哪个名录、依据什么."""

    criteria = serializers.CharField(help_text="入选条件")
    legal_basis = serializers.CharField(help_text="依据")
    valid_from = serializers.DateField()


class EnterpriseSerializer(Shown):
    """名录中的一家装修企业."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    credit_code = serializers.CharField(help_text="统一社会信用代码")
    contact_name = serializers.CharField()
    contact_phone = serializers.CharField()
    listings = ListingSerializer(many=True)
