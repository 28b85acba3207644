"""A draft in a JSON body: a space carries its surfaces by their part, where the grid has them in a row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rest_framework import serializers

from apps.acts.forms import Body, Fault, Rows
from apps.acts.serializers import AnyField, field_of
from apps.api.serializers import Part
from apps.lib.chinese import typed_yuan
from apps.plans.enums import Surface
from apps.plans.forms.fields import columns, form_field
from apps.plans.forms.tables import (
    MAX_ROWS,
    MOST_PARTS,
    PART_FIELDS,
    PARTS,
    HazardForm,
    LineForm,
    SpaceForm,
    nested,
    part_of,
    row_of,
)
from apps.plans.models import Space
from apps.plans.rules import Content, SpaceInput, SurfaceInput, part_field, values


class DraftPart(Part):
    """A part of a surface, worked in one way; nothing is required while drafting."""

    def get_fields(self) -> dict[str, AnyField]:
        """Take what is typed of a part."""
        return {**{name: field_of(form_field(each)) for name, each in PARTS.items()}, **super().get_fields()}


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

    wall = DraftSurface(required=False, allow_null=True, label="墙面")
    floor = DraftSurface(required=False, allow_null=True, label="地面")
    ceiling = DraftSurface(required=False, allow_null=True, label="吊顶")

    def get_fields(self) -> dict[str, AnyField]:
        """Take what is typed of the space itself."""
        own = {each.name: field_of(SpaceForm.base_fields[each.name]) for each in columns(Space, SpaceInput)}
        return {**own, **super().get_fields()}


class SpaceRows(Rows):
    """Spaces: ``/spaces/0/wall/area`` is read by ``spaces-0-wall_area``."""

    def spread(self, lines: Sequence[Mapping[str, Any]], body: Body, known: Mapping[str, Any]) -> None:
        """Lead every space and the parts of its surfaces into the fields of its row."""
        super().spread([row_of(line) for line in lines], body, known)
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
            whole = SurfaceInput.of(tuple(part_of(part, surface) for part in said["parts"]))
            for name in PART_FIELDS:
                if said.get(name) and said[name] != getattr(whole, name):
                    words = "与各部分不一致；各部分已写明的，这里可不填。"
                    body.faults.append(Fault(f"{pointer}/{name}", words, "differs_from_parts"))


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
        **values(content),
        "spaces": [nested(space) for space in content.spaces],
        # As it is typed: a small amount without its unit would be refused as mistaken for 万元.
        "lines": [{**values(line), "amount": typed_yuan(line.amount)} for line in content.lines],
        "hazards": [values(hazard) for hazard in content.hazards],
    }
