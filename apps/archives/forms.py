"""What comes into the archive."""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from typing import Any

from django import forms
from rest_framework import serializers

from apps.acts.forms import ActForm
from apps.archives.enums import Openness
from apps.cases.enums import CorrectionKind, PaperForm
from apps.cases.forms import RegistrationForm
from apps.cases.forms.registration import ADULT_AGE
from apps.documents.enums import FileKind
from apps.documents.forms import ParkedFileField
from apps.inspections.forms.fields import text_field, word_field
from apps.lib import clock
from apps.lib.id_documents import check_document
from apps.lib.identity import InvalidNumber, age_on
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


def registered(name: str, label: str, help_text: str) -> forms.Field:
    """Return the field of a registered fact as the registration has it, to be left blank."""
    field = deepcopy(RegistrationForm.base_fields[name])
    field.label, field.help_text, field.required = label, help_text, False
    return field


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


class PutRightForm(ActForm):
    """联系方式 or 装修人 as they are now, with the signed paper that says so."""

    kind = forms.ChoiceField(
        label="办理什么",
        choices=[
            (CorrectionKind.FACT.value, "更正联系方式"),
            (CorrectionKind.SUCCESSOR.value, "变更装修人（去世、过户）"),
        ],
        widget=forms.RadioSelect,
        initial=CorrectionKind.FACT.value,
        error_messages={"required": "请选择办理什么。", "invalid_choice": "请从列出的选项中选择。"},
    )
    phone = registered("phone", "现在的联系方式", "变更装修人的，填新装修人的")
    name = registered("name", "新装修人姓名", "")
    id_type = registered("id_type", "新装修人证件类型", "")
    id_number = registered("id_number", "新装修人证件号码", "")
    owner_after = forms.ChoiceField(
        label="变更后的房屋所有权人",
        choices=[("successor", "新装修人"), ("unchanged", "仍为原所有权人")],
        widget=forms.RadioSelect,
        required=False,
        help_text="过户或继承登记以后才是新装修人",
        error_messages={"invalid_choice": "请从列出的选项中选择。"},
    )
    reason = text_field("原因", length=300, help_text="写进办理记录，不要写证件号码和电话")
    responsible = word_field("材料由谁出具", help_text="在材料上签字的人或出具的单位，按纸上的写")
    formed_on = Day(label="材料上的日期")
    scan = ParkedFileField(
        label="签字的申请或证明材料",
        kind=FileKind.SUPPLEMENT,
        help_text="更正联系方式的申请，或死亡证明、过户材料等；归档的作补充归档",
    )

    def __init__(self, *args: Any, is_filed: bool, **kwargs: Any) -> None:
        """Ask about the owner where the household is registered as one, of the paper where it has a list."""
        super().__init__(*args, **kwargs)
        if not is_filed:
            # Outside a 件 nothing keeps them: the paper itself says both.
            del self.fields["responsible"], self.fields["formed_on"]
        if not self.subject.dwelling.owner_is_household:
            del self.fields["owner_after"]

    def clean(self) -> dict[str, Any]:
        """Hold each kind to what it asks for, and to nothing of the other."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("kind") == CorrectionKind.SUCCESSOR:
            self._ask_successor(cleaned)
        else:
            for name in ("name", "id_number"):
                if cleaned.get(name):
                    self.add_error(name, "更正联系方式不改这一项；换了人的，请选“变更装修人”。")
            if not cleaned.get("phone") and "phone" not in self.errors:
                self.add_error("phone", "请填写现在的联系方式。")
        return cleaned

    def _ask_successor(self, cleaned: dict[str, Any]) -> None:
        for name, words in (
            ("name", "请填写新装修人姓名。"),
            ("id_number", "请填写新装修人证件号码。"),
            ("phone", "请填写新装修人的联系方式。"),
            ("owner_after", "请选择变更以后的房屋所有权人。"),
        ):
            if name in self.fields and not cleaned.get(name) and name not in self.errors:
                self.add_error(name, words)
        if "id_number" in self.errors or not cleaned.get("id_number"):
            return
        try:
            number = check_document(cleaned.get("id_type", ""), cleaned["id_number"], on=clock.today())
        except InvalidNumber as error:
            self.add_error("id_number", error.message)
            return
        if number.birth_date is not None and age_on(number.birth_date, clock.today()) < ADULT_AGE:
            self.add_error("id_number", f"新装修人未满 {ADULT_AGE} 周岁，请登记监护人。")
        cleaned["id_number"], cleaned["id_type"] = number.value, number.document.value

    def said(self) -> dict[str, Any]:
        """Return the changed facts, and what is said of the paper."""
        said = self.cleaned_data
        names = ["phone"]
        changes: dict[str, object] = {}
        if said["kind"] == CorrectionKind.SUCCESSOR:
            names += ["name", "id_type", "id_number"]
            if "owner_after" in self.fields:
                owner = said["name"] if said["owner_after"] == "successor" else self.subject.household.name
                changes["owner_name"] = owner
        changes |= {name: said[name] for name in names}
        names = ["reason", "responsible", "formed_on", "scan", "version"]
        plain = {name: said[name] for name in names if name in said}
        return {**plain, "kind": CorrectionKind(said["kind"]), "changes": changes}


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
