"""安排、逐项核验、意见、户主确认、办结."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from django import forms
from django.forms.boundfield import BoundField

from apps.acts.forms import KeyedRows
from apps.documents.enums import FileKind
from apps.documents.forms import ParkedFileField
from apps.inspections.enums import ItemKind, ItemOutcome, Satisfaction, Verdict
from apps.inspections.forms.fields import (
    Choices,
    choice_field,
    day_field,
    photo_field,
    signature_field,
    text_field,
    word_field,
)
from apps.inspections.forms.visits import MOST_LINES, field_name
from apps.inspections.models import AcceptanceItem
from apps.inspections.queries.again import Before
from apps.inspections.rules import Found
from apps.inspections.rules.papers import CARRIED_OUTCOMES, REFERENCE_OUTCOMES
from apps.lib import clock
from apps.plans.enums import Means, Method, Signer
from apps.plans.forms import CaseForm
from apps.plans.forms.fields import Area
from apps.plans.rules import names, read

OUTCOMES: dict[str, Choices] = {
    ItemKind.SURFACE: ItemOutcome.choices(),
    ItemKind.FITTING: [(ItemOutcome.AGREES.value, "符合"), (ItemOutcome.DISAGREES.value, "不符合")],
    ItemKind.HAZARD: [(ItemOutcome.AGREES.value, "已更换"), (ItemOutcome.DISAGREES.value, "未更换")],
    ItemKind.REFERENCE: [(outcome.value, words) for outcome, words in REFERENCE_OUTCOMES.items()],
    ItemKind.CARRIED: [(outcome.value, words) for outcome, words in CARRIED_OUTCOMES.items()],
}


class OpenForm(CaseForm):
    arranged_on = day_field("约定验收日期", help_text="与改造家庭约好的上门日期。")
    companions = word_field("其他验收人员", length=120, required=False)


def this_minute() -> datetime:
    """Return the present minute in Shanghai, as a page shows it."""
    return clock.local(clock.now()).replace(second=0, microsecond=0, tzinfo=None)


@dataclass(frozen=True, slots=True)
class Row:
    """One item as the template draws it."""

    item: AcceptanceItem
    outcome: BoundField
    note: BoundField
    photos: BoundField
    before: Before | None = None
    """What the last acceptance found of it."""
    area: BoundField | None = None
    method: BoundField | None = None
    rest_area: BoundField | None = None
    rest_method: BoundField | None = None


REST = "方案是一种工法、现场有一部分是另一种工法时填写"
MEASURES = ("area", "method", "rest_area", "rest_method")
"""Columns that only surfaces have."""


class ItemRowForm(forms.Form):
    """One item as found on site; items not sent keep what they have."""

    outcome = choice_field("核验", ItemOutcome.choices(), required=False, help_text="null 为还没有核验")
    area = Area(label="实测面积（㎡）", required=False)
    method = forms.ChoiceField(label="实际工法", choices=[("", "请选择"), *Method.choices()], required=False)
    rest_area = Area(label="其余部分面积（㎡）", required=False, help_text=REST)
    rest_method = forms.ChoiceField(
        label="其余部分工法", choices=[("", "请选择"), *Method.choices()], required=False, help_text=REST
    )
    note = word_field("说明", length=300, required=False)
    photos = photo_field("照片", kind=FileKind.ACCEPTANCE_PHOTO)


FOUND = KeyedRows(
    name="items",
    row=ItemRowForm,
    most=MOST_LINES,
    label="核验项目",
    component="ItemWrite",
    nulls=frozenset({"outcome"}),
)
_KEPT = names(Found)


class ItemsForm(CaseForm):
    """The round, item by item; may be saved half done."""

    visited_at = forms.DateTimeField(
        label="现场验收时间",
        widget=forms.DateTimeInput,
        error_messages={
            "required": "请填写现场验收时间。",
            "invalid": "请填写正确的现场验收时间，如 2026-09-01 10:30。",
        },
    )
    companions = word_field("其他验收人员", length=120, required=False)
    # pages and systems say it with the verdict; a phone brings round and verdict at once
    overrun_reason = text_field("超期原因", required=False)

    lists = (FOUND,)
    unsent = frozenset({"overrun_reason"})

    def __init__(
        self,
        *args: Any,
        rows: Sequence[AcceptanceItem],
        befores: Mapping[str, Before] | None = None,
        **kwargs: Any,
    ) -> None:
        """Add the fields of every item with what was found so far, and the last time (``befores``)."""
        super().__init__(*args, **kwargs)
        self.rows, self.befores = tuple(rows), befores or {}
        if not self.initial.get("visited_at"):
            self.initial["visited_at"] = this_minute()
        self.add_rows(FOUND, [row.code for row in self.rows])
        for row in self.rows:
            self._suit(row)

    def _suit(self, row: AcceptanceItem) -> None:
        """Leave of an item's columns what its kind has, as found so far."""
        columns = {
            column: self.fields[f"{FOUND.spell(row.code)}-{column}"] for column in FOUND.row.base_fields
        }
        for column in _KEPT:
            columns[column].initial = getattr(row, column)
        outcome = cast("forms.ChoiceField", columns["outcome"])
        outcome.label, outcome.help_text = f"{row.space}{row.label}", ""
        outcome.choices = OUTCOMES[row.kind]
        outcome.error_messages["invalid_choice"] = f"请从列出的选项中选择{outcome.label}。"
        columns["area"].label, columns["rest_area"].label = "实测面积", "其余部分面积"
        columns["rest_area"].help_text = columns["rest_method"].help_text = ""
        # Taken out, not hidden: what was not drawn cannot be sent by a made-up form either.
        if row.kind != ItemKind.SURFACE:
            for column in MEASURES:
                del self.fields[f"{FOUND.spell(row.code)}-{column}"]

    @classmethod
    def known(cls, group: KeyedRows, **options: Any) -> dict[str, dict[str, Any]]:
        """Items not sent stand as they were saved."""
        return {row.code: {column: getattr(row, column) for column in _KEPT} for row in options["rows"]}

    def groups(self) -> Iterator[tuple[str, list[Row]]]:
        """Yield the items under their space; hazards come last, together."""
        heads: dict[str, list[Row]] = {}
        for item in self.rows:
            name = field_name(item.code)
            surface = item.kind == ItemKind.SURFACE
            row = Row(
                item,
                self[f"{name}-outcome"],
                self[f"{name}-note"],
                self[f"{name}-photos"],
                self.befores.get(item.code),
                **{column: self[f"{name}-{column}"] for column in MEASURES if surface},
            )
            heads.setdefault("隐患设施" if item.kind == ItemKind.HAZARD else item.space, []).append(row)
        yield from heads.items()

    def found(self) -> dict[str, Found]:
        """Return what was found on every item, as far as it can be read."""
        return {
            row.code: read(Found, {each: self.cleaned_data.get(f"{name}-{each}") for each in _KEPT}.get)
            for row in self.rows
            for name in [field_name(row.code)]
        }

    def said(self) -> dict[str, Any]:
        """Return what was found and the uploads of every item."""
        said = self.cleaned_data
        return {
            **{name: said[name] for name in ("visited_at", "version")},
            # What was not asked for or not sent says nothing: '' from a phone takes the reason back.
            **{name: said[name] if name in self.data else None for name in ("companions", "overrun_reason")},
            "found": self.found(),
            "photos": {row.code: said[f"{field_name(row.code)}-photos"] for row in self.rows},
        }


