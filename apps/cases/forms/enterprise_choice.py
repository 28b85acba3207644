"""The household's own choice of an enterprise: on the list, or any other by its credit code (R3)."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from django import forms
from rest_framework import serializers

from apps.acts.forms import ActForm, Body, Fault
from apps.acts.serializers import field_of
from apps.api.serializers import Part
from apps.cases.enums import CHOICE_STATEMENT
from apps.cases.forms.fields import ReadField, required_messages
from apps.documents.forms import ParkedFileField
from apps.enterprises.models import Enterprise
from apps.enterprises.queries import why_unlisted
from apps.enterprises.services import OffListEnterprise
from apps.lib import clock
from apps.lib.chinese import normalise_name, parse_date_cn
from apps.lib.identity import check_credit_code, check_phone

OFF_LIST = "other"
_PARTS = {
    "off_name": "name",
    "off_code": "credit_code",
    "off_contact": "contact_name",
    "off_phone": "contact_phone",
}
_OWN = tuple(_PARTS)


class ChooseForm(ActForm):
    """Nothing is chosen beforehand; an enterprise off the list stands among the others.

    A body names one on the list as ``enterprise``, or one off it as ``off_list``.
    """

    optional = frozenset({"chosen_on"})
    unsent = frozenset(_OWN)
    pointers = {name: f"/off_list/{part}" for name, part in _PARTS.items()} | {
        part: f"/off_list/{part}" for part in _PARTS.values()
    }

    enterprise = forms.ChoiceField(label="装修人选择的企业", widget=forms.RadioSelect)
    off_name = ReadField(label="企业名称", read=normalise_name, max_length=120, required=False)
    off_code = ReadField(label="统一社会信用代码", read=check_credit_code, max_length=40, required=False)
    off_contact = ReadField(label="联系人", read=normalise_name, max_length=60, required=False)
    off_phone = ReadField(label="联系方式", read=check_phone, max_length=30, required=False)
    chosen_on = ReadField(
        label="选择日期", read=parse_date_cn, widget=forms.DateInput(), json=serializers.DateField
    )
    statement = ParkedFileField(label="装修人签字的选择确认书", kind=CHOICE_STATEMENT, required=False)

    def __init__(self, *args: Any, listed: list[Enterprise], **kwargs: Any) -> None:
        """``listed``: the enterprises on the list today."""
        super().__init__(*args, **kwargs)
        self.listed = {str(each.pk): each for each in listed}
        self.fields["enterprise"] = forms.ChoiceField(
            label="装修人选择的企业",
            widget=forms.RadioSelect,
            choices=[*((key, each.name) for key, each in self.listed.items()), (OFF_LIST, "名录以外的企业")],
            error_messages={"invalid_choice": self._left()},
        )
        required_messages(self.fields.items())
        if self.sent is not None and self.sent.get("enterprise") is None:
            words = "请填写 enterprise 或 off_list 中的一种。"
            self.sent.faults.append(Fault("", words, "one_of"))

    def _left(self) -> str:
        """Say why what was chosen is not on the list any more: a page may be older than its removal."""
        key = str(self.data.get("enterprise") or "") if self.is_bound else ""
        known = key not in ("", OFF_LIST, *self.listed) and key.isascii() and key.isdigit() and len(key) < 10
        found = Enterprise.objects.filter(pk=int(key)).first() if known else None
        return why_unlisted(found) if found else "这家企业现在不在名录中，请按“名录以外的企业”填写"

    def clean_chosen_on(self) -> Any:
        on = self.cleaned_data["chosen_on"]
        if on > clock.today():
            raise forms.ValidationError("选择日期不能晚于今天", code="future")
        return on

    def clean(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        if cleaned.get("enterprise") == OFF_LIST:
            for name in _OWN:
                if not cleaned.get(name) and name not in self.errors:
                    self.add_error(name, f"请填写{self.fields[name].label}")
        else:
            for name in _OWN:  # typed beside a chosen list entry: not needed, so not checked
                self.errors.pop(name, None)
        return cleaned

    def said(self) -> dict[str, Any]:
        said = self.cleaned_data
        key = said["enterprise"]
        found = OffListEnterprise(*(said[name] for name in _OWN)) if key == OFF_LIST else self.listed[key]
        return {"enterprise": found, **{name: said[name] for name in ("chosen_on", "statement", "version")}}

    def field_of(self, name: str) -> str | None:
        """The service calls the parts of an enterprise off the list by their own names."""
        spelt = {part: own for own, part in _PARTS.items()}
        return super().field_of(spelt.get(name, name))

    @classmethod
    def json(cls) -> dict[str, Any]:
        """One of two: a number of the list, or the enterprise written out."""
        number = serializers.IntegerField(
            min_value=1,
            max_value=2**31 - 1,
            required=False,
            label="名录中的企业",
            help_text="名录中企业的 id，见 GET /enterprises",
        )
        parts: dict[str, Any] = {}
        for own, part in _PARTS.items():
            each = deepcopy(cls.base_fields[own])
            each.required = True
            parts[part] = field_of(each)
        about = {"__doc__": "名录以外的企业，与名录内的同等.", "__module__": __name__}
        return {"enterprise": number, "off_list": type("OffListPart", (Part,), parts | about)(required=False)}

    @classmethod
    def body(cls, values: Mapping[str, Any], initial: Mapping[str, Any], **options: Any) -> Body:
        """Lead the one that was named to its fields; neither or both is named in the faults."""
        plain = {name: value for name, value in values.items() if name not in ("enterprise", "off_list")}
        listed, off_list = values.get("enterprise"), values.get("off_list")
        # Both or neither: left unset, which __init__ names as a fault.
        if (listed is None) != (off_list is None):
            plain["enterprise"] = OFF_LIST if listed is None else str(listed)
        return super().body(
            {**plain, **{own: (off_list or {}).get(part) for own, part in _PARTS.items()}}, initial, **options
        )
