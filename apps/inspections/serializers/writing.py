"""Checklists as other systems fill them in: rows by code, led into the fields of the pages' forms."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.http import QueryDict
from rest_framework import serializers

from apps.api.problems import Fault, Invalid
from apps.api.serializers import Part
from apps.inspections.enums import ItemOutcome
from apps.inspections.forms import ItemsForm
from apps.inspections.forms.visits import field_name
from apps.inspections.models import AcceptanceItem
from apps.plans.enums import Method
from apps.plans.forms.fields import Area
from apps.plans.serializers.from_forms import MOST_FILES, body_of, field_of, put, typed

MOST_LINES = 300
_CODE = "先用 GET 读取清单，这里填其中的 code"


def _photos() -> serializers.ListField:
    return serializers.ListField(
        child=serializers.UUIDField(),
        max_length=MOST_FILES,
        required=False,
        label="照片",
        help_text="先用 POST /api/v1/files 上传，这里填文件编号",
    )


class ItemWrite(Part):
    """One item as found on site; items not sent keep what they have."""

    code = serializers.CharField(max_length=60, label="项目代码", help_text=_CODE)
    outcome = serializers.ChoiceField(
        ItemOutcome.choices(), allow_null=True, label="核验", help_text="null 为还没有核验"
    )
    area = field_of(Area(label="实测面积（㎡）", required=False))
    method = serializers.ChoiceField(Method.choices(), required=False, allow_null=True, label="实际工法")
    note = serializers.CharField(max_length=300, required=False, allow_blank=True, label="说明")
    photos = _photos()


ItemsWrite = body_of(
    ItemsForm,
    "AcceptanceItemsWrite",
    extra={"items": serializers.ListSerializer(child=ItemWrite(), max_length=MOST_LINES, label="核验项目")},
)


def _by_code(lines: Sequence[Mapping[str, Any]], known: Iterable[str]) -> dict[str, int]:
    """Return the place of every code; refuse codes that are unknown or come twice."""
    listed, faults = set(known), []
    places: dict[str, int] = {}
    for number, line in enumerate(lines):
        if line["code"] not in listed:
            faults.append(Fault(f"/items/{number}/code", "清单中没有这一项。", "unknown_code"))
        elif line["code"] in places:
            faults.append(Fault(f"/items/{number}/code", "同一项出现了两次。", "twice"))
        places.setdefault(line["code"], number)
    if faults:
        raise Invalid(faults)
    return places


def _type_line(data: QueryDict, name: str, line: Mapping[str, Any]) -> None:
    for key, value in line.items():
        if key != "code":
            put(data, f"{name}-{key}", value, parked=key == "photos")


def typed_items(
    values: Mapping[str, Any], rows: Sequence[AcceptanceItem]
) -> tuple[QueryDict, dict[str, str]]:
    """Return findings as typed into the form of the round; rows not sent stand as they were saved."""
    places = _by_code(values["items"], [row.code for row in rows])
    plain = {name: value for name, value in values.items() if name != "items"}
    data = typed(plain, ItemsForm)
    pointers: dict[str, str] = {}
    for row in rows:
        name = field_name(row.code)
        kept = {"outcome": row.outcome, "area": row.area, "method": row.method, "note": row.note}
        line = values["items"][places[row.code]] if row.code in places else kept
        _type_line(data, name, line)
        if row.code in places:
            pointers |= _line_pointers(name, row.code, places[row.code])
    return data, pointers


def _line_pointers(name: str, code: str, number: int) -> dict[str, str]:
    keys = ("outcome", "area", "method", "note", "photos")
    # forms spell the code for HTML, services spell it as it is
    return {f"{spelt}-{key}": f"/items/{number}/{key}" for spelt in (name, code) for key in keys}
