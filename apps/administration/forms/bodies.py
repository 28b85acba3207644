"""Forms of changes of bodies. They check what was typed and write nothing."""

from __future__ import annotations

import re
from typing import Any

from django import forms

from apps.acts.forms import ActForm
from apps.administration.permissions import ADDED_BELOW
from apps.administration.queries.bodies import regions_to_add, streets_to_choose
from apps.lib import clock
from apps.lib.decisions import Refused
from apps.orgs.enums import ContactDuty, OrganisationKind
from apps.orgs.models import Organisation
from apps.orgs.queries import streets_covered
from apps.orgs.services import Heir, heirs_of

_TELEPHONE = re.compile(r"^[0-9][0-9 \-]{4,18}[0-9]$|^$")


class TelephoneField(forms.CharField):
    """An office's telephone: digits with spaces or hyphens, as it is printed on papers."""

    def __init__(self, **kwargs: Any) -> None:
        """Take at most 20 characters."""
        super().__init__(max_length=20, **kwargs)
        self.widget.attrs["inputmode"] = "tel"

    def clean(self, value: Any) -> str:
        """Return it as typed, trimmed; refused where it is no telephone."""
        text: str = super().clean(value)
        if not _TELEPHONE.match(text):
            raise forms.ValidationError("请填写电话号码，例如 0571-00000000。", code="invalid")
        return text


class DatedForm(ActForm):
    """From which day, and on which 依据."""

    effective_on = forms.DateField(
        label="生效日期",
        widget=forms.DateInput(format="%Y-%m-%d"),
        help_text="今天的随即办理；以后的到那天 0:00 自动生效，之前可以取消。",
        error_messages={"required": "请填写生效日期", "invalid": "请填写日期，例如 2026-12-01"},
    )
    reason = forms.CharField(
        label="依据",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="批文的文号，或者变更的原因；随记录和通知显示。",
        error_messages={"required": "请写明依据（文号或原因）"},
    )


class CoverageForm(DatedForm):
    """Which streets come to a body."""

    regions = forms.MultipleChoiceField(
        label="划入的街道",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "请选择要划入的街道"},
    )
    field_order = ("regions", "effective_on", "reason")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the streets of the body's city that others have."""
        super().__init__(*args, **kwargs)
        self.groups = streets_to_choose(self.subject)
        self.fields["regions"].choices = [(name, rows) for name, rows in self.groups]  # type: ignore[attr-defined]

    @property
    def chosen(self) -> set[str]:
        """Codes that are ticked, also where the form was refused."""
        return set(self["regions"].value() or ())


class SuccessionForm(DatedForm):
    """Which streets take a street's place."""

    region = forms.ChoiceField(label="不再使用的街道", error_messages={"required": "请选择街道"})
    heirs = forms.CharField(
        label="继任的街道",
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false"}),
        help_text="一行一个：9 位代码、空格、名称（在用的街道可以只写代码）。"
        "并入的写并入哪个；更名的写新代码和新名称；分设的每个一行，后面空格写明是原来的哪一部分，没有办结的办件先随第一行，属于其他部分的由住建局逐件改属。",
        error_messages={"required": "请写继任的街道"},
    )
    field_order = ("region", "heirs", "effective_on", "reason")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the streets of the bureau."""
        super().__init__(*args, **kwargs)
        streets = streets_covered(self.subject, clock.today())
        offered = [(each.code, f"{each.name}（{each.code}）") for each in streets if each.valid_to is None]
        self.fields["region"].choices = [("", "请选择"), *offered]  # type: ignore[attr-defined]

    def clean_heirs(self) -> list[Heir]:
        """Read the lines, or say at which one they cannot be read."""
        try:
            return heirs_of(self.cleaned_data["heirs"])
        except Refused as refused:
            raise forms.ValidationError(refused.reason, code=refused.code) from refused


class ReportingStartForm(DatedForm):
    """From which day on a bureau owes its weekly report."""

    effective_on = forms.DateField(
        label="启用日期",
        widget=forms.DateInput(format="%Y-%m-%d"),
        help_text="报送日在这一天以前的期次不再算未报；已经报送过的期次不能划到启用以前。",
        error_messages={"required": "请填写启用日期", "invalid": "请填写日期，例如 2026-12-01"},
    )


class ReportingForm(DatedForm):
    """To whom a bureau reports."""

    reports_to = forms.ModelChoiceField(
        label="报送至",
        queryset=Organisation.objects.none(),
        error_messages={"required": "请选择报送至哪个机构"},
    )
    field_order = ("reports_to", "effective_on", "reason")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the cities' bodies and the province's."""
        super().__init__(*args, **kwargs)
        kinds = (OrganisationKind.CITY_BUREAU, OrganisationKind.PROVINCE)
        self.fields["reports_to"].queryset = Organisation.objects.active().filter(kind__in=kinds)  # type: ignore[attr-defined]


