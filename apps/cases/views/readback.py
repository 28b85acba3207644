"""The read-back before submitting: everything that was typed, as it was understood."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from apps.cases.enums import (
    Applicant,
    BuildingType,
    Hardship,
    LinkedProgramme,
    Setting,
    Will,
)
from apps.cases.forms import RegistrationForm
from apps.lib import formats
from apps.lib.amounts import Yuan


@dataclass(frozen=True, slots=True)
class Section:
    """A part of Attachment 1: its heading, the field to go back to, and (label, value) rows."""

    title: str
    anchor: str
    rows: tuple[tuple[str, str], ...]


def _number(value: Decimal | None, unit: str) -> str:
    return f"{value.normalize():f} {unit}" if value is not None else "未填"


def _budget(amount: Yuan | None) -> str:
    return f"{formats.yuan(amount)} 元（{formats.money(amount)} 万元）" if amount is not None else "未填"


def readback(form: RegistrationForm) -> list[Section]:
    """Return the checked form as the clerk reads it out, in the order of Attachment 1."""
    value: dict[str, Any] = form.cleaned_data
    street = next(street for street in form.streets if street.code == value["street_code"])
    people = [
        ("填表时间", formats.day(value["applied_on"])),
        ("姓名", value["name"]),
        ("身份证号", _grouped(value["id_number"].value)),
        ("联系方式", value["phone"]),
        ("办理人", Applicant(value["applicant"]).label),
    ]
    if value["applicant"] == Applicant.AGENT:
        authority = "已上传" if value["authority"] else "未上传"
        people += [
            ("代办人", f"{value['agent_name']}　{value['agent_phone']}"),
            ("委托书", authority),
        ]
    intended = "　".join(
        value[name] for name in ("intended_enterprise", "intended_contact", "intended_phone") if value[name]
    )
    tags = "、".join(LinkedProgramme(code).label for code in value["linked_programmes"])
    return [
        Section("装修人", "id_applied_on", tuple(people)),
        Section("装修企业", "id_intended_enterprise", (("意向装修企业", intended or "还没有，备案后选择"),)),
        Section(
            "住宅房屋情况",
            "id_street_code",
            (
                ("街道（乡镇）", f"{street.name}（{Setting(value['setting']).label}）"),
                ("房屋坐落", value["address"]),
                ("房屋所有权人", value["owner_name"]),
                ("家庭人数", f"{value['family_size']} 人"),
                ("房屋类型", BuildingType(value["building_type"]).label),
                ("建筑面积", _number(value["floor_area"], "㎡")),
                ("建造年代", f"{value['built_year']} 年"),
                ("户型", f"{value['rooms']} 室 {value['halls']} 厅 {value['bathrooms']} 卫"),
                ("房屋性质", "存量旧房"),
            ),
        ),
        Section("家庭情况", "id_hardship_0", (("家庭情况", Hardship(value["hardship"]).label),)),
        Section(
            "改造意愿",
            "id_will_0",
            (
                ("改造意愿", Will(value["will"]).label),
                ("装修预算", _budget(value["intended_budget"])),
                ("结合项目", tags or "无"),
                ("备注", value["note"] or "无"),
            ),
        ),
    ]


def _grouped(number: str) -> str:
    """Write an ID number in the groups people read it out in."""
    return f"{number[:6]} {number[6:14]} {number[14:]}"
