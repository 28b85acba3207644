"""完工 and 整改完成: reported by the enterprise, confirmed by the household or the patrol (P1)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms

from apps.documents.enums import FileKind
from apps.documents.forms import ParkedFileField
from apps.inspections.enums import FinishConfirmer
from apps.inspections.forms.fields import (
    choice_field,
    day_field,
    photo_field,
    signature_field,
    text_field,
    word_field,
)
from apps.inspections.models import Visit
from apps.inspections.permissions import stands_in_for_silent
from apps.inspections.services import EndWord
from apps.lib import formats
from apps.orgs.enums import ENTERPRISE_ROLES
from apps.plans.enums import Means, Signer
from apps.plans.forms import CaseForm

OVER = "实际施工天数（扣除停工）超过期限时填写。"
PAPER = "企业没有账号时，上传其签字盖章的报告；这只是企业的报告，不是确认。"
SILENT_PAPER = "企业失联的，上传户主签字的整改说明；这只是报告，仍由户主签字或巡查确认。"
SILENT = "企业失联的，写明联系的经过和由谁整改。"


class _EndReportForm(CaseForm):
    """What an enterprise says of an end; an official enters it from the enterprise's signed paper."""

    scan = ParkedFileField(
        label="企业签字盖章的报告", kind=FileKind.FINISH_SCAN, required=False, help_text=PAPER
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """An enterprise that reports itself is asked for no paper."""
        super().__init__(*args, **kwargs)
        if self.actor.role in ENTERPRISE_ROLES:
            del self.fields["scan"]


class FinishForm(_EndReportForm):
    finished_on = day_field("完工日期")
    text = text_field("完工情况", length=500, required=False)
    overrun_reason = text_field("超期原因", required=False, help_text=OVER)
    photos = photo_field("完工照片")

    field_order = ("finished_on", "text", "overrun_reason", "scan", "photos")


class RectifiedForm(_EndReportForm):
    finished_on = day_field("整改完成日期")
    text = text_field("整改情况", length=500, required=False)
    photos = photo_field("整改后照片")

    field_order = ("finished_on", "text", "scan", "photos")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Ask who stands in for an enterprise that answers no more for the household's paper."""
        super().__init__(*args, **kwargs)
        if stands_in_for_silent(self.actor, self.case):
            self.fields["text"].required = True
            self.fields["text"].help_text = SILENT
            self.fields["scan"].label = "户主签字的整改说明"
            self.fields["scan"].help_text = SILENT_PAPER


def visit_label(visit: Visit) -> str:
    """Return 2026年9月17日 清波街道办事处 周示例."""
    return f"{formats.day(visit.visited_on)} {visit.inspector_organisation} {visit.inspector_name}"


class _ConfirmForm(CaseForm):
    """Who confirms, and by what: the household's own signature, or a visit of the patrol."""

    confirmer = choice_field("由谁确认", FinishConfirmer.choices())
    visit = choice_field(
        "确认所依据的巡查", (), required=False, help_text="巡查确认时选择，这次巡查的日期就是计入的日期。"
    )
    finished_on = forms.DateField(
        label="户主认定的日期",
        required=False,
        widget=forms.DateInput,
        help_text="户主确认时填写，以户主认定的日期为准。",
        error_messages={"invalid": "请填写正确的日期，如 2026-09-01。"},
    )
    signer = choice_field("签字人", Signer.choices(), required=False, initial=Signer.SELF.value)
    signer_name = word_field("代办人姓名", length=60, required=False)
    proof = ParkedFileField(label="委托书", kind=FileKind.POWER_OF_ATTORNEY, required=False)
    means = choice_field("签字方式", Means.at_desk(), required=False, initial=Means.SIGNED_SCAN.value)
    signature = signature_field("户主签字")
    witness_name = word_field("见证人", length=80, required=False, help_text="在工作人员设备上签字时填写。")
    scan = ParkedFileField(label="户主签字的扫描件", kind=FileKind.FINISH_SCAN, required=False)
    signed_on = day_field("签字日期", required=False)
    note = word_field("说明", length=300, required=False)
    photos = photo_field("现场照片")

    def __init__(
        self, *args: Any, visits: Sequence[Visit], confirmers: Sequence[FinishConfirmer], **kwargs: Any
    ) -> None:
        """Offer the ways this person may confirm, and the visits on or after the reported day."""
        super().__init__(*args, **kwargs)
        self.fields["confirmer"].choices = [  # type: ignore[attr-defined]
            (each.value, each.label) for each in confirmers
        ]
        self.fields["visit"].choices = [  # type: ignore[attr-defined]
            (str(each.pk), visit_label(each)) for each in visits
        ]
        if len(confirmers) == 1:
            self.fields["confirmer"].initial = confirmers[0].value
        if len(visits) == 1:
            self.fields["visit"].initial = str(visits[0].pk)

    def clean_confirmer(self) -> FinishConfirmer:
        return FinishConfirmer(self.cleaned_data["confirmer"])

    def said(self) -> dict[str, Any]:
        """Return who confirms by what in one piece, and what is said beside it."""
        said = super().said()
        word = EndWord(
            confirmer=said["confirmer"],
            on=said["finished_on"],
            visit_id=UUID(said["visit"]) if said["visit"] else None,
            means=Means(said["means"] or Means.SIGNED_SCAN),
            signer=Signer(said["signer"] or Signer.SELF),
            signer_name=said["signer_name"],
            signed_on=said["signed_on"],
            witness_name=said["witness_name"],
            signature=said["signature"],
            scan=said["scan"],
            proof=said["proof"],
        )
        names = ("note", "photos", "version", "overrun_reason")
        beside: dict[str, Any] = {name: said[name] for name in names if name in said}
        return {"word": word, **beside}


class ConfirmFinishForm(_ConfirmForm):
    overrun_reason = text_field("超期原因", required=False, help_text=OVER)


class ConfirmRectifiedForm(_ConfirmForm):
    """The same of a rectification."""


class RejectFinishForm(CaseForm):
    reason = text_field("未完工的情况")


class RejectRectifiedForm(CaseForm):
    reason = text_field("未整改到位的情况")
