"""The form of a body's 归档范围和保管期限表."""

from __future__ import annotations

from typing import Any

from django import forms

from apps.acts.forms import ActForm, Rows
from apps.administration.forms.years import day_field, reason_field, source_field
from apps.cases.enums import Track
from apps.programs.rules.parameters import PERIODS
from apps.programs.rules.retention import MOST_LINES, Line


class LineRow(forms.Form):
    """One line; without a scope it is none."""

    scope = forms.CharField(label="归档范围", max_length=120, required=False)
    period = forms.ChoiceField(
        label="保管期限", choices=[("", "请选择"), *((word, word) for word in PERIODS.words)], required=False
    )
    basis = forms.CharField(label="依据", max_length=120, required=False)
    track = forms.ChoiceField(
        label="是哪类办件的一户一档",
        choices=[("", "其他文件"), (Track.ASSEMBLED.value, Track.ASSEMBLED.label)],
        required=False,
    )


NEEDED = {"scope": "请写明归档范围", "period": "请选择保管期限", "basis": "请写明依据"}
LINES = Rows(name="lines", row=LineRow, most=MOST_LINES, label="条目")


class RetentionForm(ActForm):
    """The whole table, line by line."""

    lists = (LINES,)
    valid_from = day_field("生效日期", help_text="自这一天起归档的适用；最早从明天起")
    source = source_field()
    reason = reason_field("变更原因", required=False, help_text="第一次设定可以不写")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.add_rows(LINES, range(MOST_LINES))

    @property
    def lines(self) -> list[list[forms.BoundField]]:
        """The fields, line by line."""
        return [
            [self[f"{LINES.spell(number)}-{column}"] for column in LineRow.base_fields]
            for number in range(MOST_LINES)
        ]

    def field_of(self, name: str) -> str | None:
        """What is wrong with the table as a whole stands at its first line."""
        return f"{LINES.spell(0)}-scope" if name == LINES.name else super().field_of(name)

    def clean(self) -> dict[str, Any] | None:
        """A line with a scope has its period and its basis; one without has nothing."""
        cleaned = super().clean()
        for number in range(MOST_LINES):
            spelt = LINES.spell(number)
            said = {name: self.cleaned_data.get(f"{spelt}-{name}") for name in LineRow.base_fields}
            for name, words in NEEDED.items() if any(said.values()) else ():
                if not said[name] and f"{spelt}-{name}" not in self.errors:
                    self.add_error(f"{spelt}-{name}", words)
        return cleaned

    def said(self) -> dict[str, Any]:
        """Return the table as the service takes it."""
        said = {name: self.cleaned_data[name] for name in ("version", "valid_from", "source", "reason")}
        rows = [LINES.said(number, self.cleaned_data) for number in range(MOST_LINES)]
        said["lines"] = [Line(**row) for row in rows if row["scope"]]
        return said
