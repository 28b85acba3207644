"""Forms of the directory. They check what was typed and write nothing."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from rest_framework import serializers

from apps.acts.forms import ActForm
from apps.documents.enums import FileKind
from apps.documents.forms import ParkedFileField
from apps.enterprises.enums import PointKind
from apps.enterprises.models import EnterpriseContact, Roll
from apps.enterprises.queries import rolls_to_apply
from apps.enterprises.rules import asked_papers
from apps.lib import clock
from apps.lib.identity import InvalidNumber, check_credit_code, check_phone
from apps.orgs.enums import ENTERPRISE_ROLES, Role

NO_LOCAL_CONDITION = (
    "按公平竞争审查的要求，不得以在本地注册、设立分支机构、本地纳税或社保等为条件；"
    "名录以外的企业与名录中的同等。"
)


def _text(label: str, longest: int, *, rows: int = 0, **kwargs: Any) -> forms.CharField:
    widget = forms.Textarea({"rows": rows}) if rows else forms.TextInput({"autocomplete": "off"})
    return forms.CharField(
        label=label,
        max_length=longest,
        widget=widget,
        error_messages={"required": f"请填写{label}", "max_length": f"{label}最多 {longest} 个字"},
        **kwargs,
    )


def _day(label: str, **kwargs: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        widget=forms.DateInput,
        error_messages={"required": f"请填写{label}", "invalid": f"请填写正确的{label}，如 2026-09-01"},
        **kwargs,
    )


def _number(form: forms.Form, name: str, check: Any) -> str:
    """Clean a number by its own rule; the rule's words stand at the field."""
    try:
        return cast("str", check(form.cleaned_data[name]))
    except InvalidNumber as error:
        raise forms.ValidationError(error.message, code=name) from error


class PublishForm(ActForm):
    """A new list and what it rests on."""

    versioned = False
    optional = frozenset({"valid_from"})

    title = _text("名录名称", 80, help_text="如：杭州市装配化装修企业名录")
    criteria = _text("入选条件", 500, rows=3, help_text=NO_LOCAL_CONDITION)
    legal_basis = _text("依据", 200, help_text="文件名称和文号")
    scope = _text("适用范围", 200, help_text="业务和对象，如：城镇、农村住宅厨房和卫生间装配化装修")
    review_conclusion = _text(
        "公平竞争审查结论", 300, rows=2, help_text="写明审查单位和结论，原文照录；没有审查的，先审查再公布。"
    )
    reviewed_on = _day("审查日期")
    valid_from = _day("启用日期")
    asks = forms.CharField(
        label="申请材料",
        required=False,
        max_length=1300,
        widget=forms.Textarea({"rows": 4}),
        help_text="一行一项。企业申请时只能因这里列出的缺项退回；对照入选条件的说明总是要的，不用列。",
        error_messages={"max_length": "申请材料最多 1300 个字"},
    )

    def clean_reviewed_on(self) -> Any:
        return _not_ahead(self.cleaned_data["reviewed_on"], "审查日期")

    def said(self) -> dict[str, Any]:
        """Services take the papers one by one."""
        said = super().said()
        said["asks"] = said["asks"].splitlines()
        return said


class CloseForm(ActForm):
    """When and why a list is taken out of use."""

    optional = frozenset({"on"})

    on = _day("停用日期")
    reason = _text("停用原因", 200, rows=2)

    def clean_on(self) -> Any:
        return _not_ahead(self.cleaned_data["on"], "停用日期")


class EnterForm(ActForm):
    """An enterprise and its contact: all that an entry needs, named field by field where it is missing."""

    versioned = False
    optional = frozenset({"valid_from"})

    name = _text("企业名称", 120, help_text="与营业执照一致")
    credit_code = _text("统一社会信用代码", 40)
    contact_name = _text("联系人", 60)
    contact_phone = _text("联系方式", 30, help_text="在名录里公开，请填单位的电话")
    valid_from = _day("列入日期")

    def clean_credit_code(self) -> str:
        return _number(self, "credit_code", check_credit_code)

    def clean_contact_phone(self) -> str:
        return _number(self, "contact_phone", check_phone)

    def clean_valid_from(self) -> Any:
        return _not_ahead(self.cleaned_data["valid_from"], "列入日期")


class AcceptForm(ActForm):
    """From which day on an enterprise that applied is listed."""

    optional = frozenset({"valid_from"})

    valid_from = _day("列入日期")

    def clean_valid_from(self) -> Any:
        return _not_ahead(self.cleaned_data["valid_from"], "列入日期")


