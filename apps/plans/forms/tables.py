"""The editor's tables: spaces with their surfaces, budget lines, hazards."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, cast

from django import forms
from django.forms.formsets import formset_factory

from apps.lib.digits import whole
from apps.plans.enums import LineKind, Method, SpaceKind, Surface
from apps.plans.forms.fields import Amount, Area
from apps.plans.rules import HazardInput, LineInput, PartInput, SpaceInput, part_field, part_name

MAX_ROWS = 60


MOST_PARTS = 6
"""Parts of one surface the editor has room for."""


class SpaceForm(forms.Form):
    """A space with its three surfaces side by side, each of one part or several.

    The fields of a surface's first part are ``wall_area``, ``wall_method``, ``wall_product``; those of the
    second begin with ``wall2``. ``wall_parts`` says how many rows the surface has on the page.
    """

    kind = forms.ChoiceField(
        label="空间", choices=SpaceKind.choices(), error_messages={"required": "请选择空间。"}
    )
    name = forms.CharField(label="名称", required=False, max_length=20)
    declared_total = Area(label="勘测总面积（㎡）", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the methods, none of them chosen beforehand."""
        super().__init__(*args, **kwargs)
        for surface in Surface:
            for place in range(MOST_PARTS):
                field = cast("forms.ChoiceField", self.fields[f"{part_field(surface, place)}_method"])
                field.choices = [("", "请选择"), *Method.choices()]

    @property
    def row_label(self) -> str:
        """How the summary of errors calls the space: by its name, else by its kind."""
        kind = str(self["kind"].value() or "")
        label = SpaceKind(kind).label if kind in set(SpaceKind) else ""
        return str(self["name"].value() or "") or label

    @property
    def surfaces(self) -> list[SurfaceRows]:
        """The surfaces for the grid, each with the rows of its parts."""
        return [SurfaceRows(self, surface) for surface in Surface]

    def space(self) -> SpaceInput:
        """Return the space as far as it could be read."""
        said: Mapping[str, Any] = getattr(self, "cleaned_data", {})
        # Some kind, so that the rest of the row is shown and checked; the error at its field stands anyway.
        kind = SpaceKind(said.get("kind") or SpaceKind.KITCHEN)
        return SpaceInput(
            kind=kind,
            name=said.get("name") or kind.label,
            parts=tuple(
                PartInput(
                    surface=surface,
                    area=said.get(f"{field}_area"),
                    method=Method(said[f"{field}_method"]) if said.get(f"{field}_method") else None,
                    product=said.get(f"{field}_product") or "",
                )
                for surface in Surface
                for field in self._parts(surface, said)
            ),
            declared_total=said.get("declared_total"),
        )

    def _parts(self, surface: Surface, said: Mapping[str, Any]) -> Iterator[str]:
        """Yield how the fields of each part begin: the first, and all that are filled or were asked for."""
        rows = said.get(f"{surface}_parts") or 1
        for place in range(MOST_PARTS):
            field = part_field(surface, place)
            filled = any(said.get(f"{field}_{name}") for name in PART_FIELDS)
            # Filled or wrong parts count even where the page shows fewer rows: nothing typed may vanish.
            if place < rows or filled or any(f"{field}_{name}" in self.errors for name in PART_FIELDS):
                yield field


PART_FIELDS = ("area", "method", "product")


def _add_parts(form: type[SpaceForm]) -> None:
    """Give the form its fields for the parts of the three surfaces."""
    for surface in Surface:
        form.base_fields[f"{surface}_parts"] = forms.IntegerField(
            label=f"{surface.label}分几部分",
            required=False,
            min_value=1,
            max_value=MOST_PARTS,
            widget=forms.HiddenInput,
        )
        for place in range(MOST_PARTS):
            field = part_field(surface, place)
            name = surface.label if place == 0 else part_name(surface, place, MOST_PARTS)
            form.base_fields[f"{field}_area"] = Area(label=f"{name}面积（㎡）", required=False)
            form.base_fields[f"{field}_method"] = forms.ChoiceField(label=f"{name}工法", required=False)
            form.base_fields[f"{field}_product"] = forms.CharField(
                label=f"{name}产品", required=False, max_length=120
            )


# On the class and not in __init__(): the API reads the columns of a row off base_fields.
_add_parts(SpaceForm)


