"""Which households go on a round."""

from __future__ import annotations

from django import forms


class RoundForm(forms.Form):
    day = forms.DateField(
        label="哪天上门",
        required=False,
        widget=forms.DateInput,
        help_text="不填的，路线是今天，下面列出全部待验收的户。",
        error_messages={"invalid": "请填写正确的日期，如 2026-09-01。"},
    )


class PrintForm(forms.Form):
    """What whole telephone numbers are printed for."""

    purpose = forms.CharField(
        label="查看用途",
        max_length=100,
        min_length=2,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text="打印完整电话要写明用途，逐户记录查看人和时间。",
        error_messages={
            "required": "请写明查看用途。",
            "min_length": "请写明查看用途。",
            "max_length": "不超过 100 字。",
        },
    )
