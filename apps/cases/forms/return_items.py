"""The table of defects of a return: what each line may name, and lines that a press adds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

from django import forms
from django.forms.formsets import BaseFormSet
from django.forms.renderers import get_default_renderer
from django.forms.utils import ErrorDict, ErrorList
from django.http import QueryDict

from apps.acts.forms import ActForm
from apps.cases.enums import DefectKind
from apps.cases.facts import CORRECTABLE
from apps.cases.forms.fields import CodeField
from apps.cases.queries import is_material, material_names, targets_of
from apps.cases.services import MOST_ITEMS, ReturnItem
from apps.lib.chinese import normalise_prose
from apps.lib.digits import whole

_TARGETS = {**material_names(), **CORRECTABLE}


class ReturnItemForm(forms.Form):
    """One defect; a wholly blank line is no defect."""

    field = CodeField(
        label="材料或栏目",
        choices=[("", "请选择材料或栏目"), *_TARGETS.items()],
        error_messages={
            "required": "请选择材料或栏目",
            "invalid_choice": "只能选材料清单里的材料或申请表的栏目",
        },
    )
    kind = forms.ChoiceField(
        label="类型",
        choices=[("", "请选择类型"), *DefectKind.choices],
        error_messages={"required": "请选择类型：缺失、错误或过期"},
    )
    problem = forms.CharField(label="问题", max_length=200, required=False)
    text = forms.CharField(label="怎样补", max_length=200, error_messages={"required": "请写明怎样补正"})
    basis = forms.CharField(label="依据", max_length=200, required=False, help_text="不填则用清单上的文号")
    late_reason = forms.CharField(
        label="首次未告知的原因",
        max_length=200,
        required=False,
        help_text="上次退回时就有、没有告知的事项才填，会印在告知书上",
    )

    def to_item(self) -> ReturnItem:
        cleaned = self.cleaned_data
        words = {name: normalise_prose(cleaned[name]) for name in ("text", "problem", "basis", "late_reason")}
        return ReturnItem(field=cleaned["field"], kind=DefectKind(cleaned["kind"]), **words)


class BaseReturnItems(BaseFormSet[ReturnItemForm]):
    """All defects at once (R2)."""

    def clean(self) -> None:
        if not self.items and not any(self.errors):
            raise forms.ValidationError("请至少列出一项补正事项。", code="items")

    @property
    def items(self) -> list[ReturnItem]:
        """The checked defects, blank lines left out."""
        return [form.to_item() for form in self.forms if form.has_changed() and form.is_valid()]


class ReturnItems(BaseReturnItems):
    """One blank line to begin with; the page adds one for whatever is pressed in the application."""

    form = ReturnItemForm
    # What formset_factory() would set; as a class its items are typed. absolute_max bounds what is sent.
    extra, min_num, max_num, absolute_max = 1, 0, MOST_ITEMS, 60
    can_order = can_delete = can_delete_extra = validate_max = validate_min = False
    renderer = get_default_renderer()


class FurtherItems(ReturnItems):
    """Further defects beside answers that were looked at: mostly none."""

    extra = 0

    def clean(self) -> None:
        """Nothing need be added."""


class ItemsForm(ActForm):
    """A form with a table of defects, whose lines are chosen in the application beside it."""

    sets = {"items": ReturnItems}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer what this application can be asked for, and nothing else."""
        super().__init__(*args, **kwargs)
        self.offered = targets_of(self.subject)
        self._offer()

    def _offer(self) -> None:
        papers = [(code, name) for code, name in self.offered.items() if is_material(code)]
        facts = [(code, name) for code, name in self.offered.items() if not is_material(code)]
        for row in self.tables["items"].forms:
            choice = cast("forms.ChoiceField", row.fields["field"])
            choice.choices = [("", "请选择材料或栏目"), ("材料", papers), ("申请表的栏目", facts)]

    def press(self, pressed: str) -> None:
        """Show the table with a line for what was pressed (``add:floor_area``), or without ``drop:2``."""
        data = cast("QueryDict", self.data).copy()
        lines = _lines(data)
        full = False
        act, _, what = pressed.partition(":")
        if act == "drop":
            lines = [line for place, line in enumerate(lines) if str(place) != what]
        elif act == "add" and (not what or what in self.offered):
            lines = [line for line in lines if any(line.values())]
            full = len(lines) >= MOST_ITEMS
            lines += [] if full else [{"field": what}]
        _write(data, lines)
        self.data = data
        made = self.sets["items"]
        self.tables["items"] = made(data, prefix="items")
        self._offer()
        self._leave_unjudged()
        if full:
            words = f"一次最多退回 {MOST_ITEMS} 项，没有再加一行。填好的都在。"
            table: Any = self.tables["items"]
            table._non_form_errors.append(words)

    def _leave_unjudged(self) -> None:
        """Show the form without faults: a line was added, and nothing is said to be finished."""
        # What full_clean() would set: with it Django takes both for judged already.
        self._errors = ErrorDict()
        table: Any = self.tables["items"]
        table._errors, table._non_form_errors = [ErrorDict() for _ in table.forms], ErrorList()
        for row in table.forms:
            row._errors = ErrorDict()

    def said(self) -> dict[str, Any]:
        table = cast("BaseReturnItems", self.tables["items"])
        return {**super().said(), "items": table.items}

    def field_of(self, name: str) -> str | None:
        """Put a refusal of a line (``items-2-text``) at that line; it stands in a table of its own."""
        head, _, column = name.removeprefix("items-").partition("-")
        place = whole(head) if name.startswith("items-") else None
        rows = [row for row in self.tables["items"].forms if row.has_changed()]
        if place is None or place >= len(rows) or column not in rows[place].fields:
            return super().field_of(name)
        self.line = (rows[place], column)
        return None

    line: tuple[forms.Form, str] | None = None

    def add_error(self, field: str | None, error: Any) -> None:
        """Put what :meth:`field_of` has led to a line there."""
        if field is None and self.line is not None:
            (row, column), self.line = self.line, None
            row.add_error(column, error)
            return
        super().add_error(field, error)


def _lines(data: QueryDict) -> list[dict[str, str]]:
    # TOTAL_FORMS is the sender's: bounded as the table itself is.
    count = min(whole(str(data.get("items-TOTAL_FORMS", ""))) or 0, ReturnItems.absolute_max)
    columns = ReturnItemForm.base_fields
    return [
        {column: str(data.get(f"items-{place}-{column}", "")) for column in columns} for place in range(count)
    ]


def _write(data: QueryDict, lines: Sequence[Mapping[str, str]]) -> None:
    for name in [name for name in data if name.startswith("items-")]:
        del data[name]
    data["items-TOTAL_FORMS"], data["items-INITIAL_FORMS"] = str(len(lines)), "0"
    for place, line in enumerate(lines):
        for column, value in line.items():
            data[f"items-{place}-{column}"] = value