class PartRow:
    """The row of a part in the grid."""

    def __init__(self, form: SpaceForm, surface: Surface, place: int) -> None:
        field = part_field(surface, place)
        self.area, self.method, self.product = (form[f"{field}_{name}"] for name in PART_FIELDS)
        self.removal = f"去掉{part_name(surface, place, MOST_PARTS)}"

    @property
    def is_filled(self) -> bool:
        """Whether something stands in it."""
        return any(each.value() for each in (self.area, self.method, self.product))


class SurfaceRows:
    """A surface in the grid: as many rows as it has parts, and as were asked for."""

    def __init__(self, form: SpaceForm, surface: Surface) -> None:
        self.surface, self.label, self.counter = surface, surface.label, form[f"{surface}_parts"]
        # The counter alone is not trusted: a filled row is always drawn.
        rows = [PartRow(form, surface, place) for place in range(MOST_PARTS)]
        filled = [place + 1 for place, row in enumerate(rows) if row.is_filled]
        self.count = min(MOST_PARTS, max([whole(str(self.counter.value() or "")) or 1, *filled]))
        self.parts = rows[: self.count]

    @property
    def has_room(self) -> bool:
        """Whether a further part can be added."""
        return self.count < MOST_PARTS


class LineForm(forms.Form):
    """A budget line in positive 元, 企业让利 is subtracted when summed; an empty row does not count."""

    rows_label = "预算"

    kind = forms.ChoiceField(label="类别", choices=LineKind.choices(), required=False)
    name = forms.CharField(label="项目", required=False, max_length=80)
    quantity = forms.CharField(label="数量", required=False, max_length=40)
    amount = Amount(label="金额", required=False)

    def line(self) -> LineInput | None:
        """Return the line as far as it could be read; None for an empty row."""
        said: Mapping[str, Any] = getattr(self, "cleaned_data", {})
        # What could not be read is missing from cleaned_data, yet its row is not empty: hence the errors.
        if not said.get("name") and said.get("amount") is None and not self.errors:
            return None
        kind = LineKind(said.get("kind") or LineKind.ITEM)
        name = said.get("name") or ("" if kind == LineKind.ITEM else kind.label)
        return LineInput(kind, name, said.get("amount"), said.get("quantity") or "")


class HazardForm(forms.Form):
    """隐患设施; an empty row does not count."""

    rows_label = "隐患设施"

    name = forms.CharField(label="设施名称", required=False, max_length=60)
    location = forms.CharField(label="位置", required=False, max_length=60)
    product = forms.CharField(label="更换为", required=False, max_length=120)

    def hazard(self) -> HazardInput | None:
        """Return the hazard; None for an empty row."""
        said: Mapping[str, Any] = getattr(self, "cleaned_data", {})
        if not any(said.get(name) for name in ("name", "location", "product")):
            return None
        return HazardInput(said.get("name") or "", said.get("location") or "", said.get("product") or "")


SPACES = formset_factory(SpaceForm, extra=0, max_num=MAX_ROWS, absolute_max=MAX_ROWS)
LINES = formset_factory(LineForm, extra=0, max_num=MAX_ROWS, absolute_max=MAX_ROWS)
HAZARDS = formset_factory(HazardForm, extra=0, max_num=MAX_ROWS, absolute_max=MAX_ROWS)


def space_initial(space: SpaceInput) -> dict[str, object]:
    """Return a stored space as the grid shows it."""
    values: dict[str, object] = {
        "kind": space.kind,
        "name": space.name,
        "declared_total": space.declared_total,
    }
    for surface in space.surfaces:
        parts = space.parts_of(surface)
        values[f"{surface}_parts"] = len(parts)
        for place, part in enumerate(parts):
            field = part_field(surface, place)
            values[f"{field}_area"] = part.area
            values[f"{field}_method"] = part.method or ""
            values[f"{field}_product"] = part.product
    return values


def line_initial(line: LineInput) -> dict[str, object]:
    """Return a stored budget line as its row shows it."""
    return {"kind": line.kind, "name": line.name, "quantity": line.quantity, "amount": line.amount}


def hazard_initial(hazard: HazardInput) -> dict[str, object]:
    """Return a stored hazard as its row shows it."""
    return {"name": hazard.name, "location": hazard.location, "product": hazard.product}
