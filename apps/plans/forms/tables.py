"""The editor's tables: spaces with their surfaces, budget lines, hazards."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.forms.formsets import BaseFormSet, formset_factory

from apps.lib.digits import whole
from apps.plans.enums import LineKind, SpaceKind, Surface
from apps.plans.forms.fields import columns, form_field, typed
from apps.plans.models import BudgetLine, Hazard, Space, SurfacePart
from apps.plans.rules import (
    HazardInput,
    LineInput,
    PartInput,
    RowKey,
    SpaceInput,
    names,
    part_field,
    part_name,
    read,
    values,
)

MAX_ROWS = 60
DRAWN_ROWS = 3 * MAX_ROWS
"""Rows a page still draws: two people may add up to more than a plan takes, and nothing typed may vanish."""


MOST_PARTS = 6
"""Parts of one surface the editor has room for."""


@typed(Space, SpaceInput)
class SpaceForm(forms.Form):
    """A space with its three surfaces side by side, each of one part or several.

    The fields of a surface's first part are ``wall_area``, ``wall_method``, ``wall_product``; those of the
    second begin with ``wall2``. ``wall_parts`` says how many rows the surface has on the page.
    """

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
        return read(
            SpaceInput,
            said.get,
            kind=kind,
            name=said.get("name") or kind.label,
            key=key_of(said),
            parts=tuple(
                part_of({name: said.get(f"{field}_{name}") for name in PART_FIELDS}, surface)
                for surface in Surface
                for field in self._parts(surface, said)
            ),
        )

    def stated(self) -> Mapping[str, Any] | None:
        """Return what a fresh row would be drawn from."""
        return row_of(nested(self.space()))

    def _parts(self, surface: Surface, said: Mapping[str, Any]) -> Iterator[str]:
        """Yield how the fields of each part begin: the first, and all that are filled or were asked for."""
        rows = said.get(f"{surface}_parts") or 1
        for place in range(MOST_PARTS):
            field = part_field(surface, place)
            filled = any(said.get(f"{field}_{name}") for name in PART_FIELDS)
            # Filled or wrong parts count even where the page shows fewer rows: nothing typed may vanish.
            if place < rows or filled or any(f"{field}_{name}" in self.errors for name in PART_FIELDS):
                yield field


PARTS = {column.name: column for column in columns(SurfacePart, PartInput) if column.name != "surface"}
"""The columns of a part that are typed."""
PART_FIELDS = tuple(PARTS)


def part_of(said: Mapping[str, Any], surface: Surface) -> PartInput:
    """Return a part of a surface out of what was typed or sent."""
    return read(PartInput, said.get, surface=surface)


def _widen(form: type[SpaceForm]) -> None:
    """Give the form its fields for the parts of the three surfaces; of its own, only the kind is required."""
    form.base_fields["kind"].required = True
    form.base_fields["kind"].error_messages["required"] = "请选择空间。"
    for surface in Surface:
        form.base_fields[f"{surface}_parts"] = forms.IntegerField(
            label=f"{surface.label}分几部分",
            required=False,
            min_value=1,
            max_value=MOST_PARTS,
            widget=forms.HiddenInput,
        )
        for place in range(MOST_PARTS):
            called = surface.label if place == 0 else part_name(surface, place, MOST_PARTS)
            for name, column in PARTS.items():
                field = form_field(column)
                field.label = f"{called}{field.label}"
                form.base_fields[f"{part_field(surface, place)}_{name}"] = field


_widen(SpaceForm)


def key_of(said: Mapping[str, Any]) -> RowKey:
    """Return which row a row of the page is; '' for a new one."""
    return RowKey(said.get("key") or "")


class PartRow:
    """The row of a part in the grid."""

    def __init__(self, form: SpaceForm, surface: Surface, place: int) -> None:
        field = part_field(surface, place)
        self.fields = {name: form[f"{field}_{name}"] for name in PART_FIELDS}
        self.removal = f"去掉{part_name(surface, place, MOST_PARTS)}"

    @property
    def is_filled(self) -> bool:
        """Whether something stands in it."""
        return any(each.value() for each in self.fields.values())


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


@typed(BudgetLine, LineInput)
class LineForm(forms.Form):
    """A budget line in positive 元, 企业让利 is subtracted when summed; an empty row does not count."""

    rows_label = "预算"

    def line(self) -> LineInput | None:
        """Return the line as far as it could be read; None for an empty row."""
        said: Mapping[str, Any] = getattr(self, "cleaned_data", {})
        # What could not be read is missing from cleaned_data, yet its row is not empty: hence the errors.
        if not said.get("name") and said.get("amount") is None and not self.errors:
            return None
        kind = LineKind(said.get("kind") or LineKind.ITEM)
        name = said.get("name") or ("" if kind == LineKind.ITEM else kind.label)
        return read(LineInput, said.get, kind=kind, name=name, key=key_of(said))

    def stated(self) -> Mapping[str, Any] | None:
        """Return what a fresh row would be drawn from; None for an empty row."""
        line = self.line()
        return None if line is None else values(line)


@typed(Hazard, HazardInput)
class HazardForm(forms.Form):
    """隐患设施; an empty row does not count."""

    rows_label = "隐患设施"

    def hazard(self) -> HazardInput | None:
        """Return the hazard; None for an empty row."""
        said: Mapping[str, Any] = getattr(self, "cleaned_data", {})
        hazard = read(HazardInput, said.get, key=key_of(said))
        return hazard if any(values(hazard).values()) else None

    def stated(self) -> Mapping[str, Any] | None:
        """Return what a fresh row would be drawn from; None for an empty row."""
        hazard = self.hazard()
        return None if hazard is None else values(hazard)


class _PageRow(forms.Form):
    """On a page a row knows which one it is; a body has its rows as a whole."""

    key = forms.CharField(required=False, max_length=12, widget=forms.HiddenInput)


def _table(row: type[forms.Form], label: str) -> type[BaseFormSet[Any]]:
    page_row = type(f"Page{row.__name__}", (_PageRow, row), {})
    made: type[BaseFormSet[Any]] = formset_factory(
        page_row,
        extra=0,
        max_num=MAX_ROWS,
        validate_max=True,
        absolute_max=DRAWN_ROWS,
    )
    made.default_error_messages = {
        **made.default_error_messages,
        "too_many_forms": f"{label}最多 {MAX_ROWS} 行，请删去多出的行。",
    }
    return made


SPACES = _table(SpaceForm, "空间")
LINES = _table(LineForm, LineForm.rows_label)
HAZARDS = _table(HazardForm, HazardForm.rows_label)


def nested(space: SpaceInput) -> dict[str, Any]:
    """Return a space as a JSON body says it: its surfaces by their names, each in its parts."""
    return {
        **values(space),
        **{str(each.surface): {"parts": [values(part) for part in each.parts]} for each in space.whole},
    }


def row_of(said: Mapping[str, Any]) -> dict[str, Any]:
    """Return a space of a body by the names that the fields of its row have in the grid."""
    row = {name: said.get(name) for name in names(SpaceInput)}
    for surface in Surface:
        sent = said.get(surface) or {}
        parts = sent.get("parts") or [sent]
        row[f"{surface}_parts"] = len(parts)
        for place, part in enumerate(parts):
            field = part_field(surface, place)
            row |= {f"{field}_{name}": part[name] for name in PART_FIELDS if name in part}
    return row
