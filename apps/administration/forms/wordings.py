"""The form of a notice's words."""

from __future__ import annotations

from typing import Any

from django import forms

from apps.acts.forms import ActForm
from apps.administration.forms.years import day_field, reason_field
from apps.cases.queries.wordings import Notice, length_of
from apps.programs.rules.wordings import LONGEST_TEXT, LONGEST_TITLE, filled, unsound


class WordingForm(ActForm):
    """Title and text of one notice, with its placeholders."""

    title = forms.CharField(
        label="标题",
        max_length=LONGEST_TITLE,
        required=False,
        error_messages={"max_length": f"最多 {LONGEST_TITLE} 字"},
    )
    text = forms.CharField(
        label="内容",
        max_length=LONGEST_TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"max_length": f"最多 {LONGEST_TEXT} 字"},
    )
    valid_from = day_field("启用日期", help_text="自这一天起发出的按它；最早从明天起，已经发出的不变")
    reason = reason_field()

    def __init__(self, *args: Any, notice: Notice, **kwargs: Any) -> None:
        """Leave the title where the notice has one; say which placeholders there are."""
        super().__init__(*args, **kwargs)
        self.notice = notice
        may = "、".join(f"{{{each}}}" for each in notice.known)
        self.fields["text"].help_text = f"可以用 {may}；全部删去则恢复原有用语：{notice.text}"
        if not notice.title:
            del self.fields["title"]

    def _sound(self, name: str) -> str:
        text: str = self.cleaned_data[name]
        if wrong := unsound(text, self.notice.known):
            raise forms.ValidationError(wrong, code="placeholder")
        return text

    def clean_title(self) -> str:
        return self._sound("title")

    def clean_text(self) -> str:
        return self._sound("text")

    @property
    def length(self) -> str:
        """How long a text is with sign, link and telephone, and as how many it goes out; '' for none."""
        return length_of(self.notice, self.cleaned_data.get("text", ""))

    @property
    def sample(self) -> tuple[str, str]:
        """Title and text as they would read, of what could be cleaned."""
        said = (self.cleaned_data.get(name, "") for name in ("title", "text"))
        title, text = (filled(each, self.notice.sample) for each in said)
        return title, text
