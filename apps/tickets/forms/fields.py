"""Fields that the doors of 诉求件 share."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from apps.lib.identity import InvalidNumber, check_phone

MOST_CHARACTERS = 1000


def words_field(
    label: str, *, required: str = "", most: int = MOST_CHARACTERS, **kwargs: Any
) -> forms.CharField:
    """Return a field for some sentences; ``required`` is said where nothing was typed."""
    return forms.CharField(
        label=label,
        max_length=most,
        required=bool(required),
        widget=forms.Textarea({"rows": kwargs.pop("rows", 4)}),
        error_messages={"required": required, "max_length": f"最多 {most} 字。"},
        **kwargs,
    )


def line_field(label: str, *, most: int, **kwargs: Any) -> forms.CharField:
    """Return a field for one line that may stay empty."""
    return forms.CharField(
        label=label,
        max_length=most,
        required=False,
        error_messages={"max_length": f"最多 {most} 字。"},
        **kwargs,
    )


class TelephoneField(forms.CharField):
    """A telephone, or nothing: whoever complains need not leave one."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, max_length=20, **kwargs)

    def clean(self, value: Any) -> str:
        """Return the number as it is kept."""
        text = super().clean(value)
        if not text:
            return ""
        try:
            return check_phone(text)
        except InvalidNumber as error:
            raise ValidationError(error.message, code="phone") from error


def day_field(label: str, **kwargs: Any) -> forms.DateField:
    """Return a day; what cannot be read stays as typed."""
    return forms.DateField(
        label=label,
        widget=forms.DateInput,
        error_messages={
            "required": f"请填写{label}。",
            "invalid": f"请填写正确的{label}，如 2026-09-01。",
        },
        **kwargs,
    )


def choice_field(label: str, choices: Any, **kwargs: Any) -> forms.ChoiceField:
    """Return one choice out of a few, all of them in view."""
    return forms.ChoiceField(
        label=label,
        choices=choices,
        widget=forms.RadioSelect,
        error_messages={"required": f"请选择：{label}。", "invalid_choice": "请从列出的各项中选择。"},
        **kwargs,
    )
