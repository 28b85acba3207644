"""The form of a year's notice: 文号 and its days line by line. It checks, it never writes."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from typing import Any

from django import forms

from apps.acts.forms import ActForm, Rows
from apps.programs.rules import Span, faults_of

MOST_LINES = 24
"""Lines of the form; the longest notice so far needs sixteen."""
REST, WORKED = "rest", "worked"


def _day(label: str, **more: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"invalid": "日期写作 2027-10-01"},
        **more,
    )


class SpanRow(forms.Form):
    """Days alike in a row; a blank line is none."""

    name = forms.CharField(label="名称", max_length=40, required=False)
    kind = forms.ChoiceField(label="类别", choices=[(REST, "放假"), (WORKED, "调休上班")], required=False)
    first = _day("自")
    last = _day("至")


SPANS = Rows(name="spans", row=SpanRow, most=MOST_LINES, label="放假和调休上班的日期，一行一段")


def digest_of(spans: Sequence[Span]) -> str:
    """Return what names the days of a notice."""
    return sha256(repr(list(spans)).encode()).hexdigest()


class AnnounceForm(ActForm):
    """放假安排 of a year, as the notice has it."""

    source = forms.CharField(
        label="文号",
        max_length=120,
        help_text="国务院办公厅关于当年节假日安排的通知的文号，例如“国办发明电〔2025〕7号”",
        error_messages={"required": "请填写通知的文号"},
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput, max_length=64)
    lists = (SPANS,)
    unsent = frozenset({"seen"})

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Add the lines."""
        super().__init__(*args, **kwargs)
        self.add_rows(SPANS, range(MOST_LINES))

    @property
    def lines(self) -> list[list[forms.BoundField]]:
        """The fields, line by line."""
        return [
            [self[f"{SPANS.spell(number)}-{column}"] for column in SpanRow.base_fields]
            for number in range(MOST_LINES)
        ]

    @property
    def spans(self) -> list[Span]:
        """The days of the lines that are filled in."""
        return list(self._spans().values())

    def _spans(self) -> dict[int, Span]:
        found = {}
        for number in range(MOST_LINES):
            row = {
                column: self.cleaned_data.get(f"{SPANS.spell(number)}-{column}")
                for column in SpanRow.base_fields
            }
            if row["first"] and row["name"]:
                found[number] = Span(
                    row["name"], row["kind"] == WORKED, row["first"], row["last"] or row["first"]
                )
        return found

    def clean(self) -> dict[str, Any] | None:
        """Put what cannot be meant at its line."""
        cleaned = super().clean()
        for number in range(MOST_LINES):
            spelt = SPANS.spell(number)
            name, first, last = (
                self.cleaned_data.get(f"{spelt}-{each}") for each in ("name", "first", "last")
            )
            if (name or last) and not first and f"{spelt}-first" not in self.errors:
                self.add_error(f"{spelt}-first", "请填写日期")
            if first and not name:
                self.add_error(f"{spelt}-name", "请填写节日名称")
        spans = self._spans()
        numbers = list(spans)
        for place, words in faults_of(list(spans.values()), self.subject.year).items():
            self.add_error(f"{SPANS.spell(numbers[place])}-first", words)
        if not any(not span.worked for span in spans.values()) and not self.errors:
            self.add_error(f"{SPANS.spell(0)}-first", "至少填一个放假日")
        return cleaned

    @property
    def digest(self) -> str:
        """What names the days as typed: the effect that was looked at is that of these days."""
        return digest_of(self.spans)

    def said(self) -> dict[str, Any]:
        """Return 文号, days and the version."""
        return {
            "source": self.cleaned_data["source"],
            "spans": self.spans,
            "version": self.cleaned_data["version"],
        }
