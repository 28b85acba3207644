"""The registered facts in the order of Attachment 1 (杭房局〔2024〕43号 附件1)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from typing import Any

from apps.cases.enums import AreaType, BuildingType, Hardship, RenovationScope
from apps.cases.facts.fact import Box, Fact, Holder
from apps.cases.facts.masking import masked_by, trusted_only, veiled_name, whole_name
from apps.cases.facts.readers import (
    MOST_PEOPLE,
    MOST_ROOMS,
    OLDEST,
    read_address,
    read_area,
    read_built_year,
    read_name,
    read_people,
    read_rooms,
)
from apps.lib.chinese import normalise_name, normalise_prose
from apps.lib.id_documents import IdDocument
from apps.lib.identity import check_phone, mask_id, mask_phone
from apps.orgs.enums import SensitiveField

SAME_OWNER = "同装修人"
"""How forms and pages say that the household owns the dwelling."""
_REVEALED = "脱敏；完整号码见 reveal"

FACTS = (
    Fact(
        name="name",
        label="姓名",
        holder=Holder.HOUSEHOLD,
        box=Box.PEOPLE,
        read=read_name,
        longest=60,
        hint="按身份证上的写法",
        headers=("装修人姓名", "姓名"),
        sight=SensitiveField.NAME,
        cut=whole_name,
        live=True,
        frozen="household_name",
        exported=True,
        receipt="装修人",
    ),
    Fact(
        name="id_type",
        label="证件类型",
        holder=Holder.HOUSEHOLD,
        box=Box.PEOPLE,
        choices=IdDocument.choices(),
        default=IdDocument.RESIDENT_ID,
        words={
            "身份证": "resident_id",
            "居住证": "hmt_permit",
            "港澳居民居住证": "hmt_permit",
            "台湾居民居住证": "hmt_permit",
            "外国人永久居留证": "permanent_residence",
            "永居证": "permanent_residence",
            "回乡证": "hm_pass",
            "台胞证": "taiwan_pass",
        },
        required=False,
        headers=("证件类型",),
        sight=SensitiveField.ID_NUMBER,
        cut=masked_by(str),
        said="null：您的岗位不可见",
        frozen="id_type",
        exported=True,
        receipt="证件类型",
    ),
    Fact(
        name="id_number",
        label="身份证号（证件号码）",
        short="身份证号",
        holder=Holder.HOUSEHOLD,
        box=Box.PEOPLE,
        # judged by its document: RegistrationForm.clean_id_number
        read=str,
        longest=40,
        hint="身份证为 18 位，末位可为 X；其他证件照证件填写",
        headers=("身份证号", "身份证号码", "证件号码"),
        encrypted=True,
        sight=SensitiveField.ID_NUMBER,
        cut=masked_by(mask_id),
        said=_REVEALED,
        live=True,
        private=True,
        frozen="id_number",
        exported=True,
        receipt="身份证号",
    ),
    Fact(
        name="phone",
        label="联系方式",
        holder=Holder.HOUSEHOLD,
        box=Box.PEOPLE,
        read=check_phone,
        longest=40,
        hint="手机号，或带区号的座机号；港澳台和境外号码前加国际区号，例如 +852",
        headers=("联系方式", "联系电话"),
        encrypted=True,
        sight=SensitiveField.PHONE,
        cut=masked_by(mask_phone),
        said=_REVEALED,
        live=True,
        private=True,
        frozen="phone",
        exported=True,
        receipt="联系方式",
    ),
    Fact(
        name="agent_name",
        label="代办人姓名",
        holder=Holder.AGENT,
        box=Box.PEOPLE,
        read=read_name,
        required=False,
        longest=60,
        key="name",
        sight=SensitiveField.NAME,
        cut=whole_name,
    ),
    Fact(
        name="agent_phone",
        label="代办人联系方式",
        holder=Holder.AGENT,
        box=Box.PEOPLE,
        read=check_phone,
        required=False,
        longest=40,
        key="phone",
        encrypted=True,
        correctable=False,
        sight=SensitiveField.PHONE,
        cut=masked_by(mask_phone),
    ),
    Fact(
        name="intended_enterprise",
        label="意向装修企业",
        holder=Holder.ENTERPRISE,
        box=Box.ENTERPRISE,
        read=normalise_name,
        required=False,
        longest=120,
        key="name",
        headers=("装修企业",),
        correctable=False,
    ),
    Fact(
        name="intended_contact",
        label="企业联系人",
        holder=Holder.ENTERPRISE,
        box=Box.ENTERPRISE,
        read=normalise_name,
        required=False,
        longest=60,
        key="contact",
        headers=("企业联系人",),
        correctable=False,
        told=False,
    ),
    Fact(
        name="intended_phone",
        label="企业联系方式",
        holder=Holder.ENTERPRISE,
        box=Box.ENTERPRISE,
        read=check_phone,
        required=False,
        longest=20,
        key="phone",
        headers=("企业联系电话", "企业联系方式"),
        correctable=False,
        told=False,
    ),
    Fact(
        name="address",
        label="房屋坐落",
        holder=Holder.DWELLING,
        box=Box.DWELLING,
        read=read_address,
        hint="写到幢、单元、室，例如：示例路12号7幢2单元102室",
        headers=("房屋坐落",),
        live=True,
        frozen="address",
        receipt="房屋坐落",
    ),
    Fact(
        name="owner_name",
        label="房屋所有权人",
        holder=Holder.DWELLING,
        box=Box.DWELLING,
        read=read_name,
        longest=60,
        hint=f"与装修人是同一人的填“{SAME_OWNER}”",
        headers=("房屋所有权人",),
        sight=SensitiveField.NAME,
        cut=veiled_name,
        frozen="owner_name",
    ),
    Fact(
        name="family_size",
        label="家庭人数",
        holder=Holder.HOUSEHOLD,
        box=Box.DWELLING,
        read=read_people,
        longest=20,
        whole=(1, MOST_PEOPLE),
        headers=("家庭人数",),
        unit="人",
        frozen="family_size",
    ),
    Fact(
        name="building_type",
        label="房屋类型",
        holder=Holder.DWELLING,
        box=Box.DWELLING,
        choices=BuildingType.choices,
        words={"电梯": "elevator", "楼梯": "stairs", "步梯": "stairs", "步梯房": "stairs"},
        headers=("房屋类型",),
        frozen="building",
    ),
    Fact(
        name="floor_area",
        label="建筑面积",
        holder=Holder.DWELLING,
        box=Box.DWELLING,
        read=read_area,
        longest=30,
        exact=(8, 2, "平方米"),
        headers=("建筑面积",),
        unit="㎡",
        live=True,
        frozen="area",
    ),
    Fact(
        name="built_year",
        label="建造年代",
        holder=Holder.DWELLING,
        box=Box.DWELLING,
        read=read_built_year,
        longest=30,
        whole=(OLDEST, 2100),
        headers=("建造年代",),
        unit="年",
        live=True,
        example="例如 1988",
        frozen="built_year",
    ),
    *(
        Fact(
            name=name,
            label=f"户型（{unit}）",
            short=unit,
            together="户型",
            holder=Holder.DWELLING,
            box=Box.DWELLING,
            read=read_rooms,
            longest=20,
            whole=(0, MOST_ROOMS),
            unit=unit,
            frozen=name,
        )
        for name, unit in (("rooms", "室"), ("halls", "厅"), ("bathrooms", "卫"))
    ),
    Fact(
        name="setting",
        attribute="area_type",
        label="城镇或农村",
        short="城镇/农村",
        holder=Holder.CASE,
        box=Box.DWELLING,
        choices=AreaType.choices,
        headers=("城镇/农村",),
    ),
    Fact(
        name="hardship",
        label="家庭情况",
        holder=Holder.HOUSEHOLD,
        box=Box.FAMILY,
        choices=Hardship.choices,
        words={"困难": "hardship", "一般": "ordinary"},
        headers=("家庭情况",),
        encrypted=True,
        sight=SensitiveField.HARDSHIP,
        cut=trusted_only,
        frozen="family",
        exported=True,
    ),
    Fact(
        name="will",
        attribute="renovation_scope",
        label="改造意愿",
        holder=Holder.CASE,
        box=Box.RENOVATION_SCOPE,
        choices=RenovationScope.choices,
        words={
            "厨房": "kitchen",
            "卫生间": "bathroom",
            "厨卫": "both",
            "厨卫换新": "both",
            "厨房和卫生间": "both",
            "厨房卫生间": "both",
            "厨房、卫生间": "both",
        },
        headers=("改造意愿",),
        frozen="wish",
        receipt="改造意愿",
    ),
    # an amount: its field is the form's own
    Fact(
        name="intended_budget",
        label="装修预算",
        holder=Holder.CASE,
        box=Box.RENOVATION_SCOPE,
        required=False,
        headers=("装修预算",),
        live=True,
        unit="元",
    ),
    Fact(
        name="note",
        label="备注",
        holder=Holder.HOUSEHOLD,
        box=Box.RENOVATION_SCOPE,
        read=normalise_prose,
        required=False,
        longest=300,
        lines=True,
        headers=("备注",),
        # free text about a home may tell of hardship: it goes with that field
        sight=SensitiveField.HARDSHIP,
        cut=trusted_only,
    ),
)
BY_NAME = {fact.name: fact for fact in FACTS}

CORRECTABLE = {fact.name: fact.short or fact.label for fact in FACTS if fact.correctable}
"""Facts a correction may change, with their names in lists."""
ENCRYPTED = frozenset(fact.name for fact in FACTS if fact.encrypted)


def number_label(document: str) -> str:
    """Return the label of a number: 身份证号, or 证件号码 where the document is another one."""
    return "身份证号" if document == IdDocument.RESIDENT_ID else "证件号码"


def held_by(*holders: Holder) -> list[Fact]:
    """Return the facts of these holders, in the order of Attachment 1."""
    return [fact for fact in FACTS if fact.holder in holders]


def rows_of(facts: Iterable[Fact], text: Callable[[Fact], str]) -> Iterator[tuple[str, str]]:
    """Yield (label, text) as papers and pages list facts; 室, 厅 and 卫 in one row."""

    def line(fact: Fact) -> Any:
        return fact.together or fact.label

    # groupby joins neighbours only: rooms, halls and bathrooms are declared one after the other.
    for label, group in groupby(facts, key=line):
        yield label, " ".join(text(fact) for fact in group)
