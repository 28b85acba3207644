"""Form fields as the whole system shows them; forms themselves say nothing about looks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import forms, template
from django.forms.boundfield import BoundField, BoundWidget
from django.forms.formsets import BaseFormSet
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


class _PlainNumberInput(forms.TextInput):
    """A number as text: browsers empty a number input they cannot read, and typing would be lost."""

    def format_value(self, value: Any) -> str | None:
        if isinstance(value, Decimal):
            return f"{value.normalize():f}"
        shown: str | None = super().format_value(value)
        return shown


def _is_iso(value: object, parse: Any) -> bool:
    if not isinstance(value, str) or not value:
        return True
    try:
        parse(value)
    except ValueError:
        return False
    return True


def _shown_widget(bound: BoundField) -> forms.Widget:
    """Return the widget as shown; what a browser's own widget would drop is shown as text."""
    widget: forms.Widget = bound.field.widget
    if isinstance(widget, forms.NumberInput):
        # These belong to a number input; on text they are not valid HTML.
        attrs = {k: v for k, v in widget.attrs.items() if k not in {"min", "max", "step"}}
        # Django's DecimalField and FloatField are IntegerFields.
        whole = isinstance(bound.field, forms.IntegerField) and not isinstance(
            bound.field, (forms.DecimalField, forms.FloatField)
        )
        return _PlainNumberInput(
            {"inputmode": "numeric" if whole else "decimal", "autocomplete": "off", **attrs}
        )
    if isinstance(widget, forms.DateInput):
        if _is_iso(bound.value(), date.fromisoformat):
            return forms.DateInput({**widget.attrs, "type": "date"}, format="%Y-%m-%d")
        return forms.TextInput(widget.attrs)
    if isinstance(widget, forms.DateTimeInput):
        if _is_iso(bound.value(), datetime.fromisoformat):
            return forms.DateTimeInput({**widget.attrs, "type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
        return forms.TextInput(widget.attrs)
    return widget


def _kind(widget: forms.Widget) -> str:
    if isinstance(widget, (forms.RadioSelect, forms.CheckboxSelectMultiple)):
        return "choices"
    if isinstance(widget, forms.CheckboxInput):
        return "checkbox"
    return "input"


def _choices(bound: BoundField) -> Iterator[BoundWidget]:
    for choice in bound.subwidgets:
        # The empty choice of an optional model field is no answer a person would pick.
        if choice.data["value"] in ("", None) and bound.field.required:
            continue
        yield choice


@register.inclusion_tag("components/field.html")
def field(
    bound: BoundField,
    *,
    label: str = "",
    hint: str = "",
    unit: str = "",
    width: str = "",
    compact: bool = False,
    stacked: bool = False,
    **attributes: str,
) -> dict[str, object]:
    """Show a field with label, hint, error and widget.

    ``unit`` stands behind a number (㎡, 元, 天); a form field that has ``beside`` says its value in
    another one, which the page's script keeps up; one that has a ``question`` gets a box to confirm it.
    ``width``: short, medium or '' for full.
    ``compact`` hides the label for grids. ``stacked`` puts choices under each other. Further
    attributes go to the widget with _ as -, for instance ``hx_post=url``.
    """
    widget = _shown_widget(bound)
    kind = _kind(widget)
    # The ids are Django's own (_helptext, _error), so that an aria-describedby it writes itself leads there.
    auto_id, hint_text = bound.auto_id, hint or str(bound.help_text or "")
    said_beside = getattr(bound.field, "beside", None)
    beside = said_beside(bound.value()) if said_beside else None
    described = [
        f"{auto_id}_{suffix}"
        for suffix, present in (
            ("helptext", hint_text),
            ("error", bound.errors),
            ("unit", unit),
            ("beside", beside is not None),
        )
        if present
    ]
    attrs: dict[str, Any] = {key.replace("_", "-"): value for key, value in attributes.items()}
    # Choices have no widget that could carry it: their fieldset does, in the template.
    if described and kind != "choices":
        attrs["aria-describedby"] = " ".join(described)
    if kind == "input":
        css = "form-select" if isinstance(widget, forms.Select) else "form-control"
        attrs["class"] = f"{widget.attrs.get('class', '')} {css}".strip()
        # Counters share their computers: a browser would offer one household's particulars to the next.
        attrs.setdefault("autocomplete", widget.attrs.get("autocomplete", "off"))
        if isinstance(widget, forms.Textarea):
            # Ten rows are Django's own default, not a wish of the form.
            attrs["rows"] = 3 if str(widget.attrs.get("rows")) == "10" else widget.attrs.get("rows")
    return {
        "bound": bound,
        "kind": kind,
        "auto_id": auto_id,
        "label": label or bound.label,
        "hint": hint_text,
        "unit": unit,
        "beside": beside,
        "width": width,
        "compact": compact,
        "stacked": stacked,
        "described": " ".join(described),
        "widget": "" if kind == "choices" else bound.as_widget(widget=widget, attrs=attrs),
        "choices": list(_choices(bound)) if kind == "choices" else [],
        "question": getattr(bound.field, "question", None),
    }


@register.inclusion_tag("components/fields.html")
def fields(form: forms.BaseForm) -> dict[str, object]:
    """Show all fields of a form in its own order, hidden ones included."""
    return {"form": form}


@register.inclusion_tag("components/signature.html")
def signature_pad(bound: BoundField, *, label: str = "", hint: str = "") -> dict[str, object]:
    """Show an area to sign in; the field receives a PNG as data URL, or '' when left blank."""
    return {
        "bound": bound,
        "label": label or bound.label,
        "hint": hint or str(bound.help_text or ""),
    }


@dataclass(frozen=True, slots=True)
class FormError:
    """One line of the summary: words and the place they belong to ('' for the whole form)."""

    text: str
    target: str


def _form_errors(form: forms.BaseForm, where: str = "") -> Iterator[FormError]:
    for text in form.non_field_errors():
        yield FormError(f"{where}{text}", "")
    for bound in form:
        name = str(bound.label).partition("（")[0]
        # A hidden field has nowhere to go to, unless a signature pad bears its name.
        seen = not bound.is_hidden or bound.field.label
        target = (bound.id_for_label or f"{bound.auto_id}_0") if seen else ""
        plain = bound.is_hidden or isinstance(bound.field, forms.BooleanField)
        for text in bound.errors:
            yield FormError(f"{where}{text}" if plain or name in text else f"{where}{name}：{text}", target)


@register.inclusion_tag("components/error_summary.html")
def error_summary(*forms_shown: forms.BaseForm | BaseFormSet[Any] | None) -> dict[str, object]:
    """List the errors of forms and form sets, each linked to its field; nothing when all is well.

    A row is named by its form's ``row_label``, or counted after the form's ``rows_label``.
    """
    errors: list[FormError] = []
    for shown in forms_shown:
        if shown is None or not shown.is_bound:
            continue
        if isinstance(shown, BaseFormSet):
            errors += [FormError(str(text), "") for text in shown.non_form_errors()]
            for number, form in enumerate(shown.forms, start=1):
                row = getattr(form, "row_label", "") or f"{getattr(form, 'rows_label', '')}第 {number} 行"
                errors += _form_errors(form, f"{row} · ")
        else:
            errors += _form_errors(shown)
    return {"errors": errors}


@register.simple_block_tag
def fieldset(content: str, legend: str, hint: str = "") -> SafeString:
    """Group the fields of the block under a heading."""
    note = format_html('<p class="section-hint">{}</p>', hint) if hint else ""
    return format_html(
        '<fieldset class="form-section"><legend>{}</legend>{}{}</fieldset>', legend, note, content
    )
