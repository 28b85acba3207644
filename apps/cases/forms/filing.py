"""Forms of the acts on an application: receive, file, return, decline, withdraw, terminate."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms.formsets import BaseFormSet
from django.forms.renderers import get_default_renderer

from apps.cases.enums import RETURNABLE, DefectKind, Removal
from apps.cases.services import ReturnItem
from apps.lib import clock
from apps.lib.chinese import normalise_prose

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


class VersionedForm(forms.Form):
    """A form over a case as it was when the page was drawn."""

    version = forms.IntegerField(
        widget=forms.HiddenInput, error_messages={"required": "页面已过期，请刷新后重新提交。"}
    )


class ReceiveForm(VersionedForm):
    """受理 asks for nothing more."""


class FileForm(VersionedForm):
    """备案: the day it was made."""

    effective_on = forms.DateField(
        label="备案日期",
        widget=forms.DateInput(),
        error_messages={"required": "请填写备案日期", "invalid": "日期请写成 2026-09-14"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("effective_on", clock.today())

    def clean_effective_on(self) -> Any:
        on = self.cleaned_data["effective_on"]
        if on > clock.today():
            raise forms.ValidationError("备案日期不能晚于今天", code="future")
        return on


class DeclineForm(VersionedForm):
    """不予备案: the clause and the reason."""

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

    @property
    def cited(self) -> str:
        """The clause as it is recorded."""
        chosen = str(self.cleaned_data["clause"])
        return str(self.cleaned_data["other_clause"]) if chosen == "other" else chosen


class WithdrawForm(VersionedForm):
    """户主撤回: no reason is asked for, one may be noted."""

    reason = forms.CharField(
        label="户主说明", max_length=300, required=False, widget=forms.Textarea(), help_text="可以不填"
    )


class TerminateForm(VersionedForm):
    """终止: the kind of removal for the weekly table, and the reason."""

    removal = forms.ChoiceField(
        label="终止原因类别",
        choices=Removal.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "请选择终止原因类别"},
    )
    reason = forms.CharField(
        label="具体原因",
        max_length=300,
        widget=forms.Textarea(),
        error_messages={"required": "请写明具体原因"},
    )


class ReturnItemForm(forms.Form):
    """One defect; a wholly blank line is no defect."""

    field = forms.ChoiceField(
        label="项目",
        choices=[("", "请选择项目"), *RETURNABLE.items()],
        error_messages={"required": "请选择项目"},
    )
    kind = forms.ChoiceField(
        label="类型",
        choices=[("", "请选择类型"), *DefectKind.choices],
        error_messages={"required": "请选择类型：缺失、错误或过期"},
    )
    text = forms.CharField(label="怎样补正", max_length=200, error_messages={"required": "请写明怎样补正"})

    def to_item(self) -> ReturnItem:
        """Return the checked defect."""
        cleaned = self.cleaned_data
        return ReturnItem(cleaned["field"], DefectKind(cleaned["kind"]), normalise_prose(cleaned["text"]))


class BaseReturnItems(BaseFormSet[ReturnItemForm]):
    """All defects at once: an application is returned only once (R2)."""

    def clean(self) -> None:
        if not self.items and not any(self.errors):
            raise forms.ValidationError("请至少列出一项补正事项。", code="items")

    @property
    def items(self) -> list[ReturnItem]:
        """The checked defects, blank lines left out."""
        return [form.to_item() for form in self.forms if form.has_changed() and form.is_valid()]


class ReturnItems(BaseReturnItems):
    """Four blank lines to begin with; the page adds more."""

    form = ReturnItemForm
    extra, min_num, max_num, absolute_max = 4, 0, 30, 60
    can_order = can_delete = can_delete_extra = validate_max = validate_min = False
    renderer = get_default_renderer()


class ReleaseForm(VersionedForm):
    """解除待办 by the district leader, with a reason."""

    reason = forms.CharField(
        label="解除原因",
        max_length=300,
        widget=forms.Textarea(),
        error_messages={"required": "请写明解除原因"},
    )
