"""巡查 and 现场检查 with a checklist of the confirmed plan; defects and their re-check."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.forms.boundfield import BoundField

from apps.acts.forms import Body, KeyedRows, Rows
from apps.inspections.enums import Outcome, Severity
from apps.inspections.forms.fields import choice_field, day_field, photo_field, text_field, word_field
from apps.inspections.rules import ChecklistItem
from apps.inspections.services import DefectInput, VisitItemInput
from apps.lib import clock
from apps.plans.forms import CaseForm

EXTRA = 2
"""Rows for defects outside the checklist; more are recorded with a further visit."""


MOST_LINES = 300
LinesOfDay = Callable[[date, Collection[str]], tuple[ChecklistItem, ...]]
"""The list of today or of an earlier day, with those of the named codes that were answered all the same."""


def field_name(code: str) -> str:
    """Return a code as it may stand in an HTML id."""
    return code.replace(":", "_")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the checklist as the template draws it."""

    item: ChecklistItem
    outcome: BoundField
    note: BoundField
    photos: BoundField


class VisitLineForm(forms.Form):
    """One line of the list as answered."""

    outcome = choice_field("检查结果", Outcome.choices())
    note = word_field("不符合的情况", length=300, required=False)
    photos = photo_field("照片")


class FurtherDefectForm(forms.Form):
    """A defect outside the list."""

    text = word_field("问题", length=300, required=False)
    severity = choice_field("程度", Severity.choices(), required=False, initial=Severity.ORDINARY.value)
    photos = photo_field("照片")


def _asked(items: Sequence[ChecklistItem], said: Collection[str]) -> tuple[ChecklistItem, ...]:
    # A telephone may not know a reference yet that began today: it is never a ground to refuse.
    return tuple(item for item in items if item.binds or item.code in said)


LINES = KeyedRows(
    name="items",
    row=VisitLineForm,
    most=MOST_LINES,
    complete=True,
    label="检查项目",
    component="VisitLineWrite",
)
FURTHER = Rows(
    name="defects",
    row=FurtherDefectForm,
    most=EXTRA,
    prefix="extra",
    required=False,
    label="清单以外的问题",
    component="FurtherDefectWrite",
    asks=frozenset({"text"}),
)


