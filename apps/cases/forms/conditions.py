"""The questions of 申请条件 as fields of the registration: which ones hangs on street and day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Self

from django import forms

from apps.cases.queries import asked_in
from apps.cases.services import ConditionSaid, condition_field
from apps.lib import clock
from apps.lib.chinese import Unreadable, normalise_prose, normalise_text, parse_date_cn
from apps.orgs.models import Region
from apps.programs.models import Condition
from apps.programs.rules.conditions import LONGEST_WORD, Effect, judge


@dataclass(frozen=True, slots=True)
class Line:
    """One question of the page: its fields, None for the word where no answer needs one."""

    condition: Condition
    answer: forms.BoundField
    word: forms.BoundField | None


class ConditionsMixin(forms.Form):
    """Adds a field for each question, and for its word where an answer needs one."""

    conditions: tuple[Condition, ...] = ()

    def ask_conditions(self, streets: Sequence[Region]) -> None:
        """Add what is asked in the chosen street on the day that stands in the form.

        Where none is chosen, the first: a counter's streets are one bureau's. Without a day, today's.
        """
        chosen = self._standing("street_code")
        street = next((each for each in streets if each.code == chosen), next(iter(streets), None))
        self.conditions = asked_in(street, self._day())
        for condition in self.conditions:
            name = condition_field(condition.pk)
            self.fields[name] = _answer(condition)
            if needs_word(condition):
                self.fields[f"{name}-word"] = _word(condition)

    def _standing(self, name: str) -> Any:
        return self.data.get(name) if self.is_bound else self.initial.get(name)

    def _day(self) -> date:
        try:
            return parse_date_cn(str(self._standing("applied_on")))
        except Unreadable:
            return clock.today()

    @property
    def condition_lines(self) -> Iterator[Line]:
        """The questions as a page draws them."""
        for condition in self.conditions:
            name = condition_field(condition.pk)
            word = self[f"{name}-word"] if f"{name}-word" in self.fields else None
            yield Line(condition, self[name], word)

    def check_conditions(self) -> None:
        """Add what is wrong with an answer at its field."""
        for condition in self.conditions:
            name = condition_field(condition.pk)
            if name in self.errors or f"{name}-word" in self.errors:
                continue
            said = self._said(condition)
            wrong = judge(condition.options, said.answer, said.word, source=condition.source)
            if wrong is not None:
                field = f"{name}-word" if wrong.in_word else name
                self.add_error(field, forms.ValidationError(wrong.words, code=wrong.code))

    def condition_answers(self) -> tuple[ConditionSaid, ...]:
        """Return the checked answers."""
        return tuple(self._said(condition) for condition in self.conditions)

    def _said(self, condition: Condition) -> ConditionSaid:
        name = condition_field(condition.pk)
        cleaned: Mapping[str, Any] = self.cleaned_data
        typed = normalise_prose(cleaned.get(name) or "")
        same = (each.label for each in condition.options if normalise_prose(each.label) == typed)
        answer = next(same, typed)
        word = normalise_prose(cleaned.get(f"{name}-word") or "")
        # Typed beside one answer and left there, it does not count once another is chosen.
        needed = any(each.label == answer and each.effect is Effect.WORD for each in condition.options)
        return ConditionSaid(condition.pk, answer, word if needed else "")

    def take_cells(self, row: Mapping[str, object]) -> Self:
        """Take the answers of a sheet's row: columns are headed by the question, or by 情况： and it."""
        cells = {_heading(header): str(value or "").strip() for header, value in row.items()}
        found = {}
        for condition in self.conditions:
            name = condition_field(condition.pk)
            found[name] = cells.get(_heading(condition.text), "")
            found[f"{name}-word"] = cells.get(_heading(f"情况：{condition.text}"), "")
        self.data = {**self.data, **found}
        return self


def needs_word(condition: Condition) -> bool:
    """Whether any of its answers asks for a word."""
    return any(each.effect is Effect.WORD for each in condition.options)


def _answer(condition: Condition) -> forms.CharField:
    hint = "；".join(part for part in (condition.hint, f"依据：{condition.source}") if part)
    field = forms.CharField(
        label=condition.text,
        max_length=LONGEST_WORD,
        help_text=hint,
        error_messages={
            "required": "请回答" if condition.options else "请填写",
            "max_length": f"最多 {LONGEST_WORD} 字",
        },
    )
    if condition.options:
        # Judged by the rule and not by the field, whose words would not say what follows from an answer.
        field.widget = forms.RadioSelect(choices=[(each.label, each.label) for each in condition.options])
        field.widget.is_required = True
    return field


def _word(condition: Condition) -> forms.CharField:
    answers = "、".join(f"“{each.label}”" for each in condition.options if each.effect is Effect.WORD)
    return forms.CharField(
        label=f"情况（回答{answers}的须写明）",
        max_length=LONGEST_WORD,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"max_length": f"最多 {LONGEST_WORD} 字"},
    )


def _heading(text: str) -> str:
    return normalise_text(text).replace(" ", "").rstrip("?？")
