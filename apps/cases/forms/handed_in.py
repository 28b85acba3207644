"""Handing papers of the list of materials in: what was scanned, how many pages, compared or not (P3)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms

from apps.acts.forms import ActForm
from apps.cases.enums import PaperForm
from apps.cases.forms.fields import CodeField
from apps.cases.queries import brought_by, material_kind, material_names
from apps.cases.services import MOST_PAGES, Paper
from apps.documents.enums import FileKind
from apps.documents.forms import ParkedFileField

PAGES = {
    "required": "请填写页数",
    "invalid": "页数请写整数",
    "min_value": "页数至少为 1",
    "max_value": "页数太多，请核对",
}


class PaperRow(forms.Form):
    """What is said of a paper that is handed in."""

    scans = ParkedFileField(label="材料", kind=FileKind.MATERIAL, multiple=True, required=False)
    form = forms.ChoiceField(
        label="交来的是", choices=PaperForm.choices, widget=forms.RadioSelect, required=False
    )
    pages = forms.IntegerField(
        label="页数",
        required=False,
        min_value=1,
        max_value=MOST_PAGES,
        error_messages=PAGES,
    )
    compared = forms.BooleanField(label="已与原件核对", required=False)


def take_kind(field: forms.Field, material: str) -> None:
    """Let a file field take the kind of files that a material has."""
    if isinstance(field, ParkedFileField):
        field.kind = field.widget.kind = material_kind(material)


def refuse_half(form: forms.Form, target: str) -> None:
    """Ask for form and pages where a file came, and for the file where only those did."""
    cleaned = form.cleaned_data
    names = {column: f"{target}-{column}" if target else column for column in PaperRow.base_fields}
    if names["scans"] not in form.fields or names["scans"] in form.errors:
        return
    if cleaned.get(names["scans"]):
        for column, words in (("form", "请选择交来的是原件扫描、复印件还是电子件"), ("pages", "请填写页数")):
            if not cleaned.get(names[column]) and names[column] not in form.errors:
                form.add_error(names[column], forms.ValidationError(words, code="required"))
    elif any(cleaned.get(names[column]) for column in ("form", "pages", "compared")):
        form.add_error(names["scans"], forms.ValidationError("请选择文件。", code="required"))


def paper_of(cleaned: Mapping[str, Any], prefix: str = "") -> Paper | None:
    """Return the paper that was handed in; None where there was no file."""
    files = cleaned.get(f"{prefix}scans")
    if not files:
        return None
    return Paper(
        files=files,
        form=PaperForm(cleaned[f"{prefix}form"]),
        pages=cleaned[f"{prefix}pages"],
        compared=cleaned[f"{prefix}compared"],
    )


class HandInForm(ActForm):
    """交材料: a paper of the list, at any time before the case ends."""

    material = CodeField(
        label="材料",
        choices=list(material_names().items()),
        widget=forms.RadioSelect,
        error_messages={"required": "请选择材料", "invalid_choice": "这份申请的材料清单里没有这一项"},
    )
    scans = ParkedFileField(label="文件", kind=FileKind.MATERIAL, multiple=True)
    form = forms.ChoiceField(
        label="交来的是",
        choices=PaperForm.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "请选择交来的是原件扫描、复印件还是电子件"},
    )
    pages = forms.IntegerField(
        label="页数",
        min_value=1,
        max_value=MOST_PAGES,
        error_messages=PAGES,
    )
    compared = forms.BooleanField(label="已与原件核对", required=False)

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        """Offer this household's list; the files are of the kind of the paper chosen."""
        super().__init__(data, *args, **kwargs)
        listed = {each.code: each for each in brought_by(self.subject)}
        self.fields["material"] = forms.ChoiceField(
            label="材料",
            choices=[(each.code, f"{each.name}（{each.form_words}）") for each in listed.values()],
            widget=forms.RadioSelect,
            error_messages=type(self).base_fields["material"].error_messages,
        )
        chosen = str(data.get("material", "")) if data is not None else ""
        if chosen in listed:
            take_kind(self.fields["scans"], chosen)

    def said(self) -> dict[str, Any]:
        said = self.cleaned_data
        return {"material": said["material"], "paper": paper_of(said), "version": said["version"]}
