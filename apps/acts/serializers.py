"""Bodies out of the acts' own forms: the same names, labels, lengths and choices on every channel.

A body checks JSON types and refuses unknown names; the form alone judges meaning.
"""

from __future__ import annotations

from copy import deepcopy
from functools import cache
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from rest_framework import serializers

from apps.acts.forms import ActForm, KeyedRows, Rows, YuanField
from apps.api.serializers import InWan, InYuan, Part, Strict, Versioned
from apps.documents.forms import ParkedFileField

MOST_FILES = 30
LONGEST_SIGNATURE = 400_000
"""A drawn signature as a data URL: a few kilobytes; the check of the picture itself comes later."""
_OURS = frozenset({"version", "key", "loaded"})
AnyField = serializers.Field[Any, Any, Any, Any]


_PREFILLED = "不填则用页面上预填的值"


def fields_of(name: str, field: forms.Field, *, required: bool | None = None) -> dict[str, AnyField]:
    """Return what a form's field is in a JSON body, by the names it has there: an amount has two."""
    if not isinstance(field, YuanField):
        return {name: field_of(field, required=required)}
    base = _said(field, False)
    asked = field.required if required is None else required
    beside, told = f"{name}_yuan", base.pop("help_text", "")
    either = "必填其一" if asked else "填一项即可"
    words = f"{told}；" if told else ""
    plain: dict[str, Any] = {**base, "allow_null": not field.required}
    # Never fewer than the field takes: the form judges the amount, with words that name the limit.
    digits = max(14, len(f"{field.most:.2f}") - 1)
    return {
        name: InWan(
            digits,
            asked=asked,
            **{**plain, "label": f"{field.label}（万元）"},
            help_text=f"{words}写成万元，最多六位小数；与 {beside} {either}，都填须一致",
        ),
        beside: InYuan(
            digits,
            **{**plain, "label": f"{field.label}（元）"},
            help_text=f"写成元，最多两位小数；与 {name} {either}，都填须一致",
        ),
    }


def field_of(field: forms.Field, *, required: bool | None = None) -> AnyField:
    """Return what a form's field is in a JSON body; ``required`` where a body differs from the page."""
    base = _said(field, field.required if required is None else required)
    if hasattr(field, "json"):  # the field reads a text and says itself what JSON may send for it
        own: AnyField = field.json(**base, allow_null=not field.required)
        return own
    if isinstance(field, ParkedFileField):
        return _files(field, base)
    if isinstance(field, forms.ChoiceField):
        return _choice(field, base)
    if isinstance(field, forms.BooleanField):
        return serializers.BooleanField(**base)
    if isinstance(field, forms.DecimalField):
        return serializers.DecimalField(
            field.max_digits, field.decimal_places, **base, **_bounds(field), allow_null=not field.required
        )
    if isinstance(field, forms.IntegerField):
        return serializers.IntegerField(**base, **_bounds(field), allow_null=not field.required)
    if isinstance(field, forms.DateTimeField):
        return serializers.DateTimeField(**base, allow_null=not field.required)
    if isinstance(field, forms.DateField):
        return serializers.DateField(**base, allow_null=not field.required)
    if isinstance(field, forms.UUIDField):
        return serializers.UUIDField(**base)
    if isinstance(field, forms.CharField):
        most = field.max_length or LONGEST_SIGNATURE
        return serializers.CharField(**base, max_length=most, allow_blank=not field.required)
    raise TypeError(f"no JSON for {type(field).__name__}")


def _said(field: forms.Field, required: bool) -> dict[str, Any]:
    words = str(field.help_text or (_PREFILLED if field.required and not required else ""))
    told = {"help_text": words} if words and not isinstance(field, ParkedFileField) else {}
    return {"label": str(field.label or ""), "required": required, **told}


def _files(field: ParkedFileField, base: dict[str, Any]) -> AnyField:
    words = f"先用 POST /api/v1/files 上传（{field.kind}），这里填文件编号"
    if field.multiple:
        return serializers.ListField(
            child=serializers.UUIDField(),
            allow_empty=not field.required,
            max_length=MOST_FILES,
            help_text=words,
            **base,
        )
    return serializers.UUIDField(allow_null=not field.required, help_text=words, **base)


def _choice(field: forms.ChoiceField, base: dict[str, Any]) -> AnyField:
    if isinstance(field, forms.ModelChoiceField):
        return serializers.IntegerField(**base, min_value=1, allow_null=not field.required)
    if isinstance(field, forms.MultipleChoiceField):
        each = serializers.ChoiceField(_flat(field.choices))
        return serializers.ListField(child=each, max_length=len(_flat(field.choices)), **base)
    choices = [(value, label) for value, label in _flat(field.choices) if value]
    if not choices:
        # offered only once the case is known; the form checks it
        return serializers.CharField(**base, max_length=120, allow_blank=not field.required)
    return serializers.ChoiceField(choices, **base, allow_null=not field.required)


def _flat(choices: Any) -> list[tuple[str, str]]:
    return [(str(value), str(label)) for value, label in choices]


def _bounds(field: forms.Field) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for validator in field.validators:
        limit = getattr(validator, "limit_value", None)
        if isinstance(validator, MinValueValidator):
            found["min_value"] = limit
        elif isinstance(validator, MaxValueValidator):
            found["max_value"] = limit
    return found


def rows_of(group: Rows) -> AnyField:
    """Return the list of a group in a body."""
    made: AnyField = serializers.ListSerializer(
        child=_row_of(group)(),
        max_length=group.most,
        allow_empty=not group.required or isinstance(group, KeyedRows),
        required=group.required,
        label=group.label,
    )
    return made


@cache  # the bodies of several forms may have the same rows: in the document they are one component
def _row_of(group: Rows) -> type[Part]:
    # base_fields belong to the class: setting required on them would change the page's form as well.
    columns = deepcopy(group.row.base_fields)
    for name in group.asks:
        columns[name].required = True
    fields = {
        made: each
        for name, column in columns.items()
        for made, each in fields_of(name, column, required=True if name in group.nulls else None).items()
    }
    if isinstance(group, KeyedRows):
        code = serializers.CharField(max_length=60, label="项目代码", help_text=group.key_help)
        fields = {group.key: code, **fields}
    return type(
        group.component, (Part,), {**fields, "__doc__": group.label, "__module__": group.row.__module__}
    )


# Once a form: two classes of one name would be two components in the document.
@cache
def body_of(form: type[ActForm], name: str) -> type[Strict]:
    """Return the strict body of an act's form, called ``name`` in the API's document.

    ``version`` is asked for where the form is versioned; a form that asks nothing else has no name.
    """
    left_out = _OURS | form.unsent
    fields = {
        made: said
        for key, each in form.base_fields.items()
        if key not in left_out
        for made, said in fields_of(key, each, required=False if key in form.optional else None).items()
    }
    lists = {group.name: rows_of(group) for group in form.lists}
    base: type[Strict] = Versioned if form.versioned else Strict
    asked = {**fields, **lists, **form.json()}
    if not asked:
        return base
    return type(name, (base,), {**asked, "__module__": form.__module__})
