"""Bodies in and out. What comes in is strict: a name the document does not know is refused."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.http import QueryDict
from rest_framework import serializers

from apps.lib.amounts import from_wan, spelled
from apps.lib.formats import money

# The largest integer that PostgreSQL keeps, and with it any version.
LARGEST_VERSION = 2**31 - 1


class InWan(serializers.DecimalField):
    """An amount kept in 元 as JSON says it in 万元: exact, with more decimals where the 分 need them.

    Beside ``name`` stands ``name_yuan`` in 元. In a body either may be sent, both if they agree;
    ``asked`` where one of them must.
    """

    def __init__(self, digits: int = 14, places: int = 4, *, asked: bool = False, **kwargs: Any) -> None:
        """``digits`` of which six are decimals; ``places`` are shown at least."""
        self.places, self.asked = places, asked
        super().__init__(digits, 6, **kwargs)

    def to_representation(self, value: Decimal) -> str:
        """Return the spelling in 万元."""
        return spelled(value, self.places)


class InYuan(serializers.DecimalField):
    """An amount in 元 to the 分, beside the one in 万元."""

    def __init__(self, digits: int = 14, **kwargs: Any) -> None:
        """``digits`` of which two are decimals."""
        super().__init__(digits, 2, **kwargs)


class SentAmount(str):
    """An amount of a body as a person would type it, with its unit; ``sent_as`` is its field in the body."""

    sent_as: str

    def __new__(cls, text: str, sent_as: str) -> SentAmount:
        """Return the text with the name it was sent under."""
        made = super().__new__(cls, text)
        made.sent_as = sent_as
        return made


class Strict(serializers.Serializer[Any]):
    """办理的内容；这里没有的字段一律拒绝。"""

    # The docstring stands in the document. Unknown names are refused so that nothing can be slipped in.

    default_error_messages = {"unknown_field": "没有这个字段，请按接口文档填写。"}

    def to_internal_value(self, data: Any) -> Any:
        """Return checked values; refuse names that are not fields, before anything else."""
        if isinstance(data, Mapping):
            # DRF drops unknown names in silence: a misspelt optional field would be lost with a 201.
            known = {name for name, field in self.fields.items() if not field.read_only}
            unknown = [str(name) for name in data if name not in known]
            if unknown:
                message = self.error_messages["unknown_field"]
                # The first ones: a body can invent thousands.
                raise serializers.ValidationError(
                    {name: [message] for name in unknown[:20]}, code="unknown_field"
                )
            if not isinstance(data, QueryDict):  # a form's values are all texts
                wrong = {name: found for name, value in data.items() if (found := _misfit(self, name, value))}
                if wrong:
                    raise serializers.ValidationError(wrong, code="type")
        values = super().to_internal_value(data)
        wrong = {}
        for name, field in self.fields.items():
            if isinstance(field, InWan):
                wrong |= _join(values, name, asked=field.asked)
        if wrong:
            raise serializers.ValidationError(wrong)
        return values


def _join(values: dict[str, Any], name: str, *, asked: bool) -> dict[str, Any]:
    """Make one amount of what was sent in 万元 and in 元; return what is wrong with it, by field."""
    # Popped, and one value put back: the page's form has one field for the amount, in 元 (0093).
    yuan = f"{name}_yuan"
    sent = {each: values.pop(each) for each in (name, yuan) if each in values}
    if not sent:
        words = f"请填写 {name}（万元）或 {yuan}（元）。"
        return {name: [serializers.ErrorDetail(words, "required")]} if asked else {}
    amounts = {
        each: from_wan(value) if each == name and value is not None else value for each, value in sent.items()
    }
    if len(set(amounts.values())) > 1:
        said = "空" if sent[name] is None else f"{money(amounts[name])} 万元"
        words = f"与 {name}（{said}）不一致；两项只填一项即可。"
        return {yuan: [serializers.ErrorDetail(words, "differs")]}
    sent_as, amount = next(iter(amounts.items()))
    values[name] = None if amount is None else SentAmount(f"{amount:f}元", sent_as)
    return {}


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
    # Whether null may stand here is DRF's own question (allow_null), with its own words.
    if value is None:
        return []
    if isinstance(field, serializers.BooleanField):
        return [] if isinstance(value, bool) else ["应是 true 或 false。"]
    if isinstance(field, serializers.IntegerField):
        return [] if type(value) is int else ["应是整数，不加引号。"]  # True is an int by isinstance
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
