"""整改、调解、转为其他装修、办结."""

from __future__ import annotations

from typing import Any

from django import forms

from apps.documents.enums import FileKind
from apps.inspections.enums import MediationCause
from apps.inspections.forms.fields import choice_field, day_field, photo_field, text_field, word_field
from apps.plans.forms import CaseForm


class ReasonForm(CaseForm):
    reason = text_field("原因", length=500)


class RectifyForm(CaseForm):
    done_on = day_field("整改完成日期")
    note = text_field("整改情况", help_text="企业失联、由区县经办代填的，写明由谁整改。")
    photos = photo_field("整改后照片", kind=FileKind.ACCEPTANCE_PHOTO, required=True)


class MediationForm(CaseForm):
    cause = choice_field("事由", MediationCause.choices())
    opened_on = day_field("开始日期")

    def clean_cause(self) -> MediationCause:
        return MediationCause(self.cleaned_data["cause"])


class MediationRecordForm(CaseForm):
    held_on = day_field("调解日期")
    mediator = word_field("调解人", help_text="单位和姓名。")
    record = text_field(
        "调解经过和结果", length=1000, rows=5, help_text="联系不上或去世的，写明联系经过或证明情况。"
    )
    agreed = forms.BooleanField(label="双方达成一致", required=False)
    papers = photo_field("调解材料", kind=FileKind.CORRECTION_PROOF)

    def said(self) -> dict[str, Any]:
        """Return the record; the service calls its papers files."""
        said = super().said()
        papers = said.pop("papers")
        return {**said, "files": papers}
