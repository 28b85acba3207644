"""质量保修书: its day, its years, its scan."""

from __future__ import annotations

from typing import Any

from django import forms

from apps.documents.enums import FileKind
from apps.documents.forms import ParkedFileField
from apps.inspections.forms.fields import day_field
from apps.plans.forms import CaseForm

MOST_YEARS = 50
"""A slip of the finger, not a policy figure."""


def _years(label: str) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        min_value=1,
        max_value=MOST_YEARS,
        error_messages={
            "required": f"请填写{label}。",
            "invalid": "请填写整年数。",
            "min_value": "至少 1 年。",
            "max_value": f"不能超过 {MOST_YEARS} 年，请核对。",
        },
    )


class WarrantyForm(CaseForm):
    """What the paper says; whether that is enough the service judges."""

    issued_on = day_field("出具日期")
    years = _years("保修年限（年）")
    leak_years = _years("防渗漏保修年限（年）")
    scan = ParkedFileField(
        label="质量保修书扫描件",
        kind=FileKind.WARRANTY_LETTER,
        error_messages={"required": "请上传质量保修书扫描件。"},
    )

    def __init__(self, *args: Any, least: dict[str, str], **kwargs: Any) -> None:
        """Say beside each term what a decree gives at the least, with its mark."""
        super().__init__(*args, **kwargs)
        for name, words in least.items():
            self.fields[name].help_text = words
