"""The application: who, which home, what is renovated, whose home it is, the contract."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.http import QueryDict
from rest_framework import serializers

from apps.acts.forms import ActForm, KeyedRows
from apps.cases.enums import AreaType
from apps.cases.facts import BY_NAME
from apps.cases.forms import FIRST_FIT_OUT, own_streets
from apps.cases.forms.fields import CodeField, ReadField, WordChoiceField, typed
from apps.documents.enums import FileKind
from apps.documents.forms import ParkedFileField
from apps.inspections.forms.fields import choice_field, day_field, text_field, word_field
from apps.orgs.queries import companies_in
from apps.othertrack.enums import Extent, Item, Proof
from apps.othertrack.rules.application import Application
from apps.othertrack.rules.asking import MOST_ASKED, Asked
from apps.othertrack.rules.proofs import proof_faults
from apps.plans.forms.fields import Amount, Day

_FACTS = (
    *("applied_on", "name", "phone", "address", "area_type", "extent", "proof", "proof_name"),
    *("proof_issuer", "contractor", "contract_amount", "contract_signed_on", "home_reason"),
)


class CompanyField(forms.ChoiceField):
    """A property company, or none: then the street patrols."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            label="巡查主体",
            required=False,
            help_text="城镇小区有物业的选物业服务企业；没有选的由乡镇（街道）巡查。",
            error_messages={"invalid_choice": "请选择列出的物业服务企业；只列本区县的。"},
            **kwargs,
        )

    def offer(self, counties: Collection[str], *, named: int | None = None) -> None:
        """Offer the companies of some counties, and the one named so far."""
        rows = companies_in(counties, named=named)
        self.choices = [("", "乡镇（街道）巡查"), *((str(each.pk), each.name) for each in rows)]

    def clean(self, value: Any) -> int | None:
        """Return the company's number."""
        chosen = super().clean(value)
        return int(chosen) if chosen else None

    def json(self, **said: Any) -> serializers.IntegerField:
        """A body names the company by its number."""
        words = "物业服务企业的机构编号；null 为由乡镇（街道）巡查"
        said.pop("help_text", None)
        return serializers.IntegerField(min_value=1, max_value=2**31 - 1, help_text=words, **said)


