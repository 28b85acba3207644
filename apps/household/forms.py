"""What the desk chooses, and what the household types."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from apps.acts.forms import ActForm
from apps.household.enums import Holder
from apps.household.rules.codes import CODE_DIGITS, digits_of


class IssueForm(ActForm):
    """For whom a slip is issued."""

    holder = forms.ChoiceField(
        label="给谁",
        choices=Holder.choices,
        widget=forms.RadioSelect,
        help_text="打开时要输入这个人登记的电话的后四位；各人用各人的凭条。",
        error_messages={"required": "请选择给谁。", "invalid_choice": "请选择列出的人。"},
    )

    def __init__(self, *args: Any, has_agent: bool, **kwargs: Any) -> None:
        """Offer the agent where there is one."""
        super().__init__(*args, **kwargs)
        if not has_agent:
            self.fields["holder"].choices = [(Holder.SELF.value, Holder.SELF.label)]  # type: ignore[attr-defined]


class RevokeForm(ActForm):
    """Which slip ends, and why."""

    number = forms.TypedChoiceField(
        label="哪一张",
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": "请选择哪一张。", "invalid_choice": "请从列出的凭条中选择。"},
    )
    reason = forms.CharField(
        label="原因",
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "请写明原因，例如：凭条遗失。"},
    )

    def __init__(self, *args: Any, open_slips: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        """Offer the slips that are not revoked."""
        super().__init__(*args, **kwargs)
        field = self.fields["number"]
        field.choices = open_slips  # type: ignore[attr-defined]
        if len(open_slips) == 1:
            field.initial = open_slips[0][0]


def _typed(label: str, required: str, **attributes: str) -> forms.CharField:
    widget = forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", **attributes})
    return forms.CharField(label=label, max_length=40, error_messages={"required": required}, widget=widget)


class DigitsForm(forms.Form):
    """The last four digits of the registered telephone."""

    digits = _typed(
        "电话后四位",
        "请输入登记的电话的后四位。",
        inputmode="numeric",
        pattern="[0-9]*",
        placeholder="4 位数字",
    )

    def full_clean(self) -> None:
        """Let the first field to be mended take the focus: these pages have no scripts to move it."""
        super().full_clean()
        wrong = next((name for name in self.fields if name in self.errors), None)
        if wrong:
            self.fields[wrong].widget.attrs["autofocus"] = True

    def clean_digits(self) -> str:
        """Take four digits, however they are typed; a whole number stands for its end."""
        digits = digits_of(self.cleaned_data["digits"])
        if len(digits) < 4:
            raise ValidationError("要 4 位数字，是登记的电话号码的最后四位。")
        return digits[-4:]


class EntryForm(DigitsForm):
    """办件编号 and code, where no camera reads the QR; and the digits with them."""

    number = _typed("办件编号", "请输入凭条上的办件编号。", placeholder="例如 上城-2026-0187")
    code = _typed("查询码", "请输入凭条上的查询码。", inputmode="numeric", placeholder="10 位数字")
    field_order = ("number", "code", "digits")

    def clean_code(self) -> str:
        """Take ten digits, however they are grouped."""
        digits = digits_of(self.cleaned_data["code"])
        if len(digits) != CODE_DIGITS:
            raise ValidationError(f"查询码是 {CODE_DIGITS} 位数字，请再对一遍。")
        return digits
