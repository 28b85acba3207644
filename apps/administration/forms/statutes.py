"""The form by which a bureau says that it has compared a line of a decree with the original."""

from __future__ import annotations

from typing import Any

from django import forms

from apps.acts.forms import ActForm
from apps.administration.forms.years import day_field, reason_field
from apps.programs.rules.statutes import DECREE, LONGEST_WORDING, Concern, Statute

READ, BACK = "read", "back"
MOST_YEARS = 50


class StatuteForm(ActForm):
    """Article, wording and figure as they stand in the original, and which text that was."""

    is_read = forms.ChoiceField(
        label="核对结果",
        choices=[(READ, "已对照原文核对"), (BACK, "恢复待核对：上级单位没有核对过的，不再按它核验")],
        widget=forms.RadioSelect,
        error_messages={"required": "请选择核对结果"},
    )
    article = forms.CharField(label="条款", max_length=40, required=False, help_text="原文的条款，如第五条")
    wording = forms.CharField(
        label="原文",
        max_length=LONGEST_WORDING,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="照原文抄录有关的一句，不要照抄上面系统的话",
        error_messages={"max_length": f"最多 {LONGEST_WORDING} 字"},
    )
    years = forms.IntegerField(
        label="最低年限（年）",
        min_value=1,
        max_value=MOST_YEARS,
        required=False,
        error_messages={
            "invalid": "请填写整数",
            "min_value": "不能小于 1",
            "max_value": f"不能大于 {MOST_YEARS}",
        },
    )
    approvable = forms.BooleanField(
        label="原文允许取得同意以后做",
        required=False,
        help_text="原文写明经有关单位同意、批准可以做的，选上；方案要写明谁同意的、文件名称和日期",
    )
    seen_in = forms.CharField(
        label="核对所用的文本",
        max_length=120,
        required=False,
        help_text=f"如“国务院部门规章库刊登的《{DECREE}》”",
    )
    valid_from = day_field("生效日期", help_text="自这一天起提交的方案、登记的巡查适用；最早从明天起")
    reason = reason_field("变更原因", required=False, help_text="第一次核对可以不写")

    def __init__(self, *args: Any, statute: Statute, **kwargs: Any) -> None:
        """Ask for years of a warranty, for consent of what is forbidden."""
        super().__init__(*args, **kwargs)
        del self.fields["approvable" if statute.concern is Concern.WARRANTY else "years"]
        if statute.concern is Concern.WARRANTY:
            self.fields["valid_from"].help_text = "自这一天起登记的质量保修书适用；最早从明天起"

    def clean(self) -> dict[str, Any]:
        """Ask for everything the original says where it was read."""
        said = super().clean() or self.cleaned_data
        if said.get("is_read") == READ:
            for name, words in (
                ("article", "请填写原文的条款"),
                ("wording", "请抄录原文"),
                ("years", "请填写原文写的最低年限"),
                ("seen_in", "请写明核对所用的文本"),
            ):
                if name in self.fields and name not in self.errors and not said.get(name):
                    self.add_error(name, words)
        return said

    def said(self) -> dict[str, Any]:
        """Return what was read, for the service."""
        return {**super().said(), "is_read": self.cleaned_data["is_read"] == READ}