class _ApplicationForm(ActForm):
    """What both the first application and its mending say."""

    versioned = False

    name = typed(BY_NAME["name"])
    phone = typed(BY_NAME["phone"])
    address = typed(BY_NAME["address"])
    area_type = choice_field("城镇/农村", AreaType.choices)
    nature = WordChoiceField(
        label="房屋性质",
        choices=[("existing", "存量旧房"), ("new", "新房首次装修")],
        error_messages={"required": "请选择房屋性质。"},
    )
    extent = choice_field("改造类型", Extent.choices())
    items = forms.MultipleChoiceField(
        label="改造内容",
        choices=Item.choices(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "请至少选择一项改造内容。", "invalid_choice": "请从列出的各项中选择。"},
    )
    proof = choice_field("权属证明", Proof.choices())
    proof_name = word_field(
        "证明名称", length=60, required=False, help_text="其他权属证明填写，如宅基地使用权证"
    )
    proof_issuer = word_field("出具单位", length=80, required=False, help_text="其他权属证明填写")
    contractor = word_field("合同的装修企业", length=120, help_text="照合同上的名称写")
    contract_amount = Amount(label="合同金额", help_text="写明元还是万元，如 38600元、3.86万元")
    contract_signed_on = Day(label="合同签订日期")
    applied_on = day_field("申请日期", help_text="本人提出申请的日期")
    patrol_organisation = CompanyField()
    home_reason = text_field(
        "同一住宅",
        length=300,
        required=False,
        rows=2,
        help_text="同一住宅已有其他办件、仍要登记的，写明理由，如两次改造的部位不同。",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.subject is not None:
            counties, named = [self.subject.county_code], self.subject.patrol_organisation_id
        else:
            counties, named = sorted({street.code[:6] for street in own_streets(self.actor)}), None
        self.fields["patrol_organisation"].offer(counties, named=named)  # type: ignore[attr-defined]

    def clean_nature(self) -> str:
        """Refuse a new home: it is counted nowhere (附件3 备注1)."""
        if self.cleaned_data["nature"] == "new":
            raise forms.ValidationError(FIRST_FIT_OUT, code="first_fit_out")
        return str(self.cleaned_data["nature"])

    def clean(self) -> dict[str, Any]:
        """Ask a proof for its type and issuer, and no other proof of a home in town."""
        said = super().clean() or self.cleaned_data
        if said.get("proof") and said.get("area_type"):
            for fault in proof_faults(
                proof=said["proof"],
                is_rural=said["area_type"] == AreaType.RURAL,
                name=said.get("proof_name", ""),
                issuer=said.get("proof_issuer", ""),
            ):
                if fault.field not in self.errors:
                    self.add_error(fault.field, fault.words)
        return said

    def said(self) -> dict[str, Any]:
        """Return the application and what came with it."""
        found = super().said()
        found.pop("nature")
        values = {name: found.pop(name) for name in _FACTS}
        patrol = found.pop("patrol_organisation")
        application = Application(**values, items=tuple(found.pop("items")), patrol_organisation_id=patrol)
        return {**found, "application": application}


class ApplyForm(_ApplicationForm):
    """A first application, with copies of both papers."""

    street_code = CodeField(
        label="街道（乡镇）",
        help_text="",
        error_messages={
            "required": "请选择街道。",
            "invalid_choice": "这个街道不在您的辖区内，请重新选择。",
        },
    )
    proof_files = ParkedFileField(label="权属证明复印件", kind=FileKind.OWNERSHIP_PROOF, multiple=True)
    contract_files = ParkedFileField(label="装修合同复印件", kind=FileKind.CONTRACT_SCAN, multiple=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(street.code, street.name) for street in own_streets(self.actor)]
        field = self.fields["street_code"]
        field.choices = choices if len(choices) == 1 else [("", "请选择"), *choices]  # type: ignore[attr-defined]


class AnswerRow(forms.Form):
    """What was done about one item of a return."""

    word = text_field("怎样补的", length=200, rows=2)


ANSWERS = KeyedRows(
    name="answers",
    row=AnswerRow,
    most=MOST_ASKED,
    required=False,
    complete=True,
    key="number",
    label="退回的逐项答复",
    component="RenovationAnswer",
    key_help="退回的第几项，按退回时写的先后，从 1 起",
)


def _standing_phone() -> ReadField | WordChoiceField:
    made = typed(BY_NAME["phone"])
    made.required = False
    made.help_text = "没有改的留空，仍用登记的号码"
    return made


class AmendForm(_ApplicationForm):
    """What was returned, completed item by item: papers are handed in again where they were asked for."""

    return_number = forms.IntegerField(
        widget=forms.HiddenInput, required=False, error_messages={"invalid": "页面已过期，请重新打开。"}
    )
    phone = _standing_phone()
    answer = text_field("另外说明", length=500, required=False, rows=2)
    proof_files = ParkedFileField(
        label="权属证明复印件", kind=FileKind.OWNERSHIP_PROOF, multiple=True, required=False
    )
    contract_files = ParkedFileField(
        label="装修合同复印件", kind=FileKind.CONTRACT_SCAN, multiple=True, required=False
    )
    lists = (ANSWERS,)

    def __init__(self, *args: Any, asked: Asked, **kwargs: Any) -> None:
        """Ask for an answer to each item of the return; of what came over, for a word."""
        super().__init__(*args, **kwargs)
        self.asked = asked
        self.add_rows(ANSWERS, range(1, len(asked.items) + 1))
        for number, item in enumerate(asked.items, start=1):
            self.fields[f"{number}-word"].label = item
        if not asked.items:
            self.fields["answer"].label = "补了什么"
            self.fields["answer"].required = True
        for field in asked.copies:
            self.fields[field].required = True
        self.initial["return_number"] = asked.number or None
        # What its user did not touch is to be told from what was typed, should another return have come.
        self._load(self.data if self.is_bound else None)

    def full_clean(self) -> None:
        """Judge it; a page that answers an earlier return is shown again on the one that stands."""
        super().full_clean()
        answered = getattr(self, "cleaned_data", {}).get("return_number")
        if self.is_bound and self.asked.number and answered != self.asked.number:
            self._turn_to_standing_return()

    def _turn_to_standing_return(self) -> None:
        if not isinstance(self.data, QueryDict):
            words = "答复的不是现在这一次退回；写最近一次 returned 事实的 number。"
            self.add_error("return_number", forms.ValidationError(words, code="return"))
            return
        data = self.data.copy()
        self._take_over(data, self.initial)
        # Its words answered other items: they go where none is answered, and every item is asked anew.
        kept = []
        for number in range(1, MOST_ASKED + 1):
            if typed_before := data.pop(f"{number}-word", [""])[-1].strip():
                kept.append(f"（答复前一次退回第 {number} 项）{typed_before}")
            self.errors.pop(f"{number}-word", None)
        data["answer"] = "\n".join([*kept, data.get("answer", "")]).strip()
        data["return_number"] = str(self.asked.number)
        self.data = data
        words = (
            "您打开这一页以后，本件又退回过，要补的变了：请照现在的各项答复。"
            "原来写的答复移到了“另外说明”；您没有改过的各栏换成了现在登记的内容。请核对以后再提交。"
        )
        self.add_error(None, forms.ValidationError(words, code="return"))

    @classmethod
    def known(cls, group: KeyedRows, **options: Any) -> dict[str, dict[str, Any]]:
        """Return the items by number; none has an answer yet."""
        return {str(number): {} for number in range(1, len(options["asked"].items) + 1)}

    def lines(self) -> list[BoundField]:
        """Return the field of each item of the return, labelled with it."""
        return [self[f"{number}-word"] for number in range(1, len(self.asked.items) + 1)]

    def said(self) -> dict[str, Any]:
        """Return the application, and what was done about each item by its number."""
        found = super().said()
        numbers = range(1, len(self.asked.items) + 1)
        answers = {number: found.pop(f"{number}-word") for number in numbers}
        return {**found, "answers": answers, "return_number": found["return_number"] or 0}

    @classmethod
    def json(cls) -> dict[str, Any]:
        """A body names the return by its fact."""
        words = "答复哪一次退回：最近一次 returned 事实的 number；转来补申请的不填"
        number = serializers.IntegerField(
            min_value=1, max_value=32767, required=False, allow_null=True, label="退回", help_text=words
        )
        return {**super().json(), "return_number": number}
