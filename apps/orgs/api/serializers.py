"""Bodies in and out. What comes in is strict: a name the document does not know is refused."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rest_framework import serializers

LARGEST_VERSION = 2**31 - 1


class Strict(serializers.Serializer[Any]):
    """A body that is sent to us; unknown names are refused, so nothing can be slipped in."""

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
        return super().to_internal_value(data)


class Part(Strict):
    """An object inside a strict body."""


class Versioned(Strict):
    """The body of a change: the version of what it changes, as the caller last read it."""

    version = serializers.IntegerField(
        min_value=1, max_value=LARGEST_VERSION, help_text="您读到的版次；已被别人改过则返回 409"
    )


class Shown(serializers.Serializer[Any]):
    """A body that we send; every value is already cut to what the caller may see."""
