"""What a desk writes down for whoever comes, calls or writes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from apps.acts.forms import ActForm
from apps.cases.models import Case
from apps.documents.enums import FileKind
from apps.documents.forms import ParkedFileField
from apps.orgs.models import Organisation
from apps.tickets.enums import About, Kind, Source
from apps.tickets.forms.fields import TelephoneField, choice_field, day_field, line_field, words_field

KINDS = [(each.value, each.label) for each in Kind if each is not Kind.RATING]
"""What anybody may bring up; 服务评价回访 comes of a rating alone."""


class RecordTicketForm(ActForm):
    """What somebody says, where, of whom, and whose it is as far as it is told."""

    versioned = False
    services_say = {"bureau": "bureau", "about": "about"}

    source = choice_field(
        "怎样来的", [(Source.DESK.value, "窗口、电话、书面"), (Source.HOTLINE.value, "12345 工单")]
    )
    kind = choice_field("什么事", KINDS)
    about = choice_field(
        "反映谁", About.choices(), help_text="按这一项送给上一级或者主管部门，不送给被反映的单位。"
    )
    about_name = line_field("对方名称", most=80, help_text="企业、街道的名称，照本人说的写。")
    bureau = forms.TypedChoiceField(
        label="在哪个区县",
        coerce=int,
        required=False,
        empty_value=None,
        error_messages={"invalid_choice": "请从列出的区县中选择。"},
    )
    case_number = line_field("办件编号", most=30, help_text="和哪一户有关，没有的不填。")
    text = words_field("本人的话", required="请写下是什么事。", help_text="照本人说的写，不加自己的看法。")
    author_name = line_field("姓名", most=60, help_text="本人不愿意留的不填。")
    author_phone = TelephoneField(label="电话", help_text="留了才能回访。")
    hotline_number = line_field("12345 工单编号", most=40)
    hotline_due_on = day_field("工单期限", required=False, help_text="办结期限以它为准。")
    pictures = ParkedFileField(label="照片", kind=FileKind.TICKET_PICTURE, multiple=True, required=False)

    def __init__(
        self, *args: Any, bureaus: Sequence[Organisation], labels: Sequence[str], **kwargs: Any
    ) -> None:
        """Offer the districts of the desk."""
        super().__init__(*args, **kwargs)
        self._bureaus = {each.pk: each for each in bureaus}
        pairs = [(each.pk, label) for each, label in zip(bureaus, labels, strict=True)]
        field = self.fields["bureau"]
        field.choices = pairs if len(pairs) == 1 else [("", "请选择"), *pairs]  # type: ignore[attr-defined]
        if len(pairs) == 1:
            field.initial = pairs[0][0]

    def clean_bureau(self) -> Organisation | None:
        """Return the bureau itself."""
        return self._bureaus.get(self.cleaned_data["bureau"] or 0)

    def clean_case_number(self) -> Case | None:
        """Return the case of the number, if it is the desk's to see."""
        number = self.cleaned_data["case_number"].strip()
        if not number:
            return None
        rows = Case.objects.visible_to(self.actor).select_related("bureau", "enterprise")
        found = rows.filter(number=number).first()
        if found is None:
            raise ValidationError("没有这个办件编号，或者不是本单位的办件。", code="case")
        return found

    def clean(self) -> dict[str, Any]:
        """Ask for a district where no case says it, and for the number of a 工单."""
        said = super().clean() or self.cleaned_data
        where = {"bureau", "case_number"}
        if not where & set(self.errors) and not any(said.get(name) for name in where):
            self.add_error("bureau", "请选择在哪个区县，或者填写办件编号。")
        if said.get("source") == Source.HOTLINE and not said.get("hotline_number"):
            self.add_error("hotline_number", "请填写工单编号。")
        if said.get("source") == Source.DESK and (said.get("hotline_number") or said.get("hotline_due_on")):
            self.add_error("source", "填了工单的，请选“12345 工单”。")
        return said

    def said(self) -> dict[str, Any]:
        """Return it by the names of the service."""
        found = super().said()
        found["case"] = found.pop("case_number")
        return found
