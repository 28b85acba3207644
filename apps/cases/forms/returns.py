"""Forms of a return: what is wanting, item by item; the answer to each; what the bureau says of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.forms.boundfield import BoundField
from rest_framework import serializers

from apps.acts.forms import Body, Fault, KeyedRows, Rows
from apps.cases.enums import Judgement
from apps.cases.facts import CORRECTABLE
from apps.cases.forms.facts import FactsForm
from apps.cases.forms.handed_in import PaperRow, paper_of, refuse_half, take_kind
from apps.cases.forms.return_items import BaseReturnItems, FurtherItems, ItemsForm, ReturnItemForm
from apps.cases.models import ReturnedItem
from apps.cases.queries import ItemView, brought_by, shown_item
from apps.cases.services import MOST_ITEMS, Answer, Judged
from apps.lib.chinese import normalise_prose


class ReturnForm(ItemsForm):
    """退回补正: every defect at once."""

    lists = (
        Rows(name="items", row=ReturnItemForm, most=MOST_ITEMS, label="补正事项", component="ReturnItemPart"),
    )


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """One item as the page of the answer draws it."""

    item: ItemView
    fact: BoundField | None
    """The field to be corrected; None where a paper is asked for."""
    paper: tuple[BoundField, ...]
    word: BoundField


class AnswerRow(PaperRow):
    """The answer to one item beside a correction."""

    word = forms.CharField(label="说明", max_length=300, required=False)


ANSWERS = KeyedRows(
    name="answers",
    row=AnswerRow,
    most=MOST_ITEMS,
    required=False,
    key="field",
    label="逐项答复：更正写在 changes 里；材料在这里交；不改不交的写明情况",
    component="AnswerWrite",
    key_help="退回的材料或栏目，见 GET returns",
)


class ResubmitForm(FactsForm):
    """补正后重新提交: a correction, a paper or a word to each item; none is passed over."""

    explanation = forms.CharField(
        label="另外说明", max_length=300, required=False, widget=forms.Textarea(), help_text="可以不填"
    )
    own = ("explanation",)
    unsent = FactsForm.unsent | {"explanation"}
    pointers = {"explanation": "/note"}
    lists = (ANSWERS,)
    blank_changes = True

    def __init__(self, *args: Any, items: Sequence[ReturnedItem], **kwargs: Any) -> None:
        """Add an answer to each item of the return that waits."""
        super().__init__(*args, **kwargs)
        self.items = tuple(items)
        # Of this household's list: an item of the old form may name a paper that no list asks for.
        self.papers = {each.code for each in brought_by(self.subject)}
        self.add_rows(ANSWERS, [item.target for item in self.items])
        for item in self.items:
            self._fit(item)

    def _fit(self, item: ReturnedItem) -> None:
        """Take a paper at an item that asks for one; a field of the form is corrected, not uploaded."""
        if item.target in self.papers:
            take_kind(self.fields[f"{item.target}-scans"], item.target)
            return
        for column in PaperRow.base_fields:
            name = f"{item.target}-{column}"
            del self.fields[name]
            if self.sent is not None and self.sent.get(name):
                pointer = self.sent.pointers.get(name, "/answers")
                words = f"这一项不收材料：请{self._asked(item.target)}。"
                self.sent.faults.append(Fault(pointer, words, "not_a_paper"))

    def lines(self) -> list[AnswerLine]:
        """Return the items with their fields, in the order of the return."""
        return [
            AnswerLine(
                item=shown_item(item),
                fact=self[item.target] if item.target in self.fields else None,
                paper=tuple(
                    self[f"{item.target}-{column}"]
                    for column in PaperRow.base_fields
                    if f"{item.target}-{column}" in self.fields
                ),
                word=self[f"{item.target}-word"],
            )
            for item in self.items
        ]

    @property
    def others_open(self) -> bool:
        """Whether something stands wrong among the facts that no item asks about."""
        return any(bound.errors for bound in self.others())

    def others(self) -> list[BoundField]:
        """Return the facts that no item asks about: what was mended may change them too."""
        asked = {item.target for item in self.items}
        return [self[name] for name in CORRECTABLE if name in self.fields and name not in asked]

    @classmethod
    def known(cls, group: KeyedRows, **options: Any) -> dict[str, dict[str, Any]]:
        return {item.target: {} for item in options["items"]}

    def clean(self) -> dict[str, Any]:
        """Ask every item for its answer."""
        cleaned = super().clean()
        changed = self.changed_names()
        for item in self.items:
            refuse_half(self, item.target)
            bad = any(name == item.target or name.startswith(f"{item.target}-") for name in self.errors)
            files = cleaned.get(f"{item.target}-scans")
            if not (bad or files or cleaned.get(f"{item.target}-word") or item.target in changed):
                words = f"第 {item.number} 项还没有回答：请{self._asked(item.target)}"
                self.add_error(f"{item.target}-word", forms.ValidationError(words, code="unanswered"))
        return cleaned

    def _asked(self, target: str) -> str:
        """What an answer to it may be; a body corrects under ``changes``."""
        if target in self.papers:
            return "交材料，或写明为什么不交"
        # An item of the old form may name what is neither paper nor field.
        return "更正，或写明为什么不改" if target in self.fields else "写明情况"

    def said(self) -> dict[str, Any]:
        """Return the changes, the answers and the word that goes with them all."""
        said = self.cleaned_data
        answers = {
            item.target: Answer(
                word=normalise_prose(said.get(f"{item.target}-word", "")),
                paper=paper_of(said, f"{item.target}-"),
            )
            for item in self.items
        }
        return {
            "changes": self.changes(),
            "answers": answers,
            "note": said["explanation"],
            "version": said["version"],
        }

    @classmethod
    def json(cls) -> dict[str, Any]:
        """The general word is called ``note`` in a body."""
        note = serializers.CharField(
            max_length=300, required=False, allow_blank=True, default="", help_text="另外说明，可以不填"
        )
        return {**super().json(), "note": note}

    @classmethod
    def body(cls, values: Mapping[str, Any], initial: Mapping[str, Any], **options: Any) -> Body:
        """Lead the word to its field; ``note`` among the changes is the registration's remark."""
        plain = {"explanation" if name == "note" else name: value for name, value in values.items()}
        body = super().body(plain, initial, **options)
        for item in options["items"]:
            body.pointers.setdefault(f"{item.target}-word", "/answers")
        return body


