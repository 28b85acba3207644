"""Forms of the weekly report. They check what was typed and write nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from decimal import Decimal
from typing import Any

from django import forms

from apps.acts.forms import ActForm, Body, YuanField
from apps.documents.enums import FileKind
from apps.documents.forms import ParkedFileField
from apps.lib.amounts import ZERO
from apps.reports.models import ReportVersion
from apps.reports.services import Declared

_WHOLE = {"invalid": "请填写整数户数", "min_value": "户数不能为负"}
_LARGEST = 10_000_000
# The most that the column holds.
_MOST = Decimal("99999999999999.99")
_BARE_FROM = Decimal(100_000)
"""A district's total of less than 10 万元 is rarer than one typed in 万元: it is written with its unit."""


def _households(label: str) -> forms.IntegerField:
    return forms.IntegerField(
        label=label, required=False, min_value=0, max_value=_LARGEST, error_messages=_WHOLE
    )


class DraftForm(ActForm):
    """What the bureau adds: 填报人, the declared total of 传统装修 with source, 好经验好做法."""

    filler = forms.CharField(label="填报人", max_length=60, required=False)
    week = _households("本周进度")
    done = _households("已完成装修")
    ongoing = _households("正在装修")
    amount = YuanField(label="装修合同金额", required=False, least=ZERO, most=_MOST, bare_from=_BARE_FROM)
    source = forms.CharField(
        label="数据来源", max_length=120, required=False, help_text="如装修备案系统、一码管理系统、线下统计"
    )
    queried_at = forms.DateTimeField(
        label="查询时间",
        required=False,
        # As a browser sends it back: any other writing would pass for a change of its user.
        widget=forms.DateTimeInput(format="%Y-%m-%dT%H:%M"),
        error_messages={"invalid": "请填写日期和时间，如 2026-11-26 09:30"},
    )
    evidence = ParkedFileField(kind=FileKind.DECLARED_EVIDENCE, label="佐证材料", required=False)
    missing_reason = forms.CharField(
        label="本周未取得的原因",
        max_length=200,
        required=False,
        help_text="没有取得传统装修数据时填写，数字留空即可报送",
    )
    narrative = forms.CharField(
        label="好经验好做法",
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="选填，随周报一并报送",
    )

    edits = True

    @classmethod
    def body(cls, values: Mapping[str, Any], initial: Mapping[str, Any], **options: Any) -> Body:
        """Return a body that replaces the whole draft, as the API's document says."""
        return super().body(values, {}, **options)

    def clean(self) -> dict[str, Any]:
        """Put a page that a colleague's saving has overtaken together with what they saved.

        What only one of both changed stands; what both changed is asked at its field, and the next press
        decides. Without it two who fill in different lines would undo each other.
        """
        cleaned: dict[str, Any] = super().clean() or {}
        current = self.initial["version"]
        if self.sent is None and self.loaded and cleaned.get("version") not in (None, current):
            untouched = {name for name, _ in self._editable()} - self.changed_names()
            self.show_again_on(current, self.initial)
            cleaned |= {name: self.initial[name] for name in untouched if name in self.initial}
            cleaned["version"] = current
        return cleaned

    @classmethod
    def values_of(cls, version: ReportVersion, default_filler: str) -> dict[str, Any]:
        """Return initial values from a draft."""
        return {
            "filler": version.filler or default_filler,
            "week": version.declared_week,
            "done": version.declared_done,
            "ongoing": version.declared_ongoing,
            "amount": version.declared_amount,
            "source": version.declared_source,
            "queried_at": version.declared_queried_at,
            "missing_reason": version.declared_missing_reason,
            "narrative": version.narrative,
        }

    def said(self) -> dict[str, Any]:
        """Return the declared total as one value, the rest as it is."""
        said = super().said()
        declared = Declared(**{each.name: said.pop(each.name) for each in fields(Declared)})
        return {**said, "declared": declared}


class ReturnForm(ActForm):
    """退回 with the reason the district works from."""

    reason = forms.CharField(
        label="退回原因",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="写明哪一项、应如何更正；区县据此重新报送。",
        error_messages={"required": "请写明退回原因，区县据此更正"},
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


class AdjustForm(ActForm):
    """A named adjustment: which case, and why."""

    case = forms.UUIDField(widget=forms.HiddenInput(), error_messages={"required": "请选择案件"})
    reason = forms.CharField(label="更正原因", max_length=300, error_messages={"required": "请写明更正原因"})

    # It is held against the records and not against the page (services.adjust).
    versioned = False

    def said(self) -> dict[str, Any]:
        """Services name the case by its id."""
        return {"case_id": self.cleaned_data["case"], "reason": self.cleaned_data["reason"]}


class WeekForm(forms.Form):
    """Which year and week a list shows; anything unknown falls back to the newest."""

    year = forms.IntegerField(required=False)
    week = forms.IntegerField(required=False)
