"""A draft as other systems send it: typed into the pages' own editor, its errors led back home."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.http import QueryDict
from rest_framework import serializers

from apps.api.problems import Fault
from apps.api.serializers import Part, Versioned
from apps.api.serializers import Strict as Body
from apps.plans.enums import Method, SpaceKind
from apps.plans.enums import Part as SurfacePart
from apps.plans.forms import PlanEditor
from apps.plans.forms.editor import MAX_ROWS, HazardForm, LineForm, PlanForm, SpaceForm
from apps.plans.serializers.from_forms import field_of, put

_SPACE = SpaceForm.base_fields
_PARTS = tuple(str(part) for part in SurfacePart)


class DraftSurface(Part):
    """墙面、地面或吊顶; nothing is required while drafting."""

    area = field_of(_SPACE["wall_area"])
    method = serializers.ChoiceField(Method.choices(), required=False, allow_null=True, label="工法")
    product = serializers.CharField(required=False, allow_blank=True, max_length=120, label="产品")

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """Call the area by its own name."""
        fields = super().get_fields()
        fields["area"].label = "面积（㎡）"
        return fields


class DraftSpace(Part):
    """A space with its three surfaces."""

    kind = serializers.ChoiceField(SpaceKind.choices(), label="空间")
    name = field_of(_SPACE["name"])
    declared_total = field_of(_SPACE["declared_total"])
    wall = DraftSurface(required=False, allow_null=True, label="墙面")
    floor = DraftSurface(required=False, allow_null=True, label="地面")
    ceiling = DraftSurface(required=False, allow_null=True, label="吊顶")


class _Line(Part):
    """A budget line in 万元."""

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """Take the fields of the editor's row."""
        return {name: field_of(field) for name, field in LineForm.base_fields.items()}


class DraftLine(_Line):
    """A budget line; the amount is positive 万元, 企业让利 is subtracted when summed."""


class DraftHazard(Part):
    """隐患设施."""

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """Take the fields of the editor's row."""
        return {name: field_of(field) for name, field in HazardForm.base_fields.items()}


def _rows(row: Body, label: str) -> serializers.ListSerializer[Any]:
    return serializers.ListSerializer(child=row, required=False, max_length=MAX_ROWS, label=label)


class DraftContent(Body):
    """Everything a plan says, complete or not; what is not sent is empty."""

    spaces = _rows(DraftSpace(), "空间")
    lines = _rows(DraftLine(), "预算")
    hazards = _rows(DraftHazard(), "隐患设施")

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """Take the plan's own fields from the editor."""
        own = {name: field_of(field) for name, field in PlanForm.base_fields.items()}
        return {**own, **super().get_fields()}


class DraftWrite(Versioned, DraftContent):
    """A draft with the version of the case it was written against."""


def typed_content(values: Mapping[str, Any]) -> QueryDict:
    """Return a checked draft as the editor's form would have been posted."""
    data = QueryDict(mutable=True)
    for name in PlanForm.base_fields:
        put(data, name, values.get(name))
    groups = {"spaces": [_flat(space) for space in values.get("spaces", ())]}
    groups |= {name: list(values.get(name, ())) for name in ("lines", "hazards")}
    for name, rows in groups.items():
        data[f"{name}-TOTAL_FORMS"] = str(len(rows))
        data[f"{name}-INITIAL_FORMS"] = "0"
        for number, row in enumerate(rows):
            for key, value in row.items():
                put(data, f"{name}-{number}-{key}", value)
    return data


def _flat(space: Mapping[str, Any]) -> dict[str, Any]:
    row = {name: space.get(name) for name in ("kind", "name", "declared_total")}
    for part in _PARTS:
        for name, value in (space.get(part) or {}).items():
            row[f"{part}_{name}"] = value
    return row


def content_faults(editor: PlanEditor) -> list[Fault]:
    """Return everything the editor finds wrong, each with its place in the draft."""
    found = [*_form_faults(editor.plan, "")]
    for name, group in (("spaces", editor.spaces), ("lines", editor.lines), ("hazards", editor.hazards)):
        found += [Fault(f"/{name}", str(text)) for text in group.non_form_errors()]
        for number, form in enumerate(group.forms):
            found += _form_faults(form, f"/{name}/{number}")
    return found


def _form_faults(form: forms.Form, below: str) -> Iterator[Fault]:
    for name, errors in form.errors.as_data().items():
        pointer = below if name == NON_FIELD_ERRORS else f"{below}/{_step(name)}"
        for error in errors:
            yield Fault(pointer, " ".join(error.messages), error.code or "invalid")


def _step(name: str) -> str:
    """Lead wall_area to wall/area."""
    part, _, rest = name.partition("_")
    return f"{part}/{rest}" if part in _PARTS and rest else name