@dataclass(frozen=True, slots=True)
class JudgeLine:
    """One answer as the page of the judgement draws it."""

    item: ItemView
    judgement: BoundField
    text: BoundField


class JudgeRow(forms.Form):
    """What the bureau says of one answer: nothing is chosen beforehand."""

    judgement = forms.ChoiceField(
        label="您看",
        choices=Judgement.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "这一项还没看"},
    )
    text = forms.CharField(label="还差什么", max_length=200, required=False)


JUDGEMENTS = KeyedRows(
    name="judgements",
    row=JudgeRow,
    most=MOST_ITEMS,
    complete=True,
    key="field",
    label="逐项查看",
    component="JudgementWrite",
    key_help="退回的材料或栏目，见 GET returns",
)


class JudgeForm(ItemsForm):
    """看补正: a judgement on every answer; what is still wrong goes back, with what is new."""

    sets = {"items": FurtherItems}
    lists = (
        JUDGEMENTS,
        Rows(
            name="items",
            row=ReturnItemForm,
            most=MOST_ITEMS,
            required=False,
            label="另外发现的补正事项",
            component="ReturnItemPart",
        ),
    )

    def __init__(self, *args: Any, items: Sequence[ReturnedItem], **kwargs: Any) -> None:
        """Add a judgement of each answer."""
        super().__init__(*args, **kwargs)
        self.answered = tuple(items)
        self.add_rows(JUDGEMENTS, [item.target for item in self.answered])

    def lines(self) -> list[JudgeLine]:
        """Return the answers with their fields, in the order of the return."""
        return [
            JudgeLine(shown_item(item), self[f"{item.target}-judgement"], self[f"{item.target}-text"])
            for item in self.answered
        ]

    @classmethod
    def known(cls, group: KeyedRows, **options: Any) -> dict[str, dict[str, Any]]:
        return {item.target: {} for item in options["items"]}

    def clean(self) -> dict[str, Any]:
        """Ask what is still wrong where something is."""
        for item in self.answered:
            wanting = self.cleaned_data.get(f"{item.target}-judgement") == Judgement.WANTING
            if wanting and not self.cleaned_data.get(f"{item.target}-text"):
                self.add_error(f"{item.target}-text", "请写明还差什么")
        return self.cleaned_data

    def said(self) -> dict[str, Any]:
        said = self.cleaned_data
        judged = {
            item.target: Judged(
                Judgement(said[f"{item.target}-judgement"]), normalise_prose(said[f"{item.target}-text"])
            )
            for item in self.answered
        }
        table = cast("BaseReturnItems", self.tables["items"])
        return {"judged": judged, "items": table.items, "version": said["version"]}
