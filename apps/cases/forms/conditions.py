"""The questions of 申请条件 as fields of the registration: which ones hangs on street and day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Self

from django import forms
from rest_framework import serializers

from apps.acts.forms import ActForm, Body, Fault
from apps.api.serializers import Part
from apps.cases.models import Case
from apps.cases.queries import answers_of, asked_in
from apps.cases.services import ConditionSaid, condition_field
from apps.lib import clock
from apps.lib.chinese import Unreadable, normalise_prose, normalise_text, parse_date_cn
from apps.orgs.models import Region
from apps.programs.models import Condition
from apps.programs.rules.conditions import FORBIDS, LONGEST_WORD, Effect, judge


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
        self.add_questions()

    def add_questions(self) -> None:
        """Add the fields of :attr:`conditions`."""
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

    def check_conditions(self, *, takes: frozenset[str] = frozenset()) -> None:
        """Add what is wrong with an answer at its field, but for the codes that are taken all the same."""
        for condition in self.conditions:
            name = condition_field(condition.pk)
            if name in self.errors or f"{name}-word" in self.errors:
                continue
            said = self._said(condition)
            wrong = judge(condition.options, said.answer, said.word, source=condition.source)
            if wrong is not None and wrong.code not in takes:
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


class ConditionAnswerPart(Part):
    """对一条申请条件的回答."""

    id = serializers.IntegerField(min_value=1, help_text="GET /conditions 中的 id")
    answer = serializers.CharField(max_length=200, help_text="options 中的一个 answer；没有 options 的写文字")
    word = serializers.CharField(
        max_length=200, required=False, allow_blank=True, default="", help_text="这一回答须写明情况的填写"
    )


def spread_answers(lines: Iterable[Mapping[str, Any]], body: Body) -> None:
    """Write the answers of a body under the names that the form's fields have."""
    led: set[str] = set()
    for number, line in enumerate(lines):
        field = condition_field(line["id"])
        if field in led:
            body.faults.append(Fault(f"/conditions/{number}/id", "同一条回答了两次。", "twice"))
        led.add(field)
        for name, column in ((field, "answer"), (f"{field}-word", "word")):
            body[name], body.pointers[name] = line[column], f"/conditions/{number}/{column}"
            body.kept.discard(name)


class AnswersForm(ConditionsMixin, ActForm):
    """更正申请条件的回答: the questions as they were asked, in their wording of then."""

    reason = forms.CharField(
        label="更正原因",
        max_length=300,
        widget=forms.Textarea(),
        help_text="例如登记时听错、填错，谁提出的；和回答一样，只给能看到回答的岗位看",
        error_messages={"required": "请写明更正原因"},
    )
    edits = True

    def __init__(self, *args: Any, subject: Case, **kwargs: Any) -> None:
        self.conditions = tuple(each.condition for each in answers_of(subject))
        super().__init__(*args, subject=subject, **kwargs)
        if self.sent is not None:
            self._name_strangers(self.sent)

    def _name_strangers(self, sent: Body) -> None:
        for name, place in sent.pointers.items():
            if name not in self.fields and not name.endswith("-word"):
                words = "登记时没有问过这一条，回答过的见办件的 conditions。"
                sent.faults.append(Fault(f"{place.rpartition('/')[0]}/id", words, "unknown_code"))

    def _load(self, data: Any) -> None:
        # Before the base notes what stands in the fields: these come from the subject.
        self.add_questions()
        self.order_fields([name for name in self.fields if name != "reason"])
        super()._load(data)

    def clean(self) -> dict[str, Any]:
        """Take an answer that would have refused the registration: what follows is the service's."""
        super().clean()
        self.check_conditions(takes=frozenset({FORBIDS}))
        return self.cleaned_data

    def said(self) -> dict[str, Any]:
        """Return the answers that are to stand otherwise, and the reason."""
        changed, said = self.changed_names(), self.cleaned_data
        answers = tuple(
            each
            for each in self.condition_answers()
            if {condition_field(each.condition_id), f"{condition_field(each.condition_id)}-word"} & changed
        )
        return {"answers": answers, "reason": said["reason"], "version": said["version"]}

    @classmethod
    def json(cls) -> dict[str, Any]:
        """A body names the questions whose answers it puts right; the others stay."""
        words = "要更正的回答：id 见办件的 conditions，没有写的不变"
        return {"conditions": ConditionAnswerPart(many=True, help_text=words)}

    @classmethod
    def body(cls, values: Mapping[str, Any], initial: Mapping[str, Any], **options: Any) -> Body:
        """Lay the answers sent over those that stand."""
        plain = {name: value for name, value in values.items() if name != "conditions"}
        body = super().body(plain, initial, **options)
        spread_answers(values.get("conditions") or (), body)
        return body


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
