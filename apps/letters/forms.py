"""What is asked when somebody writes, answers, passes on, or writes down for a household."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from apps.acts.forms import ActForm
from apps.documents.enums import FileKind
from apps.documents.forms import ParkedFileField
from apps.letters.enums import TOLD

MOST_CHARACTERS = 500


def _text(label: str, **kwargs: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=MOST_CHARACTERS,
        widget=forms.Textarea({"rows": 4}),
        error_messages={
            "required": "请写下要说的话。",
            "max_length": f"最多 {MOST_CHARACTERS} 字，可以分两条写。",
        },
        **kwargs,
    )


def _pictures() -> ParkedFileField:
    return ParkedFileField(label="照片", kind=FileKind.LETTER_PICTURE, multiple=True, required=False)


class _LetterForm(ActForm):
    # Nothing that stands is edited: two people who write at once say two things.
    versioned = False


class WriteForm(_LetterForm):
    """A letter to the household."""

    text = _text("内容", help_text="住户凭查询凭条在手机上看到；写得简单明白，不写他人的个人信息。")
    asks = forms.BooleanField(label="请住户答复", required=False)
    pictures = _pictures()


class AnswerForm(_LetterForm):
    """The answer to what the household wrote."""

    text = _text("答复")
    pictures = _pictures()


class PassOnForm(_LetterForm):
    """To whom a letter is handed, and why."""

    to = forms.ChoiceField(
        label="转给",
        widget=forms.RadioSelect,
        error_messages={"required": "请选择转给谁。", "invalid_choice": "请从列出的各方中选择。"},
    )
    reason = forms.CharField(
        label="原因",
        max_length=200,
        widget=forms.Textarea({"rows": 2}),
        help_text="住户看得到。",
        error_messages={"required": "请写明为什么转。", "max_length": "原因不超过 200 字。"},
    )

    def __init__(self, *args: Any, parties: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        """Offer the other parties of the case."""
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = parties  # type: ignore[attr-defined]


class RecordForm(_LetterForm):
    """What the household said, to whom, and how it said it."""

    party = forms.ChoiceField(
        label="说给谁",
        widget=forms.RadioSelect,
        error_messages={"required": "请选择说给谁。", "invalid_choice": "请从列出的各方中选择。"},
    )
    channel = forms.ChoiceField(
        label="怎样说的",
        choices=[(each.value, each.label) for each in TOLD],
        widget=forms.RadioSelect,
        error_messages={"required": "请选择怎样说的。", "invalid_choice": "请从列出的方式中选择。"},
    )
    answers = forms.TypedChoiceField(
        label="答复哪一条",
        coerce=int,
        empty_value=None,
        required=False,
        error_messages={"invalid_choice": "请从等住户答复的留言中选择。"},
    )
    text = _text("住户的话", help_text="照住户说的写，不加自己的看法。")
    pictures = _pictures()

    def __init__(
        self,
        *args: Any,
        parties: Sequence[tuple[str, str]],
        asked: Sequence[tuple[int, str]],
        **kwargs: Any,
    ) -> None:
        """Offer the parties of the case, and the letters that wait for the household."""
        super().__init__(*args, **kwargs)
        self.fields["party"].choices = parties  # type: ignore[attr-defined]
        self.fields["answers"].choices = [("", "不是答复"), *asked]  # type: ignore[attr-defined]
