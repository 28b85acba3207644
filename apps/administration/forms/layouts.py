"""The form of a body's 统计表栏目."""

from __future__ import annotations

from typing import Any

from django import forms

from apps.acts.forms import ActForm, Rows
from apps.administration.forms.years import day_field, reason_field, source_field
from apps.reports.rules.layout import LONGEST_HEADING, PRINTABLE, Column, Layout, misleading


def _heading(label: str) -> forms.CharField:
    words = {"max_length": f"最多 {LONGEST_HEADING} 字"}
    return forms.CharField(label=label, max_length=LONGEST_HEADING, required=False, error_messages=words)


class ColumnRow(forms.Form):
    """One column; without a figure it is none."""

    figure = forms.ChoiceField(label="印哪一个数", choices=[("", "不印"), *PRINTABLE.items()], required=False)
    heading = _heading("栏目名称")
    group = _heading("上层栏目")


LINES = Rows(name="columns", row=ColumnRow, most=len(PRINTABLE), label="栏目", component="FormColumn")


class LayoutForm(ActForm):
    """The columns from left to right."""

    lists = (LINES,)
    valid_from = day_field("生效日期", help_text="这一天起结束的各期按它印；最早从明天起")
    source = source_field()
    reason = reason_field("变更原因", required=False, help_text="第一次设定可以不写")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.add_rows(LINES, range(LINES.most))

    @property
    def lines(self) -> list[list[forms.BoundField]]:
        """The fields, column by column."""
        return [
            [self[f"{LINES.spell(number)}-{name}"] for name in ColumnRow.base_fields]
            for number in range(LINES.most)
        ]

    def field_of(self, name: str) -> str | None:
        """What is wrong with the columns as a whole stands at the first one."""
        return f"{LINES.spell(0)}-figure" if name == LINES.name else super().field_of(name)

    def clean(self) -> dict[str, Any] | None:
        """A column has a figure, and heads that say what it prints; one without a figure has nothing."""
        cleaned = super().clean()
        for number in range(LINES.most):
            spelt = LINES.spell(number)
            said = {name: self.cleaned_data.get(f"{spelt}-{name}") for name in ColumnRow.base_fields}
            if any(said.values()) and not said["figure"] and f"{spelt}-figure" not in self.errors:
                self.add_error(f"{spelt}-figure", "请选择这一栏印哪一个数")
            elif said["figure"] and not said["heading"] and f"{spelt}-heading" not in self.errors:
                self.add_error(f"{spelt}-heading", "请写明栏目名称")
            elif said["figure"] and said["heading"] and (wrong := misleading(self._column(number))):
                self.add_error(f"{spelt}-{wrong[0]}", f"{wrong[1]}。")
        return cleaned

    def _column(self, number: int) -> Column:
        spelt = LINES.spell(number)
        row = {name: self.cleaned_data.get(f"{spelt}-{name}") for name in ColumnRow.base_fields}
        # Blanks and line breaks of a pasted heading would tear the head of the table apart.
        return Column(**{name: " ".join((value or "").split()) for name, value in row.items()})

    def _columns(self) -> tuple[Column, ...]:
        found = (self._column(number) for number in range(LINES.most))
        return tuple(each for each in found if each.figure)

    @property
    def sketch(self) -> Layout:
        """The columns as far as they can be read."""
        return Layout(tuple(each for each in self._columns() if each.heading))

    def said(self) -> dict[str, Any]:
        """Return the columns as the service takes them."""
        said = {name: self.cleaned_data[name] for name in ("version", "valid_from", "source", "reason")}
        return {**said, "columns": list(self._columns())}
