"""Bodies of the API's URLs for files."""

from __future__ import annotations

from rest_framework import serializers

from apps.api.serializers import Shown


class FileSerializer(Shown):
    """一份文件."""

    id = serializers.UUIDField()
    kind = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    name = serializers.CharField(source="original_name")
    media_type = serializers.CharField(help_text="实际识别的类型；图片都重新编码过")
    size = serializers.IntegerField(help_text="字节")
    sha256 = serializers.CharField(help_text="存入内容的摘要")
    sensitive = serializers.BooleanField(help_text="含证件号码或困难家庭信息")
    created_at = serializers.DateTimeField()
