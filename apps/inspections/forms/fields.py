"""Fields that several forms of this app share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from apps.documents.enums import FileKind
from apps.documents.forms import ParkedFileField
from apps.lib import clock

Choices = Sequence[tuple[str, str]]


def day_field(label: str, **kwargs: Any) -> forms.DateField:
    """Return a day, by default today; what cannot be read stays as typed."""
    return forms.DateField(
        label=label,
        initial=clock.today,
        widget=forms.DateInput,
        error_messages={
            "required": f"请填写{label}。",
            "invalid": f"请填写正确的{label}，如 2026-09-01。",
        },
        **kwargs,
    )


def text_field(
    label: str, *, length: int = 300, required: bool = True, rows: int = 3, **kwargs: Any
) -> forms.CharField:
    """Return a text of some lines."""
    return forms.CharField(
        label=label,
        max_length=length,
        required=required,
        widget=forms.Textarea({"rows": rows}),
        error_messages={"required": f"请填写{label}。", "max_length": f"{label}不超过 {length} 字。"},
        **kwargs,
    )


def word_field(label: str, *, length: int = 80, required: bool = True, **kwargs: Any) -> forms.CharField:
    """Return a text of one line."""
    return forms.CharField(
        label=label,
        max_length=length,
        required=required,
        error_messages={"required": f"请填写{label}。", "max_length": f"{label}不超过 {length} 字。"},
        **kwargs,
    )


def choice_field(label: str, choices: Choices, *, required: bool = True, **kwargs: Any) -> forms.ChoiceField:
    """Return one choice, shown as tiles."""
    return forms.ChoiceField(
        label=label,
        choices=choices,
        required=required,
        widget=forms.RadioSelect,
        error_messages={"required": f"请选择{label}。", "invalid_choice": f"请从列出的选项中选择{label}。"},
        **kwargs,
    )


def photo_field(
    label: str, *, kind: FileKind = FileKind.WORK_PHOTO, required: bool = False, **kwargs: Any
) -> ParkedFileField:
    """Return several photos; sound ones survive a failing form."""
    return ParkedFileField(label=label, kind=kind, multiple=True, required=required, **kwargs)


def signature_field(label: str) -> forms.CharField:
    """Return a signature drawn on the page as a data URL, '' for none.

    The pad has the input itself, so the widget is no hidden one: forms draw those at their head.
    """
    return forms.CharField(label=label, required=False, widget=forms.TextInput)
