"""开工、进度、隐蔽工程、停工."""

from __future__ import annotations

from typing import Any

from apps.documents.enums import FileKind
from apps.documents.forms import ParkedFileField
from apps.inspections.enums import ConcealedWork
from apps.inspections.forms.fields import choice_field, day_field, photo_field, text_field, word_field
from apps.lib.formats import day
from apps.plans.forms import CaseForm


class StartForm(CaseForm):
    started_on = day_field("开工日期")
    note = text_field("开工情况", required=False)
    photos = photo_field("开工照片")


class ProgressForm(CaseForm):
    on = day_field("日期")
    text = text_field("施工进度", length=500, required=False)
    photos = photo_field("施工照片")


class ConcealedForm(CaseForm):
    """隐蔽工程 before it is covered: which space, what, photos."""

    on = day_field("拍摄日期")
    space = choice_field("空间", ())
    concealed = choice_field("隐蔽部位", ConcealedWork.choices())
    photos = photo_field("封闭前照片", required=True)
    text = text_field(
        "说明", required=False, help_text="已经封闭、没有留存照片的，上传该空间现在的照片，在这里写明情况。"
    )

    def __init__(self, *args: Any, spaces: list[str], **kwargs: Any) -> None:
        """Offer the spaces of the confirmed plan."""
        super().__init__(*args, **kwargs)
        self.fields["space"].choices = [(name, name) for name in spaces]  # type: ignore[attr-defined]

    def clean_concealed(self) -> ConcealedWork:
        return ConcealedWork(self.cleaned_data["concealed"])


class CorrectDaysForm(CaseForm):
    """更正 of 开工 or 完工日期: what is left blank stays as it is."""

    started_on = day_field("开工日期更正为", required=False)
    finished_on = day_field("完工日期更正为", required=False)
    reason = text_field("更正原因", help_text="例如“开工当天登记时选错了月份”。")
    overrun_reason = text_field(
        "超期原因",
        required=False,
        help_text="更正后实际施工天数超过期限、原来没有写过原因时填写。",
    )
    proof = ParkedFileField(
        label="户主或巡查的书面说明",
        kind=FileKind.CORRECTION_PROOF,
        required=False,
        help_text="更正完工日期时上传扫描件或照片。",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Say what stands; there is no 完工日期 to correct before there is one."""
        super().__init__(*args, **kwargs)
        for name, on in (("started_on", self.case.started_on), ("finished_on", self.case.completed_on)):
            self.fields[name].initial = None
            if on is not None:
                self.fields[name].help_text = f"现为 {day(on)}，不改就留空"
        if self.case.completed_on is None and self.sent is None:
            for name in ("finished_on", "overrun_reason", "proof"):
                del self.fields[name]


class StopForm(CaseForm):
    from_on = day_field(
        "停工日期", help_text="企业登记的、补登过去日期的，经街道或区县确认后才不计入施工期。"
    )
    reason = text_field("停工原因", help_text="如等待燃气公司改管、户主临时外出。")


class SettlePauseForm(CaseForm):
    """核实停工: confirmed, or refused with a reason."""

    result = choice_field("核实结果", [("ok", "属实，扣除停工天数"), ("back", "不予确认，不扣除")])
    note = text_field("核实情况", required=False, help_text="不予确认时写明原因。")

    def said(self) -> dict[str, Any]:
        """Return whether it is confirmed, and what was found."""
        said = super().said()
        return {"confirmed": said["result"] == "ok", "note": said["note"], "version": said["version"]}


class ResumeForm(CaseForm):
    resumed_on = day_field("复工日期", help_text="复工当天起重新计入施工期；当天停、当天复的按停工 1 天计。")
    note = word_field("复工说明", length=300, required=False)
