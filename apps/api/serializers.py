"""Bodies in and out. What comes in is strict: a name the document does not know is refused."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django.http import QueryDict
from rest_framework import serializers

LARGEST_VERSION = 2**31 - 1


class Strict(serializers.Serializer[Any]):
    """办理的内容；这里没有的字段一律拒绝。"""

    # The docstring stands in the document. Unknown names are refused so that nothing can be slipped in.

    default_error_messages = {"unknown_field": "没有这个字段，请按接口文档填写。"}

    def to_internal_value(self, data: Any) -> Any:
        """Return checked values; refuse names that are not fields, before anything else."""
        if isinstance(data, Mapping):
            known = {name for name, field in self.fields.items() if not field.read_only}
            unknown = [str(name) for name in data if name not in known]
            if unknown:
                message = self.error_messages["unknown_field"]
                raise serializers.ValidationError(
                    {name: [message] for name in unknown[:20]}, code="unknown_field"
                )
            if not isinstance(data, QueryDict):  # a form's values are all texts
                wrong = {name: found for name, value in data.items() if (found := _misfit(self, name, value))}
                if wrong:
                    raise serializers.ValidationError(wrong, code="type")
        return super().to_internal_value(data)


_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})")
_NUMBER = re.compile(r"-?\d+(\.\d+)?")
_UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_WRITTEN: tuple[tuple[type[Any], re.Pattern[str], str], ...] = (
    (serializers.DateTimeField, _MOMENT, "应是带时区的时间，例如 2026-09-01T09:30:00+08:00。"),
    (serializers.DateField, _DAY, "应是日期，例如 2026-09-01。"),
    (serializers.DecimalField, _NUMBER, '应是写成文字的数，例如 "10.66"。'),
    (serializers.UUIDField, _UUID, "应是 UUID。"),
)


def _misfit(reader: Strict, name: str, value: object) -> list[str]:
    """Return what is wrong with the JSON type of a value: DRF would read 5 as "5" and "yes" as true."""
    field = reader.fields[name]
    if isinstance(field, serializers.ListField) and isinstance(value, list):
        return next((found for each in value if (found := _untyped(field.child, each))), [])
    return _untyped(field, value)


def _untyped(field: serializers.Field[Any, Any, Any, Any], value: object) -> list[str]:
    if value is None:
        return []
    if isinstance(field, serializers.BooleanField):
        return [] if isinstance(value, bool) else ["应是 true 或 false。"]
    if isinstance(field, serializers.IntegerField):
        return [] if type(value) is int else ["应是整数，不加引号。"]
    for kind, pattern, message in _WRITTEN:
        if isinstance(field, kind):
            return [] if isinstance(value, str) and pattern.fullmatch(value) else [message]
    if isinstance(field, (serializers.CharField, serializers.ChoiceField)) and not isinstance(
        field, serializers.MultipleChoiceField
    ):
        return [] if isinstance(value, str) else ["应是文字。"]
    return []


class Part(Strict):
    """An object inside a strict body."""


class Versioned(Strict):
    """办理的内容，带上最后读到的版次；这里没有的字段一律拒绝。"""

    version = serializers.IntegerField(
        min_value=1, max_value=LARGEST_VERSION, help_text="您读到的版次；已被别人改过则返回 409"
    )


class Shown(serializers.Serializer[Any]):
    """A body that we send; every value is already cut to what the caller may see."""
