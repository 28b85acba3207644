"""Forms of the acts on an application: receive, file, return, decline, withdraw, terminate."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from rest_framework import serializers

from apps.acts.forms import ActForm, Body
from apps.cases.enums import Removal
from apps.cases.models import Case
from apps.cases.queries.table import ending_paper, endings_for, why_not_ended
from apps.documents.enums import FileKind
from apps.documents.forms import ParkedFileField
from apps.lib import clock

CLAUSES: tuple[tuple[str, str], ...] = (
    (
        "杭房局〔2024〕43号 附件3 备注1",
        "附件3 备注1：新房首次装修不在范围内",
    ),
    (
        "杭房局〔2024〕43号 二（一）",
        "二（一）：不属于老旧房屋厨卫装修和设施更新",
    ),
    (
        "杭房局〔2024〕43号 三（一）1",
        "三（一）1：不是装修人自愿申报",
    ),
    ("other", "其他条款"),
)


class PlainForm(ActForm):
    """An act that asks for nothing but the case as it was read."""


class FileForm(ActForm):
    """备案: the day it was made."""

    optional = frozenset({"effective_on"})

    effective_on = forms.DateField(
        label="备案日期",
        widget=forms.DateInput(),
        error_messages={"required": "请填写备案日期", "invalid": "日期请写成 2026-09-14"},
    )

    def clean_effective_on(self) -> Any:
        on = self.cleaned_data["effective_on"]
        if on > clock.today():
            raise forms.ValidationError("备案日期不能晚于今天", code="future")
        return on


class DeclineForm(ActForm):
    """不予备案: the clause and the reason."""

    unsent = frozenset({"other_clause"})
    pointers = {"other_clause": "/clause"}

    clause = forms.ChoiceField(
        label="依据条款",
        choices=CLAUSES,
        widget=forms.RadioSelect,
        error_messages={"required": "请选择依据的条款"},
    )
    other_clause = forms.CharField(label="其他条款（文号和条款）", max_length=120, required=False)
    reason = forms.CharField(
        label="理由",
        max_length=300,
        widget=forms.Textarea(),
        help_text="会写进办理记录并告知申请人，请写清事实，不要写证件号码",
        error_messages={"required": "请写明理由"},
    )

    def clean(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        if cleaned.get("clause") == "other" and not cleaned.get("other_clause"):
            self.add_error("other_clause", "请写明文号和条款")
        return cleaned

    def said(self) -> dict[str, Any]:
        """Return the clause as it is recorded."""
        said = super().said()
        other = said.pop("other_clause")
        return {**said, "clause": other if said["clause"] == "other" else said["clause"]}

    @classmethod
    def json(cls) -> dict[str, Any]:
        """A system writes the clause out."""
        return {"clause": serializers.CharField(max_length=120, help_text="文号和条款")}

    @classmethod
    def body(cls, values: Mapping[str, Any], initial: Mapping[str, Any], **options: Any) -> Body:
        """Take the clause as one that the page does not list."""
        clause = {"clause": "other", "other_clause": values["clause"]}
        return super().body({**values, **clause}, initial, **options)


class WithdrawForm(ActForm):
    """户主撤回: no reason is asked for, one may be noted."""

    reason = forms.CharField(
        label="户主说明", max_length=300, required=False, widget=forms.Textarea(), help_text="可以不填"
    )


class TerminateForm(ActForm):
    """终止: the cause with its paper, as the case's state has it, and the reason."""

    removal = forms.ChoiceField(
        label="终止原因类别",
        choices=Removal.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "请选择终止原因类别"},
    )
    papers = ParkedFileField(label="依据材料", kind=FileKind.ENDING_PAPER, multiple=True, required=False)
    reason = forms.CharField(
        label="具体原因",
        max_length=300,
        widget=forms.Textarea(),
        help_text="已开工的，写进周报的核减说明：不要写证件号码、病情等个人情况",
        error_messages={"required": "请写明具体原因"},
    )

    def __init__(self, *args: Any, subject: Case, **kwargs: Any) -> None:
        super().__init__(*args, subject=subject, **kwargs)
        field = self.fields["removal"]
        # A body is held to all of them: clean() says what is done instead of one that does not fit.
        if isinstance(field, forms.ChoiceField) and self.sent is None:
            field.choices = [
                (cause.value, f"{cause.label}（附{paper}）" if paper else cause.label)
                for cause, paper in endings_for(subject.status)
            ]

    def clean_removal(self) -> Removal:
        """Return the member, not its code."""
        cause = Removal(self.cleaned_data["removal"])
        denied = why_not_ended(cause, self.subject.status)
        if denied:
            raise forms.ValidationError(denied, code="cause")
        return cause

    def clean(self) -> dict[str, Any]:
        """Ask for the cause's paper."""
        cleaned: dict[str, Any] = super().clean() or {}
        cause = cleaned.get("removal")
        paper = ending_paper(cause) if cause else ""
        if paper and not cleaned.get("papers") and "papers" not in self.errors:
            self.add_error("papers", f"请上传依据材料：{paper}。")
        return cleaned


class ReleaseForm(ActForm):
    """解除待办 by the district leader, with a reason."""

    reason = forms.CharField(
        label="解除原因",
        max_length=300,
        widget=forms.Textarea(),
        error_messages={"required": "请写明解除原因"},
    )
