"""Forms that change registered facts: resubmission after a return, corrections, patrol body."""

from __future__ import annotations

from typing import Any

from django import forms

from apps.cases.enums import CORRECTABLE, CorrectionKind, Hardship
from apps.cases.forms.filing import VersionedForm
from apps.cases.forms.registration import RegistrationForm
from apps.cases.models import Case
from apps.cases.queries import household_view
from apps.documents.enums import FileKind
from apps.documents.forms import ParkedFileField
from apps.lib.actors import Actor
from apps.lib.identity import IdNumber
from apps.orgs.enums import OrganisationKind
from apps.orgs.models import Organisation, Region

_KEPT_SECRET = ("id_number", "phone")
"""Never printed into a form: left blank they stay as they are."""


class FactsForm(RegistrationForm):
    """The registered facts of a case, filled in; ``changes()`` are those that were changed.

    The same fields and checks as at registration. 身份证号 and 联系方式 stay blank on the page.
    """

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, actor: Actor, case: Case, **kwargs: Any) -> None:
        self.case = case
        kwargs["initial"] = {**_present(actor, case), **(kwargs.get("initial") or {})}
        super().__init__(*args, actor=actor, streets=(), **kwargs)
        kept = [name for name in CORRECTABLE if name != "agent_name" or case.household.agent_name]
        fields = {name: self.fields[name] for name in kept} | {"version": self.fields["version"]}
        self.fields = self._with_own(fields)
        view = household_view(actor, case)
        for name, shown in (("id_number", view.id_number), ("phone", view.phone)):
            self.fields[name].required = False
            self.fields[name].help_text = f"现为 {shown}，不改就留空"

    def _with_own(self, fields: dict[str, forms.Field]) -> dict[str, forms.Field]:
        """Let a child class keep further fields."""
        return fields

    def _check_agent(self) -> None:
        """The agent's papers were handed in at registration."""

    def _check_dwelling(self) -> None:
        if self.cleaned_data.get("address") and self.cleaned_data.get("will"):
            street = Region.objects.get(pk=self.case.street_code)
            self.refuse_taken(street, self.case.program_group, exclude=self.case.pk)

    def changes(self) -> dict[str, object]:
        """Return what was filled in, by field; the service skips what is the same as before."""
        found: dict[str, object] = {}
        for name in CORRECTABLE:
            if name not in self.fields:
                continue
            value = self.cleaned_data[name]
            if name in _KEPT_SECRET and not value:
                continue
            found[name] = value.value if isinstance(value, IdNumber) else value
        return found


def _present(actor: Actor, case: Case) -> dict[str, object]:
    household, dwelling = case.household, case.dwelling
    labels = {choice.label: choice.value for choice in Hardship}
    values: dict[str, object] = {"version": case.version}
    for source, names in (
        (household, ("name", "family_size", "agent_name", "note")),
        (dwelling, ("address", "owner_name", "building_type", "floor_area", "built_year")),
        (dwelling, ("rooms", "halls", "bathrooms")),
        (case, ("will", "setting", "intended_budget")),
    ):
        values.update({name: getattr(source, name) for name in names})
    values["hardship"] = labels.get(household_view(actor, case).hardship, "")
    for name in ("floor_area", "intended_budget"):
        if values[name] is not None:
            values[name] = f"{values[name]:f}".rstrip("0").rstrip(".")
    return values


class ResubmitForm(FactsForm):
    """补正后重新提交: the corrected facts, and a word where a paper was handed in instead."""

    explanation = forms.CharField(
        label="补正说明",
        max_length=300,
        required=False,
        widget=forms.Textarea(),
        help_text="补交了纸质材料等没有改动项目的，请在这里说明",
    )

    def _with_own(self, fields: dict[str, forms.Field]) -> dict[str, forms.Field]:
        return {**fields, "explanation": self.fields["explanation"]}


class CorrectForm(FactsForm):
    """更正, or 变更装修人 with proof (R24)."""

    kind = forms.ChoiceField(
        label="更正类别",
        choices=[
            (CorrectionKind.FACT.value, "更正（填写有误）"),
            (CorrectionKind.SUCCESSOR.value, "变更装修人（去世、过户）"),
        ],
        widget=forms.RadioSelect,
        initial=CorrectionKind.FACT.value,
    )
    reason = forms.CharField(
        label="原因", max_length=300, widget=forms.Textarea(), help_text="写进办理记录，不要写证件号码"
    )
    proof = ParkedFileField(label="证明材料", kind=FileKind.CORRECTION_PROOF, required=False)

    def _with_own(self, fields: dict[str, forms.Field]) -> dict[str, forms.Field]:
        return {"kind": self.fields["kind"], **fields} | {
            name: self.fields[name] for name in ("reason", "proof")
        }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        successor = cleaned.get("kind") == CorrectionKind.SUCCESSOR
        if successor and not cleaned.get("proof") and "proof" not in self.errors:
            self.add_error("proof", "变更装修人须提交证明材料（死亡证明、过户材料等）")
        if successor and not cleaned.get("id_number") and "id_number" not in self.errors:
            self.add_error("id_number", "变更装修人须填写新装修人的身份证号")
        return cleaned


class BackfillForm(VersionedForm):
    """补录: works began before registration."""

    reason = forms.CharField(
        label="先施工后登记的原因",
        max_length=300,
        widget=forms.Textarea(),
        error_messages={"required": "请写明原因"},
    )


class PatrolForm(VersionedForm):
    """Who patrols: a property company, or the street where none is named (R6)."""

    organisation = forms.ChoiceField(label="巡查主体", required=False)
    reason = forms.CharField(label="说明", max_length=200, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        companies = Organisation.objects.active().of_kind(OrganisationKind.PROPERTY).order_by("name")
        self.fields["organisation"] = forms.ChoiceField(
            label="巡查主体",
            required=False,
            choices=[("", "乡镇（街道）巡查")] + [(str(each.pk), each.name) for each in companies],
            error_messages={"invalid_choice": "请选择名录中的物业服务企业"},
        )

    @property
    def organisation_id(self) -> int | None:
        """The chosen company; None for the street."""
        chosen = self.cleaned_data["organisation"]
        return int(chosen) if chosen else None


class RevealForm(forms.Form):
    """Seeing a full number needs a purpose, which is logged (R18)."""

    field = forms.ChoiceField(
        choices=[("id_number", "身份证号"), ("phone", "联系方式")], widget=forms.HiddenInput
    )
    purpose = forms.CharField(
        label="查看用途",
        min_length=2,
        max_length=100,
        error_messages={"required": "请写明查看用途", "min_length": "请写明查看用途"},
    )
