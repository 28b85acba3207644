"""样板工程: why, and how the household agreed."""

from __future__ import annotations

from apps.inspections.forms.fields import day_field, text_field, word_field
from apps.plans.forms import CaseForm


class MarkShowcaseForm(CaseForm):
    marked_on = day_field("确定日期")
    reason = text_field(
        "理由",
        help_text="哪些地方值得别人看，如“厨房 3 天装完，台面和水电一次到位”。市里也看，不写姓名、电话。",
    )
    consent = word_field(
        "户主怎样同意的",
        length=200,
        help_text="住户的家给别人看，要户主自己同意，如“9 月 20 日当面同意，愿意接待参观”。不写姓名、电话。",
    )


class UnmarkShowcaseForm(CaseForm):
    reason = text_field("取消的原因")
