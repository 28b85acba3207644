"""The form of 期初数: it checks, it never writes."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms

from apps.acts.forms import ActForm, CountField, YuanField
from apps.lib.amounts import ZERO
from apps.reports.rules.initial import Initial

_MOST = Decimal("99999999999999.99")
"""The most that the column holds."""
COLUMNS = ("done", "ongoing", "passed", "amount")


def _households(label: str, **more: Any) -> CountField:
    words = {
        "required": f"请填写{label}，没有的填 0",
        "invalid": "请填写整数户数",
        "min_value": "户数不能为负",
    }
    return CountField(label=label, unit="户", min_value=0, max_value=10_000_000, error_messages=words, **more)


class InitialForm(ActForm):
    """What a bureau counted on paper before its first week here, in all."""

    done = _households("已完成装修")
    passed = _households("其中验收合格")
    ongoing = _households("正在装修")
    amount = YuanField(
        label="装修合同金额（万元）",
        least=ZERO,
        most=_MOST,
        bare_from=Decimal(100_000),
        column_of_wan=True,
        help_text="已完成和正在装修的合计",
        error_messages={"required": "请填写合同金额，没有的填 0"},
    )
    as_of = forms.DateField(
        label="截至",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="在本年度内、第一期开始以前；此后的户数由本系统逐户统计",
        error_messages={"required": "请填写截至哪一天", "invalid": "日期写作 2026-10-08"},
    )
    source = forms.CharField(
        label="来源",
        max_length=120,
        help_text="如某份统计表",
        error_messages={"required": "请写明数据来源，如某份统计表"},
    )
    basis = forms.CharField(
        label="依据",
        max_length=200,
        help_text="文号，或会议纪要的名称和日期",
        error_messages={"required": "请写明依据，如文号或会议纪要"},
    )
    reason = forms.CharField(
        label="更正原因",
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="已有期次报送的必填，印在下一期的说明里",
    )

    def said(self) -> dict[str, Any]:
        """Give the four numbers as one."""
        said = super().said()
        figures = Initial(**{name: said.pop(name) for name in COLUMNS})
        return {**said, "figures": figures}
