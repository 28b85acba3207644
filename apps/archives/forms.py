"""What comes into the archive."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from rest_framework import serializers

from apps.acts.forms import ActForm
from apps.archives.enums import Openness
from apps.cases.enums import PaperForm
from apps.documents.enums import FileKind
from apps.documents.forms import ParkedFileField
from apps.inspections.forms.fields import text_field, word_field
from apps.plans.forms.fields import Day


class ApplicationScanForm(ActForm):
    """The 申请表 as signed and stamped, scanned."""

    scan = ParkedFileField(
        label="申请表签字盖章扫描件",
        kind=FileKind.APPLICATION_SCAN,
        help_text="装修人签字、企业盖章的纸质申请表；区住建部门还没有盖章的可以先传，盖章后再传一次",
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


class MissingNoteForm(ActForm):
    """A signed 缺件说明: which paper is lost, why, who says so."""

    item = forms.ChoiceField(
        label="缺的材料",
        widget=forms.RadioSelect,
        error_messages={"required": "请选择缺的材料。", "invalid_choice": "请从还缺的材料中选择。"},
    )
    reason = text_field("缺件原因", length=500, help_text="怎样缺的、找过没有；照签字的说明写")
    signed_by = word_field("签字人", help_text="在说明上签字的人，按纸上的写；几个人都写上")
    signed_on = Day(label="签字日期")
    scan = ParkedFileField(
        label="签字的缺件说明扫描件",
        kind=FileKind.MISSING_NOTE,
    )

    def __init__(self, *args: Any, missing: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        """Offer what is missing."""
        super().__init__(*args, **kwargs)
        field = self.fields["item"]
        field.choices = missing  # type: ignore[attr-defined]
        if len(missing) == 1:
            field.initial = missing[0][0]

    @classmethod
    def json(cls) -> dict[str, Any]:
        """A system names the paper by its code: ``application``, ``acceptance-1``."""
        return {
            **super().json(),
            "item": serializers.CharField(max_length=40, label="缺的材料", help_text="材料编号"),
        }


def openness_field() -> forms.ChoiceField:
    """Return 公开属性, unset until somebody says it."""
    return forms.ChoiceField(
        label="公开属性",
        required=False,
        choices=[("", "未设定"), *Openness.choices],
        error_messages={"invalid_choice": "请从列出的公开属性中选择。"},
    )


class CompileForm(ActForm):
    """立卷: what 备考表 says, and 公开属性."""

    remark = text_field(
        "件内文件情况说明",
        length=1000,
        required=False,
        help_text="写进备考表；有缺损、更正、替代的写明，没有就不填。缺件说明会自动列出",
    )
    openness = openness_field()


class CheckForm(ActForm):
    """检查归档 asks nothing more than to be pressed by another person."""


class ReturnCompilationForm(ActForm):
    """What is to be mended before it is compiled again."""

    reason = text_field("退回原因", length=500)


class SupplementForm(ActForm):
    """A paper that came after the 件 was closed."""

    title = word_field("题名")
    responsible = word_field("责任者", help_text="这份材料由谁出具")
    formed_on = Day(label="形成日期", help_text="材料上写的日期")
    reason = text_field("补充归档的原因", length=500)
    draft = forms.ChoiceField(
        label="稿本",
        required=False,
        choices=[("", "扫描件"), *PaperForm.choices],
        error_messages={"invalid_choice": "请从列出的稿本中选择。"},
    )
    openness = openness_field()
    scan = ParkedFileField(
        label="材料扫描件",
        kind=FileKind.SUPPLEMENT,
    )


class BundleForm(ActForm):
    """Which 件 one 汇总存档包 takes in."""

    versioned = False

    year = forms.TypedChoiceField(
        label="年度",
        coerce=int,
        error_messages={"required": "请选择年度。", "invalid_choice": "请从列出的年度中选择。"},
    )
    address = word_field(
        "小区名或路名",
        length=60,
        required=False,
        help_text="只要一个小区的，照房屋坐落里的写法填；不填就是这一年度的全部",
    )

    def __init__(self, *args: Any, years: Sequence[int], **kwargs: Any) -> None:
        """Offer the years that have 件."""
        super().__init__(*args, **kwargs)
        self.fields["year"].choices = [(year, f"{year} 年度") for year in years]  # type: ignore[attr-defined]
        self.fields["year"].initial = years[0] if years else None
