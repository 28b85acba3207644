"""What whoever complains types: on the public page and on the household's own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from apps.acts.forms import FocusesWrong
from apps.documents.enums import FileKind
from apps.documents.forms import SeveralFilesField, check
from apps.documents.rules.uploads import BadUpload, CheckedUpload, accept_attribute
from apps.orgs.models import Organisation
from apps.tickets.enums import About
from apps.tickets.forms.fields import TelephoneField, choice_field, line_field, words_field
from apps.tickets.forms.recording import KINDS
from apps.tickets.rules.numbers import CODE_DIGITS, digits_of, number_read


class _Door(FocusesWrong):
    """Nothing typed is offered to whoever holds the phone next."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for each in self.fields.values():
            if isinstance(each.widget, forms.TextInput | forms.Textarea):
                each.widget.attrs["autocomplete"] = "off"


class OwnComplaintForm(_Door):
    """What it is and whom it concerns; where it is and whose, the case says."""

    request = forms.CharField(widget=forms.HiddenInput, max_length=64, required=False)
    kind = choice_field("什么事", KINDS)
    about = choice_field("反映谁", About.choices())
    text = words_field("是什么事", required="请写明是什么事。", rows=6)


class ComplaintForm(OwnComplaintForm):
    """The same from anybody: where it was, and a name and telephone if one likes."""

    bureau = forms.TypedChoiceField(
        label="在哪个区县",
        coerce=int,
        error_messages={"required": "请选择在哪个区县。", "invalid_choice": "请从列出的区县中选择。"},
    )
    about_name = line_field("对方名称", most=80)
    author_name = line_field("姓名", most=60)
    author_phone = TelephoneField(label="电话")
    field_order = ("request", "kind", "about", "about_name", "bureau", "text", "author_name", "author_phone")

    def __init__(
        self, *args: Any, bureaus: Sequence[Organisation], labels: Sequence[str], **kwargs: Any
    ) -> None:
        """Offer the districts."""
        super().__init__(*args, **kwargs)
        self._bureaus = {each.pk: each for each in bureaus}
        pairs = [(each.pk, label) for each, label in zip(bureaus, labels, strict=True)]
        self.fields["bureau"].choices = [("", "请选择"), *pairs]  # type: ignore[attr-defined]
        self.fields["author_phone"].widget.attrs["inputmode"] = "tel"

    def clean_bureau(self) -> Organisation:
        """Return the bureau itself."""
        return self._bureaus[self.cleaned_data["bureau"]]


class StatusForm(_Door):
    """Number and code of a ticket, however they are typed."""

    number = forms.CharField(
        label="诉求编号",
        max_length=40,
        error_messages={"required": "请输入诉求编号。"},
        widget=forms.TextInput(
            {"autocomplete": "off", "inputmode": "numeric", "placeholder": "2026-000123-4"}
        ),
    )
    code = forms.CharField(
        label="查询码",
        max_length=40,
        error_messages={"required": "请输入查询码。"},
        widget=forms.TextInput({"autocomplete": "off", "inputmode": "numeric", "placeholder": "10 位数字"}),
    )

    def clean_number(self) -> str:
        """Take a number whose check digit is right: one wrong digit is told before anything is looked up."""
        number = number_read(self.cleaned_data["number"])
        if not number:
            raise ValidationError("编号输错了一位，请再对一遍，像 2026-000123-4 这样。", code="number")
        return number

    def clean_code(self) -> str:
        """Take ten digits, however they are grouped."""
        code = digits_of(self.cleaned_data["code"])
        if len(code) != CODE_DIGITS:
            raise ValidationError(f"查询码是 {CODE_DIGITS} 位数字，请再对一遍。", code="code")
        return code


class ReopenForm(_Door):
    """What is still not settled."""

    text = words_field("还有什么没有解决", required="请写明还有什么没有解决。")


class TicketPicturesForm(forms.Form):
    """Pictures that go with a ticket; what is sound is in ``sound``, whatever else is wrong."""

    pictures = SeveralFilesField(label="照片", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Start with no sound picture."""
        super().__init__(*args, **kwargs)
        self.fields["pictures"].widget.attrs["accept"] = accept_attribute(FileKind.TICKET_PICTURE)
        self.sound: list[CheckedUpload] = []

    def clean(self) -> dict[str, Any]:
        """Look at each picture by itself: one that cannot be read keeps no other from being sent."""
        sent = self.files.getlist("pictures")
        if not sent:
            self.add_error("pictures", "请先选照片。")
        for file in sent:
            try:
                self.sound.append(check(file, kind=FileKind.TICKET_PICTURE))
            except BadUpload as error:
                self.add_error("pictures", f"{file.name}：{error}")
        return self.cleaned_data
