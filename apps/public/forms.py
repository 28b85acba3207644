"""What a visitor types."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from apps.documents.rules.checking import digest_range


class CodeForm(forms.Form):
    """A 校验码 as it stands on a paper, however it is typed."""

    code = forms.CharField(
        label="校验码",
        max_length=90,
        error_messages={"required": "请输入纸上二维码旁边的校验码。"},
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
                "placeholder": "ABCD-EFGH",
            }
        ),
    )

    def clean_code(self) -> Any:
        code: str = self.cleaned_data["code"]
        if digest_range(code) is None:
            raise ValidationError("校验码是 8 位字母和数字，写成 ABCD-EFGH；请再对一遍。")
        return code
