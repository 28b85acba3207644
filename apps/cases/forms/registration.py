"""The registration of a household and its dwelling, in the order of Attachment 1.

One form for the counter's screen and for the rows of a street's workbook: whoever enters by sheet
meets exactly the checks of the screen (杭房局〔2024〕43号 附件1, 附件3备注1).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Self
from uuid import UUID

from django import forms
from django.conf import settings
from rest_framework import serializers

from apps.acts.forms import YuanField
from apps.cases.enums import Applicant, BuildingType, Hardship, LinkedProgramme, Setting, Will
from apps.cases.forms.fields import ReadField, WordChoiceField, decimal, required_messages, whole
from apps.cases.forms.rows import data_of_row
from apps.cases.queries import conflicting_case, dwelling_key_at
from apps.cases.services import RegistrationData
from apps.documents.enums import FileKind
from apps.documents.forms import ParkedFileField, ParkedFileInput, ParkedFilesMixin
from apps.documents.queries import parked_files
from apps.lib import clock
from apps.lib.actors import Actor
from apps.lib.amounts import from_wan
from apps.lib.chinese import (
    Unreadable,
    normalise_name,
    normalise_prose,
    normalise_text,
    parse_area,
    parse_chinese_number,
    parse_count,
    parse_date_cn,
    parse_layout,
    parse_year,
)
from apps.lib.identity import IdNumber, age_on, check_id_number, check_phone
from apps.orgs.models import Organisation, Region
from apps.orgs.queries import streets_covered
from apps.programs.models import Program
from apps.programs.queries import program_of

ADULT_AGE = 18
"""民法典 第十七条: 十八周岁以上的自然人为成年人."""

FIRST_FIT_OUT = (
    "新房首次装修不在范围内：“统计数据均为老旧住宅装修改造，新房首次装修不在此次统计范围内”"
    "（杭房局〔2024〕43号 附件3 备注1）。"
)
_NO_NAME = frozenset({"无", "/", "-", "—", "——", "不详", "未知", "待定", "暂无"})
_SAME_PERSON = frozenset({"同装修人", "同上", "本人", "同申请人"})


def limits() -> dict[str, Decimal]:
    """Return the local sanity limits: a slip of the pen, not a policy (setting ``REGISTRATION_LIMITS``).

    ``floor_area`` in m², ``budget`` in 万元.
    """
    given: Mapping[str, object] = getattr(settings, "REGISTRATION_LIMITS", {})
    defaults = {"floor_area": 2000, "budget": 500, "family_size": 30, "earliest_year": 1840}
    return {name: Decimal(str(given.get(name, value))) for name, value in defaults.items()}


def _name(text: str) -> str:
    name = normalise_name(text)
    if name in _NO_NAME:
        raise Unreadable("请填写真实姓名")
    return name


def _identity(text: str) -> IdNumber:
    return check_id_number(text, on=clock.today())


def _area(text: str) -> Decimal:
    value = parse_area(text)
    if value <= 0:
        raise Unreadable("建筑面积应大于 0 ㎡")
    if value > limits()["floor_area"]:
        raise Unreadable(f"建筑面积超过 {limits()['floor_area']} ㎡，请核对（单位是平方米）")
    if value != round(value, 2):
        raise Unreadable("建筑面积最多两位小数")
    return value


def _people(text: str) -> int:
    value = parse_count(text)
    if not 1 <= value <= limits()["family_size"]:
        raise Unreadable(f"家庭人数应在 1 到 {limits()['family_size']} 之间")
    return value


def _rooms(text: str) -> int:
    plain = text.removesuffix("室").removesuffix("厅").removesuffix("卫")
    if len(plain) > 2 and not plain.lstrip("-").isdigit():
        parse_layout(text)  # a whole 户型 that cannot be read says so itself
        raise Unreadable("请把室、厅、卫分别填在三格里")
    value = parse_chinese_number(plain)
    if not 0 <= value <= 20:
        raise Unreadable("应在 0 到 20 之间")
    return value


_MOST_PEOPLE, _OLDEST = int(limits()["family_size"]), int(limits()["earliest_year"])
_BUDGET = from_wan(limits()["budget"])


class RegistrationForm(ParkedFilesMixin, forms.Form):
    """Everything the counter asks; ``to_data()`` after ``is_valid()``."""

    applied_on = ReadField(
        label="填表时间", read=parse_date_cn, widget=forms.DateInput(), json=serializers.DateField
    )
    applicant = WordChoiceField(label="办理人", choices=Applicant.choices, initial=Applicant.SELF)
    name = ReadField(label="姓名", read=_name, max_length=60, help_text="按身份证上的写法")
    id_number = ReadField(label="身份证号", read=_identity, max_length=40, help_text="18 位，末位可为 X")
    phone = ReadField(label="联系方式", read=check_phone, max_length=40, help_text="手机号，或带区号的座机号")
    agent_name = ReadField(label="代办人姓名", read=_name, max_length=60, required=False)
    agent_phone = ReadField(label="代办人联系方式", read=check_phone, max_length=40, required=False)
    authority = ParkedFileField(label="委托书", kind=FileKind.POWER_OF_ATTORNEY, required=False)
    intended_enterprise = ReadField(label="意向装修企业", read=normalise_name, max_length=120, required=False)
    intended_contact = ReadField(label="企业联系人", read=normalise_name, max_length=60, required=False)
    intended_phone = ReadField(label="企业联系方式", read=check_phone, max_length=20, required=False)
    street_code = forms.ChoiceField(label="街道（乡镇）")
    address = ReadField(
        label="房屋坐落", read=normalise_text, help_text="写到幢、单元、室，例如：示例路12号7幢2单元102室"
    )
    owner_name = ReadField(
        label="房屋所有权人", read=_name, max_length=60, help_text="与装修人相同可填“同装修人”"
    )
    family_size = ReadField(label="家庭人数", read=_people, max_length=20, json=whole(1, _MOST_PEOPLE))
    building_type = WordChoiceField(
        label="房屋类型",
        choices=BuildingType.choices,
        words={"电梯": "elevator", "楼梯": "stairs", "步梯": "stairs", "步梯房": "stairs"},
    )
    floor_area = ReadField(label="建筑面积", read=_area, max_length=30, json=decimal(8, 2, "平方米"))
    built_year = ReadField(label="建造年代", read=parse_year, max_length=30, json=whole(_OLDEST, 2100))
    rooms = ReadField(label="户型（室）", read=_rooms, max_length=20, json=whole(0, 20))
    halls = ReadField(label="户型（厅）", read=_rooms, max_length=20, json=whole(0, 20))
    bathrooms = ReadField(label="户型（卫）", read=_rooms, max_length=20, json=whole(0, 20))
    setting = WordChoiceField(label="城镇或农村", choices=Setting.choices)
    nature = WordChoiceField(
        label="房屋性质",
        choices=[("existing", "存量旧房"), ("new", "新房首次装修")],
        words={"旧房": "existing", "新房": "new"},
    )
    hardship = WordChoiceField(
        label="家庭情况",
        choices=Hardship.choices,
        words={"困难": "hardship", "一般": "ordinary"},
    )
    will = WordChoiceField(
        label="改造意愿",
        choices=Will.choices,
        words={
            "厨房": "kitchen",
            "卫生间": "bathroom",
            "厨卫": "both",
            "厨卫换新": "both",
            "厨房和卫生间": "both",
            "厨房卫生间": "both",
            "厨房、卫生间": "both",
        },
    )
    intended_budget = YuanField(label="装修预算", most=_BUDGET, required=False, help_text="还没有定可以不填")
    linked_programmes = forms.MultipleChoiceField(
        label="结合项目",
        choices=LinkedProgramme.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    note = ReadField(
        label="备注", read=normalise_prose, max_length=300, required=False, widget=forms.Textarea()
    )

    def __init__(
        self, *args: Any, actor: Actor, streets: Sequence[Region] | None = None, **kwargs: Any
    ) -> None:
        """Offer the streets of ``actor``'s counter; a loader of many rows passes them in once."""
        super().__init__(*args, actor=actor, **kwargs)
        self.streets = list(own_streets(actor) if streets is None else streets)
        choices = [(street.code, street.name) for street in self.streets]
        field = forms.ChoiceField(
            label="街道（乡镇）", choices=choices if len(choices) == 1 else [("", "请选择"), *choices]
        )
        field.error_messages["invalid_choice"] = "这个街道不在您的辖区内，请重新选择"
        self.fields["street_code"] = field
        required_messages(self.fields.items())
        if not self.is_bound:
            self.initial.setdefault("applied_on", clock.today().isoformat())

    @classmethod
    def from_row(
        cls, actor: Actor, row: Mapping[str, object], *, streets: Sequence[Region] | None = None
    ) -> Self:
        """Bind a row of the street's workbook (header text -> cell) to the very same form."""
        known = list(own_streets(actor) if streets is None else streets)
        return cls(data_of_row(row, known), actor=actor, streets=known)

    def clean_applied_on(self) -> date:
        on: date = self.cleaned_data["applied_on"]
        if on > clock.today():
            raise forms.ValidationError("填表时间不能晚于今天", code="future")
        try:
            program_of(on)
        except Program.DoesNotExist:
            raise forms.ValidationError(
                "填表时间不在已设定的项目年度内，请核对年份", code="program"
            ) from None
        return on

    def clean_address(self) -> str:
        text: str = self.cleaned_data["address"].replace("\n", " ")
        if len(text) < 4:
            raise forms.ValidationError("房屋坐落太短，请写到门牌、幢、单元、室", code="short")
        return text

    def clean_built_year(self) -> int:
        year: int = self.cleaned_data["built_year"]
        if year > clock.today().year:
            raise forms.ValidationError("建造年代晚于今年，请核对", code="future")
        if year < limits()["earliest_year"]:
            raise forms.ValidationError("建造年代过早，请核对", code="early")
        return year

    def clean_nature(self) -> str:
        if self.cleaned_data["nature"] == "new":
            raise forms.ValidationError(FIRST_FIT_OUT, code="first_fit_out")
        return str(self.cleaned_data["nature"])

    def clean(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        if cleaned.get("owner_name") in _SAME_PERSON:
            cleaned["owner_name"] = cleaned.get("name", "")
        self._check_age()
        self._check_agent()
        self._check_dwelling()
        return cleaned

    def _check_age(self) -> None:
        number: IdNumber | None = self.cleaned_data.get("id_number") or None
        on = self.cleaned_data.get("applied_on") or clock.today()
        if number is not None and age_on(number.birth_date, on) < ADULT_AGE:
            self.add_error(
                "id_number",
                f"装修人未满 {ADULT_AGE} 周岁，请由监护人作为装修人登记（民法典第十七条、第二十七条）",
            )

    def _check_agent(self) -> None:
        if self.cleaned_data.get("applicant") != Applicant.AGENT:
            return
        for name, message in (
            ("agent_name", "请填写代办人姓名"),
            ("agent_phone", "请填写代办人联系方式"),
            ("authority", "代办须提交装修人签字的委托书"),
        ):
            if not self.cleaned_data.get(name) and name not in self.errors:
                self.add_error(name, message)

    def _check_dwelling(self) -> None:
        """Refuse a space that another application of the same dwelling already holds (R13)."""
        cleaned = self.cleaned_data
        if not all(cleaned.get(name) for name in ("street_code", "address", "will", "applied_on")):
            return
        street = next(street for street in self.streets if street.code == cleaned["street_code"])
        group = program_of(cleaned["applied_on"]).group
        self.refuse_taken(street, group)

    def refuse_taken(self, street: Region, program_group: str, *, exclude: UUID | None = None) -> None:
        """Add the error of a dwelling whose wanted space is taken; ``exclude`` is the case itself."""
        cleaned = self.cleaned_data
        conflict = conflicting_case(
            program_group=program_group,
            dwelling_key=dwelling_key_at(street, cleaned["address"]),
            will=cleaned["will"],
            exclude=exclude,
        )
        if conflict is not None:
            spaces = {"kitchen": "厨房", "bathroom": "卫生间", "both": "厨房或卫生间"}[cleaned["will"]]
            self.add_error(
                "address",
                forms.ValidationError(
                    f"这处住宅的{spaces}已经申请过（办件 {conflict.number}，"
                    f"{conflict.get_status_display()}），同一住宅的同一空间不能重复申请",
                    code="duplicate",
                ),
            )

    def show_parked(self, ids: Iterable[str]) -> None:
        """Offer again what was uploaded before, by the ids a draft kept."""
        field = self.fields["authority"]
        if isinstance(field, ParkedFileField):
            field.show_parked(parked_files(self.actor, field.kind, ids))

    def parked_ids(self) -> list[str]:
        """Return the ids of the uploads that wait for the next try."""
        widget = self.fields["authority"].widget
        return [str(file.pk) for file in widget.parked] if isinstance(widget, ParkedFileInput) else []

    def to_data(self) -> RegistrationData:
        """Return the checked registration for ``register_case``."""
        cleaned = self.cleaned_data
        is_agent = cleaned["applicant"] == Applicant.AGENT
        plain = {
            name: cleaned[name]
            for name in (
                *("applied_on", "street_code", "name", "phone", "address", "owner_name", "family_size"),
                *("building_type", "floor_area", "built_year", "rooms", "halls", "bathrooms"),
                *("hardship", "will", "setting", "applicant", "intended_budget"),
                *("intended_enterprise", "intended_contact", "intended_phone", "note"),
            )
        }
        return RegistrationData(
            **plain,
            id_number=cleaned["id_number"].value,
            agent_name=cleaned["agent_name"] if is_agent else "",
            agent_phone=cleaned["agent_phone"] if is_agent else "",
            linked_programmes=tuple(cleaned["linked_programmes"]),
            authority=cleaned["authority"] if is_agent else None,
        )


def own_streets(actor: Actor) -> list[Region]:
    """Return the streets the actor's office or bureau registers for."""
    if actor.organisation_id is None:
        return []
    organisation = Organisation.objects.get(pk=actor.organisation_id)
    return streets_covered(organisation, clock.today())
