"""What comes into the archive."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from rest_framework import serializers

from apps.acts.forms import ActForm
from apps.documents.enums import FileKind
from apps.documents.forms import ParkedFileField
from apps.plans.forms.fields import Day


class ApplicationScanForm(ActForm):
    """The 申请表 as signed and stamped, scanned."""

    scan = ParkedFileField(
        label="申请表签字盖章扫描件",
        kind=FileKind.APPLICATION_SCAN,
        help_text="装修人签字、企业盖章的纸质申请表；区住建部门还没有盖章的可以先传，盖章后再传一次",
        error_messages={"required": "请上传申请表扫描件。"},
    )
    signed_on = Day(label="双方签字盖章日期", help_text="装修人签字、企业盖章的日期")
    opinion_on = Day(
        label="区住建部门意见日期", required=False, help_text="纸上盖章处写的日期；还没有盖章的不填"
    )


class AcceptanceFormScanForm(ActForm):
    """A 验收表 as signed by the household and the inspector, scanned."""

    number = forms.TypedChoiceField(
        label="哪一次验收",
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": "请选择哪一次验收。", "invalid_choice": "请从列出的验收中选择。"},
    )
    scan = ParkedFileField(
        label="签字的验收表扫描件",
        kind=FileKind.ACCEPTANCE_SCAN,
        help_text="改造家庭和验收人员都签了字的纸质验收表",
        error_messages={"required": "请上传签字的验收表扫描件。"},
    )

    def __init__(self, *args: Any, forms_open: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        """Offer the concluded forms of which no signed scan is there."""
        super().__init__(*args, **kwargs)
        field = self.fields["number"]
        field.choices = forms_open  # type: ignore[attr-defined]
        if len(forms_open) == 1:
            field.initial = forms_open[0][0]

    @classmethod
    def json(cls) -> dict[str, Any]:
        """A system names the acceptance by its number."""
        return {
            **super().json(),
            "number": serializers.IntegerField(
                min_value=1, max_value=99, label="哪一次验收", help_text="第几次验收"
            ),
        }
