"""Which texts are sent again, or how else the household was told."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from apps.acts.forms import ActForm
from apps.cases.enums import TextMended


class ResendForm(ActForm):
    """Which texts that did not get through."""

    # A text that is sent twice at once is refused in words: nothing of the case was read.
    versioned = False
    texts = forms.MultipleChoiceField(
        label="短信",
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "请选择哪些短信。",
            "invalid_choice": "选中的短信刚刚有人处理过，请再看一遍。",
        },
    )

    def __init__(self, *args: Any, texts: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        """Offer those that are open."""
        super().__init__(*args, **kwargs)
        self.fields["texts"].choices = texts  # type: ignore[attr-defined]


class ToldForm(ResendForm):
    """How the household was told instead."""

    how = forms.ChoiceField(
        label="怎样告知的",
        choices=[(each.value, each.label) for each in TextMended if each is not TextMended.RESENT],
        widget=forms.RadioSelect,
        error_messages={"required": "请选择怎样告知的。", "invalid_choice": "请从列出的方式中选择。"},
    )
    remark = forms.CharField(
        label="说明",
        max_length=200,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"max_length": "最多 200 字。"},
    )