class MissingForm(ActForm):
    """What is missing of the list's own form, all at once; no other ground of refusal can be given."""

    missing = forms.MultipleChoiceField(
        label="缺少的材料",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "请选择缺少的材料；不缺的，请列入"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the papers of the list."""
        super().__init__(*args, **kwargs)
        field = cast("forms.MultipleChoiceField", self.fields["missing"])
        field.choices = [(each, each) for each in asked_papers(self.subject.roll.asks)]

    @classmethod
    def json(cls) -> dict[str, Any]:
        """A body names papers of the list's own, which no document can enumerate."""
        name = serializers.CharField(max_length=60)
        return {
            "missing": serializers.ListField(
                child=name,
                min_length=1,
                max_length=30,
                label="缺少的材料",
                help_text="名录的申请材料（GET directory/rolls 的 asks）或“对照入选条件的说明”",
            )
        }


class RemoveForm(ActForm):
    """When and why an enterprise leaves a list."""

    optional = frozenset({"on"})

    on = _day("移出日期")
    reason = _text("移出原因", 200, rows=2, help_text="企业会收到；以后有住户再选它，也会看到。")

    def clean_on(self) -> Any:
        return _not_ahead(self.cleaned_data["on"], "移出日期")


class RenameForm(ActForm):
    """A new name with the day of its 变更登记."""

    name = _text("新名称", 120, help_text="与变更后的营业执照一致")
    changed_on = _day("变更登记日期")
    reason = _text("变更依据", 300, rows=2, help_text="如：变更登记通知书的文号")

    def clean_changed_on(self) -> Any:
        return _not_ahead(self.cleaned_data["changed_on"], "变更登记日期")


class ContactForm(ActForm):
    """Whom to call at the enterprise."""

    edits = True

    contact_name = _text("联系人", 60)
    contact_phone = _text("联系方式", 30)

    def clean_contact_phone(self) -> str:
        return _number(self, "contact_phone", check_phone)


class ApplyForm(ActForm):
    """Which list, and how the enterprise meets its criteria."""

    versioned = False

    roll = forms.ModelChoiceField(
        label="申请列入的名录",
        queryset=Roll.objects.none(),
        empty_label="请选择",
        error_messages={"required": "请选择名录", "invalid_choice": "这份名录现在不能申请"},
    )
    statement = _text("对照入选条件的说明", 500, rows=4)
    papers = ParkedFileField(
        label="申请材料",
        kind=FileKind.LISTING_PAPER,
        multiple=True,
        required=False,
        help_text="名录列明的材料；只有公布机构和本企业能打开。交过的不用再交。",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the lists in force on which the enterprise does not stand or wait yet."""
        super().__init__(*args, **kwargs)
        offered = rolls_to_apply(self.subject, clock.today())
        field = cast("forms.ModelChoiceField[Roll]", self.fields["roll"])
        rows = Roll.objects.in_force(clock.today()).filter(keeper__isnull=False)
        # The second half of a double click names one it has just asked for: the service knows it.
        field.queryset = rows if self.is_bound else rows.filter(pk__in=[each.pk for each in offered])


class AddContactForm(ActForm):
    """Whom to call for what."""

    optional = frozenset({"since"})

    name = _text("姓名", 60)
    duty = _text("职责", 20, help_text="如：设计、施工、售后、投诉处理")
    phone = _text("电话", 30)
    since = _day("开始日期")

    def clean_phone(self) -> str:
        return _number(self, "phone", check_phone)

    def clean_since(self) -> Any:
        return _not_ahead(self.cleaned_data["since"], "开始日期")


class EndContactForm(ActForm):
    """Who is called no more."""

    contact = forms.ModelChoiceField(
        label="联系人员",
        queryset=EnterpriseContact.objects.none(),
        empty_label="请选择",
        error_messages={"required": "请选择联系人员", "invalid_choice": "没有这位联系人员，或已经停用"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer those of the enterprise who are called now."""
        super().__init__(*args, **kwargs)
        field = cast("forms.ModelChoiceField[EnterpriseContact]", self.fields["contact"])
        field.queryset = self.subject.contacts.filter(until__isnull=True)


class OpenAccountForm(ActForm):
    """The account's first person; the others are added by the enterprise itself."""

    username = forms.RegexField(
        r"^[A-Za-z0-9._-]{3,60}$",
        label="账号",
        help_text="登录用，字母、数字、点、横线，3 至 60 位",
        error_messages={"required": "请填写账号", "invalid": "账号只用字母、数字、点、横线，3 至 60 位"},
    )
    person_name = _text("姓名", 60)
    role = forms.ChoiceField(
        label="岗位",
        # The enterprise's administrator is named from above, with a second one's confirmation.
        choices=[(role.value, role.label) for role in Role if role in ENTERPRISE_ROLES],
        widget=forms.RadioSelect,
        error_messages={"required": "请选择岗位"},
    )

    def said(self) -> dict[str, Any]:
        """Services take the role itself."""
        said = super().said()
        said["role"] = Role(said["role"])
        return said


def _not_ahead(on: Any, what: str) -> Any:
    if on > clock.today():
        raise forms.ValidationError(f"{what}不能晚于今天", code="future")
    return on


def _phone_of_point(form: forms.Form) -> str:
    return _number(form, "phone", check_phone)


class PointForm(ActForm):
    """A point and what the public reads of it."""

    versioned = False
    optional = frozenset({"valid_from"})

    kind = forms.ChoiceField(label="类别", choices=PointKind.choices, widget=forms.RadioSelect)
    name = _text("名称", 80, help_text="如：清波街道家装便民服务点")
    address = _text("地址", 120)
    hours = _text("开放时间", 120, help_text="如：周一至周五 9:00—17:00")
    services = _text("提供的服务", 300, rows=3, help_text="如：家装物件临时存放、政策宣传、产品咨询")
    phone = _text("电话", 30)
    valid_from = _day("启用日期")

    def clean_phone(self) -> str:
        return _phone_of_point(self)


class PointChangeForm(ActForm):
    """What the public reads of a point, as it is now."""

    name = _text("名称", 80)
    address = _text("地址", 120)
    hours = _text("开放时间", 120)
    services = _text("提供的服务", 300, rows=3)
    phone = _text("电话", 30)

    def clean_phone(self) -> str:
        return _phone_of_point(self)


class PointCloseForm(ActForm):
    """When and why a point is given up."""

    optional = frozenset({"on"})

    on = _day("撤销日期")
    reason = _text("撤销原因", 200, rows=2)

    def clean_on(self) -> Any:
        return _not_ahead(self.cleaned_data["on"], "撤销日期")
