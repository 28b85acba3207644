"""Which households go on a round."""

from __future__ import annotations

from django import forms


class RoundForm(forms.Form):
    day = forms.DateField(
        label="约定验收日期",
        required=False,
        widget=forms.DateInput,
        help_text="不填则列出全部待验收的户。",
        error_messages={"invalid": "请填写正确的日期，如 2026-09-01。"},
    )
