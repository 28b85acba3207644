"""Forms that change registered facts: corrections, patrol body; base of the answer to a return."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from datetime import date
from functools import cache
from typing import Any, ClassVar, cast

from django import forms
from rest_framework import serializers

from apps.acts.forms import ActForm, Body, Fault
from apps.acts.serializers import AnyField, field_of, fields_of
from apps.api.serializers import Part
from apps.cases.enums import CorrectionKind
from apps.cases.facts import CORRECTABLE
from apps.cases.forms.registration import RegistrationForm
from apps.cases.models import Case
from apps.cases.queries import StreetPart, household_view, number_fits, owner_is_open, parts_beside
from apps.documents.enums import FileKind
from apps.documents.forms import ParkedFileField
from apps.lib.actors import Actor
from apps.lib.id_documents import DocumentNumber
from apps.orgs.enums import OrganisationKind
from apps.orgs.models import Organisation, Region
from apps.orgs.queries import street_of

_OURS = frozenset({"version", "key", "loaded"})
_ANSWERS = ("address_confirmed", "built_year_confirmed")
_KEPT_SECRET = ("id_number", "phone")
"""Never printed into a form: left blank they stay as they are."""


class FactsForm(ActForm, RegistrationForm):
    """The registered facts of a case, filled in; ``changes()`` are those that were changed.

    The same fields and checks as at registration. 身份证号 and 联系方式 stay blank on the page. A body
    names what it changes under ``changes``.
    """

    edits = True
    unsent = frozenset(RegistrationForm.base_fields)
    own: ClassVar[tuple[str, ...]] = ()
    """Fields of the child class beside the facts."""
    blank_changes: ClassVar[bool] = False
    """Whether a body may come without changes."""

    def __init__(self, *args: Any, actor: Actor, subject: Case, **kwargs: Any) -> None:
        super().__init__(*args, actor=actor, subject=subject, streets=(), **kwargs)
        kept = {*_OURS, *_ANSWERS, *self.own, *facts_of(subject)}
        # Before the fields go: changed_names() knows a name by its field only.
        unknown = sorted(self.changed_names() - kept) if self.sent is not None else []
        first = [name for name in self.own if name in self.fields]  # as the page has them
        order = dict.fromkeys([*first, *self.fields])
        self.fields = {name: self.fields[name] for name in order if name in kept}
        view = household_view(actor, subject)
        for name, shown in (("id_number", view.id_number), ("phone", view.phone)):
            # Blank keeps the number: printed into a page, it would leave by another way than reveal().
            self.fields[name].required = False
            self.fields[name].help_text = f"现为 {shown}，不改就留空"
        if self.sent is not None:
            words = "这份申请没有这一项。"
            self.sent.faults += [Fault(f"/changes/{name}", words, "invalid") for name in unknown]

    def _check_agent(self) -> None:
        """The agent's papers were handed in at registration."""

    def _check_dwelling(self) -> None:
        if self.cleaned_data.get("address") and self.cleaned_data.get("will"):
            street, group = self.registered_street(), self.subject.program_group
            self.refuse_taken(street, group, exclude=self.subject.pk)

    def registered_on(self) -> date:
        """Return 填表时间, which stands."""
        on: date = self.subject.applied_on
        return on

    def registered_street(self) -> Region:
        """Return the street, which stands."""
        return cast("Region", street_of(self.subject.street_code))

    def ask(self, name: str, *args: Any) -> None:
        """Ask about what is changed only: what stands was asked about when it was registered."""
        if name in self.changed_names():
            super().ask(name, *args)

    def clean(self) -> dict[str, Any]:
        """Hold the number that stands to its document, where only the document is changed."""
        cleaned = super().clean()
        standing = self.subject.household.id_type
        document = cleaned["id_type"] = cleaned.get("id_type") or standing
        typed = cleaned.get("id_number") or "id_number" in self.errors
        if document != standing and not typed and not number_fits(self.subject, document):
            self.add_error("id_number", "登记的号码不是这种证件的，请填写新的证件号码")
        return cleaned

    def changes(self) -> dict[str, object]:
        """Return what its user changed, by field; the service skips what is the same as before."""
        found: dict[str, object] = {}
        changed = self.changed_names()
        for name in CORRECTABLE:
            if name not in self.fields or name not in changed:
                continue
            value = self.cleaned_data[name]
            # Blank means unchanged: neither can be taken back to nothing by a correction.
            if name in _KEPT_SECRET and not value:
                continue
            found[name] = value.value if isinstance(value, DocumentNumber) else value
        return found

    @classmethod
    def json(cls) -> dict[str, Any]:
        """Facts to be changed, each of them optional, in a part of their own."""
        answers = {name: field_of(RegistrationForm.base_fields[name]) for name in _ANSWERS}
        return {"changes": facts_part()(required=not cls.blank_changes), **answers}

    @classmethod
    def body(cls, values: Mapping[str, Any], initial: Mapping[str, Any], **options: Any) -> Body:
        """Lay the changes over the facts as they stand."""
        plain = {name: value for name, value in values.items() if name != "changes"}
        body = super().body({**plain, **values.get("changes", {})}, initial, **options)
        body.pointers |= {
            name: f"/changes/{getattr(body.get(name), 'sent_as', name)}" for name in CORRECTABLE
        }
        return body


