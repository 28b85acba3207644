"""Forms of 申请条件: a question with its answers, and what each leads to."""

from __future__ import annotations

from typing import Any

from django import forms

from apps.acts.forms import ActForm, Rows
from apps.administration.forms.years import day_field, reason_field, source_field
from apps.programs.enums import Strength
from apps.programs.rules.conditions import LONGEST_ANSWER, MOST_OPTIONS, Effect, Option


class OptionRow(forms.Form):
    """One answer; a blank line is none."""

    label = forms.CharField(
        label="回答",
        max_length=LONGEST_ANSWER,
        required=False,
        error_messages={"max_length": f"最多 {LONGEST_ANSWER} 字"},
    )
    effect = forms.ChoiceField(
        label="这样回答的", choices=Effect.choices(), required=False, initial=Effect.NOTED.value
    )


ANSWERS = Rows(name="answers", row=OptionRow, most=MOST_OPTIONS, label="回答")
YES_OR_NO = {"answers-0-label": "是", "answers-1-label": "否"}
"""What a new question starts with."""


class ConditionForm(ActForm):
    """A question asked at registration."""

    lists = (ANSWERS,)
    text = forms.CharField(
        label="问题",
        max_length=200,
        help_text="登记时照这句话问，例如：这套住宅三年内没有享受过同类补助？",
        error_messages={"required": "请写明问题", "max_length": "最多 200 字"},
    )
    hint = forms.CharField(
        label="说明", max_length=200, required=False, help_text="写在问题下面，例如怎样算、看什么材料"
    )
    valid_from = day_field("生效日期", help_text="自这一天起申请的办件适用；最早从明天起")
    source = source_field()
    strength = forms.ChoiceField(label="约束力", choices=Strength.choices, initial=Strength.LOCAL)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.add_rows(ANSWERS, range(MOST_OPTIONS))

    @property
    def lines(self) -> list[list[forms.BoundField]]:
        """The fields of the answers, line by line."""
        return [
            [self[f"{ANSWERS.spell(number)}-{column}"] for column in OptionRow.base_fields]
            for number in range(MOST_OPTIONS)
        ]

    def field_of(self, name: str) -> str | None:
        """What is wrong with the answers as a whole stands at the first of them."""
        return f"{ANSWERS.spell(0)}-label" if name == ANSWERS.name else super().field_of(name)

    def said(self) -> dict[str, Any]:
        """Return the question as the service takes it."""
        said = {
            name: value for name, value in super().said().items() if not name.startswith(f"{ANSWERS.name}-")
        }
        rows = [ANSWERS.said(number, self.cleaned_data) for number in range(MOST_OPTIONS)]
        said["answers"] = [
            Option(row["label"].strip(), Effect(row["effect"] or Effect.NOTED))
            for row in rows
            if row["label"].strip()
        ]
        return {**said, "strength": Strength(said["strength"])}


class ChangeConditionForm(ConditionForm):
    """Another version of a question."""

    is_asked = forms.BooleanField(
        label="继续询问", required=False, initial=True, help_text="不勾选的，自生效日起不再询问"
    )
    reason = reason_field("变更原因")
