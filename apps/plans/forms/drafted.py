"""A draft in a JSON body: a space carries its surfaces by their part, where the grid has them in a row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rest_framework import serializers

from apps.acts.forms import Body, Rows
from apps.acts.serializers import AnyField, field_of
from apps.api.serializers import Part
from apps.plans.enums import Method
from apps.plans.enums import Part as SurfacePart
from apps.plans.forms.tables import MAX_ROWS, HazardForm, LineForm, SpaceForm
from apps.plans.rules import Content

_SPACE = SpaceForm.base_fields
_PLAIN = ("survey_on", "survey_note", "planned_start", "planned_days", "overrun_reason", "note")


class DraftSurface(Part):
    """墙面、地面或吊顶; nothing is required while drafting."""

    area = field_of(_SPACE["wall_area"])
    method = serializers.ChoiceField(Method.choices(), required=False, allow_null=True, label="工法")
    product = serializers.CharField(required=False, allow_blank=True, max_length=120, label="产品")

    def get_fields(self) -> dict[str, AnyField]:
        """Call the area by its own name."""
        fields = super().get_fields()
        fields["area"].label = "面积（㎡）"
        return fields


class DraftSpace(Part):
    """A space with its three surfaces."""

    kind = field_of(_SPACE["kind"])
    name = field_of(_SPACE["name"])
    declared_total = field_of(_SPACE["declared_total"])
    wall = DraftSurface(required=False, allow_null=True, label="墙面")
    floor = DraftSurface(required=False, allow_null=True, label="地面")
    ceiling = DraftSurface(required=False, allow_null=True, label="吊顶")


class SpaceRows(Rows):
    """Spaces: ``/spaces/0/wall/area`` is read by ``spaces-0-wall_area``."""

    def spread(self, lines: Sequence[Mapping[str, Any]], body: Body, known: Mapping[str, Any]) -> None:
        """Lead every space and its surfaces into the fields of its row."""
        super().spread([_flat(line) for line in lines], body, known)
        for number in range(len(lines)):
            for part in SurfacePart:
                for name in ("area", "method", "product"):
                    field = f"{self.spell(number)}-{part}_{name}"
                    body.pointers[field] = f"/{self.name}/{number}/{part}/{name}"


def _flat(space: Mapping[str, Any]) -> dict[str, Any]:
    row = {name: space.get(name) for name in ("kind", "name", "declared_total")}
    for part in SurfacePart:
        for name, value in (space.get(part) or {}).items():
            row[f"{part}_{name}"] = value
    return row


SPACE_ROWS = SpaceRows(name="spaces", row=SpaceForm, most=MAX_ROWS, required=False, label="空间")
LINE_ROWS = Rows(
    name="lines", row=LineForm, most=MAX_ROWS, required=False, label="预算", component="DraftLine"
)
HAZARD_ROWS = Rows(
    name="hazards", row=HazardForm, most=MAX_ROWS, required=False, label="隐患设施", component="DraftHazard"
)


def spaces_json() -> AnyField:
    """Return the list of spaces in a body."""
    made: AnyField = serializers.ListSerializer(
        child=DraftSpace(), required=False, max_length=MAX_ROWS, label=SPACE_ROWS.label
    )
    return made


def as_body(content: Content) -> dict[str, Any]:
    """Return a stored content as the values of the body that would write it."""
    return {
        **{name: getattr(content, name) for name in _PLAIN},
        "spaces": [
            {
                "kind": space.kind,
                "name": space.name,
                "declared_total": space.declared_total,
                **{
                    str(each.part): {"area": each.area, "method": each.method, "product": each.product}
                    for each in space.surfaces
                },
            }
            for space in content.spaces
        ],
        "lines": [
            {"kind": line.kind, "name": line.name, "quantity": line.quantity, "amount": line.amount}
            for line in content.lines
        ],
        "hazards": [
            {"name": hazard.name, "location": hazard.location, "product": hazard.product}
            for hazard in content.hazards
        ],
    }
