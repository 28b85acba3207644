"""Forms of a return, of its answers, and of what else sends a week back. They write nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.forms.boundfield import BoundField
from django.forms.formsets import BaseFormSet
from django.forms.renderers import get_default_renderer

from apps.acts.forms import ActForm, KeyedRows, Rows
from apps.lib.digits import whole
from apps.reports.enums import AnswerKind
from apps.reports.models import AskedItem
from apps.reports.rules.cells import CASE, CELLS
from apps.reports.services import MOST_ASKED, Answer, Asked


class AskedItemForm(forms.Form):
    """One item of a return: which cell or case, and what is asked; a blank line is none."""

    code = forms.ChoiceField(
        label="哪一栏",
        choices=[("", "请选择"), *CELLS.items(), (CASE, "办件（填办件编号）")],
        error_messages={"required": "请选择哪一栏", "invalid_choice": "统计表里没有这一栏，请从清单中选择"},
    )
    case = forms.CharField(label="办件编号", max_length=40, required=False)
    ask = forms.CharField(
        label="核对什么、怎样改", max_length=300, error_messages={"required": "请写明核对什么、怎样改"}
    )


class AskedItems(BaseFormSet[AskedItemForm]):
    """Everything a return asks, all at once; more lines than most returns need."""

    form = AskedItemForm
    # What formset_factory() would set; as a class its rows are typed. absolute_max bounds what is sent.
    extra, min_num, max_num, absolute_max = 10, 0, MOST_ASKED, 2 * MOST_ASKED
    can_order = can_delete = can_delete_extra = validate_max = validate_min = False
    renderer = get_default_renderer()

    def clean(self) -> None:
        """Ask for at least one item."""
        if not self.items and not any(self.errors):
            raise forms.ValidationError("请至少列出一项要更正或说明的内容。", code="items")

    @property
    def lines(self) -> list[AskedItemForm]:
        """Lines on which something was typed."""
        return [form for form in self.forms if form.has_changed()]

    @property
    def items(self) -> list[Asked]:
        """The checked items."""
        return [Asked(**form.cleaned_data) for form in self.lines if form.is_valid()]


class ReturnForm(ActForm):
    """退回更正: cells and cases by name, with what is asked of each; a general word beside them."""

    reason = forms.CharField(
        label="总的说明",
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="选填；逐项要求写在上面，区县逐项答复。",
    )
    sets = {"items": AskedItems}
    lists = (
        Rows(
            name="items",
            row=AskedItemForm,
            most=MOST_ASKED,
            label="退回的各项：统计表的栏目，或 case 和办件编号",
            component="WeekReturnItem",
        ),
    )
    line: tuple[forms.Form, str] | None = None

    def said(self) -> dict[str, Any]:
        """Return the items and the general word."""
        table = cast("AskedItems", self.tables["items"])
        return {**super().said(), "items": table.items}

    def field_of(self, name: str) -> str | None:
        """Lead a refusal of an item (``items-2-case``) to its line in the table."""
        head, _, column = name.removeprefix("items-").partition("-")
        place = whole(head) if name.startswith("items-") else None
        lines = cast("AskedItems", self.tables["items"]).lines
        if place is None or place >= len(lines) or column not in lines[place].fields:
            return super().field_of(name)
        self.line = (lines[place], column)
        return None

    def add_error(self, field: str | None, error: Any) -> None:
        """Put what :meth:`field_of` has led to a line there."""
        if field is None and self.line is not None:
            (row, column), self.line = self.line, None
            row.add_error(column, error)
            return
        super().add_error(field, error)


class AnswerRow(forms.Form):
    """The answer to one item of a return."""

    answer = forms.ChoiceField(
        label="答复", choices=AnswerKind.choices, required=False, widget=forms.RadioSelect
    )
    reason = forms.CharField(label="说明", max_length=300, required=False, help_text="维持的须写明理由")


ANSWERS = KeyedRows(
    name="answers",
    row=AnswerRow,
    most=MOST_ASKED,
    key="number",
    label="逐项答复；没有写的各项不变",
    component="WeekReturnAnswer",
    key_help="退回的第几项，见一期周报的 asked",
)


class AnswerForm(ActForm):
    """逐项答复: 改 or 维持 with its reason; what is left open can be answered later."""

    lists = (ANSWERS,)

    def __init__(self, *args: Any, items: Sequence[AskedItem], **kwargs: Any) -> None:
        """Add an answer to each item, as it stands so far."""
        super().__init__(*args, **kwargs)
        self.items = tuple(items)
        self.add_rows(ANSWERS, [item.number for item in self.items])
        for item in self.items:
            self.initial.setdefault(f"{item.number}-answer", item.answer)
            self.initial.setdefault(f"{item.number}-reason", item.reason)

    def rows(self) -> dict[int, tuple[BoundField, BoundField]]:
        """Return the two fields of each item by its number."""
        return {
            item.number: (self[f"{item.number}-answer"], self[f"{item.number}-reason"]) for item in self.items
        }

    @classmethod
    def known(cls, group: KeyedRows, **options: Any) -> dict[str, dict[str, Any]]:
        """Return the items by number with the answers they have."""
        return {str(item.number): {"answer": item.answer, "reason": item.reason} for item in options["items"]}

    def clean(self) -> dict[str, Any]:
        """Ask what a reason belongs to: nothing that was typed is dropped."""
        cleaned: dict[str, Any] = super().clean() or {}
        for item in self.items:
            answer = f"{item.number}-answer"
            if cleaned.get(f"{item.number}-reason") and not cleaned.get(answer) and answer not in self.errors:
                self.add_error(answer, "请选择改或维持")
        return cleaned

    def said(self) -> dict[str, Any]:
        """Return the answers given so far by the item's number."""
        said = self.cleaned_data
        answers = {
            item.number: Answer(AnswerKind(said[f"{item.number}-answer"]), said[f"{item.number}-reason"])
            for item in self.items
            if said[f"{item.number}-answer"]
        }
        return {"answers": answers, "version": said["version"]}


class AskReopeningForm(ActForm):
    """申请重开 with the reason the upper authority reads."""

    reason = forms.CharField(
        label="申请原因",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="写明为什么要重开、更正哪一项。",
        error_messages={"required": "请写明为什么要重开、更正哪一项"},
    )


class ReopenForm(ActForm):
    """重开, with a word where one is wanted."""

    word = forms.CharField(label="答复", max_length=300, required=False)


class DeclineReopeningForm(ActForm):
    """不同意重开, and why."""

    word = forms.CharField(
        label="不重开的原因",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "请写明为什么不重开"},
    )


class TakeBackForm(ActForm):
    """撤回报送 with the reason the upper authority reads."""

    reason = forms.CharField(
        label="撤回原因",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="写明哪一项要更正。",
        error_messages={"required": "请写明撤回原因"},
    )