def facts_of(case: Case) -> list[str]:
    """Return the names of the facts that can be corrected on a case: an agent's only where there is one."""
    return [name for name in CORRECTABLE if name != "agent_name" or case.household.agent_name]


@cache
def facts_part() -> type[Part]:
    """Return the part of a body that names the facts to change."""
    made: dict[str, AnyField] = {}
    for name in CORRECTABLE:
        each = deepcopy(RegistrationForm.base_fields[name])
        each.required = each.required or name == "agent_name"  # whoever names an agent names one
        made |= fields_of(name, each, required=False)
    doc = "要改的登记事项：只写要改的，名称同登记；结果与原来相同的不算改动."
    return type("FactsPart", (Part,), {**made, "__doc__": doc, "__module__": __name__})


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
    owner_after = forms.ChoiceField(
        label="变更后的房屋所有权人",
        choices=[("successor", "新装修人"), ("unchanged", "仍为原所有权人")],
        widget=forms.RadioSelect,
        required=False,
        help_text="仅变更装修人时填写：原装修人登记为所有权人的，过户或继承登记以后才是新装修人",
    )
    own = ("kind", "reason", "proof", "owner_after")
    optional = frozenset({"kind"})

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.sent is None and not self.subject.dwelling.owner_is_household:
            del self.fields["owner_after"]  # nothing to ask: the owner's name stands on its own

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        successor = cleaned.get("kind") == CorrectionKind.SUCCESSOR
        if successor and not cleaned.get("proof") and "proof" not in self.errors:
            self.add_error("proof", "变更装修人须提交证明材料（死亡证明、过户材料等）")
        if successor and not cleaned.get("id_number") and "id_number" not in self.errors:
            self.add_error("id_number", "变更装修人须填写新装修人的身份证号")
        if successor and not self.errors and owner_is_open(self.subject, self.changes()):
            self.add_error(
                "owner_after",
                f"{self.subject.household.name}登记为房屋所有权人，请选择变更装修人以后的房屋所有权人",
            )
        return cleaned

    def changes(self) -> dict[str, object]:
        """Return what was changed, and who owns the dwelling after 变更装修人."""
        found, said = super().changes(), self.cleaned_data
        owners = {"successor": said.get("name"), "unchanged": self.subject.household.name}
        if said.get("kind") == CorrectionKind.SUCCESSOR and owner_is_open(self.subject, found):
            owner = owners.get(said.get("owner_after", ""))
            found |= {"owner_name": owner} if owner else {}
        return found

    def said(self) -> dict[str, Any]:
        """Return the changes with their kind, reason and proof."""
        said = self.cleaned_data
        plain = {name: said[name] for name in ("reason", "proof", "version")}
        return {**plain, "kind": CorrectionKind(said["kind"]), "changes": self.changes()}


class BackfillForm(ActForm):
    """补录: works began before registration."""

    reason = forms.CharField(
        label="先施工后登记的原因",
        max_length=300,
        widget=forms.Textarea(),
        error_messages={"required": "请写明原因"},
    )


class StreetForm(ActForm):
    """改属街道: which other part of the street that was split, and why."""

    street_code = forms.ChoiceField(
        label="改属哪个街道",
        widget=forms.RadioSelect,
        error_messages={"required": "请选择街道", "invalid_choice": "请选择原街道分设出来的另一个街道"},
    )
    reason = forms.CharField(
        label="依据",
        max_length=300,
        widget=forms.Textarea(),
        help_text="例如住宅在分界线的哪一边；记入办理记录，也告诉接手的街道",
        error_messages={"required": "请写明依据，例如住宅在分界线的哪一边"},
    )

    def __init__(self, *args: Any, subject: Case, **kwargs: Any) -> None:
        super().__init__(*args, subject=subject, **kwargs)
        field = self.fields["street_code"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(part.street.code, _called(part)) for part in parts_beside(subject)]


def _called(part: StreetPart) -> str:
    return f"{part.street.name}（原街道的{part.words}）" if part.words else part.street.name


class PatrolForm(ActForm):
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

    def said(self) -> dict[str, Any]:
        """Return the chosen company; None for the street."""
        said = super().said()
        chosen = said.pop("organisation")
        return {**said, "organisation_id": int(chosen) if chosen else None}

    @classmethod
    def json(cls) -> dict[str, Any]:
        """A body names the company by its number."""
        words = "物业服务企业的机构编号；null 为由乡镇（街道）巡查"
        number = serializers.IntegerField(
            min_value=1, max_value=2**31 - 1, allow_null=True, label="巡查主体", help_text=words
        )
        return {"organisation": number}


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
