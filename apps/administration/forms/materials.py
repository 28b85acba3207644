"""The form of a body's 材料清单 for a track."""

from __future__ import annotations

from typing import Any

from django import forms

from apps.acts.forms import ActForm, Rows
from apps.administration.forms.years import day_field, reason_field, source_field
from apps.cases.rules.materials import LONGEST_NAME, MOST_MATERIALS, MaterialStep, unsound


class MaterialRow(forms.Form):
    """One paper; a line without a name is none."""

    name = forms.CharField(
        label="材料",
        max_length=LONGEST_NAME,
        required=False,
        error_messages={"max_length": f"最多 {LONGEST_NAME} 字"},
    )
    step = forms.ChoiceField(label="哪一步交", choices=MaterialStep.choices(), required=False)
    form = forms.ChoiceField(
        label="交什么", choices=[("copy", "复印件，与原件核对"), ("original", "原件")], required=False
    )
    basis = forms.CharField(label="依据", max_length=120, required=False)
    who = forms.ChoiceField(label="谁要交", choices=[("", "都要"), ("agent", "代办的才要")], required=False)


MATERIALS = Rows(name="lines", row=MaterialRow, most=MOST_MATERIALS, label="材料")


class MaterialsForm(ActForm):
    """The whole list, paper by paper; all lines blank go back to the house's list."""

    lists = (MATERIALS,)
    valid_from = day_field("生效日期", help_text="自这一天起申请的办件适用；最早从明天起")
    source = source_field()
    reason = reason_field("变更原因", required=False, help_text="第一次设定可以不写")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.add_rows(MATERIALS, range(MOST_MATERIALS))

    @property
    def lines(self) -> list[list[forms.BoundField]]:
        """The fields, line by line."""
        return [
            [self[f"{MATERIALS.spell(number)}-{column}"] for column in MaterialRow.base_fields]
            for number in range(MOST_MATERIALS)
        ]

    def field_of(self, name: str) -> str | None:
        """What is wrong with the list as a whole stands at its first line."""
        return f"{MATERIALS.spell(0)}-name" if name == MATERIALS.name else super().field_of(name)

    def clean(self) -> dict[str, Any] | None:
        """Ask each paper for its basis; put what cannot be a name at its line."""
        cleaned = super().clean()
        for number in range(MOST_MATERIALS):
            spelt = MATERIALS.spell(number)
            name, basis = (self.cleaned_data.get(f"{spelt}-{each}") for each in ("name", "basis"))
            if basis and not name and f"{spelt}-name" not in self.errors:
                self.add_error(f"{spelt}-name", "请写明材料")
            if name and not basis:
                self.add_error(f"{spelt}-basis", "请写明依据")
            if name and (wrong := unsound([{"name": name}])):
                self.add_error(f"{spelt}-name", wrong)
        if not self.errors and (wrong := unsound(self._said_lines())):
            self.add_error(f"{MATERIALS.spell(0)}-name", wrong)
        return cleaned

    def _said_lines(self) -> list[dict[str, Any]]:
        rows = [MATERIALS.said(number, self.cleaned_data) for number in range(MOST_MATERIALS)]
        return [
            {
                "name": row["name"],
                "step": row["step"] or MaterialStep.APPLICATION.value,
                "original": row["form"] == "original",
                "source": row["basis"],
                "agent_only": row["who"] == "agent",
            }
            for row in rows
            if row["name"]
        ]

    def said(self) -> dict[str, Any]:
        """Return the list as the service takes it."""
        said = {name: self.cleaned_data[name] for name in ("version", "valid_from", "source", "reason")}
        return {**said, "lines": self._said_lines()}
