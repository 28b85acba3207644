"""登记上门未遇."""

from __future__ import annotations

from typing import Any

from django import forms

from apps.documents.enums import FileKind
from apps.inspections.forms.acceptance import this_minute
from apps.inspections.forms.fields import photo_field, text_field, word_field
from apps.inspections.rules.absences import TellingWay
from apps.plans.forms import CaseForm


def _day(label: str, **kwargs: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        required=False,
        widget=forms.DateInput,
        error_messages={"invalid": f"请填写正确的{label}，如 2026-09-01。"},
        **kwargs,
    )


class AbsenceForm(CaseForm):
    """When, by whom, how it had been told, what was left at the door."""

    visited_at = forms.DateTimeField(
        label="上门时间",
        widget=forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"}),
        help_text="户主在家而不愿意配合的不算未遇；户主改约的按改约后的时间再去。",
        error_messages={"required": "请填写上门时间。", "invalid": "请填写正确的时间，如 2026-09-01 18:30。"},
    )
    told_on = _day("提前告知日期", help_text="约定这次上门时，哪一天告知户主；没有提前告知的不填。")
    told_by_ways = forms.TypedMultipleChoiceField(
        label="告知方式",
        choices=TellingWay.choices(),
        coerce=TellingWay,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    officers = word_field("上门人员", length=120, help_text="姓名和单位，几个人都写上。")
    witness = word_field("见证人", required=False, help_text="社区或物业的人员。")
    letter_on = _day("书面告知张贴或寄出日期", help_text="在门上张贴告知或寄出信函的日期；没有的不填。")
    note = text_field("情况", required=False)
    photos = photo_field("门上告知的照片", kind=FileKind.CORRECTION_PROOF)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.initial.get("visited_at"):
            self.initial["visited_at"] = this_minute()
