"""From a row of the street's registration workbook to the fields of the registration form."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from apps.cases.facts import FACTS
from apps.lib.chinese import Unreadable, normalise_text, parse_layout
from apps.orgs.models import Region

HEADERS: dict[str, str] = {
    "填表时间": "applied_on",
    "街道": "street_code",
    "乡镇": "street_code",
    "户型": "layout",
    "房屋性质": "nature",
    "地址已核对": "address_confirmed",
    "建造年代已核对": "built_year_confirmed",
    **{header: fact.name for fact in FACTS for header in fact.headers},
}
"""Header texts of the workbook (without units in brackets) and the field each column feeds."""

_NEW_HOME = re.compile(r"新房|首次装修|毛坯")
_LOSSLESS = 10**15
"""Whole numbers above this cannot be trusted in a spreadsheet's number cell: its last digits are gone."""


def field_of(header: str) -> str:
    """Return the form field a column feeds, '' for a column the form does not know."""
    return HEADERS.get(_header(header), "")


def cell_text(value: object) -> str:
    """Return a cell as the text a person would have typed; a date as ISO."""
    if value is None:
        return ""
    # Before date, and bool before int: each is one of the other to isinstance().
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, (int, float)):
        if abs(value) >= _LOSSLESS:
            # In this spelling no check takes it for a number: a wrong last digit must not be registered.
            return f"{value:.15E}"
        # Sheets keep binary fractions: 89.3 can come as 89.30000000000001.
        return str(int(value)) if value == int(value) else f"{round(value, 6):f}".rstrip("0")
    return str(value)


def data_of_row(row: Mapping[str, object], streets: Sequence[Region]) -> dict[str, object]:
    """Return the form's data for one row; what cannot be read stays as it was written."""
    cells: dict[str, str] = {}
    for header, value in row.items():
        field = field_of(header)
        # Several headings lead to one field: the first that is filled in counts.
        if field and not cells.get(field):
            cells[field] = cell_text(value)
            if field == "intended_budget" and re.fullmatch(r"[-\d.,]+", normalise_text(cells[field])):
                cells[field] += _unit(header)
    data: dict[str, object] = {"applicant": "self", "nature": "existing", **cells}
    data["street_code"] = _street(cells.get("street_code", ""), streets)
    if not cells.get("setting"):
        data["setting"] = "urban" if _is_urban(cells.get("street_code", "")) else "rural"
    data.update(_layout(row, cells.get("layout", "")))
    year = cells.get("built_year", "")
    if _NEW_HOME.search(year) or _NEW_HOME.search(cells.get("note", "")):
        data["nature"] = "new"
    data["built_year"] = re.sub(r"[(（].*[)）]\s*$", "", year).strip()
    return data


def _header(text: str) -> str:
    plain = re.sub(r"\s", "", normalise_text(str(text)))
    return re.sub(r"\(.*?\)", "", plain)


def _unit(header: str) -> str:
    """Return the unit of a column of amounts: the workbook's own is 装修预算（万元）."""
    return "元" if re.search(r"\(元\)", normalise_text(header)) else "万元"


def _street(name: str, streets: Sequence[Region]) -> str:
    """Return the code of a street of the counter; an unknown name stays and is refused as a choice."""
    wanted = re.sub(r"\s", "", normalise_text(name))
    for street in streets:
        if wanted and wanted in (street.code, street.name, re.sub(r"(街道|镇|乡)$", "", street.name)):
            return street.code
    return wanted


def _is_urban(street: str) -> bool:
    return not re.search(r"[镇乡]\s*$", street)


def _layout(row: Mapping[str, object], text: str) -> dict[str, object]:
    raw = next((value for header, value in row.items() if _header(header) == "户型"), text)
    try:
        layout = parse_layout(raw)
    except Unreadable:
        # The three numbers stand in one cell: its text goes to the first, which then says what is wrong.
        return {"rooms": text, "halls": "", "bathrooms": ""} if text else {}
    return {"rooms": str(layout.rooms), "halls": str(layout.halls), "bathrooms": str(layout.baths)}