class VerdictForm(CaseForm):
    """住建部门验收人员意见."""

    verdict = choice_field("验收意见", Verdict.choices())
    opinion = text_field("住建部门验收人员意见", length=500)
    overrun_reason = text_field("超期原因", required=False)
    signature = signature_field("验收人签字")

    def clean_verdict(self) -> Verdict:
        return Verdict(self.cleaned_data["verdict"])


class WithdrawVerdictForm(CaseForm):
    reason = text_field("撤回原因")


class OpinionForm(CaseForm):
    """改造家庭确认意见, drawn here or on paper."""

    satisfaction = choice_field("改造家庭确认意见", Satisfaction.choices())
    remark = text_field("户主说明", required=False, help_text="不满意时写明原因。")
    signer = choice_field("签字人", Signer.choices(), initial=Signer.SELF.value)
    signer_name = word_field("代办人姓名", length=60, required=False)
    proof = ParkedFileField(label="委托书", kind=FileKind.POWER_OF_ATTORNEY, required=False)
    means = choice_field("签字方式", Means.at_desk(), initial=Means.DRAWN.value)
    signature = signature_field("户主签字")
    witness_name = word_field("见证人", length=80, required=False, help_text="在工作人员设备上签字时填写。")
    scan = ParkedFileField(label="签字扫描件", kind=FileKind.ACCEPTANCE_SCAN, required=False)
    signed_on = day_field("签字日期")

    def clean_satisfaction(self) -> Satisfaction:
        return Satisfaction(self.cleaned_data["satisfaction"])

    def clean_signer(self) -> Signer:
        return Signer(self.cleaned_data["signer"])

    def clean_means(self) -> Means:
        return Means(self.cleaned_data["means"])


class ConcludeForm(CaseForm):
    """The end of an attempt; further items of rectification one a line."""

    extra = text_field("补充整改事项", length=1000, required=False, rows=4, help_text="每行一项，可以不填。")

    def clean_extra(self) -> list[str]:
        return [line.strip()[:300] for line in self.cleaned_data["extra"].splitlines() if line.strip()]
