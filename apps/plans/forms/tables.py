"""The editor's tables: spaces with their surfaces, budget lines, hazards."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from django import forms
from django.forms.formsets import formset_factory

from apps.plans.enums import LineKind, Method, Part, SpaceKind
from apps.plans.forms.fields import Amount, Area
from apps.plans.rules import HazardInput, LineInput, SpaceInput, SurfaceInput

MAX_ROWS = 60


class SpaceForm(forms.Form):
    """A space with its three surfaces side by side."""

    kind = forms.ChoiceField(
        label="空间", choices=SpaceKind.choices(), error_messages={"required": "请选择空间。"}
    )
    name = forms.CharField(label="名称", required=False, max_length=20)
    declared_total = Area(label="勘测总面积（㎡）", required=False)
    wall_area = Area(label="墙面面积（㎡）", required=False)
    wall_method = forms.ChoiceField(label="墙面工法", required=False)
    wall_product = forms.CharField(label="墙面产品", required=False, max_length=120)
    floor_area = Area(label="地面面积（㎡）", required=False)
    floor_method = forms.ChoiceField(label="地面工法", required=False)
    floor_product = forms.CharField(label="地面产品", required=False, max_length=120)
    ceiling_area = Area(label="吊顶面积（㎡）", required=False)
    ceiling_method = forms.ChoiceField(label="吊顶工法", required=False)
    ceiling_product = forms.CharField(label="吊顶产品", required=False, max_length=120)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the methods, none of them chosen beforehand."""
        super().__init__(*args, **kwargs)
        for part in Part:
            field = cast("forms.ChoiceField", self.fields[f"{part}_method"])
            field.choices = [("", "请选择"), *Method.choices()]

    @property
    def row_label(self) -> str:
        """How the summary of errors calls the space: by its name, else by its kind."""
        kind = str(self["kind"].value() or "")
        label = SpaceKind(kind).label if kind in set(SpaceKind) else ""
        return str(self["name"].value() or "") or label

    @property
    def surfaces(self) -> list[tuple[Part, forms.BoundField, forms.BoundField, forms.BoundField]]:
        """Part, area, method, product of each surface, for the grid."""
        return [
            (part, self[f"{part}_area"], self[f"{part}_method"], self[f"{part}_product"]) for part in Part
        ]

    def space(self) -> SpaceInput:
        """Return the space as far as it could be read."""
        said: Mapping[str, Any] = getattr(self, "cleaned_data", {})
        kind = SpaceKind(said.get("kind") or SpaceKind.KITCHEN)
        return SpaceInput(
            kind=kind,
            name=said.get("name") or kind.label,
            surfaces=tuple(
                SurfaceInput(
                    part=part,
                    area=said.get(f"{part}_area"),
                    method=Method(said[f"{part}_method"]) if said.get(f"{part}_method") else None,
                    product=said.get(f"{part}_product") or "",
                )
                for part in Part
            ),
            declared_total=said.get("declared_total"),
        )


class LineForm(forms.Form):
    """A budget line in positive 万元, 企业让利 is subtracted when summed; an empty row does not count."""

    rows_label = "预算"

    kind = forms.ChoiceField(label="类别", choices=LineKind.choices(), required=False)
    name = forms.CharField(label="项目", required=False, max_length=80)
    quantity = forms.CharField(label="数量", required=False, max_length=40)
    amount = Amount(label="金额（万元）", required=False)

    def line(self) -> LineInput | None:
        """Return the line as far as it could be read; None for an empty row."""
        said: Mapping[str, Any] = getattr(self, "cleaned_data", {})
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
        values[f"{surface.part}_area"] = surface.area
        values[f"{surface.part}_method"] = surface.method or ""
        values[f"{surface.part}_product"] = surface.product
    return values


def line_initial(line: LineInput) -> dict[str, object]:
    """Return a stored budget line as its row shows it."""
    return {"kind": line.kind, "name": line.name, "quantity": line.quantity, "amount": line.amount}


def hazard_initial(hazard: HazardInput) -> dict[str, object]:
    """Return a stored hazard as its row shows it."""
    return {"name": hazard.name, "location": hazard.location, "product": hazard.product}
