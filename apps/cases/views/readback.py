"""The read-back before submitting: everything that was typed, as it was understood."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from apps.cases.enums import Applicant, AreaType, LinkedProgramme, NoticeMeans, PaperForm
from apps.cases.facts import BY_NAME, FACTS, Box, Fact, Holder, number_label, rows_of
from apps.cases.forms import RegistrationForm
from apps.lib import formats
from apps.lib.id_documents import DocumentNumber

_UNSAID = {"改造意愿": "", "备注": "无"}


@dataclass(frozen=True, slots=True)
class Section:
    """A part of Attachment 1: its heading, the field to go back to, and (label, value) rows."""

    title: str
    anchor: str
    rows: list[tuple[str, str]]


def readback(form: RegistrationForm) -> list[Section]:
    """Return the checked form as the clerk reads it out, in the order of Attachment 1."""
    value: dict[str, Any] = form.cleaned_data
    street = next(street for street in form.streets if street.code == value["street_code"])

    def rows(box: Box) -> list[tuple[str, str]]:
        facts = [fact for fact in FACTS if fact.box is box and fact.holder is not Holder.AGENT]
        return list(rows_of(facts, lambda fact: read_out(fact, value[fact.name])))

    number = number_label(value["id_type"])
    read = [(label.replace(BY_NAME["id_number"].label, number), text) for label, text in rows(Box.PEOPLE)]
    told = NoticeMeans(value["notice_means"]).label if value["notice_means"] else ""
    people = [("个人信息处理告知", f"{told}，已知悉"), ("填表时间", formats.day(value["applied_on"])), *read]
    people.append(("办理人", Applicant(value["applicant"]).label))
    if value["applicant"] == Applicant.AGENT:
        authority = _authority(value) if value["authority"] else "未上传"
        people += [
            ("代办人", f"{value['agent_name']}　{value['agent_phone']}"),
            ("委托书", authority),
        ]
    intended = "　".join(text for _, text in rows(Box.ENTERPRISE) if text)
    tags = "、".join(LinkedProgramme(code).label for code in value["linked_programmes"])
    where = f"{street.name}（{AreaType(value['setting']).label}）"
    dwelling = [row for row in rows(Box.DWELLING) if row[0] != BY_NAME["setting"].label]
    wishes = [(label, text or _UNSAID[label]) for label, text in rows(Box.RENOVATION_SCOPE)]
    wishes.insert(-1, ("结合项目", tags or "无"))
    return [
        Section("装修人", "id_applied_on", people),
        Section("装修企业", "id_intended_enterprise", [("意向装修企业", intended or "未填")]),
        Section(
            "住宅房屋情况",
            "id_street_code",
            [("街道（乡镇）", where), *dwelling, ("房屋性质", "存量旧房")],
        ),
        Section("家庭情况", "id_hardship_0", rows(Box.FAMILY)),
        Section("改造意愿", "id_will_0", wishes),
        *_conditions(form),
    ]


def _conditions(form: RegistrationForm) -> list[Section]:
    rows = [
        (condition.text, f"{said.answer}（{said.word}）" if said.word else said.answer)
        for condition, said in zip(form.conditions, form.condition_answers(), strict=True)
    ]
    return [Section("申请条件", "conditions", rows)] if rows else []


def read_out(fact: Fact, value: Any) -> str:
    """Return a checked value as the clerk reads it out."""
    if isinstance(value, DocumentNumber):
        return _grouped(value.value)
    if fact.name == "intended_budget":
        return fact.text(value) or "未填"
    return fact.text(value.normalize() if isinstance(value, Decimal) else value)


def _grouped(number: str) -> str:
    """Write a number of 18 in the groups people read it out in."""
    return f"{number[:6]} {number[6:14]} {number[14:]}" if len(number) == 18 else number


def _authority(value: Mapping[str, Any]) -> str:
    compared = "已与原件核对" if value["authority_compared"] == "yes" else "没有与原件核对"
    return f"已上传：{PaperForm(value['authority_form']).label}，{value['authority_pages']} 页，{compared}"