class RenameForm(DatedForm):
    """A body's new name."""

    name = forms.CharField(label="新名称", max_length=120, error_messages={"required": "请填写新名称"})
    short_name = forms.CharField(
        label="简称",
        max_length=20,
        help_text="办件编号以它开头；已编的号不变。",
        error_messages={"required": "请填写简称"},
    )
    field_order = ("name", "short_name", "effective_on", "reason")


class MergeForm(DatedForm):
    """Into which body one goes up."""

    into = forms.ModelChoiceField(
        label="并入",
        empty_label="请选择",
        queryset=Organisation.objects.none(),
        error_messages={"required": "请选择并入哪个机构"},
    )
    field_order = ("into", "effective_on", "reason")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the other bodies of its kind in use."""
        super().__init__(*args, **kwargs)
        others = Organisation.objects.active().filter(kind=self.subject.kind).exclude(pk=self.subject.pk)
        self.fields["into"].queryset = others.order_by("region_id", "id")  # type: ignore[attr-defined]


class CallOffForm(ActForm):
    """Why a planned change is called off."""

    reason = forms.CharField(
        label="取消的原因",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "请写明取消的原因"},
    )


class ContactsForm(ActForm):
    """A body's telephone, where and when it receives people, its 分管领导 and its 联络员."""

    phone = TelephoneField(label="对外电话", required=False, help_text="印在告知书、回执上，群众打这个电话。")
    address = forms.CharField(
        label="窗口地址",
        max_length=120,
        required=False,
        help_text="群众到哪里办；住建局、街道的登在公开的“街道窗口”页上，不登录就能看到。",
    )
    hours = forms.CharField(
        label="窗口办公时间",
        max_length=120,
        required=False,
        help_text="例如：周一至周五 8:30—12:00、13:30—17:00",
    )
    leader_name = forms.CharField(label="分管领导姓名", max_length=60, required=False)
    leader_title = forms.CharField(label="分管领导职务", max_length=60, required=False)
    leader_phone = TelephoneField(label="分管领导办公电话", required=False)
    liaison_name = forms.CharField(label="联络员姓名", max_length=60, required=False)
    liaison_title = forms.CharField(label="联络员职务", max_length=60, required=False)
    liaison_phone = TelephoneField(label="联络员办公电话", required=False)
    edits = True

    @staticmethod
    def standing(body: Organisation) -> dict[str, str]:
        """Return what the form shows of a body."""
        found = {"phone": body.phone, "address": body.window_address, "hours": body.window_hours}
        for duty in ContactDuty:
            contact = next((each for each in body.contacts.all() if each.duty == duty), None)
            for field in ("name", "title", "phone"):
                found[f"{duty}_{field}"] = getattr(contact, field) if contact else ""
        return found


class AddBodyForm(ActForm):
    """A new body below one."""

    kind = forms.ChoiceField(label="类别", error_messages={"required": "请选择类别"})
    name = forms.CharField(
        label="名称",
        max_length=120,
        help_text="全称，照批文和公章。",
        error_messages={"required": "请填写名称"},
    )
    short_name = forms.CharField(
        label="简称",
        max_length=20,
        help_text="列表里用；住建局的办件编号以它开头。",
        error_messages={"required": "请填写简称"},
    )
    regions = forms.MultipleChoiceField(
        label="管辖的区划",
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 8}),
        help_text="物业服务企业不选。别的机构已经管辖的，先添加机构，再用“调整管辖范围”划入。",
    )
    phone = TelephoneField(label="对外电话", required=False)
    effective_on = forms.DateField(
        label="自哪天起",
        widget=forms.DateInput(format="%Y-%m-%d"),
        error_messages={"required": "请填写日期", "invalid": "请填写日期，例如 2026-12-01"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer what the body may add below itself."""
        super().__init__(*args, **kwargs)
        kinds = ADDED_BELOW.get(self.subject.kind, ())
        self.fields["kind"].choices = [(kind.value, kind.label) for kind in kinds]  # type: ignore[attr-defined]
        self.fields["regions"].choices = list(  # type: ignore[attr-defined]
            dict.fromkeys(pair for kind in kinds for pair in regions_to_add(self.subject, kind))
        )
