"""整改、调解、转为其他装修、办结."""

from __future__ import annotations

from typing import Any

from django import forms

from apps.documents.enums import FileKind
from apps.documents.forms import ParkedFileField, upload_help
from apps.inspections.enums import MediationCause, Shortfall
from apps.inspections.forms.fields import choice_field, day_field, photo_field, text_field, word_field
from apps.inspections.queries.attempts import measured_ground
from apps.plans.forms import CaseForm

CONVERT_ROOM, _WHY = 150, 90
"""Characters: with ground and day both fit into the line of 核减 in the weekly table."""


class ReasonForm(CaseForm):
    reason = text_field("原因", length=500)


class ConvertForm(CaseForm):
    """转为其他装修: what the works fall short of, as measured when, and why it cannot be mended."""

    shortfall = choice_field("低于哪一项要求", Shortfall.choices())
    measured_on = day_field("实测日期")
    measured = text_field(
        "实测情况",
        length=CONVERT_ROOM,
        help_text="哪个空间、哪些部位用了什么工法、各多少平方米；写进周报的核减说明，不写姓名，谁实测的写在实测记录上",
    )
    reason = text_field("为什么不能整改", length=_WHY, help_text="写进周报的核减说明，不写姓名和个人情况")
    evidence = ParkedFileField(
        label="实测记录或者照片", kind=FileKind.ENDING_PAPER, multiple=True, required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = measured_ground(self.case)
        words = (
            f"现场验收实测的是{found.label}：按这一项转的可以不传，其他的必须上传"
            if found
            else "没有现场验收的实测，必须上传"
        )
        self.fields["evidence"].help_text = f"{words}。{upload_help(FileKind.ENDING_PAPER)}"


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
