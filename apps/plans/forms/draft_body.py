"""A draft in a JSON body: a space carries its surfaces by their part, where the grid has them in a row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rest_framework import serializers

from apps.acts.forms import Body, Fault, Rows
from apps.acts.serializers import AnyField, field_of
from apps.api.serializers import Part
from apps.lib.chinese import typed_yuan
from apps.plans.enums import Method, Surface
from apps.plans.forms.tables import (
    MAX_ROWS,
    MOST_PARTS,
    PART_FIELDS,
    HazardForm,
    LineForm,
    SpaceForm,
)
from apps.plans.rules import Content, added, part_field

_SPACE = SpaceForm.base_fields
_PLAIN = ("survey_on", "survey_note", "planned_start", "planned_days", "overrun_reason", "note")


class DraftPart(Part):
    """A part of a surface, worked in one way; nothing is required while drafting."""

    area = field_of(_SPACE["wall_area"])
    # Not read off the form's field, which has no choices before the form is opened.
    method = serializers.ChoiceField(Method.choices(), required=False, allow_null=True, label="工法")
    product = serializers.CharField(required=False, allow_blank=True, max_length=120, label="产品")

    def get_fields(self) -> dict[str, AnyField]:
        """Call the area by its own name."""
        fields = super().get_fields()
        fields["area"].label = "面积（㎡）"
        return fields


class DraftSurface(DraftPart):
    """墙面、地面或吊顶: worked in one way, or in ``parts``."""

    parts: AnyField = serializers.ListSerializer(
        child=DraftPart(),
        required=False,
        max_length=MOST_PARTS,
        label="各部分",
        help_text="一个部位分几部分施工时逐一填写；填写后，面积、工法、产品可不填，填了须与各部分一致",
    )


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
        """Lead every space and the parts of its surfaces into the fields of its row."""
        super().spread([_flat(line) for line in lines], body, known)
        for number, line in enumerate(lines):
            for surface in Surface:
                pointer = f"/{self.name}/{number}/{surface}"
                self._lead_parts(pointer, line.get(surface) or {}, surface, number, body)

    def _lead_parts(
        self, pointer: str, said: Mapping[str, Any], surface: Surface, number: int, body: Body
    ) -> None:
        # Every field gets its place, sent or not: what is missing has to be named somewhere, too.
        several = bool(said.get("parts"))
        for place in range(MOST_PARTS):
            where = f"{pointer}/parts/{place}" if several else pointer
            for name in PART_FIELDS:
                field = f"{self.spell(number)}-{part_field(surface, place)}_{name}"
                body.pointers[field] = f"{where}/{name}"
        if several:
            summed = _of_all(said["parts"])
            for name in PART_FIELDS:
                if said.get(name) and said[name] != summed[name]:
                    words = "与各部分不一致；各部分已写明的，这里可不填。"
                    body.faults.append(Fault(f"{pointer}/{name}", words, "differs_from_parts"))


def _of_all(parts: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return what the parts of a surface have in common: the sum of their areas, one method, one product."""
    alike = {name: {part.get(name) or None for part in parts} for name in ("method", "product")}
    return {
        "area": added(part.get("area") for part in parts),
        **{name: values.pop() if len(values) == 1 else None for name, values in alike.items()},
    }


def _flat(space: Mapping[str, Any]) -> dict[str, Any]:
    row = {name: space.get(name) for name in ("kind", "name", "declared_total")}
    for surface in Surface:
        said = space.get(surface) or {}
        parts = said.get("parts") or [said]
        row[f"{surface}_parts"] = len(parts)
        for place, part in enumerate(parts):
            for name in PART_FIELDS:
                if name in part:
                    row[f"{part_field(surface, place)}_{name}"] = part[name]
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
                    # As parts even where there is one: _flat() reads both ways of writing alike.
                    str(surface): {
                        "parts": [
                            {"area": part.area, "method": part.method, "product": part.product}
                            for part in space.parts_of(surface)
                        ]
                    }
                    for surface in space.surfaces
                },
            }
            for space in content.spaces
        ],
        "lines": [
            {
                "kind": line.kind,
                "name": line.name,
                "quantity": line.quantity,
                # As it is typed: a small amount without its unit would be refused as mistaken for 万元.
                "amount": typed_yuan(line.amount),
            }
            for line in content.lines
        ],
        "hazards": [
            {"name": hazard.name, "location": hazard.location, "product": hazard.product}
            for hazard in content.hazards
        ],
    }