class VisitForm(CaseForm):
    """One visit: every line of the list is answered; 不符合 is explained and becomes a defect."""

    visited_on = day_field("巡查日期")
    note = text_field("总体情况", length=500, required=False)
    photos = photo_field("现场照片")
    due_on = forms.DateField(
        label="整改期限",
        required=False,
        widget=forms.DateInput,
        help_text="发现问题时填写。",
        error_messages={"invalid": "请填写正确的整改期限，如 2026-09-01。"},
    )

    lists = (LINES, FURTHER)

    def __init__(
        self, *args: Any, items: Sequence[ChecklistItem], lines: LinesOfDay | None = None, **kwargs: Any
    ) -> None:
        """Add the fields of every line and of the further defects."""
        super().__init__(*args, **kwargs)
        answered = {
            name.removesuffix("-outcome")
            for name in self.data
            if name.endswith("-outcome") and self.data.get(name)
        }
        known = {LINES.spell(item.code): item.code for item in items}
        said = {known.get(spelt, spelt) for spelt in answered}
        self.items = self._lines(self.data.get("visited_on"), items, lines, said)
        if self.sent is not None:
            self.items = _asked(self.items, said)
        self.told = int(self.sent.get("extra-TOTAL_FORMS", 0)) if self.sent is not None else 0
        """Rows for further defects that a body brought: a phone may bring more than a page shows."""
        self.further = range(max(EXTRA, self.told))
        self.add_rows(LINES, [item.code for item in self.items])
        self.add_rows(FURTHER, self.further)
        for item in self.items:
            outcome = self.fields[f"{LINES.spell(item.code)}-outcome"]
            outcome.label = item.label
            outcome.error_messages["required"] = "请选择检查结果。"

    @classmethod
    def _lines(
        cls, on: object, items: Sequence[ChecklistItem], lines: LinesOfDay | None, said: Collection[str]
    ) -> tuple[ChecklistItem, ...]:
        """Return the lines of the day that the visit is said to be of; ``items`` where that is unclear."""
        try:
            day = cls.base_fields["visited_on"].clean(on)
        except forms.ValidationError:
            return tuple(items)
        return lines(day, said) if lines is not None and day <= clock.today() else tuple(items)

    @classmethod
    def body(cls, values: Mapping[str, Any], initial: Mapping[str, Any], **options: Any) -> Body:
        """Ask of a body the lines of the day that it says; 参考借鉴 only where it answers."""
        said = {str(line["code"]) for line in values.get("items") or ()}
        items = cls._lines(values.get("visited_on"), options["items"], options.get("lines"), said)
        return super().body(values, initial, **{**options, "items": _asked(items, said)})

    @classmethod
    def known(cls, group: KeyedRows, **options: Any) -> dict[str, dict[str, Any]]:
        return {item.code: {} for item in options["items"]}

    def clean(self) -> dict[str, Any]:
        """Ask for words where something is not as it should be."""
        said = super().clean() or self.cleaned_data
        for item in self.items:
            name = field_name(item.code)
            if said.get(f"{name}-outcome") == Outcome.BAD and not said.get(f"{name}-note"):
                self.add_error(f"{name}-note", "请写明不符合的情况。")
        for number in self.further:
            # A row that a body brought is meant; a page always sends its spare rows, mostly empty.
            begun = number < self.told or said.get(f"extra-{number}-photos")
            if begun and not said.get(f"extra-{number}-text"):
                self.add_error(f"extra-{number}-text", "请写明发现的问题。")
        found = any(
            said.get(f"{field_name(item.code)}-outcome") == Outcome.BAD for item in self.items if item.binds
        )
        found = found or any(said.get(f"extra-{number}-text") for number in self.further)
        if found and not said.get("due_on") and "due_on" not in self.errors:
            self.add_error("due_on", "发现问题时请填写整改期限。")
        return said

    def groups(self) -> Iterator[tuple[str, list[Line]]]:
        """Yield the lines under their heads."""
        heads: dict[str, list[Line]] = {}
        for item in self.items:
            name = field_name(item.code)
            line = Line(item, self[f"{name}-outcome"], self[f"{name}-note"], self[f"{name}-photos"])
            heads.setdefault(item.group, []).append(line)
        yield from heads.items()

    def extras(self) -> Iterator[tuple[BoundField, BoundField, BoundField]]:
        for number in self.further:
            yield (
                self[f"extra-{number}-text"],
                self[f"extra-{number}-severity"],
                self[f"extra-{number}-photos"],
            )

    def has_extras(self) -> bool:
        """Whether anything was typed or refused there, so that it is shown unfolded."""
        names = [f"extra-{number}-text" for number in self.further]
        return any(self[name].value() or self[name].errors for name in names)

    def said(self) -> dict[str, Any]:
        """Return the checked lines and the further defects for the service."""
        said = self.cleaned_data
        lines = {item.code: LINES.said(item.code, said) for item in self.items}
        further = [FURTHER.said(number, said) for number in self.further]
        return {
            **{name: said[name] for name in ("visited_on", "due_on", "note", "photos", "version")},
            "items": [
                VisitItemInput(code, Outcome(line["outcome"]), line["note"], line["photos"])
                for code, line in lines.items()
            ],
            "defects": [
                DefectInput(row["text"], Severity(row["severity"] or Severity.ORDINARY), row["photos"])
                for row in further
                if row["text"]
            ],
        }


class RectifyDefectForm(CaseForm):
    rectified_on = day_field("整改日期")
    note = text_field("整改情况")
    photos = photo_field("整改后照片", required=True)


class VerifyDefectForm(CaseForm):
    """复查: settled, or sent back with a reason."""

    result = choice_field("复查结果", [("ok", "已整改到位"), ("back", "未整改到位，退回")])
    verified_on = day_field("复查日期")
    note = text_field("复查情况", required=False, help_text="退回时写明原因。")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Ask of what a household reported what was seen, whatever the enterprise says."""
        super().__init__(*args, **kwargs)
        if self.subject.is_reported:
            result = self.fields["result"]
            result.label = "现场看到的"
            result.choices = [("ok", "已经修好，或者不用修"), ("back", "还要修")]  # type: ignore[attr-defined]
            self.fields["verified_on"].label = "哪天看的"
            note = self.fields["note"]
            note.label, note.help_text, note.required = "看到的情况", "住户看得到。", True
            note.error_messages["required"] = "请写明现场看到的情况。"

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if said.get("result") == "back" and not said.get("note") and "note" not in self.errors:
            self.add_error("note", "退回时请写明原因。")
        return said
