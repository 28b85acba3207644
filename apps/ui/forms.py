"""What a field says when nobody filled it in, or what was typed cannot be read: by its kind, in plain words.

Django's own words name no act (这个字段是必填项。). A field that says more says it itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from django import forms
from django.core import validators

_UNKNOWN = "没有“%(value)s”这一项，请从列出的选项中选择。"
_CHOOSE = {"required": "请选择。", "invalid_choice": _UNKNOWN}
_SEVERAL = {
    "required": "请至少选择一项。",
    "invalid_choice": _UNKNOWN,
    "invalid_list": "请从列出的选项中选择。",
}
_NO_FILE = "没有收到文件，请重新选择。"
WORDS: Mapping[type[forms.Field], Mapping[str, str]] = {
    forms.Field: {"required": "请填写。"},
    forms.IntegerField: {"invalid": "请填写整数，如 12。"},
    forms.FloatField: {"invalid": "请填写数字，如 18.6。"},
    forms.DecimalField: {"invalid": "请填写数字，如 18.6。"},
    forms.DateField: {"invalid": "请填写真实存在的日期，如 2026-09-01。"},
    forms.TimeField: {"invalid": "请填写时间，如 09:30。"},
    forms.DateTimeField: {"invalid": "请填写日期和时间，如 2026-09-01 09:30。"},
    forms.BooleanField: {"required": "请勾选。"},
    forms.ChoiceField: _CHOOSE,
    forms.ModelChoiceField: _CHOOSE,
    forms.MultipleChoiceField: _SEVERAL,
    forms.ModelMultipleChoiceField: _SEVERAL,
    forms.UUIDField: {"invalid": "内容不完整，请刷新页面再试。"},
    forms.JSONField: {"invalid": "内容不完整，请刷新页面再试。"},
    forms.FileField: {
        "required": "请选择文件。",
        "invalid": _NO_FILE,
        "missing": _NO_FILE,
        "empty": "这个文件是空的，请重新选择。",
        "max_length": "文件名太长，请改短以后再选。",
    },
    forms.ImageField: {"invalid_image": "这不是图片，或者图片已经损坏，请换一张。"},
}
"""Words by kind of field and code; a kind that is a kind of another has the other's, too."""
LIMITS: Mapping[type[validators.BaseValidator], str] = {
    validators.MaxLengthValidator: "最多 %(limit_value)d 字，现在 %(show_value)d 字。",
    validators.MinLengthValidator: "至少 %(limit_value)d 字，现在 %(show_value)d 字。",
    validators.MaxValueValidator: "不能大于 %(limit_value)s。",
    validators.MinValueValidator: "不能小于 %(limit_value)s。",
}
_DIGITS = {
    "invalid": "请填写数字，如 18.6。",
    "max_digits": "数字太长，请核对。",
    "max_decimal_places": "最多 %(max)s 位小数。",
    "max_whole_digits": "数字太大，请核对。",
}


def speak_plainly() -> None:
    """Give every kind of field its words; before any form is declared, whose fields take them over."""
    for kind, words in WORDS.items():
        own = kind.__dict__.get("default_error_messages", {})
        kind.default_error_messages = {**own, **words}
    for limit, text in LIMITS.items():
        # Typed as translated words, which these are not: they are said as they stand.
        limit.message = cast("Any", text)
    validators.DecimalValidator.messages = cast("Any", _DIGITS)
    validators.EmailValidator.message = cast("Any", "请填写电子邮箱，如 name@example.com。")
    validators.ProhibitNullCharactersValidator.message = cast("Any", "含有看不见的空字符，请删去再填。")
