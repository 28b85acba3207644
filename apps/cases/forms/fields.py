"""Fields that read what people write: lenient about the writing, strict about the meaning."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from django import forms
from rest_framework import serializers

from apps.cases.facts import Fact
from apps.lib.chinese import Unreadable, normalise_text
from apps.lib.identity import InvalidNumber


class ReadField(forms.CharField):
    """Text read by a function of ``apps.lib``; the cleaned value is what it returns.

    A blank optional field gives ``blank``. The reader's own message stands at the field. ``json`` is
    what a JSON body may send for it, where that is no text.
    """

    fact: Fact
    """The fact it was made of, where it was: pages ask for its unit."""

    def __init__(
        self,
        *,
        read: Callable[[str], Any],
        blank: Any = "",
        json: Callable[..., serializers.Field[Any, Any, Any, Any]] | None = None,
        **kwargs: Any,
    ) -> None:
        self.read, self.blank = read, blank
        if json is not None:
            self.json = json
        kwargs.setdefault("max_length", 200)
        super().__init__(**kwargs)
        # Not among CharField's own messages: run_validators() takes it by the validator's code.
        self.error_messages["max_length"] = "太长了，最多 %(limit_value)d 个字"

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return self.blank
        try:
            return self.read(text)
        except (Unreadable, InvalidNumber) as error:
            raise forms.ValidationError(error.message, code=getattr(error, "code", "unreadable")) from error


class WordChoiceField(forms.ChoiceField):
    """A choice of the official form that also understands how sheets abbreviate it (厨卫, 楼梯)."""

    fact: Fact

    def __init__(
        self,
        *,
        choices: Sequence[tuple[str, str]],
        words: Mapping[str, str] | None = None,
        **kwargs: Any,
    ) -> None:
        """``words`` maps further writings to choice values."""
        kwargs.setdefault("widget", forms.RadioSelect)
        super().__init__(choices=choices, **kwargs)
        self.labels = {str(label): str(value) for value, label in choices}
        self.words = {**self.labels, **(words or {})}

    def to_python(self, value: Any) -> str:
        text = normalise_text(str(value or "")).replace(" ", "")
        # An unknown word stays, so that validate() can quote it.
        return self.words.get(text, text)

    def validate(self, value: str) -> None:
        if value and not self.valid_value(value):
            options = "、".join(self.labels)
            raise forms.ValidationError(f"只能是{options}之一，写的是“{value[:20]}”", code="invalid_choice")
        super().validate(value)


class CodeField(forms.ChoiceField):
    """A choice whose codes hang on the subject: the form judges them, so JSON sends any text."""

    json = partial(serializers.CharField, max_length=40)


@dataclass(frozen=True, slots=True)
class Question:
    """What a page asks beside a field, to be confirmed where what was typed is right all the same."""

    name: str
    """Field in which the answer comes."""
    value: str
    """What it is about: an answer to another question does not count."""
    words: str
    answered: bool


class AnswerField(forms.CharField):
    """The answer to a :class:`Question`: on a page what it was about, in a body true, in a sheet 是."""

    json = serializers.BooleanField

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, max_length=200, **kwargs)

    def to_python(self, value: Any) -> str:
        if isinstance(value, bool):
            return "是" if value else ""
        return super().to_python(value) or ""


def typed(fact: Fact) -> ReadField | WordChoiceField:
    """Return the field in which a fact is typed."""
    made: ReadField | WordChoiceField
    if fact.choices:
        made = WordChoiceField(
            label=fact.label,
            choices=fact.choices,
            words=fact.words,
            required=fact.required,
            initial=fact.default or None,
            help_text=fact.hint,
            widget=forms.Select if fact.default else forms.RadioSelect,
        )
    else:
        attrs = {"placeholder": fact.example} if fact.example else {}
        if fact.private:
            attrs |= {"autocomplete": "off", "inputmode": "text"}
        json = whole(*fact.whole) if fact.whole else decimal(*fact.exact) if fact.exact else None
        made = ReadField(
            label=fact.label,
            read=fact.read or normalise_text,
            required=fact.required,
            max_length=fact.longest,
            help_text=fact.hint,
            blank=None if json else "",
            widget=forms.Textarea() if fact.lines else forms.TextInput(attrs),
            json=json,
        )
    made.fact = fact
    return made


def required_messages(fields: Iterable[tuple[str, forms.Field]]) -> None:
    """Give every required field a message that says what to do."""
    for _, field in fields:
        if field.widget.is_hidden:
            continue
        verb = "选择" if isinstance(field, forms.ChoiceField) else "填写"
        field.error_messages["required"] = f"请{verb}{field.label}"


def whole(least: int, most: int) -> Callable[..., serializers.Field[Any, Any, Any, Any]]:
    """Return the JSON field of a whole number, both bounds included."""
    return partial(serializers.IntegerField, min_value=least, max_value=most)


def decimal(digits: int, places: int, unit: str) -> Callable[..., serializers.Field[Any, Any, Any, Any]]:
    """Return how JSON sends an exact number: as a text of so many digits, its unit in the label."""

    def made(*, label: str, **said: Any) -> serializers.Field[Any, Any, Any, Any]:
        return serializers.DecimalField(
            label=f"{label}（{unit}）", max_digits=digits, decimal_places=places, **said
        )

    return made
