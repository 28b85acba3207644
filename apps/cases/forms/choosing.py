"""The household's own choice of an enterprise: on the list, or any other by its credit code (R3)."""

from __future__ import annotations

from typing import Any

from django import forms

from apps.cases.enums import CHOICE_STATEMENT
from apps.cases.forms.fields import ReadField, required_messages
from apps.cases.services import OffListEnterprise
from apps.documents.forms import ParkedFileField, ParkedFilesMixin
from apps.enterprises.models import Enterprise
from apps.lib import clock
from apps.lib.actors import Actor
from apps.lib.chinese import normalise_name, parse_date_cn
from apps.lib.identity import check_credit_code, check_phone

OFF_LIST = "other"
_OWN = ("off_name", "off_code", "off_contact", "off_phone")


class ChooseForm(ParkedFilesMixin, forms.Form):
    """Nothing is chosen beforehand; an enterprise off the list stands among the others."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    enterprise = forms.ChoiceField(label="装修人选择的企业", widget=forms.RadioSelect)
    off_name = ReadField(label="企业名称", read=normalise_name, max_length=120, required=False)
    off_code = ReadField(label="统一社会信用代码", read=check_credit_code, max_length=40, required=False)
    off_contact = ReadField(label="联系人", read=normalise_name, max_length=60, required=False)
    off_phone = ReadField(label="联系方式", read=check_phone, max_length=30, required=False)
    chosen_on = ReadField(label="选择日期", read=parse_date_cn, widget=forms.DateInput())
    statement = ParkedFileField(label="装修人签字的选择确认书", kind=CHOICE_STATEMENT, required=False)

    def __init__(self, *args: Any, actor: Actor, listed: list[Enterprise], **kwargs: Any) -> None:
        """``listed``: the enterprises on the list today, in the order the page shows them."""
        super().__init__(*args, actor=actor, **kwargs)
        self.listed = {str(each.pk): each for each in listed}
        self.fields["enterprise"] = forms.ChoiceField(
            label="装修人选择的企业",
            widget=forms.RadioSelect,
            choices=[*((key, each.name) for key, each in self.listed.items()), (OFF_LIST, "名录以外的企业")],
            error_messages={"invalid_choice": "这家企业现在不在名录中，请按“名录以外的企业”填写"},
        )
        required_messages(self.fields.items())
        if not self.is_bound:
            self.initial.setdefault("chosen_on", clock.today().isoformat())

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

    @property
    def chosen(self) -> Enterprise | OffListEnterprise:
        """The choice for the service."""
        key = self.cleaned_data["enterprise"]
        if key != OFF_LIST:
            return self.listed[key]
        return OffListEnterprise(*(self.cleaned_data[name] for name in _OWN))
