"""What a desk says when it handles a ticket."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from apps.acts.forms import ActForm
from apps.tickets.enums import End
from apps.tickets.forms.fields import choice_field, day_field, line_field, words_field


class _OnTicket(ActForm):
    # Each act asks where the ticket stands; who comes second is told so in words.
    versioned = False


class AcceptForm(_OnTicket):
    """Accepting asks nothing."""


class CallForm(_OnTicket):
    """Whether the author was reached, and what it said."""

    reached = forms.TypedChoiceField(
        label="联系上没有",
        choices=[("yes", "联系上了"), ("no", "没有联系上")],
        coerce=lambda value: value == "yes",
        empty_value=None,
        widget=forms.RadioSelect,
        error_messages={"required": "请选择联系上没有。", "invalid_choice": "请从列出的各项中选择。"},
    )
    text = words_field("情况", required="请写下说了什么，没有联系上的写打了几次。")


class ForwardForm(_OnTicket):
    """To which body, why, and whether it is about the own one."""

    to = forms.TypedChoiceField(
        label="转给",
        coerce=int,
        error_messages={"required": "请选择转给谁。", "invalid_choice": "请从列出的单位中选择。"},
    )
    reason = words_field(
        "原因", required="请写明为什么转。", most=200, rows=2, help_text="本人看得到转给了谁，看不到原因。"
    )
    concerns_us = forms.BooleanField(
        label="反映的是本单位",
        required=False,
        help_text="只能转给上一级；转出以后本单位不再看到。",
    )

    def __init__(self, *args: Any, targets: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        """Offer the bodies that it may go to."""
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = [("", "请选择"), *targets]  # type: ignore[attr-defined]


class TalkForm(_OnTicket):
    """What was tried between the two sides."""

    text = words_field("调解情况", required="请写明什么时候、谁参加、谈成了什么。")


class HotlineForm(_OnTicket):
    """Number and last day of the 工单."""

    number = forms.CharField(
        label="12345 工单编号",
        max_length=40,
        error_messages={"required": "请填写工单编号。", "max_length": "最多 40 个字符。"},
    )
    due_on = day_field("工单期限", help_text="办结期限以它为准。")


class SettleForm(_OnTicket):
    """How it ended, and the answer that the author reads."""

    end = choice_field("办结方式", End.choices())
    text = words_field(
        "答复",
        required="请写明办理情况和结果。",
        help_text="本人凭编号和查询码看到的就是这一段。只写做了什么、结果怎样，不写他人的个人信息。",
    )
    to_name = line_field("转交给", most=120, help_text="按“转交”办结的填写：接收的机关。")
    receipt = line_field("回执", most=120, help_text="按“转交”办结的填写：对方的收文号，或者签收的人和日期。")
    way = line_field("到哪里反映", most=200, help_text="按“不属本机关职责”办结的填写：机关、电话或者地址。")

    def clean(self) -> dict[str, Any]:
        """Ask for what the way it ended needs."""
        said = super().clean() or self.cleaned_data
        end = said.get("end")
        if end == End.PASSED_ON:
            for name, words in (("to_name", "请填写转交给谁。"), ("receipt", "请填写对方的回执。")):
                if not said.get(name) and name not in self.errors:
                    self.add_error(name, words)
        if end == End.NOT_OURS and not said.get("way") and "way" not in self.errors:
            self.add_error("way", "请填写本人可以到哪里反映。")
        return said


class AuthorForm(forms.Form):
    """Seeing whose it is needs a purpose, which is logged (R18)."""

    purpose = forms.CharField(
        label="查看用途",
        min_length=2,
        max_length=100,
        error_messages={"required": "请写明查看用途。", "min_length": "请写明查看用途。"},
    )
