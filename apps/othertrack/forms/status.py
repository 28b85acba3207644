"""Number and 查询码 as a household types them."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError

from apps.acts.forms import FocusesWrong
from apps.othertrack.rules.codes import CODE_DIGITS, digits_of, number_read


class StatusForm(FocusesWrong):
    """Number and code of a renovation, however they are typed; nothing is offered to whoever comes next."""

    number = forms.CharField(
        label="办件编号",
        max_length=40,
        error_messages={"required": "请输入办件编号。", "max_length": "编号太长了，请再对一遍。"},
        widget=forms.TextInput({"autocomplete": "off", "placeholder": "上城其他-2026-0001"}),
    )
    code = forms.CharField(
        label="查询码",
        max_length=40,
        error_messages={"required": "请输入查询码。", "max_length": "查询码太长了，请再对一遍。"},
        widget=forms.TextInput({"autocomplete": "off", "inputmode": "numeric", "placeholder": "10 位数字"}),
    )

    def clean_number(self) -> str:
        """Return the number as it is kept."""
        return number_read(self.cleaned_data["number"])

    def clean_code(self) -> str:
        """Take ten digits, however they are grouped."""
        code = digits_of(self.cleaned_data["code"])
        if len(code) != CODE_DIGITS:
            raise ValidationError(f"查询码是 {CODE_DIGITS} 位数字，请再对一遍。", code="code")
        return code
