"""What the steps after an application ask for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from rest_framework import serializers

from apps.acts.forms import ActForm
from apps.documents.enums import FileKind
from apps.documents.forms import ParkedFileField
from apps.inspections.forms.fields import choice_field, day_field, photo_field, text_field, word_field
from apps.othertrack.enums import CHECKS, FOUND_NOW, WORKS, Finding, Ground, Status, Verdict
from apps.othertrack.forms.application import CompanyField
from apps.othertrack.rules.asking import COPIES
from apps.othertrack.rules.lookups import Answer, day_fault, exempt_fault
from apps.plans.forms.fields import Day


class PlainForm(ActForm):
    """Asks nothing."""

    versioned = False


class CheckForm(ActForm):
    """One look: where, when, what was seen."""

    versioned = False

    kind = choice_field("核查什么", [(each.value, each.label) for each in CHECKS])
    finding = choice_field(
        "结果", Finding.choices(), help_text="当地农房不办理装修备案、不纳入一码的选不适用，由区县审查"
    )
    looked_on = day_field("核查日期")
    source = word_field(
        "在哪里核查", length=120, help_text="系统的名称；合同写怎样核实的，如向装修企业电话核实"
    )
    on = Day(
        label="系统里的登记日期", required=False, help_text="装修备案、一码监管查到的必填；合同和查不到的不填"
    )
    reference = word_field("编号", length=60, required=False, help_text="备案号、一码编号或合同编号")
    seen = text_field(
        "看到了什么", length=500, help_text="照实写；查不到、不相符的写明差在哪里，不适用的写理由"
    )
    evidence = ParkedFileField(label="留痕", kind=FileKind.MATERIAL, multiple=True, required=False)

    def clean(self) -> dict[str, Any]:
        """Ask for the day since when something stands in a system, and for none where there is none."""
        said = super().clean() or self.cleaned_data
        words = day_fault(said.get("kind", ""), said.get("finding", ""), said.get("on"))
        if words and "on" not in self.errors and {"kind", "finding"} <= said.keys():
            self.add_error("on", words)
        if words := exempt_fault(said.get("kind", ""), said.get("finding", ""), is_rural=None):
            self.add_error("finding", words)
        return said

    def said(self) -> dict[str, Any]:
        """Return the look as a system would answer."""
        found = super().said()
        answer = Answer(
            finding=Finding(found["finding"]),
            source=found["source"],
            seen=found["seen"],
            looked_on=found["looked_on"],
            on=found["on"],
            reference=found["reference"],
        )
        return {"kind": found["kind"], "answer": answer, "evidence": found["evidence"]}


class WorksForm(ActForm):
    """When works began or ended, and how that is known."""

    versioned = False

    kind = choice_field("登记什么", [(each.value, each.label) for each in WORKS])
    on = day_field("日期")
    source = word_field("怎样知道的", length=120, help_text="如本人告知、现场看到、物业巡查")
    photos = photo_field("现场照片")


class _UndoingForm(ActForm):
    """What may take a review back: that is asked about only where there is one.

    A page opened before the review has no such box; refused, it is shown with it.
    """

    versioned = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.sent is None and self.subject.status != Status.REVIEWED:
            del self.fields["undoes_review"]


class ReturnForm(_UndoingForm):
    reason = text_field(
        "缺什么、错什么", length=500, rows=5, help_text="一次说全，一行写一项；补正时逐项答复"
    )
    copies = forms.MultipleChoiceField(
        label="要重新交的复印件",
        choices=COPIES,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="看不清、缺页、换了的，勾上；补正时必须再交",
        error_messages={"invalid_choice": "请从列出的复印件中选择。"},
    )
    undoes_review = forms.BooleanField(label="本件已经审查通过，仍退回，前面的审查作废", required=False)


class ReviewForm(ActForm):
    versioned = False

    opinion = text_field("审查意见", length=500, help_text="照印在核查审查表上")


class DeclineForm(_UndoingForm):
    ground = choice_field(
        "属于哪一种",
        Ground.choices(),
        help_text="不合申请条件的，已经开工并备案的装修仍在传统装修里；后三种不再计入",
    )
    reason = text_field("不通过的理由", length=500, help_text="照实写，印在交给本人的告知书和核查审查表上")
    clause = word_field("依据", length=120, help_text="文号和条款")
    undoes_review = forms.BooleanField(label="本件已经审查通过，仍不通过，前面的审查作废", required=False)


class ApproveForm(ActForm):
    """What was seen of the finished works."""

    versioned = False

    verdict = choice_field("核准意见", Verdict.choices())
    looked_on = day_field("核查装修结果的日期")
    seen = text_field("看到了什么", length=500, help_text="对照改造内容和合同；不相符的写明差在哪里")
    photos = photo_field("装修结果照片")


class NamePatrolForm(ActForm):
    versioned = False

    organisation = CompanyField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field, row = self.fields["organisation"], self.subject
        field.offer([row.county_code], named=row.patrol_organisation_id)  # type: ignore[attr-defined]

    def said(self) -> dict[str, Any]:
        """Return the company's number."""
        return {"organisation_id": super().said()["organisation"]}


class PatrolForm(ActForm):
    """What a patrol saw."""

    versioned = False

    on = day_field("巡查日期")
    seen = choice_field(
        "结果", [(each.value, each.label) for each in FOUND_NOW], help_text="发现问题先劝阻，劝阻不了的报告。"
    )
    text = text_field("看到了什么", length=500)
    photos = photo_field("照片")


class SettleForm(ActForm):
    """What became of a problem that a patrol reported."""

    versioned = False

    number = forms.TypedChoiceField(
        label="哪一次巡查的问题",
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": "请选择哪一次巡查。", "invalid_choice": "请从列出的巡查中选择。"},
    )
    settled_on = day_field("处理日期")
    text = text_field("怎样处理的", length=500)

    def __init__(self, *args: Any, problems: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        """Offer the problems that wait."""
        super().__init__(*args, **kwargs)
        field = self.fields["number"]
        field.choices = problems  # type: ignore[attr-defined]
        if len(problems) == 1:
            field.initial = problems[0][0]

    @classmethod
    def json(cls) -> dict[str, Any]:
        """A system names the patrol by its number."""
        number = serializers.IntegerField(
            min_value=1, max_value=32767, label="哪一次巡查的问题", help_text="第几次巡查"
        )
        return {**super().json(), "number": number}


class PhoneForm(forms.Form):
    """Seeing a telephone needs a purpose, which is logged (R18)."""

    purpose = forms.CharField(
        label="查看用途",
        min_length=2,
        max_length=100,
        error_messages={"required": "请写明查看用途。", "min_length": "请写明查看用途。"},
    )
