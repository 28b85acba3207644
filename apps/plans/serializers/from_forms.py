"""Bodies out of the pages' own forms: the same names, labels, lengths and choices on both channels."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.http import QueryDict
from rest_framework import serializers

from apps.api.serializers import Strict, Versioned
from apps.documents.forms import ParkedFileField

MOST_FILES = 30
LONGEST_SIGNATURE = 400_000
"""A drawn signature as a data URL: a few kilobytes; the check of the picture itself comes later."""
_OURS = frozenset({"version", "key"})


def field_of(field: forms.Field) -> serializers.Field[Any, Any, Any, Any]:
    """Return what a form's field is in a JSON body."""
    base: dict[str, Any] = {"label": str(field.label or ""), "required": field.required}
    if field.help_text and not isinstance(field, ParkedFileField):
        base["help_text"] = str(field.help_text)
    if isinstance(field, ParkedFileField):
        return _files(field, base)
    if isinstance(field, forms.BooleanField):
        return serializers.BooleanField(**base)
    if isinstance(field, forms.ModelChoiceField):
        return serializers.IntegerField(**base, min_value=1, allow_null=not field.required)
    if isinstance(field, forms.ChoiceField):
        return _choice(field, base)
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


def _files(field: ParkedFileField, base: dict[str, Any]) -> serializers.Field[Any, Any, Any, Any]:
    words = "先用 POST /api/v1/files 上传，这里填文件编号"
    if field.multiple:
        return serializers.ListField(
            child=serializers.UUIDField(),
            allow_empty=not field.required,
            max_length=MOST_FILES,
            help_text=words,
            **base,
        )
    return serializers.UUIDField(allow_null=not field.required, help_text=words, **base)


def _choice(field: forms.ChoiceField, base: dict[str, Any]) -> serializers.Field[Any, Any, Any, Any]:
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


def body_of(
    form: type[forms.Form],
    name: str,
    *,
    leave_out: Iterable[str] = (),
    versioned: bool = True,
    extra: Mapping[str, serializers.Field[Any, Any, Any, Any]] | None = None,
) -> type[Strict]:
    """Return the strict body of a form; ``version`` is asked for unless told otherwise.

    Fields a form only adds once it knows its case are given as ``extra``.
    """
    left_out = _OURS | set(leave_out)
    fields = {key: field_of(field) for key, field in form.base_fields.items() if key not in left_out}
    doc = (form.__doc__ or "").strip() if form.__doc__ and form.__module__ != "django.forms.forms" else ""
    return type(
        name,
        (Versioned if versioned else Strict,),
        {**fields, **(extra or {}), "__doc__": doc or None, "__module__": form.__module__},
    )


def typed(values: Mapping[str, Any], form: type[forms.Form] | forms.Form, **more: str) -> QueryDict:
    """Return checked values of a body as a browser would have typed them into the form."""
    data = QueryDict(mutable=True)
    fields = form.base_fields if isinstance(form, type) else form.fields
    for name, value in values.items():
        put(data, name, value, parked=isinstance(fields.get(name), ParkedFileField))
    for name, text in more.items():
        data[name] = text
    return data


def put(data: QueryDict, name: str, value: Any, *, parked: bool = False) -> None:
    """Type one value; files are named by their numbers, an absent value is not typed at all."""
    if value is None or value is False:
        return
    if parked:
        several = value if isinstance(value, list) else [value]
        data.setlist(f"{name}-parked", [str(each) for each in several])
    elif isinstance(value, Decimal):
        # columns keep more places than forms take: 3.8600 was typed as 3.86
        data[name] = format(value.normalize(), "f")
    elif hasattr(value, "isoformat"):
        data[name] = value.isoformat()
    else:
        data[name] = str(value)
